"""How metadata labels and content types are worded in the languages of the OSCE's sites."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from osce_kg.records import DocumentType
from osce_kg.reference.model import fold


class LabelKind(Enum):
    """What a metadata label asks for; the value is the English label."""

    # Each kind is one object, and sets of kinds are made for every page: the name need not be hashed.
    __hash__ = object.__hash__

    DATE = "Date"
    PLACE = "Place"
    SOURCE = "Source"
    FIELDS = "Fields of work"
    ISSUED_ON = "Issued on"
    ISSUED_BY = "Issued by"
    PUBLISHED = "Publishing date"
    CONTENT_TYPE = "Content type"
    WHERE = "Where we are"
    WHAT = "What we do"
    ORIGINAL = "Originally published"
    POSTED = "Posted"


_NAMES: Mapping[LabelKind, str] = {
    LabelKind.DATE: (
        "Date|Дата|Data|Datë|Datum|Датум|Date of issue|Date issued|Release date|Дата и время|Күні|Күнү|"
        "Датасы|Sana|Сана|Fecha|Tarix|Ամսաթիվ|თარიღი"
    ),
    LabelKind.PLACE: (
        "Place|Location|Место|Місце|Место проведения|Місце проведення|Vend|Мјесто|Жер|Жери|Vendi|Mjesto|"
        "Mesto|Lieu|Ort|Loc|Locul|Luogo|Lugar|Орны|Joy|Ҷой|Yer"
    ),
    LabelKind.SOURCE: (
        "Source|Sources|Источник|Источники|Джерело|Джерела|Burimi|Burimet|Izvori|Извори|Қайнар көзі|Izvor|"
        "Извор|Quelle|Sursa|Sursă|Fonte|Fuente|Дереккөз|Булак|Manba|Manbaa|Mənbə"
    ),
    LabelKind.FIELDS: (
        "Fields of work|Field of work|Fields of activity|Areas of work|Сферы деятельности|"
        "Области деятельности|Направления деятельности|Области работы|Сфери діяльності|Напрями діяльності|"
        "Напрями роботи|Сфери роботи|Fushat e punës|Fushat e veprimtarisë|Oblasti rada|Područja rada|"
        "Područja djelovanja|Oblasti djelovanja|Области рада|Подручја рада|Области деловања|Fusha e punës|"
        "Fushat e aktivitetit|Oblast rada|Области на работа|Полиња на работа|Domaines de travail|"
        "Domaines d'activité|Arbeitsfelder|Arbeitsbereiche|Domenii de activitate|Domenii de lucru|"
        "Жұмыс салалары|Иш багыттары|Faoliyat sohalari"
    ),
    LabelKind.ISSUED_ON: (
        "Issued on|Issued|Izdano|Izdato|Издато|Издано|Објављено|Objavljeno|Izdano dana|Datum izdavanja|"
        "Датум издавања|Дата выпуска|Дата випуску|Lëshuar më|Publikuar më|Botuar më|Data e lëshimit|"
        "Опубликовано|Опубліковано|Publié le|Date de parution|Herausgegeben am|Veröffentlicht am|Emis la|"
        "Publicat la|Data emiterii|Објавено на|Чыгарылган күнү|Жарыяланган күнү|Chiqarilgan sana|"
        "E’lon qilingan sana|Издадено на|Шығарылған күні|Жарияланған күні"
    ),
    LabelKind.ISSUED_BY: (
        "Issued by|Izdavač|Izdavači|Издавачи|Издао|Издала|Izdalo|Objavio|Objavila|Објавио|Објавила|Izdao|"
        "Izdala|Издавач|Кем выпущено|Выпущено|Издатель|Видавець|Ким видано|Кем опубликовано|Опубликовал|"
        "Ким опубліковано|Lëshuar nga|Publikuar nga|Botuar nga|Publié par|Émis par|Herausgegeben von|"
        "Herausgeber|Emis de|Publicat de|Emitent|Објавено од|Издавач на|Чыгарган|Жарыялаган|Chiqargan|"
        "Издадено од|Шығарған|Жариялаған"
    ),
    LabelKind.PUBLISHED: (
        "Publishing date|Publication date|Published on|Дата публикации|Дата публікації|Datum objave|"
        "Datum objavljivanja|Датум објављивања|Data e publikimit|Датум на објавување|Date de publication|"
        "Veröffentlichungsdatum|Data publicării|Датум објаве|Датум на објава"
    ),
    LabelKind.CONTENT_TYPE: (
        "Content type|Тип контента|Тип материала|Тип содержания|Тип контенту|Тип матеріалу|Vrsta sadržaja|"
        "Tip sadržaja|Врста садржаја|Lloji i përmbajtjes|Тип на содржина|Type de contenu|Inhaltstyp|"
        "Tipul conținutului"
    ),
    LabelKind.WHERE: (
        "Where we are|Где мы работаем|Где мы находимся|Де ми працюємо|Gdje radimo|Gdje se nalazimo|"
        "Gdje smo|Gde se nalazimo|Где се налазимо|Ku jemi|Ku ndodhemi|Каде сме|Où nous sommes|Wo wir sind|"
        "Unde suntem"
    ),
    LabelKind.WHAT: (
        "What we do|Чем мы занимаемся|Что мы делаем|Що ми робимо|Čime se bavimo|Šta radimo|Što radimo|"
        "Шта радимо|Чиме се бавимо|Çfarë bëjmë|Ç'bëjmë|Што работиме|Ce que nous faisons|Was wir tun|"
        "Ce facem"
    ),
    LabelKind.POSTED: (
        "Published|Posted on|Date published|Date posted|Date of publication|Размещено|Дата размещения|Розміщено|"
        "Дата розміщення|Postavljeno|Postavljeno dana|Постављено|Publikuar|Postuar|Postuar më|Publié|Mis en ligne le|"
        "Veröffentlicht|Publicat|Postat|Postat la|Жарияланды|Жарыяланды"
    ),
}
_TYPES: Mapping[DocumentType, str] = {
    DocumentType.PRESS_RELEASE: (
        "Press release|Press releases|News and press release|Media release|News release|Пресс-релиз|"
        "Прес-реліз|Пресреліз|Kumtesë për shtyp|Njoftim për shtyp|Njoftim për media|Njoftime për shtyp|"
        "Komunikatë për media|Komunikatë shtypi|Komunikatë për shtyp|Deklaratë për shtyp|"
        "Saopštenje za javnost|Saopćenje za javnost|Saopćenje za medije|Saopštenje za medije|"
        "Priopćenje za javnost|Priopćenje za medije|Саопштење за јавност|Саопћење за јавност|"
        "Саопштење за штампу|Saopštenje za štampu|Saopćenje za štampu|Саопштења за јавност|Пресс релиз|"
        "Саопштење за медије|Соопштение за јавност|Соопштение за печат|Известување за медиуми|"
        "Соопштенија за јавност|Medienmitteilung|Pressemeldung|Соопштение за медиуми|Communiqué de presse|"
        "Pressemitteilung|Presseaussendung|Comunicat de presă|Comunicato stampa|Comunicado de prensa|"
        "Баспасөз хабарламасы|Пресс-релизі|Баспасөз релизі|Басма сөз билдирүүсү|Пресс-реліз|Matbuot xabari|"
        "Press-reliz|Пресс-релизи|Матбуот хабари|Маалымат каражаттары үчүн билдирүү|Mətbuat bülleteni"
    ),
    DocumentType.NEWS_ITEM: (
        "News|News item|Newsitem|News story|Feature|Feature story|Story|Новость|Новостная статья|Новости|"
        "Новина|Новини|Lajm|Lajme|Artikull lajmesh|Lajmi|Vijest|Vijesti|Vest|Vesti|Вест|Вести|Вијест|"
        "Вијести|Actualité|Nouvelle|Nachricht|Meldung|Știre|Noutate|Notizia|Noticia|Жаңалық|Жаңылык|"
        "Yangilik|Xəbər|Хабар"
    ),
    DocumentType.STATEMENT: (
        "Press statement|Statement|Statements|Joint statement|Media statement|Заявление|"
        "Заявление для прессы|Заява|Заява для преси|Deklaratë|Deklaratë për media|Izjava|Izjava za javnost|"
        "Izjava za medije|Изјава|Изјава за јавност|Déclaration|Erklärung|Declarație|Мәлімдеме|Билдирүү|"
        "Bayonot"
    ),
    DocumentType.DAILY_REPORT: (
        "Daily report|Daily reports|Дневной отчет|Дневни извештај|Dnevni izvještaj|Raport ditor|"
        "Ежедневный отчет|Ежедневный отчёт|Щоденний звіт"
    ),
    DocumentType.SPOT_REPORT: (
        "Spot report|Spot reports|Специальный отчет|Спеціальний звіт|Оперативный отчет|Оперативный отчёт|"
        "Оперативний звіт"
    ),
    DocumentType.REPORT: (
        "Study / report|Study/report|Study|Report|Исследование / отчет|Отчет|Отчёт|Доклад|Звіт|"
        "Дослідження / звіт|Raport|Studim / raport|Izvještaj|Studija / izvještaj|Izveštaj|Извештај|Rapport|"
        "Bericht"
    ),
    DocumentType.GUIDE: (
        "Guide / manual / handbook|Guide/manual/handbook|Guide|Manual|Handbook|Руководство|Пособие|"
        "Посібник|Udhëzues|Priručnik|Vodič|Приручник|Прирачник|Guide pratique|Handbuch|Ghid"
    ),
}
# Labels that some pages and mirrors write without a colon, each alone on its line.
_BARE: Mapping[LabelKind, str] = {
    LabelKind.ORIGINAL: "Originally published|Original publication date",
    LabelKind.POSTED: "Posted",
    LabelKind.CONTENT_TYPE: "Format",
}
_ALSO_BARE = frozenset(
    {
        LabelKind.DATE,
        LabelKind.PLACE,
        LabelKind.SOURCE,
        LabelKind.FIELDS,
        LabelKind.ISSUED_ON,
        LabelKind.ISSUED_BY,
        LabelKind.POSTED,
    }
)

KINDS: Mapping[str, LabelKind] = {fold(name): kind for kind, names in _NAMES.items() for name in names.split("|")}
BARE_KINDS: Mapping[str, LabelKind] = {
    **{name: kind for name, kind in KINDS.items() if kind in _ALSO_BARE},
    **{fold(name): kind for kind, names in _BARE.items() for name in names.split("|")},
}
# Labels that stand in one line with their date, often without a colon ("Posted on March 3, 2011").
DATE_WORDS: Mapping[str, LabelKind] = {
    name: kind for name, kind in KINDS.items() if kind in {LabelKind.ISSUED_ON, LabelKind.PUBLISHED, LabelKind.POSTED}
}
# Content types of the site that no class of documents answers to.
_OTHER_TYPES = frozenset(
    fold(name)
    for name in (
        "Photo gallery",
        "Photos",
        "Video",
        "Podcast",
        "Brochure",
        "Factsheet",
        "Fact sheet",
        "Leaflet",
        "Newsletter",
        "Speech",
        "Interview",
        "Blog",
        "Opinion",
        "Annual report",
        "Thematic report",
        "Weekly report",
        "Infographic",
        "Magazine",
        "Online course",
    )
)
_DOCUMENT_TYPES = {fold(name): kind for kind, names in _TYPES.items() for name in names.split("|")}


def document_type(text: str) -> DocumentType | None:
    """Return the document type that a content type label names in any of the sites' languages."""
    return _DOCUMENT_TYPES.get(fold(text.rstrip(":").strip()))


def is_other_type(text: str) -> bool:
    """Whether a line is a content type of the site that no class of documents answers to ("Photo gallery")."""
    return fold(text.rstrip(":").strip()) in _OTHER_TYPES

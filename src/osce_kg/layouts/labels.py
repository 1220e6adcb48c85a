"""Metadata labels and content types in the languages of the OSCE's sites, and reading a run of labels.

An empty label is not an absent one: it is among `LabelRun.kinds`. Unknown labels inside a run are reported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from zoneinfo import ZoneInfo

from osce_kg.layouts.model import DateText
from osce_kg.page import Block
from osce_kg.records import DateOrigin, DocumentType, Finding, Severity, Snippet, Span
from osce_kg.reference.model import fold


class LabelKind(Enum):
    """What a metadata label asks for; the value is the English label."""

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


_NAMES: Mapping[LabelKind, str] = {
    LabelKind.DATE: ("Date|Дата|Data|Datë|Datum|Датум|Күні|Күнү|Датасы|Sana|Сана|Fecha|Tarix|Ամսաթիվ|თარიღი"),
    LabelKind.PLACE: (
        "Place|Location|Место|Місце|Vendi|Mjesto|Mesto|Место|Lieu|Ort|Loc|Locul|Luogo|Lugar|Орны|Joy|Ҷой|Yer"
    ),
    LabelKind.SOURCE: (
        "Source|Источник|Джерело|Burimi|Izvor|Извор|Quelle|Sursa|Sursă|Fonte|Fuente|Дереккөз|Булак|Manba|Manbaa|Mənbə"
    ),
    LabelKind.FIELDS: (
        "Fields of work|Field of work|Сферы деятельности|Области деятельности|Направления деятельности|"
        "Области работы|Сфери діяльності|Напрями діяльності|Напрями роботи|Сфери роботи|Fushat e punës|"
        "Fushat e veprimtarisë|Oblasti rada|Područja rada|Područja djelovanja|"
        "Oblasti djelovanja|Области рада|"
        "Области на работа|Полиња на работа|Domaines de travail|Domaines d'activité|Arbeitsfelder|"
        "Arbeitsbereiche|Domenii de activitate|Domenii de lucru|Жұмыс салалары|Иш багыттары|"
        "Faoliyat sohalari"
    ),
    LabelKind.ISSUED_ON: (
        "Issued on|Izdano|Izdato|Izdano dana|Datum izdavanja|Датум издавања|Дата выпуска|Дата випуску|"
        "Lëshuar më|Publikuar më|Издадено на|Шығарылған күні|Жарияланған күні"
    ),
    LabelKind.ISSUED_BY: (
        "Issued by|Izdavač|Izdao|Izdala|Издавач|Кем выпущено|Выпущено|Издатель|Видавець|Ким видано|"
        "Lëshuar nga|Publikuar nga|Издадено од|Шығарған|Жариялаған"
    ),
    LabelKind.PUBLISHED: (
        "Publishing date|Publication date|Published on|Дата публикации|Дата публікації|Datum objave|"
        "Datum objavljivanja|Датум објављивања|Data e publikimit|Датум на објавување|"
        "Date de publication|"
        "Veröffentlichungsdatum|Data publicării"
    ),
    LabelKind.CONTENT_TYPE: (
        "Content type|Тип контента|Тип материала|Тип содержания|Тип контенту|Тип матеріалу|"
        "Vrsta sadržaja|"
        "Tip sadržaja|Врста садржаја|Lloji i përmbajtjes|Тип на содржина|Type de contenu|"
        "Inhaltstyp|Tipul conținutului"
    ),
    LabelKind.WHERE: (
        "Where we are|Где мы работаем|Где мы находимся|Де ми працюємо|Gdje radimo|"
        "Gdje se nalazimo|Gdje smo|"
        "Gde se nalazimo|Где се налазимо|Ku jemi|Ku ndodhemi|Каде сме|Où nous sommes|"
        "Wo wir sind|Unde suntem"
    ),
    LabelKind.WHAT: (
        "What we do|Чем мы занимаемся|Что мы делаем|Що ми робимо|Čime se bavimo|Šta radimo|Što radimo|"
        "Шта радимо|Чиме се бавимо|Çfarë bëjmë|Ç'bëjmë|Што работиме|Ce que nous faisons|"
        "Was wir tun|Ce facem"
    ),
}
_KINDS = {fold(name): kind for kind, names in _NAMES.items() for name in names.split("|")}

_TYPES: Mapping[DocumentType, str] = {
    DocumentType.PRESS_RELEASE: (
        "Press release|Press releases|Пресс-релиз|Прес-реліз|Пресреліз|Kumtesë për shtyp|"
        "Komunikatë për shtyp|"
        "Deklaratë për shtyp|Saopštenje za javnost|Saopćenje za javnost|Saopćenje za medije|"
        "Saopštenje za medije|"
        "Priopćenje za javnost|Priopćenje za medije|Саопштење за јавност|Саопштење за медије|"
        "Соопштение за јавност|"
        "Соопштение за печат|Соопштение за медиуми|Communiqué de presse|Pressemitteilung|"
        "Presseaussendung|"
        "Comunicat de presă|Comunicato stampa|Comunicado de prensa|Баспасөз хабарламасы|Пресс-релизі|"
        "Баспасөз релизі|Басма сөз билдирүүсү|Пресс-реліз|Matbuot xabari|Press-reliz|"
        "Пресс-релизи|Mətbuat bülleteni"
    ),
    DocumentType.NEWS_ITEM: (
        "News|News item|Newsitem|Новость|Новости|Новина|Новини|Lajm|Lajme|Vijest|Vijesti|Vest|"
        "Vesti|Вест|Вести|"
        "Actualité|Nouvelle|Nachricht|Meldung|Știre|Noutate|Notizia|Noticia|Жаңалық|Жаңылык|"
        "Yangilik|Xəbər|Хабар"
    ),
    DocumentType.STATEMENT: (
        "Press statement|Statement|Media statement|Заявление|Заявление для прессы|Заява|"
        "Заява для преси|"
        "Deklaratë|Deklaratë për media|Izjava|Izjava za javnost|Izjava za medije|Изјава|"
        "Изјава за јавност|"
        "Déclaration|Erklärung|Declarație|Мәлімдеме|Билдирүү|Bayonot"
    ),
    DocumentType.DAILY_REPORT: "Daily report|Ежедневный отчет|Ежедневный отчёт|Щоденний звіт",
    DocumentType.SPOT_REPORT: "Spot report|Оперативный отчет|Оперативный отчёт|Оперативний звіт",
    DocumentType.REPORT: (
        "Study / report|Study/report|Study|Report|Исследование / отчет|Отчет|Отчёт|Доклад|"
        "Звіт|Дослідження / звіт|"
        "Raport|Studim / raport|Izvještaj|Studija / izvještaj|Izveštaj|Извештај|Rapport|Bericht"
    ),
    DocumentType.GUIDE: (
        "Guide / manual / handbook|Guide/manual/handbook|Guide|Manual|Handbook|Руководство|"
        "Пособие|Посібник|"
        "Udhëzues|Priručnik|Vodič|Приручник|Прирачник|Guide pratique|Handbuch|Ghid"
    ),
}
_DOCUMENT_TYPES = {fold(name): kind for kind, names in _TYPES.items() for name in names.split("|")}

DATES = frozenset({LabelKind.DATE, LabelKind.ISSUED_ON, LabelKind.PUBLISHED})
SOURCES = frozenset({LabelKind.SOURCE, LabelKind.ISSUED_BY, LabelKind.WHERE})
FIELDS = frozenset({LabelKind.FIELDS, LabelKind.WHAT})

_LABEL = re.compile(r"([^\W\d_][^::\n]{1,39}?)\s*[::]\s*")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_LONGEST_LABEL = 44
_LONGEST_VALUE = 160
# The site's clock: a time element at local midnight reads 22:00 or 23:00 of the day before in UTC.
_SITE_ZONE = ZoneInfo("Europe/Vienna")


def document_type(text: str) -> DocumentType | None:
    """Return the document type that a content type label names in any of the sites' languages."""
    return _DOCUMENT_TYPES.get(fold(text.rstrip(":").strip()))


def label_of(block: Block) -> tuple[LabelKind, int] | None:
    """Return the label that a block is or begins with, and where in its text the inline value starts."""
    # Most blocks are paragraphs: no colon near the start, no label.
    match = _LABEL.match(block.text) if block.text.find(":", 0, _LONGEST_LABEL) > 0 else None
    if not match:
        return None
    kind = _KINDS.get(fold(match.group(1)))
    return (kind, match.end()) if kind else None


def looks_like_value(text: str) -> bool:
    """Whether a plain line can be a metadata value: short, and no sentence."""
    return len(text) <= _LONGEST_VALUE and not _SENTENCE_END.search(text)


@dataclass(slots=True)
class LabelRun:
    """Consecutive labels with their values. Blocks `start` to `end` (exclusive) belong to the run."""

    start: int
    end: int
    values: dict[LabelKind, list[Snippet]] = field(default_factory=dict)
    dates: list[DateText] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def kinds(self) -> frozenset[LabelKind]:
        """Every label that is there, empty ones included."""
        return frozenset(self.values)

    def of(self, kinds: frozenset[LabelKind]) -> tuple[Snippet, ...]:
        """Return the values of these labels in page order."""
        found = [value for kind in self.values if kind in kinds for value in self.values[kind]]
        return tuple(sorted(found, key=lambda value: value.span.start))


def read_run(blocks: Sequence[Block], start: int, origin: DateOrigin = DateOrigin.LABEL) -> LabelRun:
    """Return the run of labels that starts at a block; a label met for the second time begins another run."""
    run = LabelRun(start, start)
    at = start
    while at < len(blocks):
        found = label_of(blocks[at])
        if found is None:
            unknown = _unknown_label(blocks, at) if run.values else 0
            if not unknown:
                break
            run.findings.append(_unknown(blocks[at]))
            at += unknown
            continue
        kind, inline = found
        if kind in run.values:
            break
        run.values[kind] = []
        at = _read_values(blocks, at, inline, kind, run, origin)
    run.end = at
    return run


def _read_values(
    blocks: Sequence[Block], at: int, inline: int, kind: LabelKind, run: LabelRun, origin: DateOrigin
) -> int:
    """Add the values of the label at `at`; return the index of the first block after them."""
    label = blocks[at]
    if inline < len(label.text):
        span = Span(label.start + inline, label.end)
        _add(run, kind, Snippet(label.text[inline:], span), label.datetime, origin)
        return at + 1
    at += 1
    bulleted = at < len(blocks) and blocks[at].bullet
    while at < len(blocks) and not blocks[at].divider and label_of(blocks[at]) is None:
        block = blocks[at]
        if block.bullet != bulleted or block.tag == "figcaption" or not looks_like_value(block.text):
            break
        if not bulleted and not _plain_value(blocks, at, kind, run):
            break
        _add(run, kind, block.snippet, block.datetime, origin)
        at += 1
        if not bulleted and kind not in FIELDS:
            break
    return at


def _plain_value(blocks: Sequence[Block], at: int, kind: LabelKind, run: LabelRun) -> bool:
    """Whether a plain line after a label is its value, and not the next title, a heading or the body."""
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    after = label_of(following) if following else None
    if after and after[0] in run.values:
        return False
    if blocks[at].tag in ("h1", "h2", "h3", "h4"):
        return False
    if kind in DATES:
        return bool(re.search(r"\d", blocks[at].text)) and len(blocks[at].text) <= 60
    if kind in FIELDS:
        return len(run.values[kind]) == 0 or len(blocks[at].text) <= 60
    return True


def _add(run: LabelRun, kind: LabelKind, value: Snippet, time: str | None, origin: DateOrigin) -> None:
    values = split_commas(value) if kind in FIELDS else [value]
    run.values[kind].extend(values)
    if kind in DATES:
        iso = site_date(time)
        if iso:
            run.dates.append(DateText(Snippet(iso, value.span), DateOrigin.TIME_ELEMENT))
        run.dates.append(DateText(value, origin))


def split_commas(value: Snippet) -> list[Snippet]:
    """Return the parts of a comma-joined line, each with its span."""
    parts, at = [], 0
    for part in value.text.split(","):
        text = part.strip()
        if text:
            start = value.span.start + at + part.index(text)
            parts.append(Snippet(text, Span(start, start + len(text))))
        at += len(part) + 1
    return parts


def site_date(value: str | None) -> str | None:
    """Return the day (YYYY-MM-DD) of a time element's `datetime`, in the site's zone if it names a zone."""
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment.astimezone(_SITE_ZONE) if moment.tzinfo else moment).date().isoformat()


def _unknown_label(blocks: Sequence[Block], at: int) -> int:
    """Return how many blocks an unknown label with its values takes, 0 if the block is none."""
    block = blocks[at]
    if not block.bullet or not block.text.endswith(":") or len(block.text) > 40:
        return 0
    taken = 1
    while at + taken < len(blocks) and blocks[at + taken].bullet and label_of(blocks[at + taken]) is None:
        taken += 1
    return taken


def _unknown(block: Block) -> Finding:
    message = f"metadata label {block.text!r} is unknown; its values were not read"
    return Finding("unknown-label", Severity.WARNING, message, span=block.span, value=block.text)

"""What sentences in the site's languages name: places, areas and bodies, in every case form."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from osce_kg.extract.inflection import bases, body_forms, forms, table_language
from osce_kg.extract.mention_patterns import patterns_of
from osce_kg.extract.mention_results import unsettled
from osce_kg.extract.mentions import MentionFinder
from osce_kg.records import Confidence, Mention, Snippet, Span
from osce_kg.reference.load import load_registries

REGISTRIES = load_registries()
FINDER = MentionFinder(REGISTRIES)
ON = dt.date(2011, 5, 4)


def mentions(
    text: str, language: str = "en", body: str | None = None, countries: tuple[str, ...] = (), on: dt.date = ON
) -> tuple[Mention, ...]:
    part = Snippet(text, Span(0, len(text)))
    (result,) = FINDER.read((part,), on=on, context_body=body, language=language, countries=countries)
    return result.mentions


def named(
    text: str, language: str = "en", body: str | None = None, countries: tuple[str, ...] = (), on: dt.date = ON
) -> list[str]:
    """Return labels of places, codes of areas, keys of the rest, in the order of the text."""
    found = mentions(text, language, body, countries, on)
    return [REGISTRIES.places[each.key].label if each.kind == "place" else each.key for each in found]


def test_a_city_elsewhere_is_meant_and_no_town_near_that_bears_its_name_too() -> None:
    text = "Minsk was offered help, in Minsk and in Brest"
    assert named(text, countries=("POL",)) == ["Minsk"]
    assert named(f"{text}, Belarus", countries=("POL",)) == ["Minsk", "Brest", "BLR"]


def test_a_case_form_of_a_town_here_comes_before_a_town_elsewhere() -> None:
    assert named("следователи из Оша и Джалал-Абада", "ru", "centre-in-bishkek") == ["Osh", "Jalal-Abad"]


ENGLISH = [
    ("Kazakh and Thai authorities met in Taraz", "centre-in-astana", "Taraz"),
    ("Villages near Batken, in Jalal-Abad province and the Osh region", "centre-in-bishkek", "Batken"),
    ("Students met at Osh State University and at the Naryn Lyceum today.", "centre-in-bishkek", ""),
    ("The Bishkek-Osh road leads past Karakol", "centre-in-bishkek", "Bishkek Osh Karakol"),
    ("a round table on civil cases in Durres, Shkodra and Vlora", "presence-in-albania", "Durrës Shkodër Vlorë"),
    ("Police from Elbasan and Fier met Commissioner Arben Fier", "presence-in-albania", "Elbasan Fier"),
    ("Judges from Subotica, Zrenjanin and Vršac, among them Judge Subotica", "mission-to-serbia",
     "Subotica Zrenjanin Vršac"),
    ("The Tetovo Mayor and residents of Struga and Kumanovo", "mission-to-skopje", "Tetovo Struga Kumanovo"),
    ("Ambassador Berlin, Mr. Osh and Ms. Prizren agreed with Petar Mostar", "mission-in-kosovo", ""),
    ("The Mayor of Mitrovicë/Mitrovica praised it", "mission-in-kosovo", "Mitrovicë/Mitrovica"),
    ("Officers from Bar and Nikšić; nice work, a bar and a split in March", "mission-to-montenegro", "Bar Nikšić"),
    ("in Gyumri and Vanadzor; the Vanadzor Court", "office-in-yerevan", "Gyumri Vanadzor"),
    ("Mr. Baku Aliyev of the Baku State University spoke in Sumgait", "office-in-baku", "Sumgait"),
    ("Residents of Khujand and Isfara met", "office-in-tajikistan", "Khujand Isfara"),
    ("Dragan Novi and the town of Novi Sad", "mission-to-serbia", "Novi Sad"),
    ("The Istanbul Document, the Vienna Document and the Paris Charter process", None, ""),
    ("the Hague Recommendations were read in The Hague", None, "The-Hague"),
    ("in Tunis, the capital of Tunisia", None, "Tunis TUN"),
    ("A Geneva-based expert travelled to Brussels", None, "Geneva Brussels"),
    ("representatives of the Roma community from Rome", None, "Rome"),
    ("Independence Day in Independence Square and the Media Centre", None, ""),
    ("the short-term OSCE observer mission", None, ""),
    ("the OSCE Observer Mission at the Russian Checkpoints Gukovo and Donetsk", None,
     "observer-mission-at-the-russian-checkpoints-gukovo-and-donetsk"),
    ("The Permanent Council of the OSCE and the Permanent Council of the league", None, "permanent-council"),
    ("the Conflict Prevention Centre and the Ministerial Council", None,
     "conflict-prevention-centre ministerial-council"),
    ("this year's Chairpersonship; the Chairmanship of the board", None, "chairpersonship"),
    ("the Polish Chairmanship; the EU Chairmanship", None, "chairpersonship"),
    ("the OSCE Centre in Ashgabad and the OSCE Office in Yerevan", None, "centre-in-ashgabat office-in-yerevan"),
    ("the Minsk Group Co-Chairs in Minsk", None, "minsk-group Minsk"),
    ("the OSCE Academy and the Border Management Staff College", None,
     "osce-academy-in-bishkek border-management-staff-college"),
    ("the OSCE High-Level Planning Group (HLPG)", None, "high-level-planning-group"),
]  # fmt: skip
OTHERS = [
    ("ru", "Бюро ОБСЕ в Таджикистане пригласило экспертов из Хорога и Бохтара", "office-in-tajikistan Khorog Bokhtar"),
    ("ru", "Курс финансировала Япония; участвовали офицеры Афганистана", "JPN AFG"),
    ("ru", "В Миссии ОБСЕ в Сербии отметили роль Украины и Северной Македонии", "mission-to-serbia UKR MKD"),
    ("ru", "Глава миссии ОБСЕ в Сербии встретился с послом Соединенных Штатов Америки", "mission-to-serbia USA"),
    ("ru", "Встречи в Алматы, Шымкенте и Караганде", "Almaty Shymkent Karaganda"),
    ("ru", "Постоянному совету ОБСЕ доложили об итогах; того же мнения Чад, Мали и Того", "permanent-council"),
    ("ru", "грузия, украина и армения", ""),
    ("uk", "Координатор проєктів ОБСЄ в Україні провів навчання у Львові та Одесі",
     "project-co-ordinator-in-ukraine Lviv Odesa"),
    ("uk", "за підтримки Канади, Данії та Великої Британії", "CAN DNK GBR"),
    ("uk", "Спеціальної моніторингової місії ОБСЄ в Україні", "special-monitoring-mission-to-ukraine"),
    ("uk", "Він відвідав Харків і Маріуполь в Україні", "Kharkiv Mariupol UKR"),
    ("sr-Cyrl", "Мисије ОЕБС-а у Србији, у Новом Пазару, Сјеници и Врању",
     "mission-to-serbia Novi-Pazar Sjenica Vranje"),
    ("sr-Cyrl", "Влада Србије и амбасадор Норвешке; Србијанац, Норвежанин", "SRB NOR"),
    ("sr-Latn", "Šefica Misije OEBS-a u Srbiji posetila je Kragujevac i Niš, a potom Norvešku",
     "mission-to-serbia Kragujevac Niš NOR"),
    ("bs", "Misija OSCE-a u Bosni i Hercegovini radi u Mostaru, Tuzli i Banjoj Luci",
     "mission-to-bosnia-and-herzegovina Mostar Tuzla Banja-Luka"),
    ("bs", "s predstavnicima Kanade, Njemačke i Crne Gore", "CAN DEU MNE"),
    ("hr", "Veleposlanik Hrvatske posjetio je Vukovar i Osijek", "HRV Vukovar Osijek"),
    ("mk", "Мисијата на ОБСЕ во Скопје работи во Тетово и Гостивар, Северна Македонија",
     "mission-to-skopje Tetovo Gostivar MKD"),
    ("sq", "me mbështetjen e Prezencës së OSBE-së në Shqipëri, në Vlorë dhe Durrës",
     "presence-in-albania Vlorë Durrës"),
    ("sq", "Misionit të OSBE-së në Kosovë i bashkohet komuna e Prizrenit", "mission-in-kosovo Prizren"),
    ("sq", "ambasadori i Gjermanisë, Malit të Zi dhe Shqipërisë", "DEU MNE ALB"),
    ("de", "Der Ständige Rat der OSZE tagte in Wien; Österreichs Minister reiste nach Minsk",
     "permanent-council Vienna AUT Minsk"),
    ("de", "Der amtierende OSZE-Vorsitzende und die Vertreter Deutschlands und der Ukraine", "chairpersonship DEU UKR"),
    ("fr", "le mandat de la mission de l’OSCE en Géorgie, à Tbilissi et à Gori", "mission-to-georgia Tbilisi Gori"),
    ("fr", "les représentants de la Moldavie et de l’Ukraine", "MDA UKR"),
    ("ro", "Președintele Republicii Moldova a vizitat Comrat și Soroca, cu ambasadorul României",
     "MDA Comrat Soroca ROU"),
    ("ky", "Ошто жана Баткенде Кыргызстандын милициясы", "Osh Batken KGZ"),
    ("kk", "Қазақстанның Алматы қаласында", "KAZ Almaty"),
    ("uz-Latn", "Toshkentda va Samarqandda O‘zbekiston prokurorlari; Qozogʻistonda", "Tashkent Samarkand UZB KAZ"),
    ("az", "Azərbaycanda, Gürcüstanda və Ermənistanda; Bakıda", "AZE GEO ARM Baku"),
    ("tr", "Türkiye'nin ve Gürcistan'ın temsilcileri Ankara'da", "TUR GEO Ankara"),
    ("tg", "Дафтари САҲА дар Тоҷикистон дар Хуҷанд; Афғонистон", "office-in-tajikistan Khujand AFG"),
    ("hy", "Հայաստանում և Վրաստանում", "ARM GEO"),
    ("ka", "საქართველოში და სომხეთში", "GEO ARM"),
]  # fmt: skip


def _keys(expected: str) -> list[str]:
    """Return the expected names; a hyphen stands for a space in a place's label."""
    labels = {"The-Hague": "The Hague", "Novi-Pazar": "Novi Pazar", "Banja-Luka": "Banja Luka"}
    labels["Novi"] = "Novi Sad"
    return [labels.get(name, name) for name in expected.split() if name != "Sad"]


@pytest.mark.parametrize(("text", "body", "expected"), ENGLISH)
def test_english(text: str, body: str | None, expected: str) -> None:
    on = dt.date(2016, 5, 4) if "Gukovo" in text else ON
    assert named(text, body=body, on=on) == _keys(expected)


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_other_languages(language: str, text: str, expected: str) -> None:
    assert named(text, language) == _keys(expected)


class TestContext:
    def test_a_dateline_names_nothing(self) -> None:
        text = "TIRANA, Albania, 4 May 2011 – A course opened in Shkodra."
        part = Snippet(text, Span(10, 10 + len(text)))
        without = [Span(10, 10 + text.index(" –"))]
        (result,) = FINDER.read((part,), on=ON, countries=["ALB"], without=without)
        assert [REGISTRIES.places[each.key].label for each in result.mentions] == ["Shkodër"]

    def test_a_town_needs_its_country(self) -> None:
        assert named("a workshop in Gori") == []
        assert named("a workshop in Gori", countries=("GEO",)) == ["Gori"]

    def test_a_town_that_no_country_settles_is_reported_once(self) -> None:
        texts = ("A workshop in Gori ended.", "Nobody spoke of Gori again.", "All left for Gori.")
        parts = [Snippet(text, Span(0, len(text))) for text in texts]
        results = FINDER.read(parts, on=ON)
        assert [each.mentions for each in results] == [(), (), ()]
        (finding,) = unsettled(results, ())
        assert (finding.code, finding.value) == ("ambiguous-mention", "Gori")
        assert "g614455, g2963962" in finding.message
        assert list(unsettled(results, (dataclasses.replace(finding, value="GORI"),))) == []

    def test_a_city_is_meant_before_places_that_also_bear_its_name(self) -> None:
        assert named("a workshop in Ganja") == ["Ganja"]
        assert named("a workshop in Manchester") == []

    def test_a_country_named_in_another_paragraph_counts(self) -> None:
        texts = ("The visit to Georgia began.", "Talks were held in Gori.")
        parts = [Snippet(text, Span(0, len(text))) for text in texts]
        assert [[each.key for each in result.mentions] for result in FINDER.read(parts, on=ON)] == [
            ["GEO"],
            ["g614455"],
        ]

    def test_a_persons_surname_is_no_place_later_either(self) -> None:
        assert named("Lena Gori spoke. Gori thanked all.", countries=("GEO",)) == []

    def test_several_places_of_one_name_are_reported(self) -> None:
        text = "in Слов'янську"
        (result,) = FINDER.read((Snippet(text, Span(0, len(text))),), on=ON, language="uk", countries=["UKR"])
        assert result.mentions == ()
        assert [finding.code for finding in result.findings] == ["ambiguous-mention"]

    def test_the_evidence_says_how_sure_it_is(self) -> None:
        (sure,) = mentions("a workshop in Vlora", body="presence-in-albania")
        assert (sure.reading.rule, sure.reading.confidence) == ("place-in-country", Confidence.MEDIUM)
        (unsure,) = mentions("Some say Vlora hosts more guests", body="presence-in-albania")
        assert (unsure.reading.rule, unsure.reading.confidence) == ("place-in-country", Confidence.LOW)


class TestForms:
    @pytest.mark.parametrize(
        ("name", "language", "form"),
        [
            ("Таджикистан", "ru", "Таджикистаном"), ("Северная Македония", "ru", "Северной Македонии"),
            ("Босния и Герцеговина", "ru", "Боснией и Герцеговиной"), ("Велика Британія", "uk", "Великою Британією"),
            ("Srbija", "bs", "Srbiji"), ("Црна Гора", "sr-Cyrl", "Црној Гори"), ("Shqipëri", "sq", "Shqipërisë"),
            ("Kosovë", "sq", "Kosovën"), ("Österreich", "de", "Österreichs"), ("Moldova", "ro", "Moldovei"),
        ],
    )  # fmt: skip
    def test_names_both_ways(self, name: str, language: str, form: str) -> None:
        assert form in forms(name, language)
        if " " not in name:
            assert name.lower() in bases(form.lower(), language)

    @pytest.mark.parametrize(
        ("name", "language", "form"),
        [
            ("Офис программ ОБСЕ в Астане", "ru", "Офиса программ ОБСЕ в Астане"),
            ("Постійна рада ОБСЄ", "uk", "Постійною радою ОБСЄ"),
            ("Misioni i OSBE-së në Kosovë", "sq", "Misionit të OSBE-së në Kosovë"),
            ("Ständiger Rat der OSZE", "de", "Ständigen Rats der OSZE"),
        ],
    )
    def test_bodies(self, name: str, language: str, form: str) -> None:
        assert form in body_forms(name, language)

    def test_a_language_without_a_table_has_no_forms(self) -> None:
        assert forms("Georgia", "en") == frozenset()
        assert table_language("en") is None

    def test_no_form_of_an_area_is_a_name_of_another(self) -> None:
        names = {
            label.text.lower(): area.code
            for area in REGISTRIES.areas.values()
            for label in (*area.labels, *area.alt_labels)
        }
        for name, patterns in patterns_of(REGISTRIES).items():
            codes = {pattern.keys[0] for pattern in patterns if pattern.kind == "country"}
            assert len(codes) <= 1, name
            if codes and name in names:
                assert codes == {names[name]}, name

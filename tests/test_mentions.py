"""What texts name: bodies by date, areas, places, projects, events, treaties, decisions."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.mention_phrases import project_key, read_project
from osce_kg.extract.mention_results import MentionResult
from osce_kg.extract.mentions import MentionFinder
from osce_kg.records import Confidence
from osce_kg.reference.load import load_registries
from osce_kg.reference.model import Area, Body, KnownProject, Label, Place, Registries, Treaty

FINDER = MentionFinder(load_registries())
ON = dt.date(2011, 5, 4)


def found(text: str, *, on: dt.date | None = ON, body: str | None = None) -> list[str]:
    return [f"{kind}/{key}" for kind, key in _keys(FINDER.find(text, 0, on=on, context_body=body))]


def _keys(result: MentionResult) -> list[tuple[str, str]]:
    mentions = [(mention.kind, mention.key) for mention in result.mentions]
    return mentions + [(minted.kind, minted.key) for minted in result.projects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The visit to Armenia ended.", ["country/ARM"]),
        ("Moldova's parliament", ["country/MDA"]),
        ("between Ukraine/Moldova and Romania", ["country/UKR", "country/MDA", "country/ROU"]),
        ("TURKEY and Türkiye", ["country/TUR"]),
        ("the Ukrainian and Georgian delegations", []),
        ("he ate turkey in a malta of his own", []),
        ("the former Yugoslav Republic of Macedonia", ["country/MKD"]),
        ("officials from the USA, the UK and the U.S.", ["country/USA", "country/GBR"]),
        ("this is for us, us and us", []),
        ("Rhode Island and Krk Island", []),
        ("Georgia, Jordan and Israel agreed", ["country/GEO", "country/JOR", "country/ISR"]),
        ("Georgia Ellison spoke", []),
        ("Mr. Jordan and Lena Jordan spoke", []),
        ("J. Holland left", []),
        ("the Georgia Mission closed in Georgia", ["country/GEO"]),
        ("in Eastern Georgia", ["country/GEO"]),
        ("Atlanta, Georgia", []),
        ("Georgia, USA", ["country/USA"]),
        ("Грузия и Украина", ["country/GEO", "country/UKR"]),
        ("@Georgia #Georgia x_Georgia", []),
    ],
)
def test_areas(text: str, expected: list[str]) -> None:
    assert [name for name in found(text) if name.startswith("country/")] == expected


def test_a_union_of_states_is_one_until_it_ended() -> None:
    assert found("in Serbia and Montenegro", on=dt.date(2004, 2, 3)) == ["country/CSXX"]
    assert found("in Serbia and Montenegro", on=ON) == ["country/SRB", "country/MNE"]
    assert found("in Serbia and Montenegro", on=None) == ["country/SRB", "country/MNE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the OSCE Office in Baku", ["organization/office-in-baku"]),
        ("the OSCE office in Baku", ["organization/office-in-baku"]),
        ("THE OSCE OFFICE IN BAKU", ["organization/office-in-baku"]),
        ("with the Mission to Skopje", ["organization/mission-to-skopje"]),
        ("The Mission to Skopje", ["organization/mission-to-skopje"]),
        ("a trade mission to Skopje", ["place/g785842"]),
        ("the EU Mission to Moldova", ["country/MDA"]),
        ("ODIHR and the RFoM", ["organization/odihr", "organization/rfom"]),
        ("odihr, Odihr", []),
        ("OSCE/ODIHR", ["organization/odihr"]),
        (
            "the Office for Democratic Institutions and Human Rights (ODIHR)",
            ["organization/odihr"],
        ),
        ("the Parliamentary Assembly of the Council of Europe", []),
        ("the NATO Parliamentary Assembly", []),
        ("the OSCE Parliamentary Assembly", ["organization/parliamentary-assembly"]),
        ("Misija OSCE-a u Bosni i Hercegovini", ["organization/mission-to-bosnia-and-herzegovina"]),
        ("Глава Миссия ОБСЕ в Сербии", ["organization/mission-to-serbia"]),
        ("the OSCE Centre in Almaty", ["organization/centre-in-astana"]),
        ("the OSCE and the work of the OSCE", []),
        ("his secretariat, the Secretariat of the court", []),
    ],
)
def test_bodies(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Vienna, Warsaw and The Hague", ["place/g2761369", "place/g756135", "place/g2747373"]),
        ("a Vienna-based expert", ["place/g2761369"]),
        ("the Vienna Convention", []),
        ("Sofia Petrova spoke", []),
        ("the Minsk Group met in Minsk", ["organization/minsk-group", "place/g625144"]),
        ("Helsinki process", []),
        ("Київ", ["place/g703448"]),
        ("bar, split, nice and mary", []),
        ("Bar, Split, Nice and Mary", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under the Helsinki Final Act", ["treaty/helsinki-final-act"]),
        ("the Dayton Peace Agreement", ["treaty/dayton-peace-agreement"]),
        ("Vienna Document 2011", ["treaty/vienna-document-2011"]),
        ("the 1999 Istanbul Document", ["treaty/istanbul-document-1999"]),
        ("UNSCR 1244", ["treaty/unscr-1244"]),
        ("UN Security Council Resolution 1244 (1999)", ["treaty/unscr-1244"]),
        ("United Nations Security Council resolution 1325", ["treaty/unscr-1325"]),
        ("PC.DEC/588", ["decision/pc-dec-588"]),
        ("PC.DEC/9999.", ["decision/pc-dec-9999"]),
        ("Permanent Council Decision No. 588", ["decision/pc-dec-588"]),
        ("MC.DEC/3/11.", ["decision/mc-dec-3-11"]),
        ("PC.DEC/500/Corr.1", ["decision/pc-dec-500-corr-1"]),
        ("PC.DEC/", []),
        ("UNSCR", []),
    ],
)
def test_treaties_and_decisions(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_decision_of_the_registry_is_pointed_to_and_another_is_minted() -> None:
    result = FINDER.find("PC.DEC/588 and PC.DEC/9999", 0, on=ON)
    assert [mention.key for mention in result.mentions] == ["pc-dec-588"]
    assert [(minted.key, minted.label) for minted in result.projects] == [("pc-dec-9999", "PC.DEC/9999")]


class TestProjects:
    def test_known_one_in_a_document_of_its_body(self) -> None:
        text = "the OSCE Community Policing Project; the Community Policing Project"
        result = FINDER.find(text, 0, on=ON, context_body="office-in-baku")
        assert [mention.key for mention in result.mentions] == ["azerbaijan-community-policing"]

    def test_known_one_in_a_document_of_a_later_mandate(self) -> None:
        text = "the Community Policing Project"
        assert found(text, body="project-co-ordinator-in-baku") == ["project/azerbaijan-community-policing"]

    def test_namesake_of_another_office(self) -> None:
        text = "the OSCE Community Policing Project and the Community Policing Project"
        expected = ["project/centre-in-bishkek-community-policing-project"]
        assert found(text, body="centre-in-bishkek") == expected

    def test_unknown_one_is_minted_with_the_label_as_written(self) -> None:
        result = FINDER.find("x" * 4 + " a Mountain Rescue Programme.", 100, on=ON, context_body="office-in-minsk")
        (project,) = result.projects
        assert (project.kind, project.label) == ("project", "Mountain Rescue Programme")
        assert project.key == "office-in-minsk-mountain-rescue-programme"
        assert project.implemented_by == "office-in-minsk"
        assert (project.span.start, project.span.end) == (107, 132)

    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("today's Police Open Day, held", "Police Open Day"),
            ("at the Young Lawyers Summer School in", "Young Lawyers Summer School"),
            ("the Rule of Law and Mediation Initiative", "Rule of Law and Mediation Initiative"),
            ("World River Day", "World River Day"),
            ("the Ministry of Health and Mountain Rescue Programme", "Mountain Rescue Programme"),
            ("During the Central Asian Water Forum", "Central Asian Water Forum"),
            ("the Erasmus Programme and the Mountain Rescue Programme", "Mountain Rescue Programme"),
            ("Erasmus Programme and Mountain Rescue Programme", "Mountain Rescue Programme"),
        ],
    )
    def test_names_by_pattern(self, text: str, label: str) -> None:
        result = FINDER.find(f"He praised {text} with warm words.", 0, on=ON)
        assert [each.label for each in result.projects] == [label]

    @pytest.mark.parametrize(
        "text",
        [
            "The Open Day at the stadium", "this Project", "The Programme Office in Bishkek", "Election Day",
            "the Police Academy", "the State Border Police Academy", "the UN Development Programme",
            "the project and the programme", "a Project Co-ordinator", "the Annual Conference", "Day",
            "an OSCE Project", "one day a conference", "OSCE Office Hosts Regional Water Conference",
            "OSCE Centre Opens New Legal Clinic Project",
            "the Central European Initiative", "the Partnership for Peace Programme",
        ],
    )  # fmt: skip
    def test_no_names(self, text: str) -> None:
        assert FINDER.find(text, 0, on=ON).projects == ()

    def test_meeting_series_is_pointed_to(self) -> None:
        assert found("the Economic and Environmental Forum") == ["meeting-series/economic-and-environmental-forum"]

    def test_key_leaves_the_osce_out(self) -> None:
        assert project_key("OSCE Border Academy", None) == project_key("Border Academy", None) == "border-academy"
        assert project_key("Проект", "odihr") == ""

    def test_head_in_small_letters_is_no_name(self) -> None:
        assert read_project("the Water Basin project", 16, 23, "Project") is None


def small(bodies: list[Body]) -> MentionFinder:
    names: dict[str, list[str]] = {}
    for body in bodies:
        names.setdefault(body.label.casefold(), []).append(body.key)
    registries = Registries(
        areas={"AAA": Area("AAA", "participating-state", (Label("Atlantis", "en"),))},
        bodies={body.key: body for body in bodies},
        fields_of_work={},
        meeting_series={},
        roles={},
        places={"p": Place("p", "Portville", "AAA", default=True), "q": Place("q", "Quarry", "AAA")},
        projects={"k": KnownProject("k", "event", "Kite Fair", ("Kite Fair",))},
        treaties={"t": Treaty("t", "Treaty of Portville", ("Treaty of Portville",))},
        _bodies_by_name={name: tuple(keys) for name, keys in names.items()},
        _places_by_name={"portville": ("p",), "quarry": ("q",)},
    )
    return MentionFinder(registries)


class TestDates:
    OLD = Body("mission-1", (), "OSCE Mission to Atlantis", start="1995", end="1999-06-30", presence="atlantis")
    NEW = Body("mission-2", (), "OSCE Mission to Atlantis", start="2001-01", presence="atlantis")

    def key(self, on: dt.date | None, context: str | None = None) -> tuple[list[str], MentionResult]:
        result = small([self.OLD, self.NEW]).find("the OSCE Mission to Atlantis said", 0, on=on, context_body=context)
        return [mention.key for mention in result.mentions], result

    @pytest.mark.parametrize(
        ("on", "key"),
        [
            (dt.date(1996, 1, 1), "mission-1"),
            (dt.date(1999, 6, 30), "mission-1"),
            (dt.date(2015, 1, 1), "mission-2"),
        ],
    )
    def test_mandate_in_force(self, on: dt.date, key: str) -> None:
        assert self.key(on)[0] == [key]

    @pytest.mark.parametrize("on", [None, dt.date(2000, 3, 3)])
    def test_no_single_mandate_is_a_finding(self, on: dt.date | None) -> None:
        keys, result = self.key(on)
        assert keys == []
        (finding,) = result.findings
        assert finding.code == "ambiguous-mention"
        assert finding.value == "OSCE Mission to Atlantis"
        assert "mission-1, mission-2" in finding.message

    def test_the_issuing_body_decides(self) -> None:
        assert self.key(None, "mission-2")[0] == ["mission-2"]

    def test_a_name_before_its_time_is_doubtful(self) -> None:
        result = small([self.NEW]).find("the OSCE Mission to Atlantis", 0, on=dt.date(1990, 1, 1))
        assert [mention.reading.confidence for mention in result.mentions] == [Confidence.LOW]

    def test_a_closed_body_can_still_be_named(self) -> None:
        result = small([self.OLD]).find("the OSCE Mission to Atlantis", 0, on=dt.date(2020, 1, 1))
        assert [mention.reading.confidence for mention in result.mentions] == [Confidence.HIGH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("part of the project “Clear Paths for Small Courts”.", ["project/clear-paths-for-small-courts"]),
        ('the "Open Green Courts" project goes on', ["project/open-green-courts"]),
        ("the programme entitled «Schools by the Border», run since May", ["project/schools-by-the-border"]),
        ("u okviru projekta „Sigurne ulice“ danas", ["project/sigurne-ulice"]),
        ("the project “works”, she said", []),
        ("the project. “Clear Paths are needed,” she said.", []),
        ("the project manager said: “Clear Paths for all”", []),
    ],
)
def test_projects_named_in_quotation_marks(text: str, expected: list[str]) -> None:
    assert [name for name in found(text) if name.startswith("project/")] == expected


class TestSmallRegistries:
    FINDER = small([])

    def test_longest_leftmost(self) -> None:
        result = self.FINDER.find("The Treaty of Portville was signed in Portville, Atlantis", 0, on=None)
        assert [project.key for project in result.projects] == ["t"]
        assert [mention.key for mention in result.mentions] == ["p", "AAA"]

    def test_project_of_nobody_in_particular(self) -> None:
        result = self.FINDER.find("the Kite Fair", 0, on=None)
        assert [(mention.kind, mention.key) for mention in result.mentions] == [("event", "k")]

    def test_place_that_is_no_default_needs_its_country(self) -> None:
        assert self.FINDER.find("in Quarry", 0, on=None).mentions == ()
        assert [mention.key for mention in self.FINDER.find("in Quarry, Atlantis", 0, on=None).mentions] == ["q", "AAA"]

    def test_once_and_where_it_stands_first(self) -> None:
        result = self.FINDER.find("Atlantis, Atlantis and Atlantis", 7, on=None)
        (mention,) = result.mentions
        assert (mention.reading.span.start if mention.reading.span else None) == 7


_WORDS = st.sampled_from(
    [
        "Georgia", "Smith", "OSCE", "Office", "in", "Baku", "ODIHR", "the", "Open Day", "Community",
        "Policing", "Project", "İstanbul", "ISTANBUL", "Kyiv", "PC.DEC/12", "PC.DEC/", "UNSCR", "1244",
        "Council Decision", "Minsk", "agreements", "“", "”", ".", ",", "/", "\n", "\u00a0", "ß",
        "Конференция", "Київ",
        "Conference",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=14).map(" ".join), st.lists(_WORDS).map("".join))


@given(
    _TEXTS,
    st.integers(0, 9999),
    st.one_of(st.none(), st.dates()),
    st.sampled_from([None, "odihr", "no-body"]),
)
def test_spans_are_the_words_and_do_not_overlap(text: str, offset: int, on: dt.date | None, body: str | None) -> None:
    result = FINDER.find(text, offset, on=on, context_body=body)
    ranges = []
    for mention in result.mentions:
        span = mention.reading.span
        assert span is not None
        assert text[span.start - offset : span.end - offset] == mention.reading.value
        ranges.append((span.start - offset, span.end - offset))
    ranges += [(minted.span.start - offset, minted.span.end - offset) for minted in result.projects]
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(first[1] <= second[0] for first, second in pairwise(sorted(ranges)))
    keys = _keys(result)
    assert len(set(keys)) == len(keys)


def test_speed() -> None:
    text = (
        "Experts from Armenia met the OSCE Office in Yerevan today to discuss the Water Basin Project. "
        "The meeting was the third of its kind; participants agreed on a list of steps for the months ahead, "
        "and the local authorities promised to support the work of the group with premises and staff. "
    ) * 1000
    start = time.perf_counter()
    FINDER.find(text, 0, on=ON)
    assert len(text) / (time.perf_counter() - start) > 100_000, "target is 3 MB/s on an idle core"


@pytest.mark.timeout(20)
def test_a_long_list_of_towns_ends() -> None:
    assert found("In Kyrgyzstan: " + "Osh, " * 40_000)[0] == "country/KGZ"

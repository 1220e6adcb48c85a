"""Quotations: every pattern of attribution, in invented sentences, and what must not become one."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osce_kg.extract.quotes import QuoteResult, read_quotes
from osce_kg.records import Basis, Confidence, Quotation, Reading, Snippet, Span
from osce_kg.reference import Registries, load_registries

SAMPLE = Path(__file__).parent.parent / "data" / "captures"


@pytest.fixture(scope="module")
def registries() -> Registries:
    return load_registries()


def snippets(text: str, offset: int = 0) -> list[Snippet]:
    found, at = [], offset
    for line in text.split("\n"):
        if line.strip():
            found.append(Snippet(line, Span(at, at + len(line))))
        at += len(line) + 1
    return found


def read(
    text: str, registries: Registries, *, on: dt.date | None = dt.date(2012, 5, 5), context: str | None = None
) -> QuoteResult:
    result = read_quotes(snippets(text), document_key="h0", registries=registries, on=on, context_body=context)
    for quotation in result.quotations:
        for reading in (quotation.text, quotation.speaker_name, quotation.speaker_role, quotation.collective):
            if reading is not None:
                assert reading.span is not None
                assert text[reading.span.start : reading.span.end] == reading.value
    for person in result.people:
        assert text[person.span.start : person.span.end] == person.name
    return result


def value(reading: Reading[str] | None) -> str | None:
    return reading.value if reading else None


def brief(quotation: Quotation) -> tuple[str, str | None, str | None, str | None]:
    """Return words, person, role as written and attribution."""
    attribution = quotation.attribution.value if quotation.attribution else None
    return quotation.text.value, value(quotation.person), value(quotation.speaker_role), attribution


ONE = [
    (
        '"It is vital," said Ambassador Anna Lind, Head of the OSCE Mission to Serbia.',
        ("It is vital", "anna-lind", "Head of the OSCE Mission to Serbia", "Explicit"),
    ),
    (
        "“It is vital,” Ambassador Anna Lind, the Head of the OSCE Mission to Serbia, said.",
        ("It is vital", "anna-lind", "the Head of the OSCE Mission to Serbia", "Explicit"),
    ),
    (
        "Orhan Zal, Azerbaijan's Deputy Interior Minister, said in his opening remarks: “We agree.”",
        ("We agree.", "orhan-zal", "Azerbaijan's Deputy Interior Minister", "Explicit"),
    ),
    (
        'Deputy Interior Minister Arman Sar added: "The police change."',
        ("The police change.", "arman-sar", "Deputy Interior Minister", "Explicit"),
    ),
    (
        '"It is vital", underlined the OSCE Secretary General, Marco Bel.',
        ("It is vital", "marco-bel", "the OSCE Secretary General", "Explicit"),
    ),
    (
        "“We act,” said Mayor of Novi Sad Milos Vuk.",
        ("We act", "milos-vuk", "Mayor of Novi Sad", "Explicit"),
    ),
    (
        "“We act,” said Minister of Education Srdjan Ver.",
        ("We act", "srdjan-ver", "Minister of Education", "Explicit"),
    ),
    (
        "The Head of the OSCE Mission, Ambassador Lars Holm, emphasized: “Good.”",
        ("Good.", "lars-holm", "The Head of the OSCE Mission", "Explicit"),
    ),
    (
        "Welcoming guests, Lars Holm stressed that the school “will stay open for every child”.",
        ("will stay open for every child", "lars-holm", None, "Explicit"),
    ),
    (
        "According to Jan Berg, a local judge, “the course was a success for all”.",
        ("the course was a success for all", "jan-berg", "a local judge", "Explicit"),
    ),
    ("Ambassador Jan Berg: “We are ready.”", ("We are ready.", "jan-berg", None, "Explicit")),
    ("“We came,” said a local resident.", ("We came", None, "a local resident", "Explicit")),
    (
        "„Ovo je naš cilj“, izjavila je šefica Misije OSCE-a ambasadorka Ana Kos.",
        ("Ovo je naš cilj", "ana-kos", "šefica Misije OSCE-a", "Explicit"),
    ),
    (
        "«Это важно», – сказал посол Иван Петров, глава Центра ОБСЕ.",
        ("Это важно", "ivan-petrov", "глава Центра ОБСЕ", "Explicit"),
    ),
    (
        "«Це важливо», – зазначила Олена Коваль, координаторка.",
        ("Це важливо", "olena-koval", "координаторка", "Explicit"),
    ),
    (
        "“Ky është hapi ynë,” tha Ambasadori Jan Berg.",
        ("Ky është hapi ynë", "jan-berg", None, "Explicit"),
    ),
    (
        "„Este important”, a declarat Ion Pop, directorul școlii.",
        ("Este important", "ion-pop", "directorul școlii", "Explicit"),
    ),
    (
        "« C'est important », a déclaré Jean Dup, directeur du Centre.",
        ("C'est important", "jean-dup", "directeur du Centre", "Explicit"),
    ),
    ("“We act,” Anna King said.", ("We act", "anna-king", None, "Explicit")),
    ("„Das ist wichtig“, sagte Hans Web.", ("Das ist wichtig", "hans-web", None, "Explicit")),
    (
        "“We heard “no” too often,” said Jan Berg.",
        ("We heard “no” too often", "jan-berg", None, "Explicit"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_one_quotation(
    registries: Registries, text: str, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    (quotation,) = read(text, registries, context="mission-to-serbia").quotations
    assert brief(quotation) == expected


def test_a_split_quotation_has_one_speaker(registries: Registries) -> None:
    result = read('"We came," said Lars Holm, a judge. "We stayed."', registries)
    assert [brief(item) for item in result.quotations] == [
        ("We came", "lars-holm", "a judge", "Explicit"),
        ("We stayed.", "lars-holm", None, "Continued"),
    ]
    assert [person.key for person in result.people] == ["lars-holm"]


@pytest.mark.parametrize("second", ["“We stayed,” he added.", "“We stayed.” he continued.", "He added: “We stayed.”"])
def test_a_pronoun_continues_the_speaker(registries: Registries, second: str) -> None:
    text = f"“We came,” said Mr. Lars Holm.\n{second}"
    quotation = read(text, registries).quotations[1]
    assert brief(quotation)[1:] == ("lars-holm", None, "Continued")
    assert quotation.person is not None
    assert quotation.person.span is not None
    assert text[quotation.person.span.start : quotation.person.span.end].lower().startswith("he ")


def test_a_pronoun_that_does_not_agree_names_nobody(registries: Registries) -> None:
    result = read("“We came,” said Mr. Lars Holm.\n“We stayed,” she added.", registries)
    assert brief(result.quotations[1]) == ("We stayed", None, None, None)
    assert [item.code for item in result.findings] == ["quote-unattributed"]


def test_a_pronoun_means_the_latest_subject(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\nAna Kos opened the school. “It is ours,” she said."
    assert [value(item.person) for item in read(text, registries).quotations] == ["lars-holm", "ana-kos"]


def test_a_surname_is_resolved_by_the_page(registries: Registries) -> None:
    text = "OSCE Representative on Freedom of the Media Petra Nov welcomed the law.\n“It is good,” Nov said."
    (quotation,) = read(text, registries).quotations
    assert brief(quotation) == ("It is good", "petra-nov", None, "Explicit")
    assert quotation.person is not None
    assert quotation.person.rule == "quote-surname"
    assert quotation.person.basis.value == "Resolved"
    assert value(quotation.speaker_body) == "rfom"


def test_an_unresolved_surname_holds_for_its_document(registries: Registries) -> None:
    result = read("Minister Petrov said: “We act.”", registries)
    assert value(result.quotations[0].person) == "h0-petrov"
    assert [item.code for item in result.findings] == ["surname-unresolved"]


def test_two_people_of_one_surname_resolve_nobody(registries: Registries) -> None:
    result = read("Ana Kos and Jan Kos met in Nis.\n“We act,” Kos said.", registries)
    assert value(result.quotations[0].person) == "h0-kos"


def test_a_role_alone_is_resolved_by_the_page(registries: Registries) -> None:
    text = (
        "Lars Holm, the Head of the OSCE Mission to Serbia, said: “We act.”\n"
        "“We stay,” the Head of the Mission concluded."
    )
    second = read(text, registries, context="mission-to-serbia").quotations[1]
    assert brief(second) == ("We stay", "lars-holm", "the Head of the Mission", "Explicit")
    assert value(second.speaker_body) == "mission-to-serbia"


def test_a_paragraph_of_quotation_alone_is_inferred(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\n“It was a long way, and all of us are glad to be here.”"
    second = read(text, registries).quotations[1]
    assert brief(second)[1:] == ("lars-holm", None, "Inferred")
    assert second.text.rule == "quote-paragraph"


def test_a_paragraph_further_on_is_not_inferred(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\nThe event ended.\n“It was a long way, and all of us are glad of it.”"
    result = read(text, registries)
    assert brief(result.quotations[1])[1:] == (None, None, None)
    assert [item.code for item in result.findings] == ["quote-unattributed"]


def test_open_marks_on_each_paragraph_are_one_statement(registries: Registries) -> None:
    text = "“One is said here.\n“Two is said after it.\n“Three ends it,” said Jan Berg."
    assert [brief(item)[1:] for item in read(text, registries).quotations] == [
        ("jan-berg", None, "Continued"),
        ("jan-berg", None, "Continued"),
        ("jan-berg", None, "Explicit"),
    ]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The three Co-Chairs said: “We call for calm.”", "The three Co-Chairs"),
        ("“We call for calm,” the participants stressed.", "the participants"),
        ("“We thank all,” said Jan Berg and Ana Kos.", "Jan Berg and Ana Kos"),
        ("“It went well,” stated Jan Berg, a judge, and Ana Kos, a mayor.", "Jan Berg, a judge, and Ana Kos"),
        ("The OSCE Mission said: “We are concerned.”", "The OSCE Mission"),
    ],
)
def test_collective_speakers_are_no_persons(registries: Registries, text: str, group: str) -> None:
    result = read(text, registries, context="mission-to-serbia")
    assert [value(item.collective) for item in result.quotations] == [group]
    assert result.people == ()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("The report reads: “No progress was made.”", "The report"),
        ("“Media must be free,” the statement says.", "the statement"),
        ("As the Constitution states, “All are equal before the law.”", "the Constitution"),
    ],
)
def test_documents_are_no_speakers(registries: Registries, text: str, document: str) -> None:
    result = read(text, registries)
    assert [value(item.quoted_document) for item in result.quotations] == [document]
    assert result.people == ()


@pytest.mark.parametrize(
    "text",
    [
        "The project “Women in Policing” was shown at the “Green House” centre.",
        "The so-called “experts” left.",
        "Participants discussed “hate speech” in the media.",
        "Jan Berg said that the conference “Policing Tomorrow” was over.",
    ],
)
def test_titles_and_terms_are_reported_and_no_quotations(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert result.quotations == ()
    assert {item.code for item in result.findings} == {"quoted-words"}
    assert {item.severity.value for item in result.findings} == {"Info"}


@pytest.mark.parametrize(
    "text",
    [
        "“I was afraid,” said Mira Pet, a victim of trafficking.",
        "“It's great,” said 16-year-old Ana Tot.",
        "Mira Pet, a detainee, said: “Nobody came.”",
    ],
)
def test_private_people_stay_unnamed(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert len(result.quotations) == 1
    assert result.people == ()
    assert result.quotations[0].person is None
    assert result.quotations[0].speaker_name is None
    assert all("Pet" not in str(item.value) and "Tot" not in str(item.value) for item in result.findings)


def test_a_private_persons_surname_stays_out_too(registries: Registries) -> None:
    text = "“I was afraid,” said Mira Pet, a victim of trafficking.\n“I am free,” Pet said. “It is over,” she added."
    result = read(text, registries)
    assert len(result.quotations) == 3
    assert result.people == ()
    assert {value(item.person) for item in result.quotations} == {None}


@pytest.mark.parametrize("role", ["Minister for Children", "a child protection officer", "head of the local school"])
def test_those_who_work_for_private_people_are_named(registries: Registries, role: str) -> None:
    result = read(f"“We act,” said Ana Kos, {role}.", registries)
    assert [person.key for person in result.people] == ["ana-kos"]


def test_a_pronoun_continues_a_role_without_name(registries: Registries) -> None:
    result = read("“We act,” said the High Commissioner.\n“We go on,” he added.", registries)
    assert [item.attribution and item.attribution.value for item in result.quotations] == ["Explicit", "Continued"]
    assert result.people == ()


def test_the_same_words_count_once(registries: Registries) -> None:
    result = read("“We act,” said Jan Berg.\n“We act,” said Jan Berg.", registries)
    assert len(result.quotations) == 1
    assert [item.code for item in result.findings] == ["quote-repeated"]


def test_a_dateline_is_no_part_of_the_speaker(registries: Registries) -> None:
    (quotation,) = read("NIS, 3 May 2010 - Ambassador Jan Berg said: “We act.”", registries).quotations
    assert brief(quotation) == ("We act.", "jan-berg", None, "Explicit")


def test_the_sample(registries: Registries) -> None:
    (path,) = SAMPLE.glob("*.txt")
    page = path.read_text(encoding="utf-8")
    start = page.index("MINGECHEVIR, Azerbaijan")
    result = read_quotes(
        snippets(page[start:], start),
        document_key="h9b0d4fd34b815cf9",
        registries=registries,
        on=dt.date(2007, 6, 30),
        context_body="office-in-baku",
    )
    first, second, third = result.quotations
    assert brief(first)[1:] == ("jose-luis-herrero", "the Head of the OSCE Office in Baku", "Explicit")
    assert first.text.value.endswith("modern community policing")
    assert value(first.speaker_name) == "Ambassador Jose-Luis Herrero"
    assert value(first.speaker_body) == "office-in-baku"
    assert value(first.role) == "head-of-field-operation"
    assert brief(second)[1:] == ("jose-luis-herrero", None, "Continued")
    assert second.person is not None
    assert second.person.span == Span(4372, 4380)
    assert brief(third)[1:] == ("orudj-zalov", "Azerbaijan's Deputy Interior Minister", "Explicit")
    assert third.text.value.endswith("any municipality.")
    assert value(third.speaker_state) == "AZE"
    assert [(item.key, item.name) for item in result.people] == [
        ("jose-luis-herrero", "Jose-Luis Herrero"),
        ("orudj-zalov", "Orudj Zalov"),
    ]
    assert result.findings == ()


PIECES = [
    "“", "”", "„", "«", "»", '"', "“We came,” ", "said ", "Jan Berg", ", ", "Ambassador ", "Holm ", "he added",
    ". ", ": ", "\n", "the Head of the Mission ", "and ", "Mr. ", "J. ", "it is good ", "сказал ", "tha ", "– ",
    "Иван Петров ", "a victim ", "NIS, 3 May 2010 - ", "that ", "'s ", "OSCE Office in Baku ", "the report ",
    "project ", "", "M. ", "12, ", "23, ", "a student", "which ", "according to which ", "his deputy, ", "dit-il ",
    "a-t-elle ajouté", "so ", "Tetovo Mayor ", "(", "ret.) ", "was quoted as saying ", "put it ", "said M.K., ",
]  # fmt: skip


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 50))
def test_any_paragraphs_are_read_with_exact_spans(registries: Registries, pieces: list[str], offset: int) -> None:
    text = "".join(pieces)
    page = " " * offset + text
    result = read_quotes(snippets(text, offset), document_key="h0", registries=registries, on=None)
    assert [item.position for item in result.quotations] == list(range(1, len(result.quotations) + 1))
    for item in result.quotations:
        assert item.text.span is not None
        assert page[item.text.span.start : item.text.span.end] == item.text.value
        assert not item.text.value.endswith(",")
        if item.speaker_name is not None:
            assert item.speaker_name.span is not None
            assert page[item.speaker_name.span.start : item.speaker_name.span.end] == item.speaker_name.value
        if item.person is not None:
            assert item.person.value in {person.key for person in result.people}
    for person in result.people:
        assert page[person.span.start : person.span.end] == person.name


@pytest.mark.parametrize(
    "text",
    [
        '"a "b ' * 3000,
        "“a " * 5000,
        "said " * 5000 + '"x y z"',
        "“q,” Berg said. " * 2000,
        "A b, " * 5000 + 'said: "x"',
        "Ann Lee Mayor " * 3000 + 'said: "x y z"',
        "which of the Law " * 3000 + "said “x y z”. ",
    ],
    ids=["nested", "open", "verbs", "surname", "commas", "offices", "documents"],
)
@pytest.mark.timeout(20)
def test_long_pathological_paragraphs_end(registries: Registries, text: str) -> None:
    read(text, registries)


def test_an_earlier_role_is_that_of_a_later_quotation(registries: Registries) -> None:
    text = (
        "Mila Sandor, the Head of the OSCE Mission to Serbia, opened the course. “Courts must be open,” she said.\n"
        "“Judges have to explain what they decide,” Sandor said."
    )
    first, second = read(text, registries).quotations
    for quotation in (first, second):
        assert quotation.role is not None
        assert (quotation.role.value, quotation.role.rule) == ("head-of-field-operation", "role-earlier")
        assert quotation.role.basis is Basis.INFERRED
        assert quotation.speaker_role is None


def test_a_role_given_later_or_two_roles_are_not_inferred(registries: Registries) -> None:
    later = (
        "“Courts must be open,” said Mila Sandor.\nMila Sandor, the Head of the OSCE Mission to Serbia, left on Monday."
    )
    assert [quotation.role for quotation in read(later, registries).quotations] == [None]
    two = (
        "Mila Sandor, the Head of the OSCE Mission to Serbia, came. Mila Sandor, the Mayor of Zemun, spoke.\n"
        "“Courts must be open,” Sandor said."
    )
    assert [quotation.role for quotation in read(two, registries).quotations] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Mila Sandor said that the “Access to justice for women” project had reached four towns.",
        "Mila Sandor noted that the “Access to Justice for Women” programme had reached four towns.",
    ],
)
def test_a_project_in_quotation_marks_is_no_quotation(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert (result.quotations, result.findings) == ((), ())


def test_a_project_manager_is_quoted(registries: Registries) -> None:
    result = read("“We reached four towns and we will reach more,” project manager Mila Sandor said.", registries)
    assert [value(quotation.person) for quotation in result.quotations] == ["mila-sandor"]


@pytest.mark.parametrize(
    ("text", "on", "person"),
    [
        ("“Talks go on,” the OSCE Secretary General said.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” said the OSCE Chairperson-in-Office.", dt.date(2012, 5, 5), "eamon-gilmore"),
        ("“Talks go on,” said OSCE Secretary General Zannier.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” Zannier said.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” the UN Secretary General said.", dt.date(2012, 5, 5), None),
        ("“Talks go on,” the OSCE Secretary General said.", None, None),
    ],
)
def test_an_office_holder_is_known_by_the_date(
    registries: Registries, text: str, on: dt.date | None, person: str | None
) -> None:
    result = read(text, registries, on=on)
    (quotation,) = result.quotations
    assert value(quotation.person) == person
    assert result.people == ()
    if quotation.person is not None:
        assert quotation.person.rule == "quote-holder-by-date"
        assert (quotation.person.basis, quotation.person.confidence) == (Basis.INFERRED, Confidence.MEDIUM)


def test_an_unknown_office_holder_is_reported(registries: Registries) -> None:
    result = read("“Talks go on,” the OSCE Secretary General said.", registries, on=None)
    assert [finding.code for finding in result.findings] == ["holder-unresolved"]


def test_a_surname_in_another_role_is_no_office_holder(registries: Registries) -> None:
    result = read("“Talks go on,” said Mayor Zannier.", registries)
    assert [finding.code for finding in result.findings] == ["surname-unresolved"]


@pytest.mark.parametrize(
    "sentence",
    [
        "“We saw progress number {0} in the region,” said Mila {1}, the Mayor of Zemun.",
        "“We saw progress number {0} in the region,” said {1} Sandor, the Mayor of Zemun.",
        "{1} Sandor came. “We saw progress number {0} in the region,” she said.",
    ],
)
def test_many_quotations_take_time_in_proportion(registries: Registries, sentence: str) -> None:
    def seconds(count: int) -> float:
        names = ("".join(chr(97 + number // 26**at % 26) for at in range(4)).capitalize() for number in range(count))
        text = "\n".join(sentence.format(number, name) for number, name in enumerate(names))
        paragraphs = snippets(text)
        started = time.process_time()
        read_quotes(paragraphs, document_key="h0", registries=registries, on=None)
        return time.process_time() - started

    seconds(50)
    # Eight times the quotations took sixty times as long; four times the proportion is left to a busy machine.
    assert min(seconds(1600) for _ in range(3)) < 32 * min(seconds(200) for _ in range(3))

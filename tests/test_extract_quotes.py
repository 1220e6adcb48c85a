"""Quotations: every pattern of attribution, in invented sentences."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from osce_kg.extract.quotes import read_quotes
from osce_kg.records import Span
from osce_kg.reference import Registries
from quotations import brief, read, snippets, value

SAMPLE = Path(__file__).parent.parent / "data" / "captures"


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


def test_the_same_words_count_once(registries: Registries) -> None:
    result = read("“We act,” said Jan Berg.\n“We act,” said Jan Berg.", registries)
    assert len(result.quotations) == 1
    assert [item.code for item in result.findings] == ["quote-repeated"]


def test_a_dateline_is_no_part_of_the_speaker(registries: Registries) -> None:
    (quotation,) = read("NIS, 3 May 2010 - Ambassador Jan Berg said: “We act.”", registries).quotations
    assert brief(quotation) == ("We act.", "jan-berg", None, "Explicit")


def test_a_project_manager_is_quoted(registries: Registries) -> None:
    result = read("“We reached four towns and we will reach more,” project manager Mila Sandor said.", registries)
    assert [value(quotation.person) for quotation in result.quotations] == ["mila-sandor"]


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

"""The list of releases: its filters, its counts and its pages are those of the graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from browsing import Browsed, browsing, text_of
from osce_kg.outputs.coverage import Status
from osce_kg.release import Release

BASE = "https://w3id.org/osce-kg/id/"
_FACETS: dict[str, tuple[str, Callable[[str], str]]] = {
    "year": ("osce:year", lambda value: value),
    "field": ("osce:fieldOfWork|dct:subject", lambda value: value.removeprefix(f"{BASE}field-of-work/")),
    "body": ("osce:issuedBy", lambda value: value.removeprefix(f"{BASE}organization/")),
    "country": ("osce:aboutCountry", lambda value: value.removeprefix(f"{BASE}country/")),
    "lang": ("schema:inLanguage", lambda value: value),
    "type": ("a", lambda value: value.partition("#")[2]),
    "family": ("osce:family", lambda value: value),
}


@pytest.fixture(scope="module")
def browsed(archive_release: Release) -> Iterator[Browsed]:
    with browsing(archive_release) as found:
        yield found


def total(page: str) -> int:
    """Return the number of documents that a page says it has."""
    found = re.search(r"Releases ([\d,]+) documents?\b", text_of(page[page.index("<h1>") :]))
    assert found is not None
    return int(found[1].replace(",", ""))


def listed(page: str) -> list[str]:
    """Return the documents of a page, in their order."""
    inside = page[page.index('<ol class="list"') : page.index("</ol>")]
    return re.findall(r'href="/id/(document/[^"]+)"', inside)


@pytest.mark.parametrize("name", list(_FACETS))
def test_a_facet_counts_what_its_link_shows(browsed: Browsed, name: str) -> None:
    path, key = _FACETS[name]
    rows = browsed.select(
        f"SELECT ?o (COUNT(DISTINCT ?d) AS ?n) {{ ?d osce:fingerprint ?f ; {path} ?o }} "
        "GROUP BY ?o ORDER BY DESC(?n) ?o"
    )
    front = browsed.page("/browse/releases")
    assert rows
    for value, number in rows[:4]:
        if name != "year":
            assert f'href="/browse/releases?{name}={key(value)}"' in front
        assert total(browsed.page(f"/browse/releases?{name}={key(value)}")) == int(number), value


def test_filters_hold_together(browsed: Browsed) -> None:
    year, body, number = browsed.select(
        "SELECT ?y ?b (COUNT(DISTINCT ?d) AS ?n) { ?d osce:fingerprint ?f ; osce:year ?y ; osce:issuedBy ?b } "
        "GROUP BY ?y ?b ORDER BY DESC(?n) ?y ?b LIMIT 1"
    )[0]
    page = browsed.page(f"/browse/releases?year={year}&body={body.rpartition('/')[2]}")
    assert total(page) == int(number)
    rows = browsed.select(f"SELECT ?d {{ ?d osce:fingerprint ?f ; osce:year {year} ; osce:issuedBy <{body}> }}")
    assert sorted(listed(page)) == sorted(iri.removeprefix(BASE) for (iri,) in rows)


def test_a_presence_has_the_documents_of_its_mandates(browsed: Browsed) -> None:
    number = browsed.number("?d osce:issuedBy/osce:phaseOf <field-presence/azerbaijan>")
    assert number > 0
    assert total(browsed.page("/browse/releases?presence=azerbaijan")) == number


def test_all_pages_together_are_all_documents_once_and_by_date(browsed: Browsed) -> None:
    everything = browsed.number("")
    found: list[str] = []
    for number in range(1, -(-everything // 50) + 1):
        found += listed(browsed.page(f"/browse/releases?page={number}"))
    assert len(found) == len(set(found)) == everything
    dates = browsed.pairs("SELECT ?d ?date { ?d osce:fingerprint ?f ; dct:issued ?date }")
    order = [dates.get(BASE + key, "") for key in found]
    assert order == sorted(order, reverse=True)
    oldest = listed(browsed.page("/browse/releases?order=oldest"))
    ascending = [dates.get(BASE + key, "9999") for key in oldest]
    assert ascending == sorted(ascending)


def test_the_months_of_a_year_add_up(browsed: Browsed) -> None:
    page = browsed.page("/browse/releases?year=2007")
    months = re.findall(
        r'href="/browse/releases\?year=2007&amp;month=(\d+)"[^>]*>\w+</a> <span class="count">(\d+)<', page
    )
    assert months
    assert sum(int(number) for _, number in months) == browsed.number("?d osce:year 2007 ; dct:issued ?date")
    month, number = months[0]
    assert total(browsed.page(f"/browse/releases?year=2007&month={month}")) == int(number)


def test_filters_are_named_and_can_be_taken_away(browsed: Browsed) -> None:
    page = browsed.page("/browse/releases?field=elections&lang=en")
    text = text_of(page)
    assert "Field of work: Elections remove" in text
    assert "Language: en remove" in text
    assert 'href="/browse/releases?lang=en" aria-label="Remove the filter Field of work: Elections"' in page
    assert 'href="/search?field=elections&amp;lang=en&amp;kind=document"' in page


def test_nothing_found_is_said(browsed: Browsed) -> None:
    page = browsed.page("/browse/releases?year=1901")
    assert total(page) == 0
    assert "Nothing matches these filters." in page


def test_coverage_cells_are_counts_or_say_why_there_is_none(browsed: Browsed) -> None:
    page = browsed.page("/browse/coverage")
    grid = page[page.index("Documents by office and year") : page.index("Documents by language and year")]
    numbers = [int(n.replace(",", "")) for n in re.findall(r'<td class="level-\d"[^>]*>(?:<a[^>]*>)?([\d,]+)<', grid)]
    counted = browsed.select(
        "SELECT DISTINCT ?d ?office { ?d osce:fingerprint ?f OPTIONAL { ?d osce:issuedBy ?b "
        "OPTIONAL { ?b osce:phaseOf ?p } BIND(COALESCE(?p, ?b) AS ?office) } }"
    )
    assert sum(numbers) == len(counted)
    assert f'class="{Status.NO_CAPTURE_SEEN.value}"' in grid
    assert f'class="{Status.NOT_EXISTING.value}"' in grid
    assert re.search(r'title="OSCE field presence in Azerbaijan, 1996: the office did not exist"', grid)


def test_coverage_of_a_language(browsed: Browsed) -> None:
    rows = browsed.select(
        "SELECT ?l (COUNT(DISTINCT ?d) AS ?n) { ?d osce:fingerprint ?f ; schema:inLanguage ?l } GROUP BY ?l ORDER BY ?n"
    )
    language = rows[0][0]
    assert f'class="{Status.CAPTURED_NONE.value}"' in browsed.page(f"/browse/coverage?lang={language}")
    assert "captured-none" not in browsed.page("/browse/coverage")

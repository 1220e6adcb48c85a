"""Accept headers as they come: RFC 9110, section 12.5.1, case by case."""

from __future__ import annotations

import pytest

from osce_kg.formats import GRAPHS, HTML, RESULTS, negotiate

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "turtle"),
        ("", "turtle"),
        ("*/*", "turtle"),
        (BROWSER, "html"),
        ("text/*", "turtle"),
        ("application/*", "json-ld"),
        ("text/turtle;q=0.1, application/rdf+xml;q=0.2", "rdf-xml"),
        ("text/turtle;q=0, */*", "json-ld"),
        ("text/*;q=0.9, text/turtle;q=0.1, application/n-triples;q=0.5", "html"),
        ("TEXT/TURTLE", "turtle"),
        ("text/turtle ; charset=UTF-8 ; q=0.5", "turtle"),
        ("text/turtle;charset=iso-8859-1, application/trig", "trig"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "json-ld"),
        ('application/x-odd;p="a,b;q=1", text/turtle;q=0.3', "turtle"),
        ("text/turtle;q=2, application/trig;q=0.1", "trig"),
        ("application/json", "json-ld"),
        ("garbage", "turtle"),
        (", ,,application/n-quads,", "n-quads"),
    ],
)
def test_a_graph_is_written_as_asked(accept: str | None, expected: str) -> None:
    chosen = negotiate(accept, (*GRAPHS, HTML))
    assert chosen is not None
    assert chosen.format.name == expected


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "application/pdf, audio/*", "*/*;q=0"])
def test_nothing_fits(accept: str) -> None:
    assert negotiate(accept, GRAPHS[:1]) is None


def test_an_alias_is_delivered_under_the_name_it_was_asked_by() -> None:
    chosen = negotiate("application/json", RESULTS)
    assert chosen is not None
    assert (chosen.format.name, chosen.media_type) == ("json", "application/json")


def test_the_proper_name_is_preferred_to_an_alias() -> None:
    chosen = negotiate("application/json, application/sparql-results+json", RESULTS)
    assert chosen is not None
    assert chosen.media_type == "application/sparql-results+json"


def test_csv_with_a_header_line_is_what_we_write() -> None:
    assert negotiate("text/csv;header=absent", RESULTS) is None
    chosen = negotiate("text/csv;header=present", RESULTS)
    assert chosen is not None
    assert chosen.format.name == "csv"

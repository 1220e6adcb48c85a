"""The table of formats, and content negotiation over it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.formats import GRAPHS, HTML, RESULTS, Format, by_extension, by_name, content_type, negotiate

EVERY = (*RESULTS, *GRAPHS, HTML)


def test_each_graph_format_is_the_one_that_oxigraph_knows_by_that_name() -> None:
    for fmt in GRAPHS:
        assert fmt.rdf is not None
        assert fmt.rdf.file_extension == fmt.extension
        assert fmt.rdf.media_type == fmt.media_type
        assert fmt.dataset == fmt.rdf.supports_datasets


def test_each_result_format_is_the_one_that_oxigraph_knows_by_that_name() -> None:
    for fmt in RESULTS:
        assert fmt.results is not None
        assert fmt.results.media_type.partition(";")[0] == fmt.media_type
        assert fmt.results.iri == fmt.iri


def test_every_format_names_its_specification() -> None:
    assert all(fmt.spec.startswith("https://") for fmt in EVERY)


@pytest.mark.parametrize("fmt", [*RESULTS, *GRAPHS], ids=lambda fmt: fmt.name)
def test_extension_and_name_lead_back_to_the_format(fmt: Format) -> None:
    assert by_extension(f".{fmt.extension.upper()}") is fmt
    assert by_name(fmt.name) is fmt


def test_unknown_extension_is_none() -> None:
    assert by_extension("exe") is None


def test_text_names_its_charset_and_json_does_not() -> None:
    assert content_type("text/turtle") == "text/turtle; charset=utf-8"
    assert content_type("application/ld+json") == "application/ld+json"


@pytest.mark.parametrize("fmt", EVERY, ids=lambda fmt: fmt.name)
def test_asking_for_one_format_gives_that_one(fmt: Format) -> None:
    chosen = negotiate(fmt.media_type, EVERY)
    assert chosen is not None
    assert chosen.format is fmt


@given(st.permutations(GRAPHS), st.data())
def test_the_highest_quality_wins_whatever_the_order(offered: list[Format], data: st.DataObject) -> None:
    qualities = data.draw(st.lists(st.integers(1, 999), min_size=6, max_size=6, unique=True))
    header = ", ".join(f"{fmt.media_type};q=0.{q:03}" for fmt, q in zip(offered, qualities, strict=True))
    chosen = negotiate(header, GRAPHS)
    assert chosen is not None
    assert chosen.format is offered[qualities.index(max(qualities))]


@given(st.text(max_size=200))
def test_no_header_makes_it_fail(header: str) -> None:
    chosen = negotiate(header, GRAPHS)
    assert chosen is None or chosen.format in GRAPHS


@given(st.sampled_from(GRAPHS), st.text(alphabet='abc;=,*/q0.1" ', max_size=60))
def test_what_is_refused_by_quality_zero_never_comes(fmt: Format, noise: str) -> None:
    header = ",".join(f"{media_type};q=0" for media_type in (fmt.media_type, *fmt.aliases))
    chosen = negotiate(f"*/*, {header}", GRAPHS)
    assert chosen is not None
    assert chosen.format is not fmt
    assert negotiate(noise, ()) is None

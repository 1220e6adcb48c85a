"""Dumps read back: the same terms as a parser finds, block by block, and what is wrong with a file is told."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dumps import IRIS, save, written
from osce_kg.dump import open_lines
from osce_kg.errors import InputError
from osce_kg.outputs.quads import Thing, merge, parse, read_lines, read_release, things
from osce_kg.outputs.shared import per_page_prefixes
from osce_kg.rdf import IRI, XSD, Literal, Quad, nquad
from osce_kg.release import Release
from osce_kg.vocab import RDFS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LITERALS = st.builds(
    lambda text, kind: Literal(text, *kind),
    TEXT,
    st.sampled_from([(None, None), ("en", None), ("sr-Cyrl", None), (None, IRI(XSD + "date"))]),
)
OBJECTS = st.one_of(LITERALS, st.sampled_from([IRIS.country("AZE"), IRI("urn:x:y#z")]))


def _content(release: Release) -> bytes:
    """Return the lines of a release's dump."""
    with open_lines(release.dump) as stream:
        return stream.read()


@given(OBJECTS, st.sampled_from([IRIS.graph("reference"), None]))
def test_a_line_is_read_as_a_parser_reads_it(value: IRI | Literal, graph: IRI | None) -> None:
    line = nquad(Quad(IRI("urn:x:s"), RDFS.label, value, graph or IRI("urn:x:none")))
    if graph is None:
        line = line.replace(" <urn:x:none> .", " .")
    found = parse(line)
    parsed = next(iter(ox.parse(input=line, format=ox.RdfFormat.N_QUADS)))
    assert isinstance(parsed.object, ox.NamedNode | ox.Literal)
    assert (found.predicate, found.value) == (parsed.predicate.value, parsed.object.value)
    assert found.graph == (parsed.graph_name.value if isinstance(parsed.graph_name, ox.NamedNode) else None)
    if isinstance(parsed.object, ox.NamedNode):
        assert found.qualifier is None
    elif parsed.object.language:
        assert (found.qualifier or "").lower() == f"@{parsed.object.language}"  # tags come in small letters
    else:
        assert (found.qualifier or "^^http://www.w3.org/2001/XMLSchema#string")[2:] == parsed.object.datatype.value


@pytest.mark.parametrize("line", ["", "<urn:x:s> <urn:x:p>", '<urn:x:s> <urn:x:p> "x"', '<urn:x:s> <urn:x:p> "x .'])
def test_what_is_no_statement_is_refused(line: str) -> None:
    with pytest.raises(InputError, match="canonical N-Quads"):
        parse(line)


@pytest.mark.parametrize("size", [1, 7, 200, 5000, 1 << 20])
def test_blocks_of_any_size_hold_the_same_lines(size: int, sample_release: Release) -> None:
    expected = _content(sample_release).decode().split("\n")[:-1]
    if size == 1:
        expected = expected[:20]
    assert list(read_lines(_head(sample_release, len(expected)), size=size)) == expected


def _head(release: Release, number: int) -> Path:
    lines = _content(release).decode().split("\n")[:number]
    return save(release.path.parent / f"head-{number}.nq", lines)


@pytest.mark.parametrize("size", [300, 4000, 1 << 20])
def test_what_is_skipped_is_what_begins_so(size: int, sample_release: Release) -> None:
    skip = per_page_prefixes(IRIS, ["evidence", "country", "quotation"])
    expected = [line for line in read_lines(sample_release.dump) if not line.startswith(skip)]
    assert list(read_lines(sample_release.dump, skip, size)) == expected


def test_dumps_are_read_as_one_in_order(sample_release: Release) -> None:
    both = [line for dump in sample_release.dumps for line in read_lines(dump)]
    assert list(read_release(sample_release.dumps)) == sorted(both)


@given(st.lists(st.text("abc", max_size=3), unique=True), st.lists(st.text("abc", max_size=3), unique=True))
def test_merged_lines_are_sorted(one: list[str], other: list[str]) -> None:
    assert list(merge(sorted(one), sorted(other))) == sorted(one + other)


def test_every_thing_comes_once_with_all_its_statements(sample_release: Release) -> None:
    lines = list(read_release(sample_release.dumps))
    found = list(things(lines))
    assert len({item.iri for item in found}) == len(found)
    assert sum(len(item.statements) for item in found) == len(lines)


def test_unsorted_lines_are_refused() -> None:
    lines = [f"<urn:x:{name}> <urn:x:p> <urn:x:o> ." for name in ("b", "a")]
    with pytest.raises(InputError, match="not sorted"):
        list(things(lines))


def test_several_values_where_one_is_expected_are_an_error() -> None:
    subject = IRIS.country("AZE")
    quads = [Quad(subject, RDFS.comment, Literal(text), IRIS.graph("reference")) for text in "xy"]
    item = Thing(subject, [parse(line) for line in written(quads)])
    with pytest.raises(InputError, match="2 values"):
        item.one(RDFS.comment)


def test_compressed_dumps_are_read_whatever_their_name(tmp_path: Path, sample_release: Release) -> None:
    content = _content(sample_release)
    half = content.index(b"\n", len(content) // 2) + 1
    packed = [zstandard.compress(part) for part in (content[:half], content[half:])]
    path = tmp_path / "dump"
    path.write_bytes(b"".join(packed))
    assert list(read_lines(path)) == list(read_lines(sample_release.dump))


def test_a_dump_that_is_cut_off_is_told(tmp_path: Path, sample_release: Release) -> None:
    content = _content(sample_release)
    cases = {
        "plain": content[:-10],
        "packed": zstandard.compress(content)[:-100],
        "empty frame": b"\x28\xb5\x2f\xfdxyz",
    }
    for name, cut in cases.items():
        path = tmp_path / name
        path.write_bytes(cut)
        with pytest.raises(InputError):
            list(read_lines(path))


def test_a_file_that_is_not_utf8_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dump.nq"
    path.write_bytes(b"\xff\n")
    with pytest.raises(InputError, match="UTF-8"):
        list(read_lines(path))
    with pytest.raises(InputError, match="cannot read"):
        list(read_lines(tmp_path / "none.nq"))

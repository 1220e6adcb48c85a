"""Changes between dumps: found whole whatever the windows, and a patch applied to A gives B."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from dumps import IRIS, document, many, office, save, written
from osce_kg.build import BuildOptions, build
from osce_kg.cli import cli
from osce_kg.converters.document import DocumentOptions
from osce_kg.errors import InputError, UsageError
from osce_kg.outputs.change_feed import Feed, Side, json_pieces, json_schema, named_information, patch_lines, text_lines
from osce_kg.outputs.changes import Change, State, compare
from osce_kg.outputs.quads import read_release
from osce_kg.release import Release

OLD, NEW = Side("old", "0" * 64), Side("new", "f" * 64)
# Names that begin alike sort differently with what follows them; one thing may be larger than a window.
SUBJECTS = st.sampled_from(["urn:x:a", "urn:x:a-b", "urn:x:a.b", "urn:x:a/b", "urn:x:ab", "urn:x:b", "urn:x:~"])
LINES = st.builds(
    lambda subject, predicate, value: f'<{subject}> <urn:x:{predicate}> "{value}" <urn:x:g> .',
    SUBJECTS,
    st.sampled_from("pq"),
    st.integers(0, 9),
)
DUMPS = st.lists(LINES, unique=True, max_size=60).map(sorted)


def applied(patch: Iterable[str], lines: Iterable[str]) -> list[str]:
    """Return lines with a patch applied, strictly: what is deleted is there, what is added is not."""
    quads = set(lines)
    for row in patch:
        code, _, quad = row.partition(" ")
        if code == "D":
            quads.remove(quad)
        elif code == "A":
            assert quad not in quads
            quads.add(quad)
        else:
            assert code in ("H", "TX", "TC")
    return sorted(quads)


@given(DUMPS, DUMPS, st.integers(1, 70))
def test_a_patch_applied_to_a_gives_b(before: list[str], after: list[str], window: int) -> None:
    assert applied(patch_lines(compare(before, after, window), OLD, NEW), before) == after


@given(DUMPS, DUMPS, st.integers(1, 70))
def test_every_thing_that_differs_is_told_once_with_its_state(before: list[str], after: list[str], window: int) -> None:
    def of(lines: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in lines:
            found.setdefault(line[1 : line.index(">")], []).append(line)
        return found

    old, new = of(before), of(after)
    expected = {iri for iri in {*old, *new} if old.get(iri) != new.get(iri)}
    changes = list(compare(before, after, window))
    assert {change.iri for change in changes} == expected
    assert [f"<{change.iri}> " for change in changes] == sorted(f"<{iri}> " for iri in expected)
    for change in changes:
        assert (list(change.before), list(change.after)) == (old.get(change.iri, []), new.get(change.iri, []))
        if change.iri not in old:
            assert change.state is State.ADDED
        else:
            assert change.state is (State.CHANGED if change.iri in new else State.REMOVED)


@given(DUMPS, DUMPS, st.integers(1, 70))
def test_json_fits_its_models_and_holds_every_statement(before: list[str], after: list[str], window: int) -> None:
    text = "".join(json_pieces(compare(before, after, window), OLD, NEW, everything=True))
    feed = Feed.model_validate_json(text)
    told = sum(len(item.removed) + len(item.added) for changed in feed.things for item in changed.properties)
    assert told == len(set(before) ^ set(after)) == feed.summary.statements_removed + feed.summary.statements_added


@pytest.mark.parametrize("lines", [["b", "a"], ["a", "a"], ["c", "d", "b"]])
def test_lines_that_are_not_sorted_and_distinct_are_refused(lines: list[str]) -> None:
    dump = [f"<urn:x:{name}> <urn:x:p> <urn:x:o> ." for name in lines]
    for one, other in ((dump, []), ([], dump)):
        with pytest.raises(InputError, match="not sorted, or has a line twice"):
            list(compare(one, other, 2))


def test_memory_does_not_grow_with_the_dumps() -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        try:
            changes = sum(1 for _ in compare(_halved(many(number, 900)), many(number, 900), 500))
            assert changes == number // 2
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(500), peak(2500)
    assert large < small * 1.3


def _halved(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines without the text of every second document."""
    return (line for line in lines if not ("articleBody" in line and re.search(r"/n0*\d*[13579]> ", line)))


def _pair() -> tuple[list[str], list[str]]:
    before = written([*office(), *document("n1", "Old headline"), *document("n2"), *document("n3", body="Same.")])
    after = written(
        [*office(ended=None), *document("n1", "New headline"), *document("n3", body="Same."), *document("n4")]
    )
    return before, after


def test_text_names_things_and_shows_values_before_and_after() -> None:
    lines = list(text_lines(compare(*_pair()), OLD, NEW, everything=False))
    assert lines == [
        "old (000000000000) → new (ffffffffffff)",
        '~ document/n1  "New headline"',
        '    rdfs:label  "Old headline"@en → "New headline"@en',
        '    schema:headline  "Old headline"@en → "New headline"@en',
        '    osce:fingerprint  "81744629b12a3974" → "4c0ff6671c3aa431"',
        '- document/n2  "Headline"',
        '+ document/n4  "Headline"',
        '~ organization/office-in-x  "Office in X"',
        "    osce:endState  osce:Ended → osce:Ongoing",
        '    osce:statusAsOf  + "2010-03-15"^^xsd:date',
        '    osce:untilEarliest  - "2009-12-31"^^xsd:date',
        '    osce:untilLatest  - "2009-12-31"^^xsd:date',
        "14 statements removed, 13 added",
        "  document: 1 added, 1 removed, 1 changed",
        "  organization: 1 changed",
    ]


def test_control_characters_and_long_values_stay_on_their_line() -> None:
    before = written(document("n1", "x"))
    after = written(document("n1", "\x1b[31mred\nline" + "y" * 500))
    lines = list(text_lines(compare(before, after), OLD, NEW, everything=False))
    assert all(len(line) < 300 and line.isprintable() for line in lines)
    assert any("\\u001B[31mred\\nline" in line for line in lines)


def test_long_values_are_shown_from_where_they_differ() -> None:
    begins = "Words. " * 100
    before, after = (written(document("n1", begins + end)) for end in ("Old end.", "New end."))
    lines = list(text_lines(compare(before, after), OLD, NEW, everything=False))
    told = next(line for line in lines if line.startswith("    schema:headline"))
    assert "Old end." in told
    assert "New end." in told
    assert "(graph" not in told
    assert len(told) < 250


def test_a_statement_that_moved_to_another_graph_is_told() -> None:
    line = "<urn:x:s> <urn:x:p> <urn:x:o> <urn:x:{}> ."
    changes = list(compare([line.format("g")], [line.format("h")]))
    assert "    urn:x:p  urn:x:o → urn:x:o (graph urn:x:h)" in text_lines(changes, OLD, NEW, everything=False)


def test_bookkeeping_is_counted_and_listed_on_demand(sample_release: Release) -> None:
    before = list(read_release(sample_release.dumps))
    after = [line for line in before if "/id/evidence/" not in line]
    hidden = list(text_lines(compare(before, after), OLD, NEW, everything=False))
    shown = list(text_lines(compare(before, after), OLD, NEW, everything=True))
    assert not any(line.startswith("- evidence/") for line in hidden)
    assert hidden[-1].endswith("removed (listed with --all)")
    removed = sum(line.startswith("- evidence/") for line in shown)
    assert shown[-1] == f"  evidence: {removed} removed"
    feed = Feed.model_validate_json("".join(json_pieces(compare(before, after), OLD, NEW, everything=False)))
    assert (len(feed.things), feed.summary.things["evidence"].removed) == (0, removed)


def test_the_schema_describes_what_is_written() -> None:
    schema = json_schema()
    feed = json.loads("".join(json_pieces(compare(*_pair()), OLD, NEW, everything=True)))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["required"]) == set(schema["properties"]) == set(feed)
    assert set(schema["$defs"]["ChangedThing"]["properties"]) == set(feed["things"][0])
    first = feed["things"][0]["properties"][0]
    assert set(schema["$defs"]["ChangedProperty"]["properties"]) == set(first)
    assert set(schema["$defs"]["Term"]["properties"]) == set(first["added"][0])


def test_patches_form_a_chain_by_digest() -> None:
    rows = list(patch_lines([], OLD, NEW))
    assert rows == [
        f"H id <{named_information(NEW.digest)}> .",
        f"H prev <{named_information(OLD.digest)}> .",
        "TX .",
        "TC .",
    ]
    # The digest of "Hello World!", as RFC 6920 gives it in section 8.1.
    digest = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"
    assert named_information(digest) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)], standalone_mode=False)


@pytest.fixture(scope="module")
def without_text(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample built with --no-body."""
    releases = tmp_path_factory.mktemp("without") / "releases"
    return build(BuildOptions((str(sample),), releases, documents=DocumentOptions(body=False))).release


def test_releases_compare_whole_and_exit_codes_tell_whether_they_differ(
    sample_release: Release, without_text: Release
) -> None:
    same = run(sample_release.path, sample_release.path)
    assert (same.return_value, same.output.splitlines()[1:]) == (0, ["no difference"])
    other = run("-f", "patch", sample_release.path, without_text.path)
    assert other.return_value == 1
    before, after = (list(read_release(release.dumps)) for release in (sample_release, without_text))
    assert applied(other.output.splitlines(), before) == after
    assert any(row.startswith("D ") and "articleBody" in row for row in other.output.splitlines())


def test_dumps_plain_and_compressed_and_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_release: Release
) -> None:
    lines = written([*office(), *document("n1")])
    plain = save(tmp_path / "a.nq", lines)
    packed = tmp_path / "b.nq.zst"
    packed.write_bytes(zstandard.compress(plain.read_bytes()))
    assert run(plain, packed).return_value == 0
    assert run(save(tmp_path / "c.nq", lines[1:]), packed).return_value == 1
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to(sample_release.path)
    monkeypatch.chdir(tmp_path)
    assert run("current", sample_release.path).return_value == 0


def test_what_cannot_be_compared_is_an_error(tmp_path: Path) -> None:
    unsorted = save(tmp_path / "a.nq", reversed(written(office())))
    turtle = save(tmp_path / "b.ttl", ["<urn:x:s> a <urn:x:c> ;", "  <urn:x:p> 1 ."])
    assert isinstance(run(unsorted, unsorted).exception, InputError)
    assert isinstance(run(turtle, save(tmp_path / "empty.nq", [])).exception, InputError)
    assert isinstance(run(tmp_path / "none", unsorted).exception, UsageError)
    assert run(unsorted).exit_code != 0


def test_the_thing_of_a_change_is_as_it_is_after() -> None:
    line = '<urn:x:s> <http://www.w3.org/2000/01/rdf-schema#label> "{}" <urn:x:g> .'
    assert Change("urn:x:s", [line.format("a")], [line.format("b")], [], []).thing.iri == "urn:x:s"
    (change,) = compare([line.format("a")], [line.format("b")])
    assert change.thing.text("http://www.w3.org/2000/01/rdf-schema#label") == "b"
    assert IRIS.ids

"""Building again: what was read is not read twice, and no way of getting there changes a byte."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, BuildOutcome, build, checking, model, stages
from osce_kg.build.lock import locked
from osce_kg.build.packed import FILE
from osce_kg.errors import BuildFailed
from osce_kg.outputs.contents import contents_of
from osce_kg.outputs.dataset import Described, description, told
from osce_kg.outputs.quads import read_release
from osce_kg.outputs.statistics import count_statements
from osce_kg.outputs.tables import release_tables
from osce_kg.release import DATASET, TABLES, Release, open_release
from osce_kg.validation.rust import validate_written

PAGES = 90


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """JSONL rows of synthetic pages with copies, mirrors, listings and damaged ones among them."""
    file = tmp_path_factory.mktemp("corpus") / "a.jsonl"
    write_jsonl(generate(PAGES), file)
    return file.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture(scope="module")
def fresh(rows: list[str], tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of all rows, built in one process from nothing."""
    return _build(tmp_path_factory.mktemp("fresh"), rows)[0].release


def _build(folder: Path, rows: list[str], name: str = "a.jsonl", **options: object) -> tuple[BuildOutcome, int]:
    """Build rows and return the outcome and how many pages were read."""
    corpus = folder / name
    corpus.write_text("".join(rows), encoding="utf-8")
    read = [0]

    def progress(stage: str, done: int, *_: object) -> None:
        if stage == "read":
            read[0] = done

    outcome = build(BuildOptions((str(corpus),), folder / "releases", **options), progress)  # type: ignore[arg-type]
    return outcome, read[0]


def test_any_order_and_any_number_of_workers_give_the_same_release(
    rows: list[str], fresh: Release, tmp_path: Path
) -> None:
    shuffled = random.Random(5).sample(rows, len(rows))
    again = _build(tmp_path, shuffled, workers=3)[0].release
    assert again.digest == fresh.digest
    assert again.dump.read_bytes() == fresh.dump.read_bytes()


def test_small_shards_give_the_same_lines(
    rows: list[str], fresh: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "DOCUMENTS", 7)
    monkeypatch.setattr(stages, "THINGS", 11)
    assert _build(tmp_path, rows)[0].release.digest == fresh.digest


def test_a_second_build_reads_nothing_and_changes_nothing(rows: list[str], fresh: Release, tmp_path: Path) -> None:
    first, read = _build(tmp_path, rows)
    assert (read, first.release.digest) == (PAGES - _unread(first), fresh.digest)
    second, read = _build(tmp_path, rows, "renamed.jsonl")
    assert (read, second.switched, second.report.outcome) == (0, False, "unchanged")
    assert second.report.captures == first.report.captures
    assert second.report.finding_counts == first.report.finding_counts
    assert {item.source.split("#")[0].rpartition("/")[2] for item in second.report.findings if item.source} == {
        "renamed.jsonl"
    }


def _unread(outcome: BuildOutcome) -> int:
    """Return how many rows gave no page of their own: those that the container cannot read, and repeated ones."""
    codes = outcome.report.finding_counts
    return codes["damaged-input"] + codes["duplicate-capture"]


def test_more_captures_read_only_those_and_fewer_leave_nothing_behind(
    rows: list[str], fresh: Release, tmp_path: Path
) -> None:
    part = _build(tmp_path, rows[:-5])[0].release
    assert part.digest != fresh.digest
    whole, read = _build(tmp_path, rows)
    assert read <= 5
    assert whole.release.digest == fresh.digest
    again, read = _build(tmp_path, rows[:-5])
    assert (read, again.release.digest) == (0, part.digest)


def test_what_validation_found_sound_is_not_validated_again(
    rows: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _build(tmp_path, rows)[0].report
    sizes: list[int] = []
    real = validate_written

    def counting(*arguments: object) -> object:
        shapes, triples = arguments
        blocks = list(triples)  # type: ignore[call-overload]
        sizes.append(sum(map(len, blocks)))
        return real(shapes, blocks)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "validate_written", counting)
    again = _build(tmp_path, rows)[0].report
    assert again.validation_counts == first.validation_counts
    assert sizes == []
    _build(tmp_path, [*rows[:-1], rows[-1].replace("2", "3")])
    assert sum(sizes) > 0


def test_documents_of_several_pages_are_merged_once_and_anew_when_a_page_goes(rows: list[str], tmp_path: Path) -> None:
    whole = _build(tmp_path, rows)[0]
    merged = _merged(tmp_path)
    assert len(merged) >= 3
    assert _build(tmp_path, rows)[0].release.digest == whole.release.digest
    assert _merged(tmp_path) == merged
    part = rows[: len(rows) // 2]
    fewer = _build(tmp_path, part)[0].release
    assert set(_merged(tmp_path)) < set(merged)
    (tmp_path / "fresh").mkdir()
    assert fewer.digest == _build(tmp_path / "fresh", part)[0].release.digest


def _merged(folder: Path) -> list[tuple[str, int]]:
    """Return what the state keeps of merged documents: their members, and whether they are sound."""
    with closing(sqlite3.connect(folder / "releases" / model.WORK / FILE)) as db:
        return list(db.execute("SELECT members, sound FROM merged ORDER BY members"))


def test_another_extractor_reads_everything_anew(
    rows: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(tmp_path, rows)
    monkeypatch.setattr(stages, "extractor_digest", lambda *_: "another")
    outcome, read = _build(tmp_path, rows)
    assert read == PAGES - _unread(outcome)


_DAMAGE = {
    "emptied": "DELETE FROM contents",
    "one document less": "DELETE FROM contents WHERE document = (SELECT max(document) FROM contents)",
    "a changed byte": "UPDATE contents SET dump = CAST(substr(dump, 1, 99) || x'00' || substr(dump, 101) AS BLOB)",
}


@pytest.mark.parametrize(
    "damage", ["cut", *(pytest.param(how, marks=pytest.mark.slow) for how in ("not a database", "", *_DAMAGE))]
)
def test_a_damaged_state_is_not_believed(rows: list[str], fresh: Release, tmp_path: Path, damage: str) -> None:
    _build(tmp_path, rows)
    state = tmp_path / "releases" / model.WORK / FILE
    if damage == "cut":
        state.write_bytes(state.read_bytes()[:8192])
    elif damage in _DAMAGE:
        with sqlite3.connect(state) as db:
            db.execute(_DAMAGE[damage])
        db.close()
    else:
        state.write_text(damage, encoding="utf-8")
    outcome = _build(tmp_path, rows)[0]
    assert outcome.release.digest == fresh.digest


def test_two_builds_at_once_are_refused_with_owner_and_age(rows: list[str], fresh: Release, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    old = _build(tmp_path, rows)[0].release
    last = (releases / "last-build.json").read_bytes()
    with locked(releases / model.WORK), pytest.raises(BuildFailed, match=r"process \d+ on .+, for \d+ s"):
        _build(tmp_path, rows[:10])
    assert open_release(releases / "current").digest == old.digest == fresh.digest
    assert (releases / "last-build.json").read_bytes() == last
    assert _build(tmp_path, rows)[0].release.digest == fresh.digest


def test_what_a_build_counts_is_what_its_dumps_hold(fresh: Release) -> None:
    counted = count_statements(read_release(fresh.dumps))
    described = (fresh.path / DATASET).read_bytes()
    manifest = fresh.manifest
    contents = contents_of(manifest)
    again = Described(manifest.base, fresh.digest, manifest.version, contents, counted, told(manifest.files))
    assert described == description(again)
    assert sum(manifest.graphs.values()) == manifest.quads == counted.statements


def test_tables_are_part_of_a_release_that_is_asked_for_them(rows: list[str], fresh: Release, tmp_path: Path) -> None:
    release = _build(tmp_path, rows, tables=True)[0].release
    assert release.digest == fresh.digest
    written = release_tables(fresh, tmp_path / "apart").files
    assert [path.read_bytes() for path in written] == [
        (release.path / TABLES / path.name).read_bytes() for path in written
    ]
    assert b"tables/releases.csv" in (release.path / DATASET).read_bytes()

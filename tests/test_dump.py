"""Dumps as frames: what is merged is what sorting everything gives, whatever the blocks; frames apart are not read."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osce_kg.dump import DumpWriter, Frame, merge_sorted, open_lines, read_lines, write_frame

_LINE = st.text("ab>-0", min_size=1, max_size=6) | st.text("ab", min_size=900, max_size=2200)
_BLOCKS = st.lists(st.tuples(st.booleans(), st.sets(_LINE, min_size=1, max_size=30)), max_size=8)


def _block(lines: set[str]) -> bytes:
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.data_too_large])
@given(_BLOCKS)
def test_merging_gives_what_sorting_all_lines_gives(blocks: list[tuple[bool, set[str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [
            write_frame(folder / str(number), [_block(lines)]) if framed else _block(lines)
            for number, (framed, lines) in enumerate(blocks)
        ]
        with DumpWriter(folder / "dump.nq.zst") as dump:
            for part in merge_sorted(parts):
                dump.add(part)
        expected = _block(set().union(*(lines for _, lines in blocks)))
        assert b"".join(read_lines(folder / "dump.nq.zst")) == expected
        assert dump.written.sha256 == hashlib.sha256(expected).hexdigest()
        assert (dump.written.size, dump.written.lines) == (len(expected), expected.count(b"\n"))


def test_frames_that_do_not_overlap_are_passed_on_unread(tmp_path: Path) -> None:
    frames = [write_frame(tmp_path / name, [f"{name}1\n{name}2\n".encode()]) for name in "cab"]
    assert [part.path.name for part in merge_sorted(frames) if isinstance(part, Frame)] == ["a", "b", "c"]


def test_a_line_between_two_frames_leaves_them_whole(tmp_path: Path) -> None:
    frames = [write_frame(tmp_path / name, [f"{name}1\n{name}2\n".encode()]) for name in "ac"]
    parts = list(merge_sorted([b"b\nd\n", *frames]))
    assert parts == [frames[0], b"b\n", frames[1], b"d\n"]


def test_any_reader_of_zstandard_reads_a_dump(tmp_path: Path) -> None:
    with DumpWriter(tmp_path / "d.nq.zst") as dump:
        dump.add(b"a\n")
        dump.add(write_frame(tmp_path / "frame", [b"b\n"]))
        dump.add(b"c\n")
    with (tmp_path / "d.nq.zst").open("rb") as file:
        content = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    assert content == b"a\nb\nc\n"
    with open_lines(tmp_path / "d.nq.zst") as stream:
        assert stream.read() == content


def test_an_empty_dump_has_no_lines(tmp_path: Path) -> None:
    with DumpWriter(tmp_path / "d.nq.zst"):
        pass
    assert list(read_lines(tmp_path / "d.nq.zst")) == []

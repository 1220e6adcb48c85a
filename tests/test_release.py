"""Releases: same content, same name; damage of any file is noticed; the switch is one rename."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from osce_kg.errors import ReleaseError
from osce_kg.release import MANIFEST, Release, open_release
from osce_kg.release_writing import ReleaseContent, switch, write_release

_LINE = '<https://x.test/s> <https://x.test/p> "{}" <https://x.test/g> .'


def _content(*words: str) -> ReleaseContent:
    lines = sorted(_LINE.format(word) for word in words)
    return ReleaseContent(
        ["".join(f"{line}\n" for line in lines).encode()],
        [],
        {"findings": []},
        "1.0.0",
        "https://x.test/",
        1,
        {"g": len(lines)},
        [("a" * 64, zstandard.ZstdCompressor().compress(b"page"))],
    )


def _write(folder: Path, *words: str) -> Release:
    return write_release(_content(*words), folder)


def test_same_content_same_name_wherever_it_is_written(tmp_path: Path) -> None:
    one, two = _write(tmp_path / "a", "x", "y"), _write(tmp_path / "b", "y", "x")
    assert one.digest == two.digest
    assert one.dump.read_bytes() == two.dump.read_bytes()
    assert _write(tmp_path / "a", "x").digest != one.digest


def test_writing_again_keeps_the_release_that_is_there(tmp_path: Path) -> None:
    first = _write(tmp_path, "x")
    inode = first.dump.stat().st_ino
    assert _write(tmp_path, "x").dump.stat().st_ino == inode


def test_switch_points_current_to_the_release(tmp_path: Path) -> None:
    one, two = _write(tmp_path, "x"), _write(tmp_path, "y")
    assert switch(one, tmp_path)
    assert not switch(one, tmp_path)
    assert switch(two, tmp_path)
    assert open_release(tmp_path / "current").digest == two.digest
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["current", one.digest, two.digest])


def test_every_file_damaged_in_any_way_is_noticed(tmp_path: Path) -> None:
    release = _write(tmp_path, "x", "y")
    for name in release.manifest.files:
        path = release.path / name
        original = path.read_bytes()
        if original:
            path.write_bytes(original[:-1])
            with pytest.raises(ReleaseError, match="differs"):
                open_release(release.path)
            path.write_bytes(bytes([original[0] ^ 1]) + original[1:])
            with pytest.raises(ReleaseError, match="differs"):
                open_release(release.path)
        path.unlink()
        with pytest.raises(ReleaseError, match="missing"):
            open_release(release.path)
        path.write_bytes(original)
    assert open_release(release.path).digest == release.digest


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": {}}', '{"files": {"a": 1}}'])
def test_a_damaged_manifest_is_refused(tmp_path: Path, content: str) -> None:
    release = _write(tmp_path, "x")
    (release.path / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(ReleaseError):
        open_release(release.path)


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1], lambda text: text + b"\n", lambda text: text.replace(b" ", b"", 1)]
)
def test_a_manifest_that_says_the_same_in_other_bytes_is_refused(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    release = _write(tmp_path, "x")
    manifest = release.path / MANIFEST
    manifest.write_bytes(change(manifest.read_bytes()))
    with pytest.raises(ReleaseError, match="as it was written"):
        open_release(release.path)


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="osce-kg build"):
        open_release(tmp_path / "current")


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(ReleaseError, match="cannot write"):
        _write(blocked, "x")


def test_page_text_is_found_by_digest(tmp_path: Path) -> None:
    release = _write(tmp_path, "x")
    assert release.page_text("a" * 64) == "page"
    assert release.page_text("b" * 64) is None

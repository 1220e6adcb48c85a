"""Captures from object storage: files that are fetched by ranges and know less than files on a disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import WRITERS, write_warc
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]
from fsspec.spec import AbstractBufferedFile  # type: ignore[import-untyped]

from osce_kg.captures import Capture, open_captures
from osce_kg.captures.model import Damaged
from osce_kg.errors import UsageError

fsspec = pytest.importorskip("fsspec", reason="the package fsspec is not installed")


class RangedFile(AbstractBufferedFile):  # type: ignore[misc]
    """A file whose bytes come by ranges, as s3fs and gcsfs give them."""

    def _fetch_range(self, start: int, end: int) -> bytes:
        with Path(self.path).open("rb") as file:
            file.seek(start)
            return file.read(end - start)


class Ranged(LocalFileSystem):  # type: ignore[misc]
    """A folder of this machine as if it were a bucket."""

    protocol = "ranged"

    def _open(self, path: str, mode: str = "rb", **options: Any) -> RangedFile:
        del options
        return RangedFile(self, path, mode, block_size=5_000)


class BrokenFile(RangedFile):
    """A file that breaks off with an error that is not Python's own."""

    def _fetch_range(self, start: int, end: int) -> bytes:
        raise RuntimeError(f"token expired between {start} and {end}")


class Failing(Ranged):
    """A bucket that breaks off."""

    protocol = "failing"

    def _open(self, path: str, mode: str = "rb", **options: Any) -> RangedFile:
        del options
        return BrokenFile(self, path, mode)


class Closed(Ranged):
    """A bucket that nobody may look into."""

    protocol = "closed"

    def glob(self, *_: Any, **__: Any) -> list[str]:
        raise RuntimeError("no credentials")


@pytest.fixture(scope="module", autouse=True)
def buckets() -> None:
    for system in (Ranged, Failing, Closed):
        fsspec.register_implementation(system.protocol, system, clobber=True)


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "warc"])
def test_a_container_in_a_bucket_holds_what_it_holds_on_a_disk(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("corpus.warc.gz" if kind == "warc" else f"corpus.{kind}")
    (write_warc if kind == "warc" else WRITERS[kind])(generate(20, 3, as_html=kind == "warc"), path)
    here = [item.info for item in open_captures([str(path)]) if isinstance(item, Capture)]
    there = [item.info for item in open_captures([f"ranged://{path}"]) if isinstance(item, Capture)]
    assert len(here) > 10
    assert [info.sha256 for info in there] == [info.sha256 for info in here]
    globbed = [item for item in open_captures([f"ranged://{tmp_path}/*"]) if isinstance(item, Capture)]
    assert len(globbed) == len(here)


def test_a_bucket_that_breaks_off_is_a_damaged_container(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    WRITERS["jsonl"](generate(3, 3), path)
    (found,) = open_captures([f"failing://{path}"])
    assert isinstance(found, Damaged)
    assert "token expired" in found.reason


def test_a_bucket_without_credentials_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot open 'closed://.*no credentials"):
        list(open_captures([f"closed://{tmp_path}/*.jsonl"]))

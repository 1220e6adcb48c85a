"""WACZ: a zip of web archives (https://specs.webrecorder.net/wacz/1.1.1/)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures import warc
from osce_kg.captures.model import Damaged, Item, Options
from osce_kg.captures.streams import GZIP_MAGIC, decompressed
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".wacz"})
MAGIC = b"PK\x03\x04"


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Item]:
    """Yield what the archives under `archive/` hold, by name; a damaged one does not stop the others.

    Raises:
        ContainerError: the zip is damaged or has no archive.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            entries = sorted(
                (entry for entry in package.infolist() if _is_archive(entry.filename)),
                key=lambda entry: entry.filename,
            )
            if not entries:
                raise ContainerError("no WARC under archive/: this zip is no WACZ; unpack it and give the folder")
            for entry in entries:
                where = f"{source}!{entry.filename}"
                try:
                    yield from _archive(package, entry, where, options)
                except (ContainerError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
                    yield Damaged(str(error), where)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ContainerError(f"zip is damaged: {error}") from error


def _is_archive(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def _archive(package: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, options: Options) -> Iterator[Item]:
    if options.limits.too_dense(entry.compress_size, entry.file_size):
        raise ContainerError(f"zip entry expands more than {options.limits.ratio}:1")
    with package.open(entry) as member:
        head = member.read(2)
        member.seek(0)
        stream: BinaryIO = (
            decompressed(member, "gzip", options.limits) if head == GZIP_MAGIC else member  # type: ignore[assignment]
        )
        yield from warc.read(stream, where, options)

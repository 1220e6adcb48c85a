"""Documents' lines → frames of the dump: one for each kind of subject, since the kinds sort apart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from osce_kg.dump import Frame, first_line, last_line, write_frame
from osce_kg.iris import Iris

_KINDS = ("document", "evidence", "graph", "quotation")


class Lines(NamedTuple):
    """The sorted lines of one document: facts and evidence, its text, where its graph is from."""

    dump: bytes
    text: bytes
    origin: bytes


def bounds(dump: bytes, iris: Iris) -> tuple[int, int]:
    """Return where evidence begins and where it ends in a document's lines, which are in the order of subjects."""
    ids = f"\n<{iris.ids}".encode()
    quotation = dump.rfind(ids + b"evidence/") + 1
    quotation = dump.find(ids + b"quotation/", quotation) + 1 or len(dump)
    return dump.find(ids + b"evidence/", 0, quotation) + 1 or quotation, quotation


def write_documents(documents: Iterable[Lines], stem: Path, iris: Iris) -> tuple[tuple[Frame, ...], tuple[Frame, ...]]:
    """Write the lines of documents and return the frames of the dump and of the text."""
    blocks: dict[str, list[bytes]] = {kind: [] for kind in _KINDS}
    texts = []
    for document in documents:
        start, end = bounds(document.dump, iris)
        blocks["document"].append(document.dump[:start])
        blocks["evidence"].append(document.dump[start:end])
        blocks["quotation"].append(document.dump[end:])
        blocks["graph"].append(document.origin)
        texts.append(document.text)
    frames = [_written(stem.with_suffix(f".{kind}"), blocks.pop(kind)) for kind in _KINDS]
    text = _written(stem.with_suffix(".text"), texts)
    return tuple(frame for frame in frames if frame), (text,) if text else ()


def _written(path: Path, blocks: Iterable[bytes]) -> Frame | None:
    ordered = in_order(blocks)
    return write_frame(path, ordered) if ordered else None


def in_order(blocks: Iterable[bytes]) -> list[bytes]:
    """Return blocks of lines, each sorted in itself, so that their lines follow each other in the order of all.

    Blocks are documents; they reach into each other only where one key begins another, as `n12` does `n12-ru`.
    """
    runs: list[list[bytes]] = []
    last = b""
    for block in sorted(block for block in blocks if block):
        if runs and first_line(block) <= last:
            runs[-1].append(block)
            last = max(last, last_line(block))
        else:
            runs.append([block])
            last = last_line(block)
    return [run[0] if len(run) == 1 else b"".join(sorted(b"".join(run).splitlines(keepends=True))) for run in runs]

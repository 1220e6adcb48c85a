"""Entries → an index among the files of a release. Equal releases rank alike, but its bytes differ from one writing to
the next (segments have random names), which is why no release is named by them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import tantivy

from osce_kg.errors import ReleaseError
from osce_kg.search.entries import Entry
from osce_kg.search.folding import folded, sound

_HEAP = 128 * 2**20  # bytes that the writer gathers before it writes a segment

_SPLIT, _STEMMED = "split", "stemmed"
_STORED = ("iri", "kind", "type", "lang")
_SHOWN = ("title", "shown", "within")
FILTERS = ("kind", "type", "field", "body", "country", "lang", "year")
"""Fields of the index that entries are chosen by, and counted by."""


@cache
def schema() -> tantivy.Schema:
    """Return the fields of the index.

    `whole` are names in one piece, `name`, `text`, `context` their words, `sound` the words of names as they sound,
    `stem` the English stems of all words; `title`, `shown` and `within` are kept to be shown, in UTF-8.
    """
    builder = tantivy.SchemaBuilder()
    for name in ("whole", "iri", *FILTERS):
        builder.add_text_field(name, name in _STORED, name != "whole", "raw", "basic")
    for name in ("name", "text", "context"):
        builder.add_text_field(name, tokenizer_name=_SPLIT)
    builder.add_text_field("sound", tokenizer_name=_SPLIT, index_option="freq")
    builder.add_text_field("stem", tokenizer_name=_STEMMED, index_option="freq")
    builder.add_unsigned_field("day", stored=True, indexed=True, fast=True)
    for name in _SHOWN:
        builder.add_bytes_field(name, stored=True)
    return builder.build()


@cache
def stemmer() -> tantivy.TextAnalyzer:
    """Return what makes stems of English words."""
    split = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return split.filter(tantivy.Filter.stemmer("english")).build()


def write_index(entries: Iterable[Entry], folder: Path) -> list[Path]:
    """Write the index of these entries into a new folder and return its files.

    Raises:
        ReleaseError: it could not be written.
    """
    try:
        folder.mkdir()
        index = _registered(tantivy.Index(schema(), path=str(folder)))
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for entry in entries:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:  # what tantivy raises
        raise ReleaseError(f"the search index could not be written: {error}") from error
    for lock in folder.glob("*.lock"):
        lock.unlink()
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for path in files:
        path.chmod(0o644)
    return files


def open_index(folder: Path) -> tantivy.Searcher:
    """Return what searches an index. Nothing is written to its folder, and it may be removed afterwards.

    Raises:
        ReleaseError: it cannot be read.
    """
    # An index is opened under locks, which are files beside it: so it is opened by links elsewhere.
    elsewhere = Path(tempfile.mkdtemp(prefix="osce-kg-search-"))
    try:
        for path in folder.absolute().iterdir():
            (elsewhere / path.name).symlink_to(path)
        index = _registered(tantivy.Index.open(str(elsewhere)))
        index.config_reader("Manual")
        return index.searcher()
    except (ValueError, OSError) as error:
        raise ReleaseError(f"the search index at {folder} cannot be read ({error}); rebuild the release") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(elsewhere)


def _registered(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer(_SPLIT, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer(_STEMMED, stemmer())
    return index


def _document(entry: Entry) -> tantivy.Document:
    names = [folded(name) for name in entry.names]
    text, context = folded(entry.text), [word for name in entry.context for word in folded(name)]
    document, filters = tantivy.Document(), entry.filters
    for name in names:
        document.add_text("whole", " ".join(name))
        document.add_text("name", " ".join(name))
        document.add_text("sound", " ".join(map(sound, name)))
    document.add_text("text", " ".join(text))
    document.add_text("context", " ".join(context))
    document.add_text("stem", " ".join([*(word for name in names for word in name), *text, *context]))
    chosen = (
        ("kind", (entry.kind,)), ("type", filters.types), ("field", filters.fields), ("body", filters.bodies),
        ("country", filters.countries), ("lang", filters.languages), ("year", (filters.year,) if filters.year else ()),
    )  # fmt: skip
    for field, values in (("iri", (entry.iri,)), *chosen):
        for value in values:
            document.add_text(field, value)
    document.add_unsigned("day", filters.day)
    for field, value in zip(_SHOWN, (entry.names[0] if entry.names else "", entry.text, entry.within), strict=True):
        document.add_bytes(field, value.encode())
    return document

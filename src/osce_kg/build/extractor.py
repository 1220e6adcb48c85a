"""What decides the reading of a page, as one digest: what another extractor has read is not used again.

It covers the program, the packages it reads and validates with, reference data, ontology, shapes and options: their
content and never where they lie, so a checkout and an installed wheel of it are one extractor. A relative path is part
of it because moving a module can change what is imported.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from osce_kg.converters.document import DocumentOptions
from osce_kg.resources import resource_path

DECIDING = ("ahocorasick-rs", "babel", "msgspec", "py3langid", "pyoxigraph", "selectolax", "shacl")
"""Packages whose version may change what is read, validated or kept. Others only bring the same bytes in or out."""

AFTERWARDS = frozenset({"cli", "server", "engine", "outputs", "search"})
"""Parts of the program that only come to use when everything is read and validated."""

_PACKAGE = Path(__file__).resolve().parent.parent


def extractor_digest(reference: Path | None, base: str, documents: DocumentOptions) -> str:
    """Return a digest of everything that decides what is read from a page and whether it is sound."""
    digest = hashlib.sha256()
    versions = [f"{name} {version(name)}" for name in DECIDING]
    python = f"{sys.version_info.major}.{sys.version_info.minor}, Unicode {unicodedata.unidata_version}"
    for part in (base, repr(documents), python, *versions):
        digest.update(f"{part}\0".encode())
    for name, path in _files(reference or resource_path("data/reference")):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(reference: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files by a name that does not depend on where they are, in one order."""
    for folder, pattern, start in (
        (_PACKAGE, "*.py", "program"),
        (resource_path("ontology"), "*.ttl", "ontology"),
        (resource_path("shapes"), "*.ttl", "shapes"),
        (reference, "*", "reference"),
    ):
        for path in sorted(folder.rglob(pattern)):
            inside = path.relative_to(folder)
            if path.is_file() and not (start == "program" and inside.parts[0] in AFTERWARDS):
                yield f"{start}/{inside.as_posix()}", path

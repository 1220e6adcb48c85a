"""Curated decisions about people: who is one person, who is two, who must not be named."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osce_kg.errors import RegistryError
from osce_kg.resources import resource_path

_FILE = "people.toml"
_KEYS = {
    "merge": {"keep", "drop", "reason"},
    "split": {"key", "number", "documents", "reason"},
    "suppress": {"sha256"},
}


@dataclass(frozen=True, slots=True)
class People:
    """Merges as dropped key → kept key, splits as (key, document) → number, suppressed keys as SHA-256."""

    merges: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[tuple[str, str], int] = field(default_factory=dict)
    suppressed: frozenset[str] = frozenset()

    def key_in(self, key: str, document: str) -> str:
        """Return the key that a person's folded name stands for in a document."""
        number = self.splits.get((key, document))
        split = f"{key}--{number}" if number else key
        return self.merges.get(split, split)

    def is_suppressed(self, key: str) -> bool:
        """Whether the person with this key must not be named."""
        return hashlib.sha256(key.encode()).hexdigest() in self.suppressed


def load_people(folder: Path | None = None) -> People:
    """Return the decisions in `people.toml`.

    Raises:
        RegistryError: the file is malformed, a key is merged twice or into a dropped key.
    """
    path = (folder or resource_path("data/reference")) / _FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f"{_FILE}: {error}") from error
    for kind, entries in raw.items():
        for entry in entries if isinstance(entries, list) else [None]:
            if kind not in _KEYS or not isinstance(entry, dict) or set(entry) - _KEYS[kind]:
                raise RegistryError(f"{_FILE}: {kind!r} is not a list of {sorted(_KEYS)} entries with known keys")
    return People(_merges(raw), _splits(raw), frozenset(_suppressed(raw)))


def _merges(raw: dict[str, Any]) -> dict[str, str]:
    merges: dict[str, str] = {}
    for entry in raw.get("merge", []):
        for key in entry["drop"]:
            if key in merges:
                raise RegistryError(f"{_FILE}: {key!r} is merged twice; keep one entry")
            merges[key] = entry["keep"]
    chained = sorted(set(merges) & set(merges.values()))
    if chained:
        raise RegistryError(f"{_FILE}: {chained[0]!r} is both kept and dropped; merge into the last key directly")
    return merges


def _splits(raw: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (entry["key"], document): entry["number"] for entry in raw.get("split", []) for document in entry["documents"]
    }


def _suppressed(raw: dict[str, Any]) -> list[str]:
    digests = [entry["sha256"] for entry in raw.get("suppress", [])]
    for digest in digests:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise RegistryError(f"{_FILE}: {digest!r} is not a SHA-256 in lower-case hex")
    return digests

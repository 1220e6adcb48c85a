"""Strict reading of registry files: every key is known, every date is a date, every reference has a target.

An error names file, entry and what to do, because the files are corrected by hand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeVar

from osce_kg.errors import RegistryError
from osce_kg.reference.model import Label, Sourced, earliest

T = TypeVar("T")

CONFIDENCES = ("high", "medium", "low")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\Z")


@dataclass(slots=True)
class Entry:
    """One entry of a registry file. Getters remember what they read, so `done` finds the rest."""

    file: str
    name: str
    values: Mapping[str, object]
    read: set[str] = field(default_factory=set)

    def fail(self, problem: str) -> NoReturn:
        """Raise the error for this entry."""
        raise RegistryError(f"{self.file}, entry {self.name}: {problem}")

    def optional(self, key: str) -> str | None:
        """Return a text, or None if the entry does not have the key."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{key!r} must be a non-empty text, found {value!r}")
        return value

    def text(self, key: str) -> str:
        """Return a text that every entry must have."""
        value = self.optional(key)
        if value is None:
            self.fail(f"{key!r} is missing; add it")
        return value

    def key(self, key: str = "key") -> str:
        """Return the entry's key, which becomes the last part of an IRI."""
        value = self.text(key)
        if not _KEY.match(value):
            self.fail(f"{key!r} may have ASCII letters, digits, hyphens and full stops only, found {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts in the order of the file, empty if the entry does not have the key."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.fail(f"{key!r} must be a list of non-empty texts, found {value!r}")
        if len(set(value)) != len(value):
            self.fail(f"{key!r} has the same text twice; remove one: {value!r}")
        return tuple(value)

    def integer(self, key: str) -> int | None:
        """Return a whole number, or None if the entry does not have the key."""
        value = self._get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            self.fail(f"{key!r} must be a whole number, found {value!r}")
        return value

    def number(self, key: str) -> int:
        """Return a whole number that every entry must have."""
        value = self.integer(key)
        if value is None:
            self.fail(f"{key!r} is missing; add it")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false if the entry does not have the key."""
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            self.fail(f"{key!r} must be true or false, found {value!r}")
        return bool(value)

    def date(self, key: str) -> str | None:
        """Return an ISO 8601 date of day, month or year precision, or None."""
        value = self.optional(key)
        if value is None:
            return None
        if not _DATE.match(value):
            self.fail(f"{key!r} must be a date like 1999-11-16, 1999-11 or 1999, found {value!r}")
        try:
            earliest(value)
        except ValueError as error:
            self.fail(f"{key!r} is no day of the calendar: {value!r} ({error})")
        return value

    def period(self, start: str = "from", end: str = "until") -> tuple[str | None, str | None]:
        """Return both ends of a period; the end may not precede the start."""
        first, last = self.date(start), self.date(end)
        if first and last and last < first[: len(last)]:
            self.fail(f"{end!r} {last} is before {start!r} {first}")
        return first, last

    def one_of(self, key: str, allowed: Collection[str], where: str) -> str | None:
        """Return a text that must be one of the allowed, or None; `where` says where those are listed."""
        value = self.optional(key)
        if value is not None:
            self.known(key, value, allowed, where)
        return value

    def choice(self, key: str, allowed: Collection[str], where: str) -> str:
        """Return a text that every entry must have and that must be one of the allowed."""
        value = self.text(key)
        self.known(key, value, allowed, where)
        return value

    def all_of(self, key: str, allowed: Collection[str], where: str) -> tuple[str, ...]:
        """Return a list of texts each of which must be one of the allowed."""
        values = self.texts(key)
        for value in values:
            self.known(key, value, allowed, where)
        return values

    def known(self, key: str, value: str, allowed: Collection[str], where: str) -> None:
        """Fail unless the value is one of the allowed."""
        if value not in allowed:
            self.fail(f"{key!r} refers to {value!r}, which is not in {where}; correct it or add it there")

    def labels(self, key: str) -> tuple[Label, ...]:
        """Return names by language tag: a text or a list of texts each. The tag "" is for abbreviations."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, dict):
            self.fail(f"{key!r} must be a table of language tags, found {value!r}")
        labels = []
        for tag, names in value.items():
            for name in [names] if isinstance(names, str) else names:
                if not isinstance(name, str) or not name.strip():
                    self.fail(f"{key!r} must have non-empty texts for {tag!r}, found {names!r}")
                labels.append(Label(name, tag or None))
        if len(set(labels)) != len(labels):
            self.fail(f"{key!r} has the same name twice for one language; remove one")
        return tuple(labels)

    def entries(self, key: str) -> list[Entry]:
        """Return the entries nested under a key, empty if there are none."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(f"{key!r} must be a list of tables, found {value!r}")
        return [Entry(self.file, f"{self.name}, {key} {i}", item) for i, item in enumerate(value, 1)]

    def table(self, key: str) -> Entry | None:
        """Return one nested entry, or None."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fail(f"{key!r} must be a table, found {value!r}")
        return Entry(self.file, f"{self.name}, {key}", value)

    def sourced(self, sources: Collection[str], prefix: str = "", default: Sourced | None = None) -> Sourced:
        """Return where the entry comes from; `prefix` reads for example `date_sources`, `date_confidence`."""
        keys = self.all_of(f"{prefix}sources", sources, "sources.toml")
        confidence = self.one_of(f"{prefix}confidence", CONFIDENCES, f"the list {', '.join(CONFIDENCES)}")
        note = self.optional(f"{prefix}note")
        if default is not None:
            return Sourced(keys or default.sources, confidence or default.confidence, note)
        if not keys:
            self.fail(f"{prefix + 'sources'!r} is missing; name at least one key of sources.toml")
        if confidence is None:
            self.fail(f"{prefix + 'confidence'!r} is missing; say {', '.join(CONFIDENCES)}")
        return Sourced(keys, confidence, note)

    def has(self, key: str) -> bool:
        """Whether the entry has the key."""
        return key in self.values

    def done(self) -> None:
        """Fail if the entry has a key that nothing reads."""
        unknown = sorted(set(self.values) - self.read)
        if unknown:
            known = ", ".join(sorted(self.read))
            self.fail(f"unknown key {unknown[0]!r}; correct the spelling or remove it (known: {known})")

    def _get(self, key: str) -> object:
        self.read.add(key)
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A registry file: its list of entries, and `head`, what stands above them for all."""

    head: Entry
    entries: Sequence[Entry]


def read_file(folder: Path, name: str, table: str, named_by: str = "key") -> RegistryFile:
    """Return the file's entries, which are all under `[[table]]`.

    Raises:
        RegistryError: the file is missing, is not TOML, or has other tables.
    """
    path = folder / name
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RegistryError(f"{path}: registry file is missing; restore it") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f"{path}: not valid TOML in UTF-8; correct it: {error}") from error
    rows = content.pop(table, None)
    if not isinstance(rows, list) or not rows:
        raise RegistryError(f"{path}: expected entries under [[{table}]], found none")
    entries = [Entry(name, f"{row.get(named_by, f'number {i}')!s}", row) for i, row in enumerate(rows, 1)]
    return RegistryFile(Entry(name, "head of the file", content), entries)


def keyed(entries: Sequence[Entry], parse: Callable[[Entry], tuple[str, T]]) -> dict[str, T]:
    """Return parsed entries by key in the order of the file; no key may be there twice or unread."""
    found: dict[str, T] = {}
    for entry in entries:
        key, value = parse(entry)
        if key in found:
            entry.fail(f"key {key!r} is there twice; remove one or give it another key")
        entry.done()
        found[key] = value
    return found

"""A table as it is defined: its columns, what each means, and how its value is read. The codebook is made of this.

Values are text, whole numbers, days, truth values, or lists of text; None is a missing value.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

import pyarrow as pa

from osce_kg.outputs.quads import Thing
from osce_kg.outputs.shared import Codes, Shared
from osce_kg.vocab import OSCE

Value: TypeAlias = "str | int | float | bool | datetime.date | list[str] | None"

LIST_SEPARATOR = "|"
"""What stands between the elements of a list in CSV."""


class Type(Enum):
    """What a column holds: how the codebook calls it, its datatype in CSVW and in Parquet.

    https://www.w3.org/TR/tabular-metadata/#datatypes. Keys and language tags are plain strings there: narrower
    datatypes are not known to all programs that read CSVW.
    """

    TEXT = "text", "string", pa.string()
    KEY = "key", "string", pa.string()
    URL = "URL", "anyURI", pa.string()
    LANGUAGE = "language tag", "string", pa.string()
    INTEGER = "whole number", "integer", pa.int32()
    DECIMAL = "number", "double", pa.float64()
    DATE = "day", "date", pa.date32()
    MONTH = "month", "gYearMonth", pa.string()
    BOOLEAN = "truth value", "boolean", pa.bool_()

    @property
    def title(self) -> str:
        return str(self.value[0])

    @property
    def csvw(self) -> str:
        return str(self.value[1])

    @property
    def arrow(self) -> pa.DataType:
        return self.value[2]

    @property
    def textual(self) -> bool:
        """Whether values are free text or keys, of which a spreadsheet could take one for a formula."""
        return bool(self.arrow == pa.string())


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `missing` says when there is no value and why; empty, if there always is one. `refers` names the
    table whose key the values are. `term` is the RDF property that a value comes from. `unit` is that of a number.
    """

    name: str
    type: Type
    description: str
    read: Callable[[Any, Shared], Value]
    missing: str = ""
    many: bool = False
    refers: str | None = None
    term: str | None = None
    unit: str | None = None

    @property
    def title(self) -> str:
        """The name as words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def arrow(self) -> pa.DataType:
        return pa.list_(self.type.arrow) if self.many else self.type.arrow


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a row is what `row` says, its key is unique, its rows are in the order of the dump or of their key.

    `reads` yields the items of which each becomes a row, for a thing of `kind` as it passes by. Without `kind` the
    items do not come from one thing: they are handed over.
    """

    name: str
    description: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    kind: tuple[str, ...] = ()
    reads: Callable[[Thing, Shared], Iterable[Any]] = lambda thing, _shared: (thing,)

    def cells(self, item: Any, shared: Shared) -> list[Value]:
        """Return one row."""
        return [column.read(item, shared) for column in self.columns]

    @property
    def schema(self) -> pa.Schema:
        """The schema in Parquet; each field says what it means."""
        return pa.schema(
            [
                pa.field(
                    column.name,
                    column.arrow,
                    nullable=bool(column.missing),
                    metadata={"description": column.description},
                )
                for column in self.columns
            ],
            metadata={"title": self.name, "description": self.description},
        )


# --- how values are read -------------------------------------------------------------------------------------


def identifier(thing: Thing, shared: Shared) -> Value:
    """The key of the thing."""
    return shared.key(thing.iri)


def address(thing: Thing, _shared: Shared) -> Value:
    """The IRI of the thing."""
    return thing.iri


def literal(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the only value as it is written."""
    return lambda thing, _shared: thing.one(predicate)


def literals(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read all values as they are written."""
    return lambda thing, _shared: thing.values(predicate) or None


def text(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the English text, else any."""
    return lambda thing, _shared: thing.text(predicate)


def language(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the language tag of the text that `text` reads."""

    def read(thing: Thing, _shared: Shared) -> Value:
        tags = [statement.qualifier or "" for statement in thing.all(predicate)]
        return None if not tags or "" in tags else "en" if "@en" in tags else tags[0].removeprefix("@")

    return read


def key(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the key of the only thing pointed to."""

    def read(thing: Thing, shared: Shared) -> Value:
        found = thing.one(predicate)
        return None if found is None else shared.key(found)

    return read


def keys(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the keys of all things pointed to."""
    return lambda thing, shared: [shared.key(value) for value in thing.values(predicate)] or None


def labels(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the labels of all things pointed to, the key of one without label."""
    return lambda thing, shared: [shared.label(value) or shared.key(value) for value in thing.values(predicate)] or None


def local(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the local name of the only term pointed to."""

    def read(thing: Thing, _shared: Shared) -> Value:
        found = thing.one(predicate)
        return None if found is None else found.rpartition("#")[2]

    return read


def integer(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the only value as a whole number."""

    def read(thing: Thing, _shared: Shared) -> Value:
        found = thing.one(predicate)
        return None if found is None else int(found)

    return read


def decimal(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the only value as a number."""

    def read(thing: Thing, _shared: Shared) -> Value:
        found = thing.one(predicate)
        return None if found is None else float(Decimal(found))

    return read


def day(predicate: str) -> Callable[[Thing, Shared], Value]:
    """Read the only value as a day."""

    def read(thing: Thing, _shared: Shared) -> Value:
        found = thing.one(predicate)
        return None if found is None else datetime.date.fromisoformat(found)

    return read


# --- groups of columns that several tables have --------------------------------------------------------------

_CODES: tuple[tuple[str, str, Callable[[Codes], str | None]], ...] = (
    ("", "key of the State or area", lambda codes: codes.key),
    ("_alpha2", "ISO 3166-1 alpha-2 code", lambda codes: codes.alpha2),
    ("_alpha3", "ISO 3166-1 alpha-3 code", lambda codes: codes.alpha3),
    ("_m49", "UN M49 code (three digits, as text)", lambda codes: codes.m49),
)
_NO_CODE = "former States (ISO 3166-3) and Kosovo have a key and no code"


def countries(
    name: str,
    what: str,
    found: Callable[[Any, Shared], Iterable[str]],
    missing: str,
    *,
    many: bool = True,
    term: str | None = None,
) -> tuple[Column, ...]:
    """Return the key of States or areas and their three codes, in columns of their own.

    In lists the codes stand in the order of the keys, an empty element for one that has no such code.
    """

    def reader(code: Callable[[Codes], str | None]) -> Callable[[Any, Shared], Value]:
        def read(item: Any, shared: Shared) -> Value:
            codes = [code(shared.codes(iri)) for iri in found(item, shared)]
            if not any(codes):
                return None
            return [each or "" for each in codes] if many else codes[0]

        return read

    return tuple(
        Column(
            name + suffix,
            Type.KEY,
            f"{what}: {label}",
            reader(code),
            f"{missing}; {_NO_CODE}" + (" (an empty element of the list)" if many else "") if suffix else missing,
            many,
            refers=None if suffix else "states",
            term=None if suffix else term,
        )
        for suffix, label, code in _CODES
    )


def pointed(predicate: str) -> Callable[[Thing, Shared], Iterable[str]]:
    """Read the IRIs of all things pointed to."""
    return lambda thing, _shared: thing.values(predicate)


def time_columns(began: str) -> tuple[Column, ...]:
    """Return from and until as sourced and in days, and what is known of the end. `began` says what began."""
    never = f"no source gives the beginning of {began}"
    ended = f"{began} goes on, or no source gives the end: see end_state"
    return (
        Column("from", Type.KEY, "First day, month or year, in the precision of the source (ISO 8601)",
               literal(OSCE.from_), never, term=OSCE.from_),
        Column("from_earliest", Type.DATE, "Earliest day that `from` allows", day(OSCE.fromEarliest), never,
               term=OSCE.fromEarliest),
        Column("from_latest", Type.DATE, "Latest day that `from` allows", day(OSCE.fromLatest), never,
               term=OSCE.fromLatest),
        Column("until", Type.KEY, "Last day, month or year, inclusive, in the precision of the source (ISO 8601)",
               literal(OSCE.until), ended, term=OSCE.until),
        Column("until_earliest", Type.DATE, "Earliest day that `until` allows", day(OSCE.untilEarliest), ended,
               term=OSCE.untilEarliest),
        Column("until_latest", Type.DATE, "Latest day that `until` allows", day(OSCE.untilLatest), ended,
               term=OSCE.untilLatest),
        Column("end_state", Type.KEY, "Ended, Ongoing or EndUnknown", local(OSCE.endState),
               "nothing is known of the end", term=OSCE.endState),
    )  # fmt: skip

"""What a page of a thing is made of: a frame that all kinds share, and sections of a few forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

from osce_kg.server.lookups import Term


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is shown: the term, and the label of the thing if it is one with a label."""

    term: Term
    label: str | None = None

    @property
    def text(self) -> str:
        """The label, else the term's own text."""
        return self.label or self.term.value


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a fact is stated. `start` and `end` count code points over the page text of the capture."""

    iri: str
    subject: str
    predicate: str
    value: Term | None
    rule: str
    basis: str
    confidence: str
    capture: str | None
    start: int | None
    end: int | None

    @property
    def anchor(self) -> str:
        """The `id` of its line on a page."""
        return f"e-{self.iri.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about the thing: with evidence if it was read from a capture."""

    predicate: str
    value: Value
    evidence: tuple[Evidence, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether nothing but inference speaks for it."""
        return bool(self.evidence) and all(proof.basis == "Inferred" for proof in self.evidence)


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that sources give for a property; one that is not preferred stands against another."""

    iri: str
    predicate: str
    value: Value
    preferred: bool
    confidence: str
    sources: tuple[Value, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a summary: a name, its values, and words after them."""

    name: str
    values: tuple[Value, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a listing: a thing, its date as sourced, and words about it."""

    value: Value
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a long list is shown, and where the others are."""

    first: int
    last: int
    total: int
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a researcher wants first."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of things with a title, and where more of them are found."""

    anchor: str
    title: str
    items: tuple[Item, ...]
    total: int | None = None
    more: str | None = None
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of values, column by column."""

    anchor: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or a map."""

    markup: Markup


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in parts, of which some are marked. `note` says what it is and what it lacks."""

    anchor: str
    title: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    note: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks. Without `href` it is plain."""

    text: str
    kind: str = ""
    href: str | None = None
    title: str = ""
    described_by: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One quotation as pages list it."""

    iri: str
    text: str
    language: str | None
    entries: tuple[Entry, ...]
    date: str = ""
    document: Value | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotations:
    """Quotations, in the order in which they are given."""

    anchor: str
    title: str
    utterances: tuple[Utterance, ...]
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a capture's page text, with its number from 1."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The page text of a capture. `cut` says what is left out."""

    lines: tuple[Line, ...]
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Evidence in the order of the text, with the words that it points to."""

    anchor: str
    title: str
    rows: tuple[tuple[Evidence, str, Value], ...]
    more: str | None = None


Section: TypeAlias = Summary | Listing | Table | Drawing | Passage | Quotations | Lines | Proofs


@dataclass(frozen=True, slots=True)
class Content:
    """What one kind of page says beyond its facts."""

    kind: str
    description: str
    sections: tuple[Section, ...] = ()
    trail: tuple[tuple[str, str | None], ...] = ()
    schema_org: Mapping[str, object] = field(default_factory=dict)

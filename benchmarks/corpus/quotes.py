"""Quotations in the attributions of real releases: who says what, in which order of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.corpus.grammar import Draw, Form, Grammar, cap
from benchmarks.corpus.people import ERA, Person
from benchmarks.corpus.world import DATA, Office, load, world


@dataclass(frozen=True)
class Parts:
    """Compiled parts of quotations, and verbs of saying."""

    leads: tuple[tuple[Form, ...], ...]
    cores: tuple[tuple[Form, ...], ...]
    tails: tuple[tuple[Form, ...], ...]
    partials: tuple[tuple[Form, ...], ...]
    said: tuple[str, ...]
    followed: tuple[str, ...]
    that: tuple[str, ...]
    occasions: tuple[str, ...]


@cache
def parts(grammar: Grammar) -> Parts:
    """Return the parts, compiled against the grammar's pools."""
    source, words = load(DATA / "grammar.toml"), world().words
    return Parts(
        leads=grammar.compile(source["leads"]),
        cores=grammar.compile(source["cores"]),
        tails=grammar.compile(source["tails"]),
        partials=grammar.compile(source["partials"]),
        said=tuple(words["said"].split()),
        followed=tuple(words["followed"].split()),
        that=tuple(words["that"].split()),
        occasions=tuple(words["occasions"].split("|")),
    )


def speaker(office: Office, year: int, draw: Draw) -> Person:
    """Return someone of the office's five years; the k-th of n about as often as 1/k (Zipf's law)."""
    people = office.people[year // ERA]
    return people[int(len(people) ** draw()) - 1]


def quote_blocks(
    grammar: Grammar, office: Office, year: int, story: Sequence[str], draw: Draw
) -> tuple[list[str], list[str], int]:
    """Return paragraphs with one to four quotations of one or two people, the speakers, the number quoted."""
    writer = _Writer(grammar, story, draw, *_MARKS[int(draw() * len(_MARKS))])
    first = speaker(office, year, draw)
    writer.introduce(first)
    follow = draw()
    if follow < 0.55:
        writer.follow(first, office.short)
    if writer.count <= _MOST // 2 and draw() < 0.55:
        second = speaker(office, year, draw)
        # Surnames alone would not tell two people apart.
        if second.surname != first.surname:
            writer.introduce(second)
            if follow < 0.2 and writer.count < _MOST:
                writer.follow(second, office.short)
    return writer.paragraphs, writer.speakers, writer.count


_MOST = 4
_MARKS = (("“", "”"), ("“", "”"), ('"', '"'))


class _Writer:
    """Writes paragraphs with quotations in one style of quotation marks."""

    def __init__(self, grammar: Grammar, story: Sequence[str], draw: Draw, left: str, right: str) -> None:
        self._grammar, self._story, self._draw, self._left, self._right = grammar, story, draw, left, right
        self._parts = parts(grammar)
        self.paragraphs: list[str] = []
        self.speakers: list[str] = []
        self.count = 0

    def introduce(self, person: Person) -> None:
        """Write a paragraph with the person's full name and role."""
        left, right, draw = self._left, self._right, self._draw
        verb = self._one(self._parts.said)
        name = person.title + person.name
        form = draw()
        if form < 0.35:
            text = f"{left}{self._quote()},{right} {verb} {name}, {person.role}."
        elif form < 0.55:
            text = f"{name}, {person.role}, {verb}: {left}{self._quote()}.{right}"
        elif form < 0.68:
            occasion = self._one(self._parts.occasions)
            text = f"{name}, {person.role}, {verb} {occasion}: {left}{self._quote()}.{right}"
        elif form < 0.80 and person.before:
            text = f"{person.before} {person.name} {verb}: {left}{self._quote()}.{right}"
        elif form < 0.90:
            text = f"{left}{self._quote()},{right} {verb} {name}, {person.role}. {left}{self._quote()}.{right}"
            self.count += 1
        else:
            text = f"{left}{self._quote()},{right} {name}, {person.role}, {verb}."
        self.paragraphs.append(text)
        self.speakers.append(person.name)
        self.count += 1

    def follow(self, person: Person, short: str) -> None:
        """Write a paragraph in which the same person goes on: by surname, pronoun, role, or nothing."""
        left, right, draw = self._left, self._right, self._draw
        verb = self._one(self._parts.followed)
        surname = person.surname
        form = draw()
        if form < 0.25:
            text = f"{left}{self._quote()},{right} {surname} {verb}."
        elif form < 0.45:
            text = f"{left}{self._quote()},{right} {verb} {person.title}{surname}."
        elif form < 0.65:
            text = f"{left}{self._quote()},{right} {person.pronoun} {verb}."
        elif form < 0.75 and person.head and person.role.startswith("Head"):
            text = f"{left}{self._quote()},{right} the Head of {short} {verb}."
        elif form < 0.85:
            text = f"{left}{self._quote()}.{right}"
        else:
            partial = self._fill(self._parts.partials)
            text = f"{person.title}{surname} {self._one(self._parts.that)} that {left}{partial}{right}."
        self.paragraphs.append(text)
        self.count += 1

    def _quote(self) -> str:
        """Return a quotation without marks and stop, about 120 to 200 characters."""
        chosen = self._parts
        tail = self._fill(chosen.tails)
        if self._draw() < 0.35:
            return cap(self._fill(chosen.cores)) + tail
        return f"{cap(self._fill(chosen.leads))} {self._fill(chosen.cores)}{tail}"

    def _fill(self, templates: tuple[tuple[Form, ...], ...]) -> str:
        text, slots, _ = templates[int(self._draw() * len(templates))][0]
        return self._grammar.fill(text, slots, self._story, self._draw) if slots else text

    def _one(self, pool: Sequence[str]) -> str:
        return pool[int(self._draw() * len(pool))]

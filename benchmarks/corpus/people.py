"""Invented people: the staff of every body and people of its country, in pools of five years, the most quoted first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ERA = 5
"""Years for which a pool of people stands."""

_STAFF, _NATIONAL = 10, 16
_DOCTORS = 0.08
_HEADLESS = ("OSCE Project Co-ordinator", "OSCE Representative", "OSCE High Commissioner")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented speaker. `role` goes behind the name, `before` before it or is empty; `head` leads the body."""

    name: str
    surname: str
    title: str
    pronoun: str
    role: str
    before: str
    national: bool
    head: bool


class PeopleMaker:
    """Makes people, each with a name of its own, in a fixed order of draws."""

    def __init__(self, rng: random.Random, words: Mapping[str, Any], groups: Sequence[str]) -> None:
        roles, names = words["roles"], words["names"]
        self._rng = rng
        self._groups = groups
        self._staff, self._national = (
            [tuple(line.split("|")) for line in roles[name].strip().split("\n")] for name in ("staff", "national")
        )
        self._given = {pronoun: names[pronoun].split() for pronoun in ("she", "he")}
        self._stems, self._endings = names["stems"].split(), names["endings"].split()
        self._taken: set[str] = set()

    def pool(self, body: str, towns: Sequence[str], countries: Sequence[str]) -> tuple[Person, ...]:
        """Return the people of one body and five years: its head first, then everybody else by chance."""
        draw = self._rng
        if body == "OSCE Chairpersonship":
            head = self._person("the OSCE Chairperson-in-Office", title="Minister ", head=True)
        elif body.startswith(_HEADLESS):
            head = self._person(f"the {body}", head=True)
        else:
            head = self._person(f"Head of the {body}", title="Ambassador ", head=True)
        others = [self._person(f"Deputy Head of the {body}")]
        for _ in range(_STAFF):
            role, before = draw.choice(self._staff)
            others.append(self._person(role.format(name=body), before))
        for _ in range(_NATIONAL):
            role, before = draw.choice(self._national)
            group = draw.choice(self._groups).removeprefix("the ")
            filled = role.format(country=draw.choice(countries), town=draw.choice(towns), group=group)
            others.append(self._person(filled, before, national=True))
        draw.shuffle(others)
        return (head, *others)

    def _person(
        self, role: str, before: str = "", *, title: str = "", national: bool = False, head: bool = False
    ) -> Person:
        draw = self._rng
        while True:
            pronoun = draw.choice(("she", "he"))
            surname = draw.choice(self._stems) + draw.choice(self._endings)
            name = f"{draw.choice(self._given[pronoun])} {surname}"
            if name not in self._taken:
                break
        self._taken.add(name)
        title = title or ("Dr. " if draw.random() < _DOCTORS else "")
        return Person(name, surname, title, pronoun, role, before, national, head)

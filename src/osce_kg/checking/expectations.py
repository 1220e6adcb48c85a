"""Counts, read rates and losses: what a graph must hold, and what it must not have lost since the last release."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from osce_kg.checking.model import Finding
from osce_kg.errors import UsageError
from osce_kg.records import Severity
from osce_kg.vocab import OSCE

Quality = Mapping[str, Mapping[str, Mapping[str, int]]]


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "class"}):
    """Least and most things of a class of `osce:`."""

    name: str
    min: int = 0
    max: int | None = None


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Least share of the documents that show a field, of a family or of all, in which it must have been read.

    It is not looked at where fewer than `from` documents show the field.
    """

    field: str
    min: float
    family: str | None = None
    documents: int = 20


class Loss(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much less there may be than in the last release: shares of the things of a class, points of a read rate."""

    things: float = 0.0
    rate: float = 0.05


class Explained(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "class"}):
    """A loss that is meant: the class, the digest of the release that still had more, and the reason."""

    name: str
    since: str
    reason: str


class Expectations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of expectations."""

    count: tuple[Count, ...] = ()
    read: tuple[Read, ...] = ()
    loss: Loss = Loss()
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a graph holds: things per class, and what was read per family and field; `digest` if it is a release."""

    classes: Mapping[str, int]
    quality: Quality
    digest: str = ""


def read_expectations(path: Path) -> Expectations:
    """Return the expectations of a TOML file.

    Raises:
        UsageError: it cannot be read, or has an unknown name or a value of another type.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Expectations)
    except OSError as error:
        raise UsageError(f"cannot read the expectations {path}: {error.strerror or error}") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} holds no expectations: {error}") from error


def check_counts(expected: Expectations, held: Held) -> Iterator[Finding]:
    """Yield a violation for each class with fewer or more things than expected."""
    for count in expected.count:
        iri = f"{OSCE.NS}{count.name}"
        found = held.classes.get(iri, 0)
        if found < count.min:
            yield _finding(
                "too-few", iri, f"expected at least {count.min} osce:{count.name}, found {found}", _COUNT_HINT
            )
        elif count.max is not None and found > count.max:
            yield _finding(
                "too-many", iri, f"expected at most {count.max} osce:{count.name}, found {found}", _COUNT_HINT
            )


def check_rates(expected: Expectations, held: Held) -> Iterator[Finding]:
    """Yield a violation for each field that was read in a smaller share of documents than expected."""
    for rule in expected.read:
        for family in sorted(held.quality):
            if rule.family in {None, family}:
                shown, read = _shown(held.quality, family, rule.field)
                if shown >= rule.documents and read < rule.min * shown:
                    message = (
                        f"{rule.field} was read in {read} of {shown} documents of family {family} that show it "
                        f"({read / shown:.1%}), expected {rule.min:.1%}"
                    )
                    yield _finding("read-rate", f"{family} {rule.field}", message, _RATE_HINT, iri=False)


def check_losses(expected: Expectations, held: Held, before: Held) -> Iterator[Finding]:
    """Yield a violation for each class that has lost things, and each field that is read in fewer documents."""
    explained = {f"{OSCE.NS}{item.name}" for item in expected.explained if before.digest.startswith(item.since)}
    for iri, had in sorted(before.classes.items()):
        has = held.classes.get(iri, 0)
        if has < had * (1 - expected.loss.things) and iri not in explained:
            name = iri.rpartition("#")[2].rpartition("/")[2]
            yield _finding("fewer-things", iri, f"{name}: {has} things, {had} in the last release", _LOSS_HINT)
    for family, name, rate in _rates(before.quality):
        shown, read = _shown(held.quality, family, name)
        if shown and read / shown < rate - expected.loss.rate:
            message = f"{name} was read in {read / shown:.1%} of family {family}, in the last release in {rate:.1%}"
            yield _finding("lower-read-rate", f"{family} {name}", message, _RATE_HINT, iri=False)


def _rates(quality: Quality) -> Iterable[tuple[str, str, float]]:
    for family, fields in sorted(quality.items()):
        for name in sorted(fields):
            shown, read = _shown(quality, family, name)
            if shown:
                yield family, name, read / shown


def _shown(quality: Quality, family: str, name: str) -> tuple[int, int]:
    counts = quality.get(family, {}).get(name, {})
    return counts.get("shown", 0), counts.get("read", 0)


_COUNT_HINT = (
    "Restore what is missing in the reference data or the captures, or correct the [[count]] in expectations.toml."
)
_RATE_HINT = "Look at the captures that show the field and at the findings about it, or lower the [[read]] minimum."
_LOSS_HINT = "Restore the captures, or explain the loss in an [[explained]] of expectations.toml: class, since, reason."


def _finding(rule: str, about: str, message: str, hint: str, iri: bool = True) -> Finding:
    focus, value = (about, None) if iri else (None, about)
    return Finding(Severity.VIOLATION, "expectations", rule, message, hint, focus=focus, value=value)

"""Bodies with their name periods, field presences, decisions, change events, claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.reference.entries import Entry, keyed, read_file
from osce_kg.reference.facts import (
    BodyEntry,
    ChangeEntry,
    ClaimEntry,
    DecisionEntry,
    Match,
    PresenceEntry,
)
from osce_kg.reference.model import Body, Label, NamePeriod, Sourced

BODY_FILES = (
    "organization.toml", "institutions.toml", "decision_making_bodies.toml", "secretariat_units.toml",
    "related_bodies.toml", "field_operations.toml",
)  # fmt: skip
TYPES = ("Institution", "SecretariatUnit", "DecisionMakingBody", "FieldOperation")
STATUSES = ("active", "closed", "unknown")
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")
PROPERTIES = ("from", "until", "operationalFrom", "dimension")
RANKS = ("preferred", "not-preferred")


@dataclass(frozen=True, slots=True)
class Known:
    """The keys that entries about bodies may refer to."""

    sources: Collection[str]
    areas: Collection[str]
    decisions: Collection[str]
    presences: Collection[str]
    bodies: Collection[str]


def read_decisions(folder: Path, sources: Collection[str]) -> dict[str, DecisionEntry]:
    """Return the decisions by key."""

    def parse(entry: Entry) -> tuple[str, DecisionEntry]:
        key = entry.key()
        issued = entry.date("issued")
        return key, DecisionEntry(key, entry.text("identifier"), issued, entry.sourced(sources))

    return keyed(read_file(folder, "decisions.toml", "decision").entries, parse)


def read_presences(folder: Path, areas: Collection[str], sources: Collection[str]) -> dict[str, PresenceEntry]:
    """Return the field presences by key."""
    entries = read_file(folder, "field_presences.toml", "presence").entries
    keys = {entry.name for entry in entries}

    def parse(entry: Entry) -> tuple[str, PresenceEntry]:
        entry.one_of("kind", ("representative",), "the list representative")
        presence = PresenceEntry(
            key=entry.key(),
            label=entry.text("label"),
            hosts=entry.all_of("hosts", areas, "areas.toml"),
            status=entry.choice("status", STATUSES, f"the list {', '.join(STATUSES)}"),
            succeeds=entry.one_of("succeeds", keys, "field_presences.toml"),
            sourced=entry.sourced(sources),
        )
        return presence.key, presence

    return keyed(entries, parse)


def read_bodies(
    folder: Path, known: Known, localised: Mapping[str, tuple[Label, ...]]
) -> tuple[dict[str, BodyEntry], str]:
    """Return the bodies of all files by key, and the day to which statuses hold."""
    files = [read_file(folder, name, "body") for name in BODY_FILES]
    entries = [entry for file in files for entry in file.entries]
    keys = {entry.name for entry in entries}
    complete = Known(known.sources, known.areas, known.decisions, known.presences, keys)
    operations = files[-1].head
    as_of = operations.date("as_of")
    if as_of is None or len(as_of) != 10:
        operations.fail("'as_of' is missing; add the day to which statuses hold")
    for file in files:
        file.head.done()
    check_localised(localised, keys, "labels_bodies.toml")
    return keyed(entries, lambda entry: _body(entry, complete, localised.get(entry.name, ()))), as_of


def _body(entry: Entry, known: Known, localised: tuple[Label, ...]) -> tuple[str, BodyEntry]:
    key, label = entry.key(), entry.text("label")
    start, end = entry.period()
    sourced = entry.sourced(known.sources)
    wikidata = entry.optional("wikidata")
    bounds = entry.period("until_earliest", "until_latest")
    if end and any(bounds):
        entry.fail("'until' is there, so 'until_earliest' and 'until_latest' say nothing; remove them")
    body = Body(
        key=key,
        types=entry.all_of("types", TYPES, f"the list {', '.join(TYPES)}"),
        label=label,
        names=_names(entry, key, label, (start, end), sourced, known.sources),
        alt_labels=_alt_labels(entry, localised),
        start=start,
        # Look-ups by date need an end where a successor is known, even if no source gives the day.
        end=end or bounds[1],
        presence=entry.one_of("presence", known.presences, "field_presences.toml"),
        hosts=entry.all_of("hosts", known.areas, "areas.toml"),
        parent=entry.one_of("parent", known.bodies, "the files of bodies"),
        menu_label=entry.optional("menu_label"),
    )
    return key, BodyEntry(
        body=body,
        status=entry.one_of("status", STATUSES, f"the list {', '.join(STATUSES)}"),
        seats=entry.texts("seats"),
        seat_note=entry.optional("seat_note"),
        operational_from=entry.date("operational_from"),
        end_earliest=bounds[0],
        end_latest=bounds[1],
        established_by=entry.all_of("established_by", known.decisions, "decisions.toml"),
        mandate_updated_by=entry.all_of("mandate_updated_by", known.decisions, "decisions.toml"),
        closed_by=entry.all_of("closed_by", known.decisions, "decisions.toml"),
        linked_to=entry.all_of("linked_to", known.bodies, "the files of bodies"),
        wikidata=wikidata,
        wikidata_sourced=entry.sourced(known.sources, "wikidata_") if wikidata else None,
        match=read_match(entry),
        sourced=sourced,
    )


def _names(
    entry: Entry,
    key: str,
    label: str,
    dates: tuple[str | None, str | None],
    sourced: Sourced,
    sources: Collection[str],
) -> tuple[NamePeriod, ...]:
    """Return the name periods; a body of one name has one, as long as the body, if its dates are known."""
    nested = entry.entries("names")
    if not nested:
        return (NamePeriod(f"{key}-1", label, *dates, sourced),) if any(dates) else ()
    periods = []
    for number, name in enumerate(nested, 1):
        start, end = name.period()
        own = name.sourced(sources, default=sourced)
        name.texts("alt")
        periods.append(NamePeriod(f"{key}-{number}", name.text("name"), start, end, own))
        name.done()
    return tuple(periods)


def _alt_labels(entry: Entry, localised: tuple[Label, ...]) -> tuple[Label, ...]:
    """Return other names: curated ones, former names, the names of name periods that are not the label."""
    labels = list(entry.labels("alt_labels"))
    for name in entry.entries("names"):
        texts = [name.text("name")] if name.values.get("name") != entry.values.get("label") else []
        labels += [Label(text, "en") for text in texts]
        labels += [Label(text, None) for text in name.texts("alt")]
    return tuple(dict.fromkeys((*labels, *localised)))


def check_localised(localised: Collection[str], keys: Collection[str], file: str) -> None:
    """Fail on localised labels of something that is not there."""
    for key in localised:
        if key not in keys:
            raise RegistryError(f"{file}: {key!r} is no key of the registry; correct it or remove it")


def read_match(entry: Entry) -> Match | None:
    """Return the concept of EuroVoc that matches, or None."""
    nested = entry.table("eurovoc")
    if nested is None:
        return None
    match = Match(nested.text("iri"), nested.choice("relation", RELATIONS, f"the list {', '.join(RELATIONS)}"))
    nested.done()
    return match


def read_changes(folder: Path, bodies: Collection[str], sources: Collection[str]) -> dict[str, ChangeEntry]:
    """Return the change events by key."""

    def parse(entry: Entry) -> tuple[str, ChangeEntry]:
        change = ChangeEntry(
            key=entry.key(),
            originals=entry.all_of("original", bodies, "the files of bodies"),
            results=entry.all_of("resulting", bodies, "the files of bodies"),
            on=entry.date("on"),
            sourced=entry.sourced(sources),
        )
        if not change.originals or not change.results:
            entry.fail("'original' and 'resulting' must each name at least one body")
        return change.key, change

    return keyed(read_file(folder, "changes.toml", "change").entries, parse)


def read_claims(
    folder: Path,
    subjects: Mapping[str, Collection[str]],
    dimensions: Collection[str],
    sources: Collection[str],
) -> dict[str, ClaimEntry]:
    """Return the claims by key; `subjects` are the keys by kind that claims may be about."""
    numbers: dict[tuple[str, str], int] = {}

    def parse(entry: Entry) -> tuple[str, ClaimEntry]:
        kind, _, key = entry.text("subject").partition("/")
        entry.known("subject", kind, subjects, f"the list {', '.join(subjects)}")
        entry.known("subject", key, subjects[kind], f"the registry of kind {kind}")
        name = entry.choice("property", PROPERTIES, f"the list {', '.join(PROPERTIES)}")
        is_date = name != "dimension"
        value = entry.date("value") if is_date else entry.choice("value", dimensions, "dimensions.toml")
        if value is None:
            entry.fail("'value' is missing; add it")
        rank = entry.choice("rank", RANKS, f"the list {', '.join(RANKS)}")
        number = numbers[key, name] = numbers.get((key, name), 0) + 1
        claim = ClaimEntry(
            claim_key(kind, key, name, number),
            (kind, key),
            name,
            value,
            rank == "preferred",
            entry.sourced(sources),
        )
        return claim.key, claim

    return keyed(read_file(folder, "claims.toml", "claim", "subject").entries, parse)


def claim_key(kind: str, key: str, name: str, number: int) -> str:
    """Return the key of a claim: subject, property, number. Bodies go by key alone."""
    subject = key if kind == "organization" else f"{kind}-{key}"
    return f"{subject}-{name}-{number}"

"""The types that are reconciled with: classes of the graph, and how the search index tells things of each."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.vocab import ORG, OSCE, PREFIXES, SCHEMA


@dataclass(frozen=True, slots=True)
class Type:
    """A class whose things have names. `kind` is the part of their IRIs that tells it, `broader` the class above."""

    iri: str
    name: str
    kind: str
    broader: str | None = None

    @property
    def subtype(self) -> str | None:
        """The class as the index has it, for one that shares its kind with others."""
        return self.iri.removeprefix(OSCE.NS) if self.kind in _DIVIDED and self.iri.startswith(OSCE.NS) else None


_DIVIDED = frozenset({"organization", "country", "document"})
_STATES = str(OSCE.State)
_BODIES = str(ORG.Organization)
TYPES: dict[str, Type] = {
    one.iri: one
    for one in (
        Type(SCHEMA.Person, "Person", "person"),
        Type(_BODIES, "Body", "organization"),
        Type(OSCE.FieldOperation, "Field operation", "organization", _BODIES),
        Type(OSCE.Institution, "Institution", "organization", _BODIES),
        Type(OSCE.SecretariatUnit, "Secretariat unit", "organization", _BODIES),
        Type(OSCE.DecisionMakingBody, "Decision-making body", "organization", _BODIES),
        Type(OSCE.FieldPresence, "Field presence", "field-presence"),
        Type(_STATES, "State", "country"),
        Type(OSCE.ParticipatingState, "Participating State", "country", _STATES),
        Type(OSCE.PartnerForCooperation, "Partner for Co-operation", "country", _STATES),
        Type(OSCE.Area, "Area", "country"),
        Type(SCHEMA.Place, "Place", "place"),
        Type(OSCE.FieldOfWork, "Field of work", "field-of-work"),
        Type(OSCE.Project, "Project", "project"),
        Type(OSCE.Meeting, "Meeting", "meeting"),
        Type(OSCE.MeetingSeries, "Meeting series", "meeting-series"),
        Type(OSCE.Decision, "Decision", "decision"),
        Type(SCHEMA.CreativeWork, "Treaty or document", "treaty"),
        Type(OSCE.Role, "Role", "role"),
        Type(OSCE.PressRelease, "Press release", "document"),
        Type(OSCE.NewsItem, "News item", "document"),
        Type(OSCE.Statement, "Statement", "document"),
    )
}
KINDS = tuple(dict.fromkeys(one.kind for one in TYPES.values() if one.kind != "document"))
"""Kinds of things that are candidates when no type is asked for: headlines have the names of all others in them."""
DEFAULT = (SCHEMA.Person, _BODIES, _STATES, SCHEMA.Place, OSCE.FieldOfWork)


def expanded(name: str) -> str:
    """Return a prefixed name as an IRI, what is none as it is."""
    prefix, colon, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if colon and prefix in PREFIXES else name


def chosen(names: tuple[str, ...]) -> tuple[Type, ...]:
    """Return the types that these names mean, as IRIs or prefixed; names of no type are left out."""
    return tuple(TYPES[iri] for iri in map(expanded, names) if iri in TYPES)

"""What the rest of a release needs to know of one document: small enough to hold for a whole archive in turn."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.converters.document import ConvertedDocument, tag_key
from osce_kg.records import Document, ProjectMention

_NAMED = frozenset({"project", "event"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation's speaker: the person's key, and the body or State they speak for, where it is known."""

    person: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One document's part in shared things: people by key and spelling, projects, tags, places, rules that read it.

    `named` are kind and key of projects and events that the registries have, `tags` key and label of fields of work
    that no registry has. `properties` counts the document's statements, of which `proofs` are evidence, and `kinds` its
    things by class.
    """

    year: int | None
    people: tuple[tuple[str, str], ...]
    projects: tuple[ProjectMention, ...]
    named: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    rules: tuple[str, ...]
    properties: dict[str, int]
    kinds: dict[str, int]
    proofs: int


def summarize(document: Document, converted: ConvertedDocument) -> Summary:
    """Return what the rest of a release needs to know of a document."""
    known = {reading.span for reading in document.fields_of_work}
    places = [reading.value for reading in document.places]
    places += [mention.key for mention in document.mentions if mention.kind == "place"]
    spoken = []
    for quotation in document.quotations:
        if quotation.person:
            place = quotation.speaker_body or quotation.speaker_state
            spoken.append(Spoken(quotation.person.value, place.value if place else None))
    return Summary(
        year=document.issued.reading.value.year if document.issued else None,
        people=tuple((person.key, person.name) for person in document.people),
        projects=document.projects,
        named=tuple((mention.kind, mention.key) for mention in document.mentions if mention.kind in _NAMED),
        tags=tuple((tag_key(text.value), text.value) for text in document.field_texts if text.span not in known),
        places=tuple(dict.fromkeys(places)),
        spoken=tuple(dict.fromkeys(spoken)),
        rules=tuple(sorted(converted.rules)),
        properties=dict(converted.properties),
        kinds=dict(converted.kinds),
        proofs=converted.proofs,
    )

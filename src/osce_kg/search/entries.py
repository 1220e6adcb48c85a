"""Sorted dumps → entries: each thing that can be found, with its names, its text, and what it is filtered by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from osce_kg.iris import Iris
from osce_kg.outputs.quads import Thing, read_release, things
from osce_kg.outputs.shared import PER_PAGE, Shared, per_page_prefixes, read_shared
from osce_kg.rdf import RDF_TYPE
from osce_kg.vocab import DCT, OSCE, RDFS, SCHEMA, SKOS

NAMED = (
    "chairpersonship", "country", "decision", "dimension", "event", "field-of-work", "field-presence", "meeting",
    "meeting-series", "organization", "person", "place", "project", "role", "treaty",
)  # fmt: skip
"""Kinds that are found by their names alone."""

DOCUMENT, QUOTATION = "document", "quotation"
_REMEMBERED = 1000
"""Documents that are kept at hand for their quotations, which follow in nearly the same order."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an entry can be chosen by: keys of things, except `types` (class names) and `languages` (BCP 47).

    `day` is year, month and day in eight digits, 0 if it is not known; `year` is empty then.
    """

    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    year: str = ""
    day: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `names` begin with its label; `context` are names of what it points to.

    `within` is the IRI of the document that has a quotation.
    """

    iri: str
    kind: str
    names: tuple[str, ...]
    text: str = ""
    context: tuple[str, ...] = ()
    filters: Filters = Filters()
    within: str = ""


def read_entries(dumps: Sequence[Path], iris: Iris) -> Iterator[Entry]:
    """Yield what the dumps of a release name and tell: all but quotations in the order of their IRIs, then these.

    Memory holds what all documents share, and of documents a thousand.
    """
    shared = read_shared(dumps, iris)
    unwanted = per_page_prefixes(iris, [kind for kind in PER_PAGE if kind not in {DOCUMENT, "person"}])
    for thing in things(read_release(dumps, unwanted)):
        kind = shared.kind(thing.iri)
        if kind == DOCUMENT:
            if not thing.all(DCT.isReplacedBy):
                yield _document(thing, shared)
        elif kind in NAMED and thing.all(RDFS.label):
            yield _named(thing, kind, shared)
    yield from _quotations(dumps, iris, shared)


def _quotations(dumps: Sequence[Path], iris: Iris, shared: Shared) -> Iterator[Entry]:
    others = [kind for kind in PER_PAGE if kind != QUOTATION]
    documents = _Documents(dumps, iris, shared)
    prefix = f"{iris.ids}{QUOTATION}/"
    for thing in things(read_release(dumps[:1], per_page_prefixes(iris, others))):
        if not thing.iri.startswith(prefix):
            continue
        within = thing.one(SCHEMA.isPartOf) or ""
        parent = documents.get(within)
        speaker = thing.text(OSCE.speakerNameText) or thing.text(OSCE.collectiveSpeaker) or ""
        spoken = [shared.key(iri).replace("-", " ") for iri in thing.values(OSCE.speaker)]
        linked = [*thing.values(OSCE.speakerBody), *thing.values(OSCE.speakerState), *thing.values(OSCE.role)]
        told = [name for name in (speaker, thing.text(OSCE.speakerRole), *map(shared.label, linked)) if name]
        yield Entry(
            iri=thing.iri,
            kind=QUOTATION,
            names=(speaker,) if speaker else (),
            text=thing.text(SCHEMA.text) or "",
            context=tuple(dict.fromkeys([*told, *spoken, *(parent.names if parent else ())])),
            filters=parent.filters if parent else Filters(),
            within=within,
        )


class _Documents:
    """Finds documents that are asked for in nearly the order of the dump, reading it once."""

    def __init__(self, dumps: Sequence[Path], iris: Iris, shared: Shared) -> None:
        prefix = f"{iris.ids}{DOCUMENT}/"
        unwanted = per_page_prefixes(iris, [kind for kind in PER_PAGE if kind != DOCUMENT])
        found = things(read_release(dumps[:1], unwanted))
        self._shared = shared
        self._rest = (thing for thing in found if thing.iri.startswith(prefix))
        self._recent: OrderedDict[str, Entry] = OrderedDict()
        self._last = ""

    def get(self, iri: str) -> Entry | None:
        """Return a document, None if there is none of that IRI."""
        while iri not in self._recent and self._last <= f"{iri}~":
            thing = next(self._rest, None)
            if thing is None:
                break
            self._last = thing.iri
            self._recent[thing.iri] = _document(thing, self._shared)
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return self._recent.get(iri)


def _document(thing: Thing, shared: Shared) -> Entry:
    fields, bodies = thing.values(OSCE.fieldOfWork), thing.values(OSCE.issuedBy) or thing.values(OSCE.taggedSource)
    places, areas = thing.values(SCHEMA.locationCreated), thing.values(OSCE.aboutCountry)
    countries = dict.fromkeys([*areas, *(country for iri in places for country in shared.values(iri, OSCE.country))])
    issued, year = thing.one(DCT.issued) or "", thing.one(OSCE.year) or ""
    context = filter(None, map(shared.label, [*fields, *bodies, *places, *countries, *thing.values(SCHEMA.mentions)]))
    return Entry(
        iri=thing.iri,
        kind=DOCUMENT,
        names=tuple(dict.fromkeys([*thing.values(SCHEMA.headline), *thing.values(RDFS.label)])),
        text=thing.one(SCHEMA.articleBody) or "",
        context=tuple(dict.fromkeys(context)),
        filters=Filters(
            types=_types(thing),
            fields=_keys(fields, shared),
            bodies=_keys(bodies, shared),
            countries=_keys(countries, shared),
            languages=tuple(thing.values(SCHEMA.inLanguage)),
            year=year,
            day=int(issued.replace("-", "")) if len(issued) == len("2000-01-01") else 0,
        ),
    )


def _named(thing: Thing, kind: str, shared: Shared) -> Entry:
    label = thing.text(RDFS.label) or ""
    periods = (period.text(OSCE.name) or "" for period in shared.names.get(thing.iri, ()))
    names = [label, *thing.values(RDFS.label), *thing.values(SKOS.altLabel), *periods, *thing.values(DCT.identifier)]
    linked = [*thing.values(OSCE.hostCountry), *thing.values(OSCE.country), *thing.values(OSCE.phaseOf)]
    countries = _keys(linked, shared, "country")
    return Entry(
        iri=thing.iri,
        kind=kind,
        names=tuple(dict.fromkeys(filter(None, names))),
        context=tuple(dict.fromkeys(filter(None, map(shared.label, linked)))),
        filters=Filters(types=_types(thing), countries=(shared.key(thing.iri),) if kind == "country" else countries),
    )


def _types(thing: Thing) -> tuple[str, ...]:
    return tuple(iri.rpartition("#")[2] for iri in thing.values(RDF_TYPE) if iri.startswith(OSCE.NS))


def _keys(found: Iterable[str], shared: Shared, kind: str | None = None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shared.key(iri) for iri in found if kind is None or shared.kind(iri) == kind))

"""What a search found → what the page and the JSON say of it: names for keys, links that add and remove filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from babel import Locale
from markupsafe import Markup, escape

from osce_kg.search.finder import Found, Hit
from osce_kg.search.index import FILTERS
from osce_kg.search.snippets import Snippet
from osce_kg.server.browse.asking import Asker, labels
from osce_kg.server.search_request import PAGE, SearchRequest
from osce_kg.server.site import Site
from osce_kg.vocab import OSCE

KINDS = {
    "document": "Releases", "quotation": "Quotations", "person": "People", "organization": "Bodies",
    "field-presence": "Field presences", "country": "States and areas", "place": "Places",
    "field-of-work": "Fields of work", "meeting-series": "Meeting series", "meeting": "Meetings", "event": "Events",
    "project": "Projects", "treaty": "Treaties", "decision": "Decisions", "chairpersonship": "Chairpersonships",
    "role": "Roles", "dimension": "Dimensions",
}  # fmt: skip
"""Kinds of things by the key in their IRIs, as a heading has them."""

_ORDER = {kind: place for place, kind in enumerate(KINDS)}

FACETS = {
    "kind": "Kind", "type": "Type", "field": "Field of work", "body": "Body", "country": "State or area",
    "lang": "Language", "year": "Year",
}  # fmt: skip
_SINGULAR = {
    "person": "Person", "organization": "Body", "country": "State or area", "field-of-work": "Field of work",
    "meeting-series": "Meeting series",
}  # fmt: skip
_CLASSES = {
    "field": ("osce:FieldOfWork",), "body": ("org:Organization",), "country": ("osce:State", "osce:Area"),
}  # fmt: skip

Names = Mapping[str, Mapping[str, str]]
"""Names of values, by facet and value."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many hits have it, whether it was chosen, the search with or without it."""

    label: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values, most frequent first, and the search without any filter by it."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    without: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as the page shows it."""

    iri: str
    title: Markup
    text: Markup
    kind: str
    date: str
    language: str
    within: str


async def names_of(asker: Asker, found: Found, asked: SearchRequest, site: Site) -> Names:
    """Return names for the values of facets, those that were chosen among them."""
    languages = Locale("en").languages
    names: dict[str, dict[str, str]] = {"kind": KINDS, "year": {}}
    for name, classes in _CLASSES.items():
        names[name] = await asker.kept(("names", name), partial(_named, asker, classes))
    values = {name: [value for value, _ in found.facets[name]] + list(asked.filters.get(name, ())) for name in FILTERS}
    names["type"] = {value: site.term_labels.get(OSCE.NS + value, value) for value in values["type"]}
    names["lang"] = {value: _language(value, languages) for value in values["lang"]}
    return names


def facet_groups(asked: SearchRequest, found: Found, names: Names) -> list[Group]:
    """Return the facets that have something to choose, or were chosen by."""
    groups = []
    for name, label in FACETS.items():
        counts = dict(found.facets[name])
        chosen = asked.filters.get(name, ())
        values = list(dict.fromkeys([*chosen, *counts]))
        if name == "year":
            values.sort(reverse=True)
        if name == "kind":
            values.sort(key=lambda kind: _ORDER.get(kind, len(_ORDER)))
        choices = tuple(
            Choice(
                names[name].get(value, value),
                counts.get(value, 0),
                value in chosen,
                asked.chosen_by(name, [each for each in chosen if each != value] if value in chosen else [value]),
            )
            for value in values
        )
        if choices:
            groups.append(Group(name, label, choices, asked.chosen_by(name, [])))
    return groups


def shown_hits(found: Found, names: Names) -> list[ShownHit]:
    """Return the hits with their marks as markup."""
    return [
        ShownHit(
            iri=hit.iri,
            title=marked(hit.title),
            text=marked(hit.text),
            kind=_kind(hit, names),
            date=day_of(hit.day),
            language=hit.language,
            within=hit.within,
        )
        for hit in found.hits
    ]


def marked(snippet: Snippet) -> Markup:
    """Return a snippet with its marks, everything else escaped."""
    parts, at = [Markup("… ") if snippet.before else Markup()], 0
    for start, end in snippet.marks:
        parts += [escape(snippet.text[at:start]), Markup("<mark>{}</mark>").format(snippet.text[start:end])]
        at = end
    parts += [escape(snippet.text[at:]), Markup(" …") if snippet.after else Markup()]
    return Markup().join(parts)


def search_json(asked: SearchRequest, found: Found) -> dict[str, object]:
    """Return what was found as `search.schema.json` describes it. Marks are places in the text, in code points."""
    return {
        "query": asked.text,
        "total": found.total,
        "page": asked.page,
        "pageSize": PAGE,
        "results": [
            {
                "iri": hit.iri,
                "kind": hit.kind,
                "types": [OSCE.NS + name for name in hit.types],
                "score": round(hit.score, 4),
                "date": day_of(hit.day) or None,
                "language": hit.language or None,
                "within": hit.within or None,
                "title": _plain(hit.title),
                "snippet": _plain(hit.text),
            }
            for hit in found.hits
        ],
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts]
            for name, counts in sorted(found.facets.items())
        },
    }


def day_of(day: int) -> str:
    """Return eight digits as an ISO 8601 date, empty for 0."""
    text = f"{day:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if day else ""


def _plain(snippet: Snippet) -> dict[str, object]:
    return {"text": snippet.text, "marks": [list(mark) for mark in snippet.marks]}


def _kind(hit: Hit, names: Names) -> str:
    """Return what a hit is, in a word or two."""
    if hit.kind == "document" and hit.types:
        return names["type"].get(hit.types[0], hit.types[0])
    return _SINGULAR.get(hit.kind) or KINDS.get(hit.kind, hit.kind).removesuffix("s")


async def _named(asker: Asker, classes: tuple[str, ...]) -> dict[str, str]:
    """Return the labels of the instances of some classes by their keys."""
    rows = await asker.rows(f"SELECT ?s ?label {{ VALUES ?c {{ {' '.join(classes)} }} ?s a ?c ; rdfs:label ?label }}")
    return {asker.key(iri): label for iri, label in labels(rows).items()}


def _language(tag: str, languages: Mapping[str, str]) -> str:
    main, _, script = tag.partition("-")
    name = languages.get(main.lower(), main) if main != "und" else "not told"
    return f"{name} ({script})" if script else name

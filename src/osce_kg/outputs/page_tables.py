"""The tables that grow with the number of pages: releases, their texts, quotations, mentions and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from osce_kg.outputs.columns import (
    Column,
    Table,
    Type,
    Value,
    address,
    countries,
    day,
    identifier,
    integer,
    key,
    keys,
    language,
    literal,
    literals,
    local,
    pointed,
    text,
)
from osce_kg.outputs.quads import Thing
from osce_kg.outputs.shared import Shared
from osce_kg.vocab import DCT, OSCE, RDFS, SCHEMA, SKOS

_NO_ISSUER = "the page names no body, or the body it names could not be told"
_CUT = "280 characters at most in a release built with --no-body"


def _place_countries(thing: Thing, shared: Shared) -> Iterable[str]:
    places = thing.values(SCHEMA.locationCreated)
    return dict.fromkeys(iri for place in places for iri in shared.values(place, OSCE.country))


def _presences(thing: Thing, shared: Shared) -> Value:
    bodies = thing.values(OSCE.issuedBy)
    found = dict.fromkeys(iri for body in bodies for iri in shared.values(body, OSCE.phaseOf))
    return [shared.key(iri) for iri in found] or None


RELEASES = Table(
    "releases",
    "Press releases, news items, statements and reports.",
    "one document; two languages of one text are two documents",
    ("release",),
    (
        Column("release", Type.KEY, "Key of the document: `n` and osce.org's node id, or `h` and a fingerprint where "
               "no node id is known", identifier),
        Column("iri", Type.URL, "IRI of the document", address),
        Column("type", Type.KEY, "PressRelease, NewsItem, Statement, Report …: class of the ontology",
               local("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
        Column("headline", Type.TEXT, "Headline as captured", literal(SCHEMA.headline), term=SCHEMA.headline),
        Column("language", Type.LANGUAGE, "Language of the text (BCP 47), `und` if it could not be told",
               literal(SCHEMA.inLanguage), term=SCHEMA.inLanguage),
        Column("issued", Type.DATE, "Day of issue", day(DCT.issued), "the page shows no date", term=DCT.issued),
        Column("year", Type.INTEGER, "Year of issue", integer(OSCE.year), "the page shows no date", term=OSCE.year,
               unit="year, Gregorian calendar"),
        Column("issued_from", Type.KEY, "Where on the page the day was read: TimeElement, DateLabel, Dateline …",
               local(OSCE.issuedFrom), "the page shows no date", term=OSCE.issuedFrom),
        Column("dateline", Type.TEXT, "Place and date before the text, as written", literal(SCHEMA.dateline),
               "the text has no dateline", term=SCHEMA.dateline),
        Column("places", Type.KEY, "Places the text was filed from", keys(SCHEMA.locationCreated),
               "no dateline, or its place is not in the gazetteer: see place_texts", True, "places",
               SCHEMA.locationCreated),
        Column("place_texts", Type.TEXT, "Places the text was filed from, as written", literals(OSCE.placeText),
               "the page does not show one apart from the dateline", True, term=OSCE.placeText),
        *countries("place_countries", "Country that the places are in today", _place_countries, "no place is known"),
        Column("fields_of_work", Type.KEY, "Fields of work that the page is filed under", keys(OSCE.fieldOfWork),
               "the page shows none", True, "fields_of_work", OSCE.fieldOfWork),
        Column("other_subjects", Type.KEY, "Fields that the page is filed under and that await review",
               keys(DCT.subject), "the page shows none", True, "fields_of_work", DCT.subject),
        Column("field_texts", Type.TEXT, "Fields of work as written", literals(OSCE.fieldText),
               "the page shows none", True, term=OSCE.fieldText),
        Column("tagged_sources", Type.KEY, "Bodies that the page is tagged with today, whichever body it was then",
               keys(OSCE.taggedSource), "no tag, or its body could not be told", True, "bodies", OSCE.taggedSource),
        Column("tagged_source_texts", Type.TEXT, "Tags as written", literals(OSCE.taggedSourceText),
               "the page shows none", True, term=OSCE.taggedSourceText),
        Column("issued_by", Type.KEY, "Bodies in force that day which issued it: inferred from tag, text and date",
               keys(OSCE.issuedBy), _NO_ISSUER, True, "bodies", OSCE.issuedBy),
        Column("presences", Type.KEY, "Field presences whose mandates these bodies are", _presences,
               f"{_NO_ISSUER}, or it is no field operation", True, "presences"),
        *countries("about_countries", "States and areas that the release is about", pointed(OSCE.aboutCountry),
                   "the page is filed under none", term=OSCE.aboutCountry),
        Column("urls", Type.URL, "Addresses of the page", literals(SCHEMA.url), "the capture does not say", True,
               term=SCHEMA.url),
        Column("translation_of", Type.KEY, "The document of the same node in the node's first language; it need not "
               "have been captured", key(SCHEMA.translationOfWork), "it is that document, or no other is known",
               term=SCHEMA.translationOfWork),
        Column("abstract", Type.TEXT, "Teaser as a listing shows it", literal(SCHEMA.abstract),
               "the document was not seen in a listing", term=SCHEMA.abstract),
        Column("fingerprint", Type.KEY, "16 hexadecimal digits over headline and day; mirrors of a text share it",
               literal(OSCE.fingerprint), term=OSCE.fingerprint),
    ),
    ("document",),
)  # fmt: skip


def _with_text(thing: Thing, _shared: Shared) -> Iterable[Thing]:
    return (thing,) if thing.all(SCHEMA.articleBody) else ()


TEXTS = Table(
    "texts",
    "Texts of the documents. They are the OSCE's; a release built with --no-body has none.",
    "one document of which the text is known",
    ("release",),
    (
        Column("release", Type.KEY, "Key of the document", identifier, refers="releases"),
        Column("language", Type.LANGUAGE, "Language of the text (BCP 47)", literal(SCHEMA.inLanguage),
               term=SCHEMA.inLanguage),
        Column("characters", Type.INTEGER, "Length of the text",
               lambda thing, _shared: len(thing.one(SCHEMA.articleBody) or ""), unit="Unicode code points"),
        Column("text", Type.TEXT, "The text without headline; paragraphs end with a line feed",
               literal(SCHEMA.articleBody), term=SCHEMA.articleBody),
    ),
    ("document",),
    _with_text,
)  # fmt: skip

QUOTATIONS = Table(
    "quotations",
    "What persons are quoted as having said.",
    "one quotation; words said twice in one document are one",
    ("quotation",),
    (
        Column("quotation", Type.KEY, "Key of the quotation", identifier),
        Column("iri", Type.URL, "IRI of the quotation", address),
        Column("release", Type.KEY, "Document that has it", key(SCHEMA.isPartOf), refers="releases",
               term=SCHEMA.isPartOf),
        Column("position", Type.INTEGER, "Order within the document", integer(SCHEMA.position),
               term=SCHEMA.position, unit="1 is the first"),
        Column("text", Type.TEXT, f"The words, without quotation marks; {_CUT}", text(SCHEMA.text), term=SCHEMA.text),
        Column("language", Type.LANGUAGE, "Language of the words (BCP 47)", language(SCHEMA.text),
               "the language could not be told"),
        Column("speaker", Type.KEY, "Person who said it", key(OSCE.speaker),
               "the page names no person, or the words are of a document or a group", refers="people",
               term=OSCE.speaker),
        Column("speaker_name_text", Type.TEXT, "The speaker's name with titles, as written",
               literal(OSCE.speakerNameText), "the page says he, she or they only", term=OSCE.speakerNameText),
        Column("speaker_role_text", Type.TEXT, "What the page says the speaker is, as written",
               text(OSCE.speakerRole), "the page does not say at this place", term=OSCE.speakerRole),
        Column("role", Type.KEY, "The role, normalized", key(OSCE.role), "no role, or one that is not in the list",
               term=OSCE.role),
        Column("speaker_body", Type.KEY, "OSCE body that the speaker spoke for", key(OSCE.speakerBody),
               "the speaker spoke for none, or it could not be told", refers="bodies", term=OSCE.speakerBody),
        *countries("speaker_state", "State that the speaker spoke for", pointed(OSCE.speakerState),
                   "the speaker spoke for none, or it could not be told", many=False, term=OSCE.speakerState),
        Column("collective_speaker", Type.TEXT, "Group that said it, as written", text(OSCE.collectiveSpeaker),
               "a person said it, or nobody is named", term=OSCE.collectiveSpeaker),
        Column("quoted_document", Type.TEXT, "Document that the words are from, as written",
               text(OSCE.quotedDocument), "a person or a group said it, or nobody is named", term=OSCE.quotedDocument),
        Column("attribution", Type.KEY, "How the speaker is known: Explicit (named beside the words), Continued "
               "(as of the words before), Inferred", local(OSCE.attribution), "nobody is named",
               term=OSCE.attribution),
    ),
    ("quotation",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a document names."""

    document: str
    thing: str


def _mentions(thing: Thing, _shared: Shared) -> Iterator[Mention]:
    for value in thing.values(SCHEMA.mentions):
        yield Mention(thing.iri, value)


def _mention_countries(mention: Mention, shared: Shared) -> Iterable[str]:
    if shared.kind(mention.thing) == "country":
        return (mention.thing,)
    return shared.values(mention.thing, OSCE.country)


def _mention_key(mention: Mention, shared: Shared) -> Value:
    return shared.key(mention.thing)


def _mention_kind(mention: Mention, shared: Shared) -> Value:
    return shared.kind(mention.thing) or None


def _mention_label(mention: Mention, shared: Shared) -> Value:
    return shared.label(mention.thing)


MENTIONS = Table(
    "mentions",
    "Places, States, bodies, decisions, projects, treaties and events that headline or text name.",
    "one thing that one document names, however often",
    ("release", "iri"),
    (
        Column("release", Type.KEY, "Document that names it", lambda mention, shared: shared.key(mention.document),
               refers="releases", term=SCHEMA.mentions),
        Column("kind", Type.KEY, "place, country, organization, decision, project, treaty, event …", _mention_kind,
               "the thing is of another vocabulary"),
        Column("thing", Type.KEY, "Key of the thing, unique within its kind: of a place in `places`, of a country "
               "in `states`, of an organization in `bodies`", _mention_key),
        Column("iri", Type.URL, "IRI of the thing", lambda mention, _shared: mention.thing),
        Column("label", Type.TEXT, "English label of the thing, else one of its labels", _mention_label,
               "the thing has none"),
        *countries("country", "The State or area itself, or the one that a place is in today", _mention_countries,
                   "the thing is neither a place nor a State", many=False),
    ),
    ("document",),
    _mentions,
)  # fmt: skip


def _listed(thing: Thing, shared: Shared) -> Value:
    return any(statement.graph == shared.iris.graph("reference") for statement in thing.all(RDFS.label))


PEOPLE = Table(
    "people",
    "Speakers and listed office holders; nobody else becomes a person, and nothing private is kept.",
    "one person as far as the name tells; see identity",
    ("person",),
    (
        Column("person", Type.KEY, "Key of the person: the folded name", identifier),
        Column("iri", Type.URL, "IRI of the person", address),
        Column("name", Type.TEXT, "Most frequent spelling, without titles", text(RDFS.label), term=RDFS.label),
        Column("other_names", Type.TEXT, "Other spellings", literals(SKOS.altLabel), "one spelling only", True,
               term=SKOS.altLabel),
        Column("identity", Type.KEY, "NameOnly (two persons of one name would be one row) or Confirmed",
               local(OSCE.identity), "nothing is stated", term=OSCE.identity),
        Column("office_holder", Type.BOOLEAN, "Whether the person is in the reference data's lists of office holders",
               _listed),
    ),
    ("person",),
)  # fmt: skip

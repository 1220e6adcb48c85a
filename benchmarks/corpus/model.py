"""What the generator yields, and the story from which every form of a page is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FIRST_NODE = 10_000_000
"""Real node ids have at most six digits."""

Fate = Literal["page", "mirror", "duplicate", "damaged"]
Family = Literal["F1", "F2", "F3", "F4", "F5", "F6", "F7"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page says of one document, by construction; None or () where the page itself does not say it.

    `issued` is an ISO 8601 day, `issuer` the key of the body in force then, `place` the key of a
    town. `language` is a BCP 47 tag. `fields` are
    labels as tagged, `speakers` names without titles in order, `quotations` how many stretches are quoted.
    """

    headline: str
    issued: str
    language: str
    place: str | None = None
    issuer: str | None = None
    fields: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    quotations: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One synthetic capture. `body` is text, or HTML if `is_html`; `captured` is an ISO 8601 time.

    `truth` has one entry per document that can be read: none on topic pages and damaged ones, several on listings.
    """

    url: str
    body: str
    captured: str
    is_html: bool = False
    family: Family = "F2"
    fate: Fate = "page"
    truth: tuple[Truth, ...] = ()


@dataclass(slots=True)
class Story:
    """One invented event, before it takes the form of a page. `day` is a proleptic ordinal.

    `labels` are those of date, place, source, fields, issue and issuer; `dated` says whether the label of the date
    has a value, `datelined` whether the text begins with a dateline; `language` is that of the URL, `tag_language` its
    BCP 47 tag. A Story is never changed; it is not frozen because making one would take twice the time.
    """

    node: int
    family: Family
    day: int
    title: str
    type: str
    labels: tuple[str, ...]
    town: str
    place: str
    place_key: str
    header: str
    date: str
    newsroom: str
    tag: str
    issuer: str
    slug: str
    site: str
    fields: tuple[str, ...]
    paragraphs: tuple[str, ...]
    speakers: tuple[str, ...]
    quotations: int
    dated: bool
    datelined: bool
    language: str = "en"
    tag_language: str = "en"

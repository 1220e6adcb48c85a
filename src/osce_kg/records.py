"""What one page says, as frozen values: the type on the arrow between layouts, extraction and converters.

Every value that was read from a page is a `Reading`: the value, the span of page text it came from, the rule
that read it, and how sure that rule is. Offsets are code points over `Page.text`, end exclusive. What a page has by the
dozen is a named tuple: it is made in a third of a frozen dataclass's time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T", covariant=True)


class Basis(Enum):
    """How a value came about: read from the span, resolved through a registry or the page, or inferred."""

    READ = "Read"
    RESOLVED = "Resolved"
    INFERRED = "Inferred"


class Confidence(Enum):
    """A rule's own judgement. There are no decimals because nothing calibrates them."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


class Severity(Enum):
    """How much a finding matters; the names are SHACL's."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


class Attribution(Enum):
    """How a quotation's speaker is known."""

    EXPLICIT = "Explicit"
    CONTINUED = "Continued"
    INFERRED = "Inferred"


class DateOrigin(Enum):
    """Where on the page a date stands, in the order in which one is chosen."""

    TIME_ELEMENT = "TimeElement"
    LABEL = "DateLabel"
    HEADER = "HeaderLine"
    DATELINE = "Dateline"
    LISTING = "Listing"
    HEADLINE = "Headline"
    CONTAINER = "ContainerMetadata"


class DocumentType(Enum):
    """The content types seen on osce.org; the value is the local name of the class."""

    PRESS_RELEASE = "PressRelease"
    NEWS_ITEM = "NewsItem"
    STATEMENT = "Statement"
    DAILY_REPORT = "DailyReport"
    SPOT_REPORT = "SpotReport"
    REPORT = "Report"
    GUIDE = "Guide"
    UNTYPED = "Document"


class Span(NamedTuple):
    """A range of `Page.text` in code points, end exclusive."""

    start: int
    end: int


class Snippet(NamedTuple):
    """Words exactly as the page has them, and where."""

    text: str
    span: Span


class Reading(NamedTuple, Generic[T]):
    """One fact: its value and the evidence for it. `span` is None only for what the container itself says.

    `capture` is the digest of the capture that it stands in, where that is another than the document's own.
    """

    value: T
    span: Span | None
    rule: str
    basis: Basis = Basis.READ
    confidence: Confidence = Confidence.HIGH
    capture: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: unknown values, conflicts, what could not be read.

    `code` is a stable kebab-case name; `capture` a SHA-256; `line` 1-based in the page text; `source` the
    container path (and row) as the user gave it.
    """

    code: str
    severity: Severity
    message: str
    capture: str | None = None
    span: Span | None = None
    line: int | None = None
    value: str | None = None
    source: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One label of the navigation menu, in order. `scheme` and `key` are None where it fits nothing.

    `key` is a registry key: field of work, meeting series, country alpha-3, organization or section slug.
    """

    label: Snippet
    position: int
    line: int
    kind: str
    key: str | None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ChairMention:
    """A dated role in a menu label: "Finland – OSCE Chairpersonship 2025"."""

    year: int
    country: str
    span: Span


@dataclass(frozen=True, slots=True)
class NavigationMenu:
    """The menu of one capture: evidence about the capture's time, never about the article's."""

    entries: tuple[MenuEntry, ...]
    chairs: tuple[ChairMention, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date that the page gives for the document, and its origin."""

    reading: Reading[dt.date]
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation; positions count from 1 in page order.

    `text.span` covers the words without their quotation marks; a quotation split by its attribution is two
    Quotations with one speaker. Its IRI is minted from the document's key and its text.
    """

    position: int
    text: Reading[str]
    attribution: Attribution | None
    person: Reading[str] | None = None
    speaker_name: Reading[str] | None = None
    speaker_role: Reading[str] | None = None
    role: Reading[str] | None = None
    speaker_body: Reading[str] | None = None
    speaker_state: Reading[str] | None = None
    collective: Reading[str] | None = None
    quoted_document: Reading[str] | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as one document shows them: key, the spelling without title, where it stands."""

    key: str
    name: str
    span: Span


class Mention(NamedTuple):
    """Something named in headline or body. `kind` and `key` make the IRI."""

    kind: str
    key: str
    reading: Reading[str]


@dataclass(frozen=True, slots=True)
class ProjectMention:
    """A project or event named on the page that no registry has: label as written and a minted key."""

    kind: str
    key: str
    label: str
    span: Span
    implemented_by: str | None = None


class Removed(NamedTuple):
    """Text that is not body (captions, contacts, boilerplate, repeated tail), kept with its reason, in order."""

    reason: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Document:
    """One press release or other document as one capture shows it."""

    key: str
    fingerprint: str
    family: str
    type: Reading[DocumentType]
    headline: Reading[str]
    language: Reading[str]
    body: str
    body_span: Span | None
    issued: DateReading | None = None
    dates: tuple[DateReading, ...] = ()
    dateline: Reading[str] | None = None
    places: tuple[Reading[str], ...] = ()
    place_texts: tuple[Reading[str], ...] = ()
    tagged_sources: tuple[Reading[str], ...] = ()
    tagged_source_texts: tuple[Reading[str], ...] = ()
    issuers: tuple[Reading[str], ...] = ()
    fields_of_work: tuple[Reading[str], ...] = ()
    field_texts: tuple[Reading[str], ...] = ()
    countries: tuple[Reading[str], ...] = ()
    quotations: tuple[Quotation, ...] = ()
    people: tuple[Person, ...] = ()
    mentions: tuple[Mention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    removed: tuple[Removed, ...] = ()
    teaser: Reading[str] | None = None
    url: str | None = None
    node_id: str | None = None
    url_language: str | None = None
    mirror: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class CaptureInfo:
    """What the container says of a capture. Times are ISO 8601 with zone as the container gives them."""

    sha256: str
    media_type: str
    url: str | None = None
    captured_at: str | None = None
    source: str | None = None
    text_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PageRecords:
    """Everything read from one page. A page of no known family has `family` None and a finding that says so."""

    capture: CaptureInfo
    family: str | None
    documents: tuple[Document, ...] = ()
    menu: NavigationMenu | None = None
    findings: tuple[Finding, ...] = ()

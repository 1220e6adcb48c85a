"""Page → records: the family takes the page apart, extraction reads the parts, findings get their line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from osce_kg.captures.urls import PageUrl, linked, parse_url
from osce_kg.errors import PageError
from osce_kg.extract.clean import clean_body
from osce_kg.extract.dateline import Dateline, read_dateline, read_header
from osce_kg.extract.dates import ParsedDate, parse_date
from osce_kg.extract.language import detect_language
from osce_kg.extract.mention_results import MentionResult, unsettled
from osce_kg.extract.mentions import MentionFinder
from osce_kg.extract.quotes import read_quotes
from osce_kg.extract.resolve import (
    Resolved,
    choose_date,
    countries_of,
    issuers_by_url,
    resolve_fields,
    resolve_issuers,
    resolve_sources,
)
from osce_kg.extract.suppress import redact
from osce_kg.extract.url_language import other_language
from osce_kg.iris import document_key, fingerprint
from osce_kg.layouts import choose_family
from osce_kg.layouts.document_types import read_type
from osce_kg.layouts.findings import located
from osce_kg.layouts.headline import report_date
from osce_kg.layouts.menu import read_menu
from osce_kg.layouts.model import DateText, Draft
from osce_kg.layouts.places import read_places
from osce_kg.layouts.recent import Recent
from osce_kg.page import Block, Page
from osce_kg.records import (
    Basis,
    DateOrigin,
    DateReading,
    Document,
    Finding,
    NavigationMenu,
    PageRecords,
    Reading,
    Severity,
    Snippet,
    Span,
)
from osce_kg.reference import Registries
from osce_kg.reference.people import People

MenuReader = Callable[[tuple[Block, ...]], tuple[NavigationMenu, tuple[Finding, ...]]]

_MENUS = 16
_DATELINE_REACH = 3
_DATE_RULES = {
    DateOrigin.TIME_ELEMENT: "date-time-element",
    DateOrigin.LABEL: "date-label",
    DateOrigin.HEADER: "header-date",
    DateOrigin.DATELINE: "dateline-date",
    DateOrigin.LISTING: "date-listing",
    DateOrigin.HEADLINE: "date-headline",
    DateOrigin.CONTAINER: "date-container",
}


@dataclass(frozen=True)
class Reader:
    """What reading a page needs beside the page: built once per process, shared, never changed.

    `menu` remembers the last menus: thousands of captures show the same one.
    """

    registries: Registries
    mentions: MentionFinder
    menu: MenuReader
    people: People = field(default_factory=People)

    @classmethod
    def of(cls, registries: Registries, people: People | None = None) -> Reader:
        menu = Recent(partial(read_menu, registries=registries), _MENUS)
        return cls(registries, MentionFinder(registries), menu, people or People())


def redacted(page: Page, people: People) -> Page:
    """Return the page with the names of suppressed people blackened; offsets stay as they are."""
    if not people.suppressed:
        return page
    text = redact(page.text, people)
    blocks = tuple(block._replace(text=text[block.start : block.end]) for block in page.blocks)
    return dataclasses.replace(page, text=text, blocks=blocks)


def read_records(page: Page, reader: Reader) -> PageRecords:
    """Return everything that can be read from one page; what cannot is among the findings, never raised."""
    family, findings = choose_family(page)
    if family is None:
        return PageRecords(page.capture, None, findings=located(findings, page))
    try:
        layout = family.read(page)
    except PageError as error:
        failed = Finding("page-structure", Severity.WARNING, str(error))
        return PageRecords(page.capture, family.name, findings=located((failed,), page))
    collected = [*findings, *layout.findings]
    menu = None
    if layout.menu:
        menu, menu_findings = reader.menu(layout.menu)
        collected += menu_findings
    url = parse_url(page.canonical or page.capture.url)
    documents = []
    for draft in layout.drafts:
        document, document_findings = _Composer(page, draft, family.name, url, reader).compose()
        documents.append(document)
        collected += [dataclasses.replace(finding, document=document.key) for finding in document_findings]
    return PageRecords(page.capture, family.name, tuple(documents), menu, located(tuple(collected), page))


@dataclass(frozen=True)
class _Composer:
    """Reads one draft. Every step returns values; findings of all steps are joined in `compose`."""

    page: Page
    draft: Draft
    family: str
    url: PageUrl | None
    reader: Reader

    def compose(self) -> tuple[Document, list[Finding]]:
        draft, registries = self.draft, self.reader.registries
        cleaned = clean_body(draft.body)
        paragraphs = [block.snippet for block in cleaned.body]
        # An item of a listing has its lead at most, which is shown as a teaser.
        lead = draft.teaser if draft.listed else None
        dateline, dateline_reading = self._dateline((lead,) if lead else paragraphs)
        dates, findings = self._dates(dateline)
        issued, conflicts = choose_date(dates)
        on = issued.reading.value if issued else None
        address, url = self._address()
        body = "\n".join(block.text for block in cleaned.body)
        language = self._language(body, cleaned.body[0].span if cleaned.body else draft.title.span)
        node_id, named = (url.node_id, url.language) if url else (None, None)
        foreign, differing = other_language(named, language)
        mark = fingerprint(draft.title.text, on.isoformat() if on else None)
        key = document_key(node_id, mark, foreign)
        sources = resolve_sources(draft.sources, registries, on)
        issuers = resolve_issuers(sources.readings, registries, on)
        by_url = Resolved()
        if not draft.sources and not draft.listed and self.url:
            by_url = issuers_by_url(self.url.sections, registries, on)
        issuing = issuers.readings or by_url.readings
        context = issuing[0].value if issuing else None
        places = read_places(draft, dateline, registries, context)
        fields = resolve_fields(draft.fields, registries)
        mentions = self.reader.mentions.read(
            (draft.title, *((lead,) if lead else ()), *paragraphs),
            on=on,
            context_body=context,
            language=language.value,
            countries=[registries.places[place.value].country for place in places.places],
            without=[dateline.span] if dateline else [],
        )
        speaking = context or _operation_of_lead(mentions[:2], registries)
        filed_from = [place.value for place in places.places]
        quotes = read_quotes(
            paragraphs,
            document_key=key,
            registries=registries,
            on=on,
            context_body=speaking,
            filed_from=filed_from,
            headline=draft.title,
        )
        document = Document(
            key=key,
            fingerprint=mark,
            family=self.family,
            type=read_type(draft, dateline_reading),
            headline=Reading(draft.title.text, draft.title.span, "headline"),
            language=language,
            body=body,
            body_span=Span(cleaned.body[0].start, cleaned.body[-1].end) if cleaned.body else None,
            issued=issued,
            dates=tuple(dates),
            dateline=dateline_reading,
            places=places.places,
            place_texts=tuple(_as_written(label, "place-label-text") for label in draft.places),
            tagged_sources=sources.readings,
            tagged_source_texts=tuple(_as_written(label, "source-label-text") for label in draft.sources),
            issuers=issuing,
            fields_of_work=fields.readings,
            field_texts=tuple(_as_written(label, "field-label-text") for label in draft.fields),
            countries=countries_of(issuing, registries),
            quotations=quotes.quotations,
            people=quotes.people,
            mentions=tuple([mention for result in mentions for mention in result.mentions]),
            projects=tuple([project for result in mentions for project in result.projects]),
            removed=(*draft.removed, *cleaned.removed),
            teaser=_as_written(draft.teaser, "teaser") if draft.teaser else None,
            url=address,
            node_id=node_id,
            url_language=named if named != "en" else None,
            mirror=draft.distributor is not None or bool(self.url and not self.url.own),
            listed=draft.listed,
        )
        findings += [
            *conflicts,
            *differing,
            *sources.findings,
            *issuers.findings,
            *by_url.findings,
            *fields.findings,
            *places.findings,
        ]
        findings += [*quotes.findings, *unsettled(mentions, places.findings)]
        return document, findings

    def _address(self) -> tuple[str | None, PageUrl | None]:
        """Return the document's URL, and what it says: an item of a listing has that of its own page or none."""
        page = self.page.canonical or self.page.capture.url
        if not self.draft.listed:
            return page, self.url
        found = linked(self.draft.link, page)
        return found, parse_url(found)

    def _dateline(self, body: Sequence[Snippet]) -> tuple[Dateline | None, Reading[str] | None]:
        for part in body[:_DATELINE_REACH]:
            found = read_dateline(part.text, part.span.start, self._is_country, self._is_place)
            if found:
                return found, Reading(found.text, found.span, "dateline")
        return None, None

    def _is_country(self, name: str) -> bool:
        return self.reader.registries.area(name) is not None

    def _is_place(self, name: str) -> bool:
        return bool(self.reader.registries.places_named(name))

    def _dates(self, dateline: Dateline | None) -> tuple[list[DateReading], list[Finding]]:
        dates, findings = [], []
        for text in self.draft.dates:
            parsed = parse_date(text.snippet.text)
            if isinstance(parsed, ParsedDate):
                span = _date_span(text, parsed)
                rule = _DATE_RULES[text.origin]
                dates.append(DateReading(Reading(parsed.date, span, rule), text.origin))
            else:
                findings.append(_unread_date(text.snippet))
        lines = [(dateline, DateOrigin.DATELINE)]
        if self.draft.header:
            header = read_header(self.draft.header.text, self.draft.header.span.start, self._is_country)
            lines.insert(0, (header, DateOrigin.HEADER))
        for line, origin in lines:
            if line and line.date:
                dates.append(DateReading(Reading(line.date, line.date_span, _DATE_RULES[origin]), origin))
            elif line and (line.partial or line.refused):
                findings.append(_unread_date(Snippet(line.text, line.span)))
        if not dates and (stated := report_date(self.draft.title.text, self.draft.title.span.start)):
            reading = Reading(stated.date, stated.span, _DATE_RULES[DateOrigin.HEADLINE])
            dates.append(DateReading(reading, DateOrigin.HEADLINE))
        return dates, findings

    def _language(self, body: str, span: Span) -> Reading[str]:
        found = detect_language(self.draft.title.text, body)
        return Reading(found.tag, span, "language-detected", Basis.INFERRED, found.confidence)


def _operation_of_lead(lead: Sequence[MentionResult], registries: Registries) -> str | None:
    """Return the one field operation that title and lead name: without labels it is what "the Mission" means."""
    keys = {mention.key for result in lead for mention in result.mentions if mention.kind == "organization"}
    operations = [key for key in keys if key in registries.bodies and registries.bodies[key].presence]
    return operations[0] if len(operations) == 1 else None


def _date_span(text: DateText, parsed: ParsedDate) -> Span:
    """Return where the date stands; a time element's machine-readable value has the span of its block."""
    if text.origin is DateOrigin.TIME_ELEMENT:
        return text.snippet.span
    start = text.snippet.span.start
    return Span(start + parsed.span.start, start + parsed.span.end)


def _unread_date(snippet: Snippet) -> Finding:
    message = f"no full date can be read from {snippet.text!r}; kept as written"
    return Finding("date-unread", Severity.WARNING, message, span=snippet.span, value=snippet.text)


def _as_written(label: Snippet, rule: str) -> Reading[str]:
    return Reading(label.text, label.span, rule)

"""F7, pages about the OSCE: mandates, topics, overviews. They are routed away from news and reported."""

from __future__ import annotations

from osce_kg.layouts import f5_listing
from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import Outline, is_content_type, outline
from osce_kg.page import Page
from osce_kg.records import Finding, Severity
from osce_kg.reference.model import fold

name = "F7"
_TOP = 6


def fits(found: Outline) -> bool:
    """Whether headings of such pages stand there and nothing that a news page has, or the type of other pages."""
    if found.other_kind is not None:
        return not f5_listing.fits(found) and (found.about_osce or found.own_host)
    if found.runs or found.dateline is not None or found.newsroom is not None or not found.topics:
        return False
    if any(is_content_type(block) for block in found.content[:3]):
        return False
    headings = {fold(block.text) for block in found.topics}
    top = found.topics[0] in found.content[:_TOP]
    return len(headings) >= 2 or (top and (found.about_osce or found.own_host))


def read(page: Page) -> Layout:
    """Return no document: the menu, and a finding `not-news` at the heading by which the page was told."""
    found = outline(page)
    heading = found.other_kind or found.topics[0]
    why = "and no date" if found.other_kind is None else "by which the site marks other pages"
    message = f"page about the OSCE, not news: it has the heading {heading.text!r} {why}"
    finding = Finding("not-news", Severity.INFO, message, span=heading.span, value=heading.text)
    return Layout((), found.menu, (finding,))

"""F5, listings: title, `Publishing date:`, `Content type:`, and more labels, teaser, many times.

HTML links each title to the item's own page; text has no address of it. Any label may be missing on an item. A title
without a single label cannot be told from a teaser in text; such lines are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from osce_kg.errors import PageError
from osce_kg.layouts.label_names import LabelKind
from osce_kg.layouts.labels import FIELDS, SOURCES, LabelRun
from osce_kg.layouts.model import Draft, Layout
from osce_kg.layouts.outline import ISSUED_KINDS, LISTING_KINDS, Outline, outline
from osce_kg.layouts.parts import time_elements
from osce_kg.layouts.wording import OSCE
from osce_kg.page import Block, Page
from osce_kg.records import Finding, Severity
from osce_kg.reference.model import fold

name = "F5"
_HEADINGS = frozenset(
    fold(text)
    for text in (
        "News and press releases",
        "Новости и пресс-релизы",
        "Новини та прес-релізи",
        "Vijesti i saopćenja",
    )
)
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_PAGER = frozenset(
    fold(text)
    for text in (
        "Next",
        "Previous",
        "Load more",
        "Show more",
        "Next page",
        "Last page",
        "First page",
        "Pagination",
    )
)


def fits(found: Outline) -> bool:
    """Whether items with the listing's labels follow each other, or one does under the listing's heading."""
    if not (found.own_host or any(OSCE.search(block.text) for block in found.content)):
        return False
    items = [run for run in found.runs if run.kinds & LISTING_KINDS]
    dated = [run for run in items if run.kinds & {LabelKind.PUBLISHED, LabelKind.CONTENT_TYPE}]
    if len(dated) >= 2:
        return True
    headed = any(_heads_listing(block) for block in found.content[:10])
    return headed and any(not run.kinds & ISSUED_KINDS for run in dated)


def read(page: Page) -> Layout:
    """Return one draft per item, in page order.

    Raises:
        PageError: the first labels have no title above them.
    """
    found = outline(page)
    content = found.content
    runs = [run for run in found.runs if run.kinds & LISTING_KINDS]
    titles = [_title_index(content, run) for run in runs]
    drafts: list[Draft] = []
    findings: list[Finding] = []
    bounds = [*titles, len(content)]
    for run, (title, following) in zip(runs, pairwise(bounds), strict=True):
        if title is None:
            if not drafts:
                raise PageError(f"listing: labels at line {content[run.start].line} have no title above them")
            findings.append(_unplaced(content[run.start]))
            continue
        end = following if following is not None else run.end
        draft, extra = _item(content, title, run, end)
        drafts.append(draft)
        findings += [*run.findings, *(_unplaced(block) for block in extra)]
    return Layout(tuple(drafts), found.menu, tuple(findings))


def _title_index(content: Sequence[Block], run: LabelRun) -> int | None:
    """Return the index of the line above the labels, or of the heading a line above that."""
    at = run.start - 1
    # In text a bullet is another label's value; in HTML the whole item is one.
    if at < 0 or content[at].divider or (content[at].bullet and content[at].tag is None):
        return None
    above = content[at - 1] if at > 0 else None
    if above and above.tag in _HEADING_TAGS and content[at].tag not in _HEADING_TAGS and not _heads_listing(above):
        return at - 1
    return at


def _heads_listing(block: Block) -> bool:
    return fold(block.text) in _HEADINGS


def _item(content: Sequence[Block], title: int, run: LabelRun, end: int) -> tuple[Draft, list[Block]]:
    below = [block for block in content[run.end : end] if not block.divider and not _is_pager(block)]
    above = list(content[title + 1 : run.start])
    text = [*above, *below]
    teaser = text[0] if text else None
    types = run.of(frozenset({LabelKind.CONTENT_TYPE}))
    draft = Draft(
        title=content[title].snippet,
        content_type=types[0] if types else None,
        dates=(*run.dates, *time_elements((content[title],))),
        places=run.of(frozenset({LabelKind.PLACE})),
        sources=run.of(SOURCES),
        fields=run.of(FIELDS),
        teaser=teaser.snippet if teaser else None,
        listed=True,
        link=content[title].href,
    )
    return draft, text[1:]


def _is_pager(block: Block) -> bool:
    return block.text.isdigit() or fold(block.text) in _PAGER or block.text in ("…", "›", "»", "›› ", "‹", "«")


def _unplaced(block: Block) -> Finding:
    message = f"listing line {block.line} belongs to no item that can be told: {block.text[:80]!r}"
    return Finding("listing-unplaced", Severity.INFO, message, span=block.span, value=block.text)

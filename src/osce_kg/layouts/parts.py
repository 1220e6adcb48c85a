"""Steps that several families share: title and content type above a line, drafts of labelled pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.errors import PageError
from osce_kg.extract.dateline import Dateline, read_header
from osce_kg.layouts.labels import FIELDS, SOURCES, LabelKind, LabelRun, label_of, site_date
from osce_kg.layouts.model import DateText, Draft
from osce_kg.layouts.outline import Outline, is_content_type
from osce_kg.page import Block
from osce_kg.records import DateOrigin, Finding, Removed, Severity, Snippet

_LONGEST_TITLE = 300
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True)
class Head:
    """Content type, title and what stands between title and the next part; `before` came above them."""

    title: Block
    content_type: Block | None
    between: tuple[Block, ...]
    before: tuple[Block, ...]


def read_head(blocks: Sequence[Block]) -> Head:
    """Return the head that the blocks above the labels or the body are.

    The title is the only h1 of HTML, else the line after the content type, else the first line.

    Raises:
        PageError: there is no line that can be a title.
    """
    lines = [block for block in blocks if not block.divider]
    kind = next((i for i, block in enumerate(lines) if is_content_type(block)), None)
    headings = [i for i, block in enumerate(lines) if block.tag == "h1"]
    if len(headings) == 1:
        at = headings[0]
    elif kind is not None and kind + 1 < len(lines):
        at = kind + 1
    else:
        at = 0
    if at >= len(lines) or at == kind or lines[at].bullet or len(lines[at].text) > _LONGEST_TITLE:
        where = f"line {lines[0].line}" if lines else "the top"
        raise PageError(f"expected a title near {where}, above the labels or the body; found none")
    content_type = lines[kind] if kind is not None else None
    before = [block for i, block in enumerate(lines[:at]) if i != kind]
    between = [block for i, block in enumerate(lines) if i > at and i != kind]
    return Head(lines[at], content_type, tuple(between), tuple(before))


def labelled_draft(outline: Outline, run: LabelRun, head: Head, below: Sequence[Block]) -> Draft:
    """Return the draft of a page with labels: each label's values as written, the rest as body."""
    teaser, body = split_teaser((*head.between, *below))
    return Draft(
        title=head.title.snippet,
        content_type=head.content_type.snippet if head.content_type else _labelled_type(run),
        dates=(*run.dates, *time_elements((*head.before, head.title, *head.between))),
        places=run.of(frozenset({LabelKind.PLACE})),
        sources=run.of(SOURCES),
        fields=run.of(FIELDS),
        body=body,
        teaser=teaser,
        distributor=outline.mirror.snippet if outline.mirror else None,
        removed=(*outline.removed, *removed(head.before, "above-title")),
    )


def unlabelled_draft(outline: Outline, dateline: tuple[int, Dateline] | None) -> Draft:
    """Return the draft of a page without labels: head above the dateline (or the first line), then body."""
    content = outline.content
    if dateline is None:
        above = next((i for i, block in enumerate(content) if is_paragraph(block)), len(content))
    else:
        above = dateline[0]
    head = read_head(content[:above])
    header = next((block for block in head.between if _is_header(block)), None)
    kept = [block for block in head.between if block is not header]
    teaser, body = split_teaser((*kept, *content[above:]))
    return Draft(
        title=head.title.snippet,
        content_type=head.content_type.snippet if head.content_type else None,
        dates=time_elements((*head.before, head.title, *head.between)),
        body=body,
        teaser=teaser,
        header=header.snippet if header else None,
        distributor=outline.mirror.snippet if outline.mirror else None,
        removed=(*outline.removed, *removed(head.before, "above-title")),
    )


def _is_header(block: Block) -> bool:
    """Whether a line below a title is a date, alone or after a place."""
    if len(block.text) > _LONGEST_HEADER:
        return False
    found = read_header(block.text, block.start)
    return found is not None and found.date is not None


def is_paragraph(block: Block) -> bool:
    """Whether a block reads like a paragraph of running text: long, and ending as a sentence does."""
    text = block.text
    return not block.bullet and len(text) >= 80 and text[-1] in ".!?…\"'”’»)“" and " " in text


def _labelled_type(run: LabelRun) -> Snippet | None:
    values = run.of(frozenset({LabelKind.CONTENT_TYPE}))
    return values[0] if values else None


def time_elements(blocks: Sequence[Block]) -> tuple[DateText, ...]:
    """Return the dates of `<time datetime>` elements; text is the attribute's day, the span the block's."""
    found = []
    for block in blocks:
        iso = site_date(block.datetime)
        if iso:
            found.append(DateText(Snippet(iso, block.span), DateOrigin.TIME_ELEMENT))
    return tuple(found)


def removed(blocks: Sequence[Block], reason: str) -> tuple[Removed, ...]:
    """Return blocks that are no body, with the reason."""
    return tuple(Removed(reason, block.snippet) for block in blocks)


def split_teaser(body: Sequence[Block]) -> tuple[Snippet | None, tuple[Block, ...]]:
    """Return the teaser that repeats the lead, if the body begins with one, and the body without it."""
    text = tuple(block for block in body if not block.divider)
    if len(text) < 2:
        return None, text
    teaser, lead = _core(text[0].text), _core(text[1].text)
    if len(teaser) >= 40 and teaser in lead:
        return text[0].snippet, text[1:]
    return None, text


def _core(text: str) -> str:
    return " ".join(text.rstrip(" .…").split()).casefold()


def later_runs(outline: Outline) -> tuple[Finding, ...]:
    """Return a finding per run of labels after the first: they belong to other items and are not read."""
    return tuple(
        Finding(
            "second-label-run",
            Severity.INFO,
            f"labels again at line {block.line}, after the document's own; not read",
            span=block.span,
            value=block.text,
        )
        for run in outline.runs[1:]
        for block in (outline.content[run.start],)
        if label_of(block)
    )

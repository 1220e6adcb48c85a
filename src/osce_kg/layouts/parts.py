"""Steps that several families share: title and content type above a line, drafts of labelled pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.errors import PageError
from osce_kg.extract.dateline import Dateline
from osce_kg.layouts.chrome import is_header_line, is_letterhead
from osce_kg.layouts.label_names import LabelKind
from osce_kg.layouts.labels import FIELDS, SOURCES, LabelRun, label_of, looks_like_value, site_date
from osce_kg.layouts.model import DateText, Draft
from osce_kg.layouts.outline import Outline, is_content_type
from osce_kg.page import Block
from osce_kg.records import DateOrigin, Finding, Removed, Severity, Snippet

_LONGEST_TITLE = 300
_LONGEST_SUBTITLE = 200


@dataclass(frozen=True, slots=True)
class Head:
    """Content type, title and what stands between title and the next part; `before` came above them."""

    title: Block
    content_type: Block | None
    between: tuple[Block, ...]
    before: tuple[Block, ...]


def labelled_head(content: Sequence[Block], run: LabelRun) -> tuple[Head, Sequence[Block]]:
    """Return the head of a page with labels, and what stands below: the title is above the labels, else right below.

    Raises:
        PageError: there is no title in either place.
    """
    above = [block for block in content[: run.start] if not block.divider]
    below = content[run.end :]
    if all(is_content_type(block) or is_letterhead(block) for block in above) and len(below) > 1:
        title = below[0]
        if looks_like_value(title.text) and not (title.bullet or title.divider):
            return Head(title, above[-1] if above else None, (), tuple(above[:-1])), below[1:]
    return read_head(content[: run.start]), below


def read_head(blocks: Sequence[Block], letterhead: int = 0) -> Head:
    """Return the head that the blocks above the labels or the body are; the first `letterhead` of them are no title.

    The title is the only h1 of HTML that is no content type, else the line after content type and letterhead, else
    the line before the content type, else the first line.

    Raises:
        PageError: there is no line that can be a title.
    """
    lines = [block for block in blocks if not block.divider]
    kind = next((i for i, block in enumerate(lines) if is_content_type(block)), None)
    headings = [i for i, block in enumerate(lines) if block.tag == "h1" and i != kind]
    if len(headings) == 1:
        at = headings[0]
    else:
        at = _title_index(lines, kind, sum(not block.divider for block in blocks[:letterhead]))
    if at >= len(lines) or at == kind or lines[at].bullet or len(lines[at].text) > _LONGEST_TITLE:
        where = f"line {lines[0].line}" if lines else "the top"
        raise PageError(f"expected a title near {where}, above the labels or the body; found none")
    content_type = lines[kind] if kind is not None else None
    before = [block for i, block in enumerate(lines[:at]) if i != kind]
    between = [block for i, block in enumerate(lines) if i > at and i != kind]
    return Head(lines[at], content_type, tuple(between), tuple(before))


def _title_index(lines: Sequence[Block], kind: int | None, letterhead: int) -> int:
    """Return the index of the title among lines without a heading of HTML."""
    start = max(0 if kind is None else kind + 1, letterhead)
    for at in range(start, len(lines)):
        if not (is_letterhead(lines[at]) or is_content_type(lines[at])):
            return at
    above = [i for i in range(start) if i != kind and not is_letterhead(lines[i])]
    return above[-1] if above else 0


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
    head = read_head(content[:above], outline.letterhead)
    header = next((block for block in (*head.before, *head.between) if is_header_line(block)), None)
    kept = [block for block in head.between if block is not header and not is_letterhead(block)]
    beside = [block for block in (*head.before, *head.between) if block is not header and block not in kept]
    lost: list[Block] = []
    if header is not None and dateline is None:
        # Values whose labels an extraction dropped: lines between the date and the text.
        lost = [block for block in kept if not block.bullet and looks_like_value(block.text)]
        kept = [block for block in kept if block not in lost]
    teaser, body = split_teaser((*kept, *content[above:]))
    if teaser is None and dateline is not None and len(kept) == 1 and _is_subtitle(kept[0]):
        teaser, body = kept[0].snippet, content[above:]
    return Draft(
        title=head.title.snippet,
        content_type=head.content_type.snippet if head.content_type else None,
        dates=time_elements((*head.before, head.title, *head.between)),
        body=body,
        teaser=teaser,
        header=header.snippet if header else None,
        distributor=outline.mirror.snippet if outline.mirror else None,
        removed=(*outline.removed, *removed(beside, "above-title"), *removed(lost, "label-lost")),
    )


def _is_subtitle(block: Block) -> bool:
    """Whether the one line between title and dateline sums the text up, and is none of its paragraphs."""
    return not block.bullet and len(block.text) <= _LONGEST_SUBTITLE and not is_paragraph(block)


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
    return tuple([Removed(reason, block.snippet) for block in blocks])


def split_teaser(body: Sequence[Block]) -> tuple[Snippet | None, tuple[Block, ...]]:
    """Return the teaser that repeats the lead, if the body begins with one, and the body without it."""
    text = tuple([block for block in body if not block.divider])
    if len(text) < 2:
        return None, text
    teaser = _core(text[0].text)
    if len(teaser) >= 40 and teaser in _core(text[1].text):
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

"""Metadata labels, and reading a run of them with their values.

An empty label is not an absent one: it is among `LabelRun.kinds`. Unknown labels inside a run are reported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from osce_kg.extract.dates import ParsedDate, parse_date
from osce_kg.layouts.label_names import BARE_KINDS, DATE_WORDS, KINDS, LabelKind
from osce_kg.layouts.model import DateText
from osce_kg.page import Block
from osce_kg.records import DateOrigin, Finding, Severity, Snippet, Span
from osce_kg.reference.model import fold

DATES = frozenset({LabelKind.DATE, LabelKind.ISSUED_ON, LabelKind.PUBLISHED})
SOURCES = frozenset({LabelKind.SOURCE, LabelKind.ISSUED_BY, LabelKind.WHERE})
FIELDS = frozenset({LabelKind.FIELDS, LabelKind.WHAT})
ONLY_DATES = DATES | {LabelKind.ORIGINAL, LabelKind.POSTED}
LISTED = frozenset({LabelKind.PUBLISHED, LabelKind.CONTENT_TYPE, LabelKind.WHERE, LabelKind.WHAT})
_ARROWS = frozenset("‹›«»→←")
_SEVERAL = frozenset({LabelKind.SOURCE, LabelKind.ISSUED_BY, LabelKind.PLACE})
_MOST_VALUES = 6
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})

LabelTest = Callable[[Block], "tuple[LabelKind, int] | None"]

_LABEL = re.compile(r"([^\W\d_][^::\n]{1,39}?)\s*[::]\s*")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_COLON = re.compile(r"[::]")
_WORD = re.compile(r"(?<!\S)\S+")
_LABEL_WORDS = 4
# A dateline in capitals after the last label's value.
_LEAD = re.compile(r"(?<=\s)[^\W\d_a-z]{3,}[^\W\d_a-z/ ,-]*,? \d{1,2}\.? [^\W\d_]{3,},? \d{4}\.?[^\n]{0,12}?[-–—]")
_LONGEST_LABEL = 44
_LONGEST_DATED = 60
_DATE_ENDS = frozenset("0123456789.гмMm")
_DATE_OPENINGS = frozenset(name.split()[0] for name in DATE_WORDS)
_LONGEST_VALUE = 160
# The site's clock: a time element at local midnight reads 22:00 or 23:00 of the day before in UTC.
_SITE_ZONE = ZoneInfo("Europe/Vienna")


def label_of(block: Block) -> tuple[LabelKind, int] | None:
    """Return the label that a block is or begins with, and where in its text the inline value starts."""
    text = block.text
    if len(text) <= _LONGEST_DATED:
        return _short_label(text)
    # Most blocks are paragraphs: no colon near the start, no label.
    return _label_with_colon(text) if text.find(":", 0, _LONGEST_LABEL) > 0 else None


# The pages of a site have the same labels, and several steps ask for those of one page.
@lru_cache(maxsize=1024)
def _short_label(text: str) -> tuple[LabelKind, int] | None:
    found = _label_with_colon(text) if text.find(":", 0, _LONGEST_LABEL) > 0 else None
    # A label and its date may stand in one line without a colon, which ends as dates do then.
    return found or (_dated_line(text) if text[-1] in _DATE_ENDS else None)


def _label_with_colon(text: str) -> tuple[LabelKind, int] | None:
    match = _LABEL.match(text)
    kind = KINDS.get(fold(match.group(1))) if match else None
    return (kind, match.end()) if match and kind else None


def _dated_line(text: str) -> tuple[LabelKind, int] | None:
    """Return the label of a line that is a word for publication and a full date, without a colon between them."""
    words = list(islice(_WORD.finditer(text), _LABEL_WORDS))
    if not words or fold(words[0].group()) not in _DATE_OPENINGS:
        return None
    for word, following in reversed(list(pairwise(words))):
        kind = DATE_WORDS.get(fold(text[: word.end()]))
        if kind:
            dated = isinstance(parse_date(text[following.start() :]), ParsedDate)
            return (kind, following.start()) if dated else None
    return None


def bare_label_of(block: Block) -> tuple[LabelKind, int] | None:
    """Return the label that a whole block is, with a colon or without one."""
    if block.bullet or len(block.text) > _LONGEST_LABEL:
        return None
    kind = BARE_KINDS.get(fold(block.text.rstrip(": ")))
    return (kind, len(block.text)) if kind else None


def split_labels(content: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, one that holds several labels with their values cut before each label.

    Some text extractions lose the line breaks between labels ("Date: 12 May 2011 Place: VIENNA Source: …").
    """
    if not any(block.text.find(":", 0, _LONGEST_LABEL) > 0 and block.text.count(":") > 1 for block in content):
        return tuple(content)
    found: list[Block] = []
    for block in content:
        label = label_of(block)
        cuts = _label_cuts(block.text, label[1]) if label else []
        if not cuts:
            found.append(block)
            continue
        for begin, end in pairwise((0, *cuts, len(block.text))):
            text = block.text[begin:end].rstrip()
            start = block.start + begin
            found.append(block._replace(text=text, start=start, end=start + len(text)))
    return tuple(found)


def _label_cuts(text: str, after: int) -> list[int]:
    """Return where further labels start in a line, and where the text goes on with a dateline after the last."""
    cuts: list[int] = []
    for colon in _COLON.finditer(text, after):
        words = list(_WORD.finditer(text, after, colon.start()))[-_LABEL_WORDS:]
        for word in words:
            if fold(text[word.start() : colon.start()]) in KINDS:
                cuts.append(word.start())
                after = colon.end()
                break
    if cuts and (lead := _LEAD.search(text, after)):
        cuts.append(lead.start())
    return cuts


def is_pager(text: str) -> bool:
    """Whether a line is one of those that lead to other pages of a listing: "2", "next ›", "« first"."""
    return text.isdigit() or text[:1] in _ARROWS or text[-1:] in _ARROWS


def looks_like_value(text: str) -> bool:
    """Whether a plain line can be a metadata value: short, and no sentence."""
    return len(text) <= _LONGEST_VALUE and not _SENTENCE_END.search(text)


@dataclass(slots=True)
class LabelRun:
    """Consecutive labels with their values. Blocks `start` to `end` (exclusive) belong to the run."""

    start: int
    end: int
    values: dict[LabelKind, list[Snippet]] = field(default_factory=dict)
    dates: list[DateText] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def kinds(self) -> Set[LabelKind]:
        """Every label that is there, empty ones included."""
        return self.values.keys()

    def of(self, kinds: frozenset[LabelKind]) -> tuple[Snippet, ...]:
        """Return the values of these labels in page order."""
        found = [value for kind in self.values if kind in kinds for value in self.values[kind]]
        return tuple(sorted(found, key=lambda value: value.span.start))


def read_run(
    blocks: Sequence[Block], start: int, origin: DateOrigin = DateOrigin.LABEL, label_of: LabelTest = label_of
) -> LabelRun:
    """Return the run of labels that starts at a block; a label met for the second time begins another run."""
    run = LabelRun(start, start)
    at = start
    while at < len(blocks):
        found = label_of(blocks[at])
        if found is None:
            unknown = _unknown_label(blocks, at, label_of) if run.values else 0
            if not unknown:
                break
            run.findings.append(_unknown(blocks[at]))
            at += unknown
            continue
        kind, inline = found
        if kind in run.values:
            break
        run.values[kind] = []
        at = _read_values(blocks, at, inline, kind, run, origin, label_of)
    run.end = at
    if LabelKind.ORIGINAL not in run.values:
        # A mirror's own day counts where nothing else dates the text; not beside the day of the original.
        run.dates += [DateText(value, DateOrigin.CONTAINER) for value in run.values.get(LabelKind.POSTED, ())]
    return run


def _read_values(
    blocks: Sequence[Block],
    at: int,
    inline: int,
    kind: LabelKind,
    run: LabelRun,
    origin: DateOrigin,
    label_of: LabelTest,
) -> int:
    """Add the values of the label at `at`; return the index of the first block after them."""
    label = blocks[at]
    if inline < len(label.text):
        span = Span(label.start + inline, label.end)
        _add(run, kind, Snippet(label.text[inline:], span), label.datetime, origin)
        return at + 1
    at += 1
    bulleted = at < len(blocks) and blocks[at].bullet
    while at < len(blocks) and not blocks[at].divider and label_of(blocks[at]) is None:
        block = blocks[at]
        if block.bullet != bulleted or block.tag == "figcaption":
            break
        # A date may end as a sentence does ("27. novembar 2025.").
        if not (kind in DATES or looks_like_value(block.text)):
            break
        if not bulleted and not _plain_value(blocks, at, kind, run, label_of):
            break
        _add(run, kind, block.snippet, block.datetime, origin)
        at += 1
        if not bulleted and kind not in FIELDS and not _more_values(blocks, at, kind, run, label_of):
            break
    return at


def _more_values(blocks: Sequence[Block], at: int, kind: LabelKind, run: LabelRun, label_of: LabelTest) -> bool:
    """Whether plain lines up to the run's next label are further values: several sources, one a line."""
    if kind not in _SEVERAL:
        return False
    for block in blocks[at : at + _MOST_VALUES]:
        found = label_of(block)
        if found:
            return found[0] not in run.values and found[0] not in LISTED
        if block.bullet or block.divider or not looks_like_value(block.text) or block.tag in _HEADINGS:
            return False
    return False


def _plain_value(blocks: Sequence[Block], at: int, kind: LabelKind, run: LabelRun, label_of: LabelTest) -> bool:
    """Whether a plain line after a label is its value, and not the next title, a heading or the body."""
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    after = label_of(following) if following else None
    if after and after[0] in run.values:
        return False
    if blocks[at].tag in _HEADINGS or is_pager(blocks[at].text):
        return False
    if kind in DATES or kind in (LabelKind.ORIGINAL, LabelKind.POSTED):
        return bool(re.search(r"\d", blocks[at].text)) and len(blocks[at].text) <= 60
    if kind in FIELDS:
        return len(run.values[kind]) == 0 or len(blocks[at].text) <= 60
    return True


def _add(run: LabelRun, kind: LabelKind, value: Snippet, time: str | None, origin: DateOrigin) -> None:
    values = split_commas(value) if kind in FIELDS else [value]
    run.values[kind].extend(values)
    if kind is LabelKind.ORIGINAL:
        run.dates.append(DateText(value, DateOrigin.CONTAINER))
    if kind in DATES:
        iso = site_date(time)
        if iso:
            run.dates.append(DateText(Snippet(iso, value.span), DateOrigin.TIME_ELEMENT))
        run.dates.append(DateText(value, origin))


def split_commas(value: Snippet) -> list[Snippet]:
    """Return the parts of a comma-joined line, each with its span."""
    parts, at = [], 0
    for part in value.text.split(","):
        text = part.strip()
        if text:
            start = value.span.start + at + part.index(text)
            parts.append(Snippet(text, Span(start, start + len(text))))
        at += len(part) + 1
    return parts


def site_date(value: str | None) -> str | None:
    """Return the day (YYYY-MM-DD) of a time element's `datetime`, in the site's zone if it names a zone."""
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment.astimezone(_SITE_ZONE) if moment.tzinfo else moment).date().isoformat()


def _unknown_label(blocks: Sequence[Block], at: int, label_of: LabelTest) -> int:
    """Return how many blocks an unknown label with its values takes, 0 if the block is none."""
    block = blocks[at]
    if not block.bullet or not block.text.endswith(":") or len(block.text) > 40:
        return 0
    taken = 1
    while at + taken < len(blocks) and blocks[at + taken].bullet and label_of(blocks[at + taken]) is None:
        taken += 1
    return taken


def _unknown(block: Block) -> Finding:
    message = f"metadata label {block.text!r} is unknown; its values were not read"
    return Finding("unknown-label", Severity.WARNING, message, span=block.span, value=block.text)

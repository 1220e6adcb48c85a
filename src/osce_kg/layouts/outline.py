"""A page's outline: what its family is recognised by, found in one pass and shared by all families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from osce_kg.captures.urls import PageUrl, parse_url
from osce_kg.extract.dateline import Dateline, read_dateline, read_header
from osce_kg.extract.dates import ParsedDate, parse_date
from osce_kg.layouts.chrome import is_chrome, is_numbered_release, letterhead_length, without_chrome
from osce_kg.layouts.label_names import LabelKind, document_type, is_other_type
from osce_kg.layouts.labels import LISTED, LabelRun, bare_label_of, label_of, read_run, split_labels
from osce_kg.layouts.menu_skeleton import GROUP_BY_NAME, is_menu_label
from osce_kg.layouts.wording import NEWSROOM, OSCE, OTHER_KINDS, TOPIC, is_mirrors, is_no_news, may_be_mirrored
from osce_kg.page import Block, Page
from osce_kg.records import DateOrigin, Removed
from osce_kg.reference.model import fold

LISTING_KINDS = LISTED
MIRROR_KINDS = frozenset({LabelKind.ORIGINAL, LabelKind.POSTED})
ISSUED_KINDS = frozenset({LabelKind.ISSUED_ON, LabelKind.ISSUED_BY})
F1_KINDS = frozenset({LabelKind.DATE, LabelKind.PLACE, LabelKind.SOURCE, LabelKind.FIELDS})

_MIN_MENU = 8
_MIN_KNOWN = 3
_LONGEST_GROUP = 80
_LONGEST_HEADING = 100
_LONGEST_NOTICE = 400
_TOP = 8


@dataclass(frozen=True, slots=True)
class Outline:
    """What was found. Indices count in `content`; `dateline` is the first, with its index.

    `letterhead` is how many lines at the top are one.
    """

    page: Page
    url: PageUrl | None
    menu: tuple[Block, ...]
    content: tuple[Block, ...]
    removed: tuple[Removed, ...]
    runs: tuple[LabelRun, ...]
    letterhead: int
    dateline: tuple[int, Dateline] | None
    newsroom: int | None
    header: int | None
    topics: tuple[Block, ...]
    mirror: Block | None
    about_osce: bool
    no_news: bool
    other_kind: Block | None

    @property
    def numbered(self) -> bool:
        """Whether the letterhead calls the page a release and numbers it."""
        return any(is_numbered_release(block.text) for block in self.content[: self.letterhead])

    @property
    def top_run(self) -> LabelRun | None:
        """The labels that stand above dateline and body; those of an event within a body do not count."""
        if not self.runs or self.runs[0].start > _TOP:
            return None
        run = self.runs[0]
        return None if self.dateline is not None and self.dateline[0] < run.start else run

    def names_osce(self, run: LabelRun) -> bool:
        """Whether host, title, labels or lead are the OSCE's; a word further down is another organization's page."""
        lead = run.end + 1 if run.start else run.end + 2
        return self.own_host or any(OSCE.search(block.text) for block in self.content[:lead])

    @property
    def own_node(self) -> bool:
        """Whether the URL is that of a node on one of the OSCE's hosts."""
        return self.url is not None and self.url.own and self.url.node_id is not None

    @property
    def own_host(self) -> bool:
        return self.url is not None and self.url.own


class _Same:
    """A page as a cache key: the same object, since comparing two pages costs more than an outline."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __hash__(self) -> int:
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.page is self.page


def outline(page: Page) -> Outline:
    """Return the outline of a page. The last one is kept: choosing a family and reading the page both need it."""
    return _outline(_Same(page))


@lru_cache(maxsize=1)
def _outline(key: _Same) -> Outline:
    page = key.page
    menu, content, removed = _parts(page)
    runs = tuple(_runs(content))
    letterhead = 0 if runs and runs[0].start <= _TOP else letterhead_length(content)
    url = parse_url(page.canonical or page.capture.url)
    newsroom = next((i for i, block in enumerate(content[:8]) if _short(block) and fold(block.text) in NEWSROOM), None)
    first_text = " ".join(block.text for block in content[:3])
    return Outline(
        page=page,
        url=url,
        menu=menu,
        content=content,
        removed=removed,
        runs=runs,
        letterhead=letterhead,
        dateline=_first_dateline(content, runs),
        newsroom=newsroom,
        header=_header(content, newsroom),
        topics=_topics(content),
        mirror=_mirror(page.text, content),
        about_osce=any(OSCE.search(block.text) for block in content[:12]),
        no_news=is_no_news(first_text),
        other_kind=next((block for block in content[:3] if _short(block) and fold(block.text) in OTHER_KINDS), None),
    )


def _topics(content: Sequence[Block]) -> tuple[Block, ...]:
    short = [block for block in content if len(block.text) <= _LONGEST_HEADING and not block.bullet]
    return tuple([block for block in short if fold(block.text) in TOPIC])


def _short(block: Block) -> bool:
    """Whether a block is short enough to be a heading or a menu label; long ones are not compared."""
    return len(block.text) <= _LONGEST_HEADING


def _parts(page: Page) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Removed, ...]]:
    """Return menu, content and what surrounds them."""
    if page.html and any(block.region for block in page.blocks):
        menu, content, removed = _html_parts(page)
    else:
        menu, content, removed = _text_parts(page.blocks)
    content, chrome = without_chrome(content)
    around = sorted((*removed, *chrome), key=lambda item: item.snippet.span.start) if chrome else removed
    return menu, split_labels(content), tuple(around)


def _text_parts(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Removed, ...]]:
    skipped = 0
    while skipped < len(blocks) and not (blocks[skipped].divider or blocks[skipped].bullet):
        if not is_chrome(blocks[skipped].text):
            break
        skipped += 1
    end = skipped + menu_length(blocks[skipped:])
    removed = tuple([Removed("navigation", block.snippet) for block in blocks[:skipped]])
    return blocks[skipped:end], blocks[end:], removed


def menu_length(blocks: Sequence[Block]) -> int:
    """Return how many leading blocks are a flattened menu: bullets, dividers, names of groups.

    Holds for labels that nobody has seen yet; fewer than a handful of such lines, or no divider and no known
    label, are no menu.
    """
    at, divided = 0, False
    for block in blocks:
        named = divided and len(block.text) <= _LONGEST_GROUP
        divided = block.divider
        if not (block.bullet or divided or named or fold(block.text) in GROUP_BY_NAME):
            break
        at += 1
    # Metadata labels are bullets too: on a page without content type and title they end the menu.
    at = next((i for i, block in enumerate(blocks[:at]) if ":" in block.text and label_of(block)), at)
    if at < _MIN_MENU:
        return 0
    known = (block for block in blocks[:at] if is_menu_label(block.text))
    return at if len(list(islice(known, _MIN_KNOWN))) == _MIN_KNOWN else 0


def _html_parts(page: Page) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Removed, ...]]:
    chrome: list[Block] = []
    main: list[Block] = []
    loose: list[Block] = []
    for block in page.blocks:
        (main if block.region == "main" else chrome if block.region else loose).append(block)
    menu = tuple(_html_menu(chrome))
    content = tuple(main or loose)
    if not menu:
        length = menu_length(content)
        menu, content = content[:length], content[length:]
    placed = {block.start for block in (*menu, *content)}
    rest = [block for block in page.blocks if block.start not in placed]
    return menu, content, tuple([Removed("navigation", block.snippet) for block in rest])


def _html_menu(chrome: Sequence[Block]) -> list[Block]:
    """Return the stretch of list items in one landmark with most of the known labels, if it has five."""
    best: list[Block] = []
    most = 4
    for stretch in _lists(chrome):
        known = sum([is_menu_label(block.text) for block in stretch]) if len(stretch) > most else 0
        if known > most:
            best, most = stretch, known
    return best


def _lists(chrome: Sequence[Block]) -> list[list[Block]]:
    """Return the stretches of list items that follow each other in one landmark."""
    stretches: list[list[Block]] = []
    within = ""
    for block in chrome:
        if not block.depth:
            within = ""
        elif block.region == within:
            stretches[-1].append(block)
        else:
            within = block.region
            stretches.append([block])
    return stretches


def _runs(content: Sequence[Block]) -> list[LabelRun]:
    runs, at = [], 0
    labels = {index: found[0] for index, block in enumerate(content) if (found := label_of(block))}
    listing = sum(kind in (LabelKind.PUBLISHED, LabelKind.CONTENT_TYPE) for kind in labels.values()) >= 2
    origin = DateOrigin.LISTING if listing else DateOrigin.LABEL
    for start in labels:
        if start < at:
            continue
        run = read_run(content, start, origin)
        runs.append(run)
        at = run.end
    if runs and runs[0].start <= _TOP:
        return runs
    bare = _bare_run(content)
    return [bare, *(run for run in runs if run.start >= bare.end)] if bare else runs


def _bare_run(content: Sequence[Block]) -> LabelRun | None:
    """Return the run of labels without colons at the top: two at least, one of them of a date that is there."""
    for at, block in enumerate(content[: _TOP + 1]):
        if bare_label_of(block):
            run = read_run(content, at, label_of=bare_label_of)
            dated = any(isinstance(parse_date(date.snippet.text), ParsedDate) for date in run.dates)
            return run if at and dated and len(run.kinds) > 1 else None
    return None


def _first_dateline(content: Sequence[Block], runs: Sequence[LabelRun]) -> tuple[int, Dateline] | None:
    # Labels, which are at the top where they are metadata, push the dateline down.
    reach = runs[0].end if runs and runs[0].start <= 8 else 0
    for index in range(min(reach + 8, len(content))):
        found = read_dateline(content[index].text, content[index].start)
        if found and (found.date or found.partial or found.agency):
            # A line that holds nothing else is a header line, unless a dash says that the text goes on.
            if not content[index].text[found.span.end - content[index].start :].strip(" .,"):
                continue
            return index, found
    return None


def _header(content: Sequence[Block], newsroom: int | None) -> int | None:
    """Return the index of F3's line of place and date, within three lines below the title."""
    if newsroom is None:
        return None
    for index in range(newsroom + 1, min(newsroom + 5, len(content))):
        text = content[index].text
        if len(text) > 80:
            continue
        found = read_header(text, content[index].start)
        if found and found.date:
            return index
    return None


def _mirror(text: str, content: Sequence[Block]) -> Block | None:
    if not may_be_mirrored(text[content[0].start if content else 0 :]):
        return None
    return next((block for block in content if len(block.text) <= _LONGEST_NOTICE and is_mirrors(block.text)), None)


def is_content_type(block: Block) -> bool:
    """Whether a block is a content type label such as "Press release"."""
    if block.divider or len(block.text) > 60:
        return False
    return document_type(block.text) is not None or is_other_type(block.text)

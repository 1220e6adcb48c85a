"""F2, title and body: line 1 the title, a dateline within the next lines, no labels but one that dates the page.

News items often have no dateline; they are taken only from a node of the OSCE's own hosts.
"""

from __future__ import annotations

import re

from osce_kg.extract.dateline_places import is_capitals
from osce_kg.extract.dates import ParsedDate, parse_date
from osce_kg.layouts.chrome import is_header_line, is_numbered_release
from osce_kg.layouts.headline import report_date
from osce_kg.layouts.label_names import LabelKind
from osce_kg.layouts.labels import ONLY_DATES, LabelRun
from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import Outline, is_content_type, outline
from osce_kg.layouts.parts import is_paragraph, labelled_draft, labelled_head, later_runs, unlabelled_draft
from osce_kg.layouts.wording import NO_NEWS, OSCE
from osce_kg.page import Block, Page

name = "F2"
general = True
_LAST_DATELINE = 4
# Labels that a page of title and body may have: its date, and on a mirror whose it is ("Source: OSCE").
_DATING = ONLY_DATES | {LabelKind.SOURCE}
_LONGEST_TITLE = 300
# "(PRESSWIRE - OSCE)": somebody passes on what is the OSCE's.
_WIRE = re.compile(r"\w\s*[-–—/]\s*OSCE\Z|\b(?:wire|news|press|agency)\b", re.I)
_PLACE = re.compile(r"([^\W\d_][^\n\d–—]{2,40}?)\s*[-–—]+\s")


def fits(found: Outline) -> bool:
    """Whether a title and then a dateline open a text about the OSCE, without marks of a mirror."""
    if not plain_release(found):
        return False
    return found.mirror is None and not _other_agency(found)


def plain_release(found: Outline) -> bool:
    """Whether the page is a release without labels, on any host, decorated by a mirror or not."""
    if found.menu or not found.content or found.newsroom is not None:
        return False
    run = found.top_run
    if found.other_kind is not None or (run is not None and not run.kinds <= _DATING):
        return False
    title_at = found.letterhead if run is None or run.start else run.end
    if title_at >= len(found.content):
        return False
    title = found.content[title_at]
    if title.bullet or title.divider or len(title.text) > _LONGEST_TITLE:
        return False
    if found.dateline is not None:
        at = found.dateline[0] - title_at
        # A release whose letterhead calls it one may go without a title: its number stands for it.
        first = 0 if found.letterhead and found.numbered else 1
        return first <= at <= _LAST_DATELINE and _leads_with_osce(found, found.dateline[0]) and not _list_title(title)
    if found.no_news or found.topics:
        return False
    if run is not None:
        return _dated_by_label(found, run)
    return _news_of_own_host(found) or _dated_above(found) or _dated_below(found) or _report(found)


def _leads_with_osce(found: Outline, last: int) -> bool:
    """Whether host, title, lead or the mirror's line name the OSCE; a word far below is another's release."""
    lead = [*found.content[: last + 2], *((found.mirror,) if found.mirror else ())]
    return found.own_host or any(OSCE.search(block.text) for block in lead)


def _dated_by_label(found: Outline, run: LabelRun) -> bool:
    """Whether a label dates a text of the OSCE's: on its hosts, or with a dateline that names the place alone."""
    dated = any(isinstance(parse_date(date.snippet.text), ParsedDate) for date in run.dates)
    # The label may stand above the title.
    after = run.end if run.start else run.end + 1
    lead = found.content[after : after + 2]
    placed = found.own_host or any(_opens_with_place(block.text) for block in lead)
    return dated and placed and _leads_with_osce(found, after) and _text_follows(found, after - 1)


def _opens_with_place(text: str) -> bool:
    """Whether a place in capitals and a dash open the text: a dateline whose date is elsewhere."""
    place = _PLACE.match(text)
    return place is not None and is_capitals(place.group(1))


def _dated_above(found: Outline) -> bool:
    """Whether a letterhead calls the page a release of the OSCE and dates it, and a title and text follow."""
    head = found.content[: found.letterhead]
    typed = any(is_content_type(block) or is_numbered_release(block.text) for block in head)
    dated = any(is_header_line(block) for block in head)
    return typed and dated and _leads_with_osce(found, found.letterhead) and _text_follows(found, found.letterhead)


def _dated_below(found: Outline) -> bool:
    """Whether a line of place and date stands under the title: on the OSCE's hosts, or with the place in capitals."""
    at = next((i for i in range(1, min(4, len(found.content))) if is_header_line(found.content[i])), None)
    if at is None or not _text_follows(found, at):
        return False
    place = found.content[at].text.split()[0]
    capitals = is_capitals(place.strip(",")) and len(place) > 2
    return found.about_osce and (found.own_host or (capitals and _leads_with_osce(found, at)))


def _report(found: Outline) -> bool:
    """Whether the headline is that of a dated report of the OSCE's."""
    at = found.letterhead
    title = found.content[at].text
    return report_date(title, 0) is not None and _leads_with_osce(found, at) and _text_follows(found, at)


def _text_follows(found: Outline, after: int) -> bool:
    return any(is_paragraph(block) for block in found.content[after + 1 : after + 5])


def _list_title(title: Block) -> bool:
    """Whether the first line heads a page of the site that shows other pages' leads."""
    return bool(NO_NEWS.fullmatch(re.split(r"\s+for\s+|\s*[|:]", title.text, maxsplit=1)[0].strip()))


def _news_of_own_host(found: Outline) -> bool:
    paragraphs = [block for block in found.content[1:] if is_paragraph(block)]
    return (
        found.own_node
        and found.about_osce
        and len(paragraphs) >= 2
        and paragraphs[0] in found.content[1:5]
        and not is_paragraph(found.content[0])
    )


def _other_agency(found: Outline) -> bool:
    agency = found.dateline[1].agency if found.dateline else None
    return agency is not None and (not OSCE.search(agency) or _WIRE.search(agency) is not None)


def read(page: Page) -> Layout:
    """Take the page apart.

    Raises:
        PageError: there is no title above the body.
    """
    found = outline(page)
    run = found.top_run
    if run is not None:
        return Layout((labelled_draft(found, run, *labelled_head(found.content, run)),), found.menu, later_runs(found))
    return Layout((unlabelled_draft(found, found.dateline),), found.menu)

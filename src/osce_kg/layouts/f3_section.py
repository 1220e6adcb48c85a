"""F3, pages of 2003 to 2019: a section header ("Newsroom"), the title, a line of place and date, the body."""

from __future__ import annotations

import dataclasses

from osce_kg.layouts.model import Draft, Layout
from osce_kg.layouts.outline import Outline, outline
from osce_kg.layouts.parts import is_paragraph, read_head, removed, split_teaser, time_elements, unlabelled_draft
from osce_kg.page import Page

name = "F3"


def fits(found: Outline) -> bool:
    """Whether a section header tops a text about the OSCE, with a header line, a dateline or a node's text below."""
    if found.newsroom is None or found.top_run is not None or found.other_kind is not None:
        return False
    if not (found.own_host or found.about_osce):
        return False
    if found.header is not None:
        return True
    if found.dateline is not None:
        return found.newsroom + 2 <= found.dateline[0] <= found.newsroom + 5
    below = found.content[found.newsroom + 1 :]
    return found.own_node and not found.topics and sum(is_paragraph(block) for block in below[1:]) >= 2


def read(page: Page) -> Layout:
    """Take the page apart. The header line stays out of the body; it may lie above the title.

    Raises:
        PageError: there is no title below the section header.
    """
    found = outline(page)
    assert found.newsroom is not None
    section = removed(found.content[: found.newsroom + 1], "section-header")
    below = found.content[found.newsroom + 1 :]
    rest = dataclasses.replace(
        found,
        content=below,
        letterhead=0,
        removed=(*found.removed, *section),
        dateline=(found.dateline[0] - found.newsroom - 1, found.dateline[1]) if found.dateline else None,
    )
    if found.header is None:
        return Layout((unlabelled_draft(rest, rest.dateline),), found.menu)
    at = found.header - found.newsroom - 1
    header, above, under = below[at], below[:at], below[at + 1 :]
    if not above:
        above, under = under[:1], under[1:]
    head = read_head(above)
    teaser, body = split_teaser((*head.between, *under))
    draft = Draft(
        title=head.title.snippet,
        content_type=head.content_type.snippet if head.content_type else None,
        dates=time_elements((header, *above)),
        body=body,
        teaser=teaser,
        header=header.snippet,
        distributor=found.mirror.snippet if found.mirror else None,
        removed=(*rest.removed, *removed(head.before, "above-title")),
    )
    return Layout((draft,), found.menu)

"""F1, pages of 2024 to 2026: flattened menu, content type, title, labels `Date:` `Place:` `Source:`, body.

The menu is optional (`/node/53091` has the labels alone), and so are the labels after a menu.
"""

from __future__ import annotations

from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import (
    F1_KINDS,
    ISSUED_KINDS,
    LISTING_KINDS,
    MIRROR_KINDS,
    Outline,
    is_content_type,
    outline,
)
from osce_kg.layouts.parts import labelled_draft, labelled_head, later_runs, unlabelled_draft
from osce_kg.page import Page

name = "F1"


def fits(found: Outline) -> bool:
    """Whether it has F1's labels below a title, or a menu and then content type or dateline."""
    run = found.top_run
    if found.other_kind is not None or (found.mirror is not None and not found.menu):
        return False
    if found.no_news and run is None:
        return False
    if run is not None:
        kinds = run.kinds
        if kinds & (ISSUED_KINDS | LISTING_KINDS | MIRROR_KINDS):
            return False
        own = len(kinds & F1_KINDS)
        at = found.dateline[0] - run.end if found.dateline else None
        if run.start < 1 and not (own >= 2 and at == 1):
            return False
        if not (found.menu or found.names_osce(run)):
            return False
        typed = any(is_content_type(block) for block in found.content[: run.start])
        return own >= 2 or (own == 1 and (bool(found.menu) or typed or at == 0))
    if not found.menu or found.newsroom is not None or found.topics:
        return False
    typed = bool(found.content) and any(is_content_type(block) for block in found.content[:3])
    return typed or (found.dateline is not None and found.dateline[0] <= 4)


def read(page: Page) -> Layout:
    """Take the page apart.

    Raises:
        PageError: there is no title above the labels or the body.
    """
    found = outline(page)
    run = found.top_run
    if run is None:
        return Layout((unlabelled_draft(found, found.dateline),), found.menu)
    head, below = labelled_head(found.content, run)
    draft = labelled_draft(found, run, head, below)
    return Layout((draft,), found.menu, (*run.findings, *later_runs(found)))

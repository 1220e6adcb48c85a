"""F4, the sites of 2025 (`astana.osce.org`, `bih.osce.org`): content type, title, labels of issue, body.

Values are bullets or plain lines; a teaser may repeat the lead.
"""

from __future__ import annotations

from osce_kg.layouts.label_names import LabelKind
from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import ISSUED_KINDS, LISTING_KINDS, Outline, is_content_type, outline
from osce_kg.layouts.parts import labelled_draft, labelled_head, later_runs, unlabelled_draft
from osce_kg.page import Page

name = "F4"
# Some of the sites date a release as listings date their items.
_ALSO_ISSUED = frozenset({LabelKind.PUBLISHED})


def fits(found: Outline) -> bool:
    """Whether labels of issue stand below a title, or, on one of these sites, a content type and no label."""
    run = found.top_run
    if found.other_kind is not None:
        return False
    if run is not None:
        return (
            bool(run.kinds & ISSUED_KINDS)
            and run.start >= 1
            and run.kinds & LISTING_KINDS <= _ALSO_ISSUED
            and sum(bool(other.kinds & LISTING_KINDS) for other in found.runs) <= 1
            and found.names_osce(run)
        )
    if found.menu or found.newsroom is not None or (found.dateline is not None and found.dateline[0] <= 4):
        return False
    subsite = found.own_host and found.url is not None and found.url.host != "osce.org"
    return subsite and len(found.content) >= 3 and any(is_content_type(b) for b in found.content[:2])


def read(page: Page) -> Layout:
    """Take the page apart.

    Raises:
        PageError: there is no title above the labels.
    """
    found = outline(page)
    run = found.top_run
    if run is None:
        return Layout((unlabelled_draft(found, found.dateline),), found.menu)
    head, below = labelled_head(found.content, run)
    draft = labelled_draft(found, run, head, below)
    return Layout((draft,), found.menu, (*run.findings, *later_runs(found)))

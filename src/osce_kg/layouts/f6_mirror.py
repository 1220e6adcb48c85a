"""F6, mirrors and agencies: the same release with a distributor's lines or an agency's tag."""

from __future__ import annotations

import dataclasses

from osce_kg.layouts import f2_plain
from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import MIRROR_KINDS, Outline, outline
from osce_kg.layouts.parts import labelled_draft, read_head, unlabelled_draft
from osce_kg.page import Page

name = "F6"
general = True


def fits(found: Outline) -> bool:
    """Whether it is a release as in F2 with a distributor's wording or another agency's tag."""
    run = found.top_run
    if run is not None and found.mirror is not None and (run.kinds & MIRROR_KINDS or not found.menu):
        return found.other_kind is None and found.about_osce and run.start > 0
    return f2_plain.plain_release(found) and not f2_plain.fits(found)


def read(page: Page) -> Layout:
    """Take the page apart; `distributor` is the mirror's own line, or the line with the agency's tag.

    Raises:
        PageError: there is no title above the body.
    """
    found = outline(page)
    run = found.top_run
    if run is not None:
        # Such a mirror has its own name and the country above the title, which stands right above its labels.
        return Layout(
            (
                labelled_draft(
                    found, run, read_head(found.content[: run.start], run.start - 1), found.content[run.end :]
                ),
            )
        )
    draft = unlabelled_draft(found, found.dateline)
    if draft.distributor is None and found.dateline is not None:
        draft = dataclasses.replace(draft, distributor=found.content[found.dateline[0]].snippet)
    return Layout((draft,), found.menu)

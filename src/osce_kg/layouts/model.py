"""What a page family's own file returns: parts of the page located by layout, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from osce_kg.page import Block, Page
from osce_kg.records import DateOrigin, Finding, Removed, Snippet


@dataclass(frozen=True, slots=True)
class DateText:
    """A date as written, and where on the page it stands. Empty labels are not listed."""

    snippet: Snippet
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class Draft:
    """One document located on a page: labelled values as written, body blocks in order, before cleaning.

    `header` is F3's line of place and date; `distributor` the line by which a mirror declares itself; `listed`
    marks an item of a listing, which has at most a teaser for a body; `link` is where HTML links the item's own page,
    as written.
    """

    title: Snippet
    content_type: Snippet | None = None
    dates: tuple[DateText, ...] = ()
    places: tuple[Snippet, ...] = ()
    sources: tuple[Snippet, ...] = ()
    fields: tuple[Snippet, ...] = ()
    body: tuple[Block, ...] = ()
    teaser: Snippet | None = None
    header: Snippet | None = None
    distributor: Snippet | None = None
    listed: bool = False
    link: str | None = None
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A page taken apart by its family: documents, the blocks of its menu, what did not fit."""

    drafts: tuple[Draft, ...] = ()
    menu: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()


class Family(Protocol):
    """One file in `layouts/`, listed in `layouts/__init__.py`."""

    @property
    def name(self) -> str:
        """Return the family's name, such as "F1"."""
        ...

    def matches(self, page: Page) -> bool:
        """Whether the page is of this family; at most one family may say yes."""

    def read(self, page: Page) -> Layout:
        """Take the page apart.

        Raises:
            PageError: the page matches but lacks what the family promises.
        """

"""Page families, one file each, and the choice of exactly one of them.

A family is told by marks of its own, and marks of two are an outcome that is reported. Two families are told by what a
page lacks: a title and a text (F2), which a mirror may decorate (F6). They say so (`general = True`), and are asked
only when no other fits, so that a new family need not be named in them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from osce_kg.layouts import f1_menu, f2_plain, f3_section, f4_site, f5_listing, f6_mirror, f7_topic
from osce_kg.layouts.model import Family, Layout
from osce_kg.layouts.outline import Outline, outline
from osce_kg.page import Page
from osce_kg.records import Finding, Severity

__all__ = ["FAMILIES", "Listed", "choose_family"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A family's file as a value; every family's `fits` looks at the one outline of a page."""

    name: str
    fits: Callable[[Outline], bool]
    read: Callable[[Page], Layout]
    general: bool = False

    def matches(self, page: Page) -> bool:
        return self.fits(outline(page))


_FEW = 60

FAMILIES: Sequence[Listed] = tuple(
    Listed(module.name, module.fits, module.read, getattr(module, "general", False))
    for module in (f1_menu, f2_plain, f3_section, f4_site, f5_listing, f6_mirror, f7_topic)
)


def choose_family(page: Page, families: Sequence[Listed] = FAMILIES) -> tuple[Family | None, tuple[Finding, ...]]:
    """Return the one family that the page is of, with what reading the page already found.

    None of no family (`unknown-family`; `no-content` if the page says that it has none) and of several
    (`ambiguous-family`): neither is guessed.
    """
    found = outline(page)
    chosen = [family for family in families if not family.general and family.fits(found)]
    if not chosen:
        chosen = [family for family in families if family.general and family.fits(found)]
    if len(chosen) == 1:
        return chosen[0], page.findings
    first = next(iter(found.content or page.blocks), None)
    span, value = (first.span, first.text[:120]) if first else (None, None)
    if chosen:
        names = ", ".join(family.name for family in chosen)
        message = f"page fits several families ({names}); nothing was read from it"
        finding = Finding("ambiguous-family", Severity.WARNING, message, span=span, value=value)
    elif first and (found.no_news or _is_shell(found)):
        # Error and search pages, logins and consent walls: captured in good order, and nothing to read.
        kind = "an error, search, login or consent page" if found.no_news else "nothing beside navigation and notices"
        message = f"{kind}: {value!r}"
        finding = Finding("no-content", Severity.INFO, message, span=span, value=value)
    else:
        message = f"page fits no family; it begins {value!r}" if first else "page has no text"
        finding = Finding("unknown-family", Severity.WARNING, message, span=span, value=value)
    return None, (*page.findings, finding)


def _is_shell(found: Outline) -> bool:
    """Whether a page is all navigation and notices, but for a button or two."""
    around = found.removed or found.menu
    return not found.content or (bool(around) and sum(len(block.text) for block in found.content) <= _FEW)

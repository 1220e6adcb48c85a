"""The navigation menu: each label to its scheme, by the HTML's nesting or else by the skeleton.

No label is filed by likeness: what its group does not know is an `unknown-menu-label`, with the nearest known
label as a suggestion for a person.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from osce_kg.layouts.menu_skeleton import (
    GROUP_BY_NAME,
    GROUPS,
    NAVIGATION_BY_NAME,
    PARTNERS,
    SECTION_BY_NAME,
    Group,
)
from osce_kg.page import Block
from osce_kg.records import ChairMention, Finding, MenuEntry, NavigationMenu, Severity, Span
from osce_kg.reference.model import Body, Registries, fold

_CHAIR = re.compile(r"\s*[-‐‑‒–—−]+\s*(?P<role>\D*\b(?P<year>(?:19|20)\d{2})\b.*)\Z")
_CHAIR_WORD = re.compile(r"chair|председател|голов|predsjed|predsed|kryesi|présid|vorsitz|președ|төраға", re.I)
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Label:
    """A menu label, whether it heads a group, and the group that it stands in."""

    block: Block
    heads: bool
    group: Group | None


@dataclass(frozen=True, slots=True)
class _Filed:
    kind: str
    key: str | None
    parent: str | None = None
    chair: ChairMention | None = None


@dataclass(slots=True)
class _State:
    headed: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)


def read_menu(blocks: Sequence[Block], registries: Registries) -> tuple[NavigationMenu, tuple[Finding, ...]]:
    """Return the menu with every label in order, and findings: `unknown-menu-label`, `menu-incomplete`."""
    state = _State()
    entries: list[MenuEntry] = []
    chairs: list[ChairMention] = []
    findings: list[Finding] = []
    for position, label in enumerate(_labels(blocks, registries), start=1):
        filed = _file(label, state, registries)
        if filed.kind == _UNKNOWN:
            findings.append(_unknown(label, registries))
        if filed.chair:
            chairs.append(filed.chair)
        block = label.block
        entries.append(MenuEntry(block.snippet, position, block.line, filed.kind, filed.key, filed.parent))
    missing = [group.key for group in GROUPS if group.required and group.key not in state.headed]
    missing += [
        group.key
        for group in GROUPS
        if group.key in state.headed - state.filled and group.leaves not in ("section", "navigation")
    ]
    if missing and entries:
        message = f"the menu lacks or does not fill: {', '.join(missing)}; its absences mean nothing"
        span = Span(entries[0].label.span.start, entries[-1].label.span.end)
        findings.append(Finding("menu-incomplete", Severity.INFO, message, span=span, value=", ".join(missing)))
    return NavigationMenu(tuple(entries), tuple(chairs), complete=not missing), tuple(findings)


def _labels(blocks: Sequence[Block], registries: Registries) -> Iterator[_Label]:
    if len({block.depth for block in blocks}) > 1:
        return _nested(blocks)
    return _flattened(blocks, registries)


def _nested(blocks: Sequence[Block]) -> Iterator[_Label]:
    """Yield the labels of an HTML menu: a label heads a group if what follows lies deeper."""
    above: list[tuple[int, Group | None]] = []
    labels = [block for block in blocks if not block.divider]
    for index, block in enumerate(labels):
        while above and above[-1][0] >= block.depth:
            above.pop()
        heads = index + 1 < len(labels) and labels[index + 1].depth > block.depth
        yield _Label(block, heads, above[-1][1] if above else None)
        if heads:
            above.append((block.depth, GROUP_BY_NAME.get(fold(block.text))))


def _flattened(blocks: Sequence[Block], registries: Registries) -> Iterator[_Label]:
    """Yield the labels of a flattened menu: a divider comes before a group's label.

    Where a text has lost the dividers too, a group's name heads its group if the next label is a leaf of it.
    """
    divided = any(block.divider for block in blocks)
    current: Group | None = None
    pending = False
    for index, block in enumerate(blocks):
        if block.divider:
            pending = True
            continue
        named = GROUP_BY_NAME.get(fold(block.text))
        heads = pending or (divided and named is not None and not block.bullet)
        if not divided and named is not None:
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            heads = following is not None and _leads_to(named, following, registries)
        yield _Label(block, heads, current)
        if heads:
            # "Fields of work" comes back as an echo; what follows an unknown group is unknown too.
            current = named
        pending = False


def _leads_to(group: Group, following: Block, registries: Registries) -> bool:
    below = GROUP_BY_NAME.get(fold(following.text))
    if below is not None:
        return below.parent == group.key
    if group.leaves == "navigation":
        return fold(following.text) in NAVIGATION_BY_NAME
    return _leaf(following, group, registries) is not None


def _file(label: _Label, state: _State, registries: Registries) -> _Filed:
    name = fold(label.block.text)
    named = GROUP_BY_NAME.get(name)
    if label.heads:
        return _file_heading(label, named, state, registries)
    if name in NAVIGATION_BY_NAME:
        return _Filed("navigation", NAVIGATION_BY_NAME[name])
    if name in SECTION_BY_NAME:
        key = SECTION_BY_NAME[name]
        return _Filed("partners" if key in PARTNERS else "section", key)
    found = _leaf(label.block, label.group, registries) if label.group else None
    if found is not None:
        if label.group:
            state.filled.add(label.group.key)
        return found
    if named is not None:
        return _Filed("echo", named.key)
    section = registries.menu_sections.get(name)
    return _Filed("section", section) if section else _Filed(_UNKNOWN, None)


def _file_heading(label: _Label, named: Group | None, state: _State, registries: Registries) -> _Filed:
    if named is None:
        return _Filed(_UNKNOWN, None)
    if named.key in state.headed:
        return _Filed("echo", named.key)
    state.headed.add(named.key)
    bodies = registries.bodies_named(label.block.text) if named.key == "secretariat" else ()
    return _Filed("organization", bodies[-1].key) if bodies else _Filed("section", named.key, named.parent)


def _leaf(block: Block, group: Group | None, registries: Registries) -> _Filed | None:
    """Return where a leaf of the group is filed, or None if the group's registry does not have it."""
    if group is None:
        return None
    if group.leaves == "field-of-work":
        work = registries.field_of_work(block.text)
        return _Filed("field-of-work", work.key, group.key) if work else None
    if group.leaves == "meeting-series":
        series = registries.series(block.text)
        return _Filed("meeting-series", series.key, group.key) if series else None
    if group.leaves == "country":
        return _country(block, group, registries)
    if group.leaves == "organization":
        return _organization(block, group, registries)
    return None


def _country(block: Block, group: Group, registries: Registries) -> _Filed | None:
    area = registries.area(block.text)
    if area:
        return _Filed("country", area.code, group.key)
    for dash in re.finditer(r"[-‐‑‒–—−]", block.text):
        role = _CHAIR.match(block.text[: dash.end()][-1:] + block.text[dash.end() :])
        area = registries.area(block.text[: dash.start()].rstrip(" -‐‑‒–—−"))
        if area and role and _CHAIR_WORD.search(role["role"]):
            start = block.start + dash.start() + role.start("role")
            chair = ChairMention(int(role["year"]), area.code, Span(start, block.end))
            return _Filed("country", area.code, group.key, chair)
    return None


def _organization(block: Block, group: Group, registries: Registries) -> _Filed | None:
    post = registries.post(block.text)
    if post:
        return _Filed("post", post.key, group.key)
    bodies = registries.bodies_named(block.text)
    if not bodies:
        return None
    body = _shown(bodies, block.text)
    # The end of the list of operations is not marked: what is no field operation belongs to the group above.
    parent = group.parent if group.key == "field-operations" and body.presence is None else group.key
    return _Filed("organization", body.key, parent)


def _shown(bodies: Sequence[Body], label: str) -> Body:
    """Return which of several namesakes a menu shows: the one with that menu label, else the latest."""
    own = [body for body in bodies if body.menu_label and fold(body.menu_label) == fold(label)]
    return (own or list(bodies))[-1]


def _unknown(label: _Label, registries: Registries) -> Finding:
    text, group = label.block.text, label.group
    where = f"under {group.names[0]!r}" if group else "outside every known group"
    near = difflib.get_close_matches(fold(text), list(_known(group, registries)), n=1, cutoff=0.75)
    hint = f"; nearest known label: {_known(group, registries)[near[0]]!r}" if near else ""
    message = f"menu label {text!r} {where} fits nothing{hint}; add it to a registry or to the skeleton"
    return Finding(
        "unknown-menu-label",
        Severity.WARNING,
        message,
        span=label.block.span,
        line=label.block.line,
        value=text,
    )


def _known(group: Group | None, registries: Registries) -> Mapping[str, str]:
    """Return folded → written label of what the group can hold, or of every group outside one."""
    labels: list[str] = []
    kind = group.leaves if group else None
    if kind in ("field-of-work", None):
        labels += [entry.label for entry in registries.fields_of_work.values()]
    if kind in ("meeting-series", None):
        labels += [entry.label for entry in registries.meeting_series.values()]
    if kind in ("country", None):
        labels += [area.label for area in registries.areas.values()]
    if kind in ("organization", None):
        labels += [body.menu_label or body.label for body in registries.bodies.values()]
    if kind is None:
        labels += [name for known in GROUPS for name in known.names]
    return {fold(label): label for label in labels}

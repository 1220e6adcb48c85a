"""The site's navigation menu as captures of 2024 to 2026 show it, flattened and nested, from the sample capture."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

_SAMPLE = Path(__file__).resolve().parents[2] / "data" / "captures"
_SUBGROUPS = frozenset(
    {"Fields of work", "Meetings and conferences", "Participating States", "Secretariat", "Field operations"}
)
# Leaves that flattening puts behind a subgroup's, and that belong to the group around it.
_OUTER = frozenset(
    {
        "Field operations",
        "Projects",
        "Partnerships",
        "Asian Partners for Co-operation",
        "Mediterranean Partners for Co-operation",
        "Institutions",
        "Parliamentary Assembly",
        "Court of Conciliation and Arbitration",
        "Organizational structure",
    }
)
_CHANGES_2026 = (
    ("Finland – OSCE Chairpersonship 2025", "Finland"),
    ("- Switzerland\n", "- Switzerland – OSCE Chairpersonship 2026\n"),
    ("Gender equality conferences", "Gender Equality Review Conferences"),
)


@cache
def menu(year: int) -> str:
    """Return the flattened menu of a capture of that year, with a line end."""
    text = next(iter(sorted(_SAMPLE.glob("*.txt")))).read_text(encoding="utf-8")
    text = text[: text.index("Press release\n")]
    if year >= 2026:
        for before, after in _CHANGES_2026:
            text = text.replace(before, after)
    return text


@cache
def menu_html(year: int) -> str:
    """Return the same labels as nested lists in a Drupal block."""
    parts: list[str] = []
    open_lists = 0
    seen: set[str] = set()

    def close(to: int) -> None:
        nonlocal open_lists
        while open_lists > to:
            parts.append("</ul></li>")
            open_lists -= 1

    lines = menu(year).splitlines()
    for index, line in enumerate(lines):
        if line == "-":
            continue
        group = index > 0 and lines[index - 1] == "-"
        label = line.removeprefix("- ")
        if group:
            inner = label in _SUBGROUPS and label not in seen
            close(1 if inner else 0)
            seen.add(label)
            parts.append(_group(label, index, open_lists))
            open_lists += 1
            continue
        if label in _OUTER and open_lists > 1:
            close(1)
        if label == "About us":
            close(0)
        parts.append(
            f'<li class="menu__item menu__item--leaf"><a href="/menu/{index}" class="menu__link" '
            f'data-drupal-link-system-path="menu/{index}">{html.escape(label)}</a></li>\n'
        )
    close(0)
    return (
        '<nav role="navigation" aria-labelledby="block-main-navigation-menu" id="block-main-navigation" '
        'class="block block-menu navigation menu--main"><ul class="menu menu--level-0">\n'
        + "".join(parts)
        + "</ul></nav>"
    )


def _group(label: str, index: int, depth: int) -> str:
    return (
        f'<li class="menu__item menu__item--expanded menu__item--level-{depth}" id="menu-{index}">'
        f'<a href="/menu/{index}" class="menu__link" aria-haspopup="true">{html.escape(label)}</a>'
        f'<ul class="menu menu--level-{depth + 1}">\n'
    )

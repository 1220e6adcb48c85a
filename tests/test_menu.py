"""The navigation menu: every label in its scheme, the rest reported; text and HTML agree."""

from __future__ import annotations

from collections import Counter

import pytest

from osce_kg.captures.model import capture
from osce_kg.layouts.menu import read_menu
from osce_kg.page import Block, read_page
from osce_kg.records import Finding, NavigationMenu
from osce_kg.reference import Registries

TREE: tuple[object, ...] = (
    ("Our work", (
        ("Fields of work", ("Arms control", "Policing", "Youth", "Field operations", "Projects")),
        ("Meetings and conferences", ("Summit meetings", "Gender Equality "
            "Review Conferences", "Partnerships")),
    )),
    "Fields of work",
    ("Countries", (
        "All",
        ("Participating States", ("Albania", "Czech Republic", "Finland – OSCE "
            "Chairpersonship 2025", "Türkiye")),
        "Asian Partners for Co-operation",
    )),
    ("Structures and institutions", (
        "Chairpersonship",
        ("Secretariat", ("Secretary General", "Conflict Prevention Centre", "Institutions")),
        ("Field operations", ("Presence in Albania", "Mission to Skopje", "Closed field activities")),
        "Parliamentary Assembly",
    )),
    "About us",
)  # fmt: skip


def flattened(tree: tuple[object, ...]) -> str:
    lines = []
    for node in tree:
        if isinstance(node, str):
            # In the flattened menu the echo of "Fields of work" has a divider too.
            lines.append(f"-\n{node}" if node == "Fields of work" else f"- {node}")
        else:
            assert isinstance(node, tuple)
            lines += [f"-\n{node[0]}", flattened(node[1])]
    return "\n".join(lines)


def nested(tree: tuple[object, ...]) -> str:
    items = []
    for node in tree:
        if isinstance(node, str):
            items.append(f"<li><a href='/x'>{node}</a></li>")
        else:
            assert isinstance(node, tuple)
            items.append(f"<li><span>{node[0]}</span>{nested(node[1])}</li>")
    return f"<ul>{''.join(items)}</ul>"


def blocks(content: str, media: str = "text/plain") -> tuple[Block, ...]:
    return read_page(capture(content.encode(), media, "x")).blocks


def menu_of(text: str, registries: Registries) -> tuple[NavigationMenu, tuple[Finding, ...]]:
    return read_menu(blocks(text), registries)


def test_text_and_html_agree(registries: Registries) -> None:
    text, text_findings = read_menu(blocks(flattened(TREE)), registries)
    html, html_findings = read_menu(blocks(nested(TREE), "text/html"), registries)
    view = [(entry.label.text, entry.kind, entry.key) for entry in text.entries]
    assert view == [(entry.label.text, entry.kind, entry.key) for entry in html.entries]
    assert (text_findings, html_findings) == ((), ())
    assert text.complete
    assert html.complete
    assert [(c.year, c.country) for c in text.chairs] == [(c.year, c.country) for c in html.chairs] == [(2025, "FIN")]


def test_each_label_is_filed_once_in_its_scheme(registries: Registries) -> None:
    menu, _ = menu_of(flattened(TREE), registries)
    filed = [(entry.label.text, entry.kind, entry.key) for entry in menu.entries]
    assert filed[2:7] == [
        ("Arms control", "field-of-work", "arms-control"),
        ("Policing", "field-of-work", "policing"),
        ("Youth", "field-of-work", "youth"),
        ("Field operations", "echo", "field-operations"),
        ("Projects", "section", "projects"),
    ]
    assert ("Gender Equality Review Conferences", "meeting-series", "gender-equality-conferences") in filed
    assert ("Fields of work", "echo", "fields-of-work") in filed
    assert ("All", "navigation", "all") in filed
    assert ("Czech Republic", "country", "CZE") in filed
    assert ("Asian Partners for Co-operation", "partners", "asian-partners-for-co-operation") in filed
    assert ("Secretary General", "post", "secretary-general") in filed
    assert ("Presence in Albania", "organization", "presence-in-albania") in filed
    assert [entry.position for entry in menu.entries] == list(range(1, len(menu.entries) + 1))


@pytest.mark.parametrize("dash", ["-", "–", "—", "‑"])
@pytest.mark.parametrize(("country", "code"), [("Finland", "FIN"), ("Switzerland", "CHE"), ("North Macedonia", "MKD")])
def test_chair_suffix_is_a_dated_role(registries: Registries, dash: str, country: str, code: str) -> None:
    text = flattened(TREE).replace("Finland – OSCE Chairpersonship 2025", f"{country} {dash} OSCE Chairpersonship 2026")
    menu, findings = menu_of(text, registries)
    assert findings == ()
    chair = menu.chairs[0]
    assert (chair.year, chair.country) == (2026, code)
    assert text[chair.span.start : chair.span.end] == "OSCE Chairpersonship 2026"
    assert (country in [entry.label.text for entry in menu.entries]) is False


def test_unknown_label_is_reported_with_its_line_and_a_suggestion(registries: Registries) -> None:
    text = flattened(TREE).replace("- Policing", "- Policin\n- Underwater basket weaving")
    menu, findings = menu_of(text, registries)
    assert [(f.code, f.value, f.line) for f in findings] == [
        ("unknown-menu-label", "Policin", 6),
        ("unknown-menu-label", "Underwater basket weaving", 7),
    ]
    assert "'Policing'" in findings[0].message
    assert Counter(entry.kind for entry in menu.entries)["unknown"] == 2


def test_label_of_another_scheme_is_not_filed_there(registries: Registries) -> None:
    menu, findings = menu_of(flattened(TREE).replace("- Policing", "- Albania\n- Policing"), registries)
    assert [finding.value for finding in findings] == ["Albania"]
    assert [entry.kind for entry in menu.entries if entry.label.text == "Albania"] == ["unknown", "country"]


def test_unknown_group_leaves_its_labels_unknown(registries: Registries) -> None:
    _, findings = menu_of(flattened(TREE) + "\n-\nBrand new group\n- Policing", registries)
    assert [finding.value for finding in findings] == ["Brand new group", "Policing"]


def test_menu_cut_off_is_incomplete(registries: Registries) -> None:
    text = flattened(TREE)
    menu, findings = menu_of(text[: text.index("-\nStructures")], registries)
    assert not menu.complete
    assert [finding.code for finding in findings] == ["menu-incomplete"]
    assert findings[0].value is not None
    assert "field-operations" in findings[0].value


def test_text_without_dividers_is_read_by_the_skeleton(registries: Registries) -> None:
    text = flattened(TREE).replace("-\n", "- ")
    menu, findings = menu_of(text, registries)
    expected, _ = menu_of(flattened(TREE), registries)
    assert [(e.label.text, e.kind, e.key) for e in menu.entries] == [
        (e.label.text, e.kind, e.key) for e in expected.entries
    ]
    assert findings == ()


def test_sample_menu(registries: Registries, root: object) -> None:
    from pathlib import Path

    sample = next((Path(str(root)) / "data" / "captures").glob("*.txt"))
    page = read_page(capture(sample.read_bytes(), "text/plain", sample.name))
    menu, findings = read_menu(page.blocks[:151], registries)
    counts = Counter((entry.kind, entry.parent) for entry in menu.entries)
    assert counts["field-of-work", "fields-of-work"] == 23
    assert counts["meeting-series", "meetings-and-conferences"] == 16
    assert counts["country", "participating-states"] == 57
    assert counts["organization", "field-operations"] == 12
    assert [(chair.year, chair.country) for chair in menu.chairs] == [(2025, "FIN")]
    assert menu.complete
    assert findings == ()

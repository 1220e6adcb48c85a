"""A page captured as text and the same page captured as HTML give the same facts."""

from __future__ import annotations

import dataclasses
import hashlib
import html
from itertools import groupby

import pytest

from golden import Golden, goldens, summary
from osce_kg.build import read_capture
from osce_kg.captures.model import Capture
from osce_kg.layouts.read import Reader
from osce_kg.records import CaptureInfo

_TEXTS = [golden for golden in goldens() if golden.page.suffix == ".txt" and not golden.load().get("reject")]
# HTML says more: what is a heading, which item nests in which. What it drops is the text's own trouble.
_COMPARED = (
    "headline", "type", "language", "issued", "issued_from", "dates", "dateline", "places", "tagged_sources", "issuers",
    "fields", "field_texts", "countries", "quotations", "mentions", "projects", "body_starts", "body_ends", "mirror",
)  # fmt: skip


@pytest.mark.parametrize("golden", _TEXTS, ids=lambda golden: golden.id)
def test_the_same_page_as_html(golden: Golden, reader: Reader) -> None:
    text = golden.read(reader).records
    markup = as_html(golden.page.read_text(encoding="utf-8")).encode()
    info = dataclasses.replace(text.capture, sha256=hashlib.sha256(markup).hexdigest(), media_type="text/html")
    assert isinstance(info, CaptureInfo)
    other = read_capture(Capture(info, markup), reader).records
    one, two = summary(text), summary(other)
    assert two["family"] == one["family"]
    assert [_facts(document) for document in two["documents"]] == [_facts(document) for document in one["documents"]]


def _facts(document: dict[str, object]) -> dict[str, object]:
    return {name: document[name] for name in _COMPARED}


def as_html(text: str) -> str:
    """Return the lines of a text capture as a page: a nested menu, lists, a heading, paragraphs."""
    lines = [line for line in text.splitlines() if line.strip()]
    end = _menu_end(lines)
    listed = "".join(_listed(lines[end:]))
    return (
        f"<!DOCTYPE html><html><head><title>Page</title></head><body>{_menu(lines[:end])}<main>{listed}</main></body>"
        "</html>"
    )


def _menu_end(lines: list[str]) -> int:
    """Return how many lines are menu: dividers, what follows them, and items, if there are enough."""
    at = 0
    while at < len(lines) and (lines[at] == "-" or lines[at].startswith("- ") or (at and lines[at - 1] == "-")):
        at += 1
    return at if at > 20 else 0


def _menu(lines: list[str]) -> str:
    if not lines:
        return ""
    parts, is_open = ["<nav><ul>"], False
    for before, line in zip(["", *lines], lines, strict=False):
        if line == "-":
            continue
        if before == "-":
            parts.append(("</ul></li>" if is_open else "") + f"<li><span>{html.escape(line)}</span><ul>")
            is_open = True
        else:
            parts.append(f'<li><a href="/x">{html.escape(line.removeprefix("- "))}</a></li>')
    return "".join([*parts, "</ul></li>" if is_open else "", "</ul></nav>"])


def _listed(lines: list[str]) -> list[str]:
    found = []
    for bulleted, group in groupby(lines, key=lambda line: line.startswith("- ")):
        if bulleted:
            found.append(f"<ul>{''.join(f'<li>{html.escape(line[2:])}</li>' for line in group)}</ul>")
        else:
            found += [f"<p>{html.escape(line)}</p>" for line in group]
    return found

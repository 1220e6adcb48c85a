"""The choice of one family: what must not be taken for news, mixtures of lines, families to come."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layout_pages import F1_LABELS, LEAD, LISTING, MENU, MORE, QUOTE, family_of, page, read
from osce_kg.errors import PageError
from osce_kg.layouts import FAMILIES, Listed, choose_family
from osce_kg.layouts.model import Layout
from osce_kg.layouts.outline import Outline, outline
from osce_kg.layouts.parts import unlabelled_draft
from osce_kg.page import Page


@pytest.mark.parametrize("menu", ["", MENU])
def test_f7_is_routed_away(menu: str) -> None:
    text = menu + f"OSCE Mission to Testland\nAt a glance\n{LEAD}\nOverview\n{MORE}\nTasks\n- Help\n"
    layout = read(text)
    assert family_of(text) == "F7"
    assert layout.drafts == ()
    assert [finding.code for finding in layout.findings] == ["not-news"]


@pytest.mark.parametrize(
    "text",
    [
        "Page not found\nThe page you asked for does not exist.\nGo to the home page",
        "We use cookies\nThis site uses cookies to make your visit better.\nAccept all\nReject",
        "Log in\nUser name\nPassword\nForgot your password?",
        "Search results\n12 results for police\nOSCE Mission\nOSCE Secretariat",
        f"A recipe for bread\nTESTVILLE, 3 May 2011 - Take flour, water and salt, and wait for a day. {MORE}",
        "Just one line",
        "",
        "\n".join(f"- item {n}" for n in range(30)),
        f"Some thoughts\nIn Testville, 3 May 2011 was a day when the OSCE met. {MORE}\n{MORE}",
    ],
)
def test_what_is_no_osce_news_is_unknown(text: str) -> None:
    chosen, findings = choose_family(page(text))
    assert chosen is None
    told = text.split("\n", 1)[0] in {"Page not found", "Log in", "Search results", "We use cookies"}
    assert [finding.code for finding in findings] == ["no-content" if told else "unknown-family"]


_LINES = st.sampled_from(
    [
        *MENU.splitlines(),
        *F1_LABELS.splitlines(),
        *LISTING.splitlines(),
        "Newsroom",
        "11 April 2006",
        "At a glance",
        "Overview",
        "Issued by:",
        "Issued on:",
        "Legal Disclaimer:",
        LEAD,
        MORE,
        QUOTE,
        "TESTVILLE, 3 May 2011 – " + LEAD,
    ]
)


@example(["Legal Disclaimer:", "-", "-", "Where we are: OSCE Mission to Testland"], None)
@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=25), st.sampled_from([None, "https://osce.org/node/12345"]))
def test_any_mixture_of_lines_is_read_or_reported(lines: list[str], url: str | None) -> None:
    parsed = page("\n".join(lines), url)
    matching = [family for family in FAMILIES if family.matches(parsed)]
    fitting = [family for family in matching if not family.general] or matching
    chosen, findings = choose_family(parsed)
    assert (chosen is None) == (len(fitting) != 1)
    assert chosen is not None or findings
    if chosen is None:
        return
    try:
        layout = chosen.read(parsed)
    except PageError:
        return
    for draft in layout.drafts:
        assert all(parsed.text[block.start : block.end] == block.text for block in draft.body)


def _bulletin(found: Outline) -> bool:
    return found.content[0].text.startswith("Testland bulletin no.")


def _read_bulletin(page: Page) -> Layout:
    return Layout((unlabelled_draft(outline(page), outline(page).dateline),))


_BULLETIN = f"Testland bulletin no. 7\nMission opens reading room\nTESTVILLE, 3 May 2011 - {LEAD}\n{MORE}\n"


def test_a_new_family_with_a_dateline_needs_no_word_in_the_old_ones() -> None:
    bulletin = page(_BULLETIN)
    families = [*FAMILIES, Listed("F8", _bulletin, _read_bulletin)]
    assert [family.name for family in families if family.matches(bulletin)] == ["F2", "F8"]
    for listed in (families, families[::-1]):
        chosen, findings = choose_family(bulletin, listed)
        assert (chosen and chosen.name, findings) == ("F8", ())
    chosen, _ = choose_family(page(_BULLETIN.replace("bulletin no.", "news of")), families)
    assert chosen is not None
    assert chosen.name == "F2"


def test_two_families_with_marks_of_their_own_are_none() -> None:
    families = [*FAMILIES, Listed("F8", _bulletin, _read_bulletin), Listed("F9", _bulletin, _read_bulletin)]
    chosen, findings = choose_family(page(_BULLETIN), families)
    assert chosen is None
    assert [finding.code for finding in findings] == ["ambiguous-family"]
    assert "F8, F9" in findings[0].message


def test_only_what_is_told_by_what_it_lacks_is_general() -> None:
    assert [family.name for family in FAMILIES if family.general] == ["F2", "F6"]

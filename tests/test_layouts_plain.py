"""Pages of title and body: bare (F2), below a section header (F3), decorated by a mirror (F6)."""

from __future__ import annotations

import pytest

from layout_pages import LEAD, MORE, draft_of, family_of, texts


@pytest.mark.parametrize(
    "dateline",
    [
        "TESTVILLE, 3 May 2011 – ",
        "TESTVILLE, 3 May 2011 (OSCE)-- ",
        "3 May 2011, Testville – ",
        "Testville, 3 May 2011 – ",
    ],
)
def test_f2_title_and_dateline(dateline: str) -> None:
    text = f"Mission opens reading room\n{dateline}{LEAD}\n{MORE}"
    assert family_of(text) == "F2"
    draft = draft_of(text)
    assert draft.title.text == "Mission opens reading room"
    assert len(draft.body) == 2


def test_f2_news_item_without_dateline_only_on_a_node_of_the_osce() -> None:
    text = f"Mission opens reading room\n{LEAD}\n{MORE}"
    assert family_of(text, "https://www.osce.org/mission-to-testland/12345") == "F2"
    assert family_of(text, "https://www.osce.org/mission-to-testland") is None
    assert family_of(text, "https://example.com/mission/12345") is None
    assert family_of(text) is None


def test_date_line_below_the_title_is_the_header() -> None:
    text = f"Mission opens reading room\n3 May 2011\n{LEAD}\n{MORE}"
    draft = draft_of(text, "https://www.osce.org/mission-to-testland/12345")
    assert draft.header is not None
    assert draft.header.text == "3 May 2011"
    assert texts(draft.body) == [LEAD, MORE]


@pytest.mark.parametrize("section", ["Newsroom", "Redaksia e lajmeve", "Новини", "Resources"])
@pytest.mark.parametrize("header", ["TESTVILLE 11 April 2006", "11 April 2006"])
def test_f3_section_header(section: str, header: str) -> None:
    text = f"{section}\nMission opens reading room\n{header}\n{LEAD}\n{MORE}"
    assert family_of(text) == "F3"
    draft = draft_of(text)
    assert draft.title.text == "Mission opens reading room"
    assert draft.header is not None
    assert draft.header.text == header
    assert texts(draft.body) == [LEAD, MORE]
    assert [(gone.reason, gone.snippet.text) for gone in draft.removed] == [("section-header", section)]


def test_f3_without_header_line_only_on_a_node_of_the_osce() -> None:
    text = f"Newsroom\nMission opens reading room\n{LEAD}\n{MORE}"
    assert family_of(text) is None
    assert family_of(text, "https://www.osce.org/mission-to-testland/12345") == "F3"


@pytest.mark.parametrize(
    "tail", ["Distributed by Example Wire on behalf of the OSCE.", "Legal Disclaimer:", "/Public Release."]
)
def test_f6_mirrors(tail: str) -> None:
    text = f"Mission opens reading room\nTESTVILLE, 3 May 2011 – {LEAD}\n{MORE}\n{tail}"
    assert family_of(text) == "F6"
    draft = draft_of(text)
    assert draft.distributor is not None
    assert draft.distributor.text == tail


def test_f6_agency_tag_before_the_place() -> None:
    text = f"Mission opens reading room\n(WIREPRESS - OSCE) TESTVILLE, 3 May 2011 - {LEAD}\n{MORE}\nLegal Disclaimer:"
    assert family_of(text) == "F6"
    assert draft_of(text).body[0].text.startswith("(WIREPRESS - OSCE) TESTVILLE")


def test_f6_agency_prefix() -> None:
    text = f"Mission opens reading room\nTESTVILLE, 3 May 2011 (TCA) — {LEAD}\n{MORE}"
    assert family_of(text) == "F6"

"""One page per shape of every family, what must not be taken for news; at most one family says yes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_kg.captures.model import capture
from osce_kg.errors import PageError
from osce_kg.layouts import FAMILIES, choose_family
from osce_kg.layouts.model import Draft, Layout
from osce_kg.page import Page, read_page
from osce_kg.records import DateOrigin

LEAD = "The OSCE Mission opened a new reading room in the town library today, in the presence of all teachers."
MORE = "The room holds two thousand books in four languages and is open to everybody on every day of the week."
QUOTE = '"A library is a place for all," said Ana Example, the Head of the OSCE Mission.'
MENU = """-
Our work
-
Fields of work
- Arms control
- Border management
- Policing
- Elections
- Projects
-
Countries
- All
-
Participating States
- Albania
- Andorra
- About us
"""


def page(text: str, url: str | None = None, media: str = "text/plain") -> Page:
    return read_page(capture(text.encode(), media, "x", url=url))


def family_of(text: str, url: str | None = None, media: str = "text/plain") -> str | None:
    chosen, findings = choose_family(page(text, url, media))
    assert chosen is not None or [f.code for f in findings if f.code.endswith("-family")]
    return chosen.name if chosen else None


def read(text: str, url: str | None = None, media: str = "text/plain") -> Layout:
    parsed = page(text, url, media)
    chosen, findings = choose_family(parsed)
    assert chosen is not None, findings
    layout = chosen.read(parsed)
    for draft in layout.drafts:
        for snippet in (draft.title, *draft.places, *draft.sources, *draft.fields):
            assert parsed.text[snippet.span.start : snippet.span.end] == snippet.text
    return layout


def draft_of(text: str, url: str | None = None, media: str = "text/plain") -> Draft:
    layout = read(text, url, media)
    assert len(layout.drafts) == 1
    return layout.drafts[0]


def texts(snippets: tuple[object, ...]) -> list[str]:
    return [getattr(snippet, "text") for snippet in snippets]  # noqa: B009 (blocks and snippets alike)


F1_LABELS = f"""Press release
Mission opens reading room in Testville
- Date:
- Place:
- TESTVILLE
- Source:
- OSCE Mission to Testland (closed)
- OSCE Secretariat
- Fields of work:
- Education
- Human rights
TESTVILLE, 3 May 2011 - {LEAD}
{MORE}
"""


@pytest.mark.parametrize("menu", ["", MENU, "Skip to main content\n" + MENU])
def test_f1_with_and_without_its_menu(menu: str) -> None:
    assert family_of(menu + F1_LABELS) == "F1"
    layout = read(menu + F1_LABELS)
    draft = layout.drafts[0]
    assert len(layout.menu) == (17 if menu else 0)
    assert draft.title.text == "Mission opens reading room in Testville"
    assert draft.content_type is not None
    assert draft.content_type.text == "Press release"
    assert draft.dates == ()
    assert texts(draft.places) == ["TESTVILLE"]
    assert texts(draft.sources) == ["OSCE Mission to Testland (closed)", "OSCE Secretariat"]
    assert texts(draft.fields) == ["Education", "Human rights"]
    assert texts(draft.body) == [f"TESTVILLE, 3 May 2011 - {LEAD}", MORE]


def test_f1_values_inline_and_joined() -> None:
    text = F1_LABELS.replace("- Date:\n", "- Date: 3 May 2011\n").replace(
        "- Education\n- Human rights\n", "- Education, Human rights\n"
    )
    draft = draft_of(text)
    assert [(date.snippet.text, date.origin) for date in draft.dates] == [("3 May 2011", DateOrigin.LABEL)]
    assert texts(draft.fields) == ["Education", "Human rights"]


def test_f1_localised_labels() -> None:
    draft = draft_of(
        "Пресс-релиз\nМиссия открыла читальный зал\n- Дата:\n- 3 мая 2011\n- Место:\n- ТЕСТОВО\n- Источник:\n"
        "- Миссия ОБСЕ\n- Сферы деятельности:\n- Образование\nТЕСТОВО, "
        f"3 мая 2011 года – Миссия ОБСЕ открыла зал. {MORE}"
    )
    assert texts(draft.places) == ["ТЕСТОВО"]
    assert [date.snippet.text for date in draft.dates] == ["3 мая 2011"]
    assert texts(draft.fields) == ["Образование"]


def test_f1_unknown_label_is_reported_and_its_value_not_filed() -> None:
    layout = read(F1_LABELS.replace("- Source:", "- Weather:\n- Sunny\n- Source:"))
    assert [(finding.code, finding.value) for finding in layout.findings] == [("unknown-label", "Weather:")]
    assert texts(layout.drafts[0].places) == ["TESTVILLE"]


def test_f1_menu_with_an_unknown_tail_and_no_labels() -> None:
    text = MENU + f"- Something new\nNews\nA title without labels\nTESTVILLE, 3 May 2011 - {LEAD}\n{MORE}"
    layout = read(text)
    assert layout.menu[-1].text == "Something new"
    assert layout.drafts[0].title.text == "A title without labels"


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


@pytest.mark.parametrize("skip", ["", "Skip Links\n"])
@pytest.mark.parametrize("bullet", ["", "- "])
def test_f4_issued_labels_with_bullets_or_plain_lines(skip: str, bullet: str) -> None:
    text = (
        f"{skip}Press release\nMission opens reading room\nIssued "
        f"on:\nIssued by:\n{bullet}OSCE Mission to Testland\n"
        f"Fields of work:\n{bullet}Education\n{LEAD}\n{MORE}"
    )
    assert family_of(text) == "F4"
    draft = draft_of(text)
    assert draft.dates == ()
    assert texts(draft.sources) == ["OSCE Mission to Testland"]
    assert texts(draft.fields) == ["Education"]
    assert texts(draft.body) == [LEAD, MORE]


@pytest.mark.parametrize("above", ["", "News and press releases\n"])
def test_f4_dated_as_a_listing_dates_its_items(above: str) -> None:
    text = (
        f"{above}Saopćenje za javnost\nBiblioteka otvorena\nDatum objave:\n26. novembar 2025.\nIzdavač:\n"
        f"Misija OSCE-a u Bosni i Hercegovini\nSARAJEVO, 26. novembar 2025. - {LEAD}\n"
    )
    url = "https://bih.osce.org/hbs/mission-to-bosnia-and-herzegovina/590001"
    assert family_of(text, url) == "F4"
    draft = draft_of(text, url)
    assert draft.title.text == "Biblioteka otvorena"
    assert [source.text for source in draft.sources] == ["Misija OSCE-a u Bosni i Hercegovini"]
    assert [date.snippet.text for date in draft.dates] == ["26. novembar 2025."]


def test_f4_localised_with_a_teaser_that_repeats_the_lead() -> None:
    lead = "Misija OSCE-a otvorila je danas novu čitaonicu u gradskoj biblioteci, u prisustvu učenika."
    text = (
        "Skip Links\nSaopćenje za javnost\nMisija otvara čitaonicu\nIzdavač:\nMisija OSCE-a u Testlandu\n"
        f"{lead[:60]}...\nSARAJEVO, 26. novembar 2025. godine - {lead}\n{lead}"
    )
    draft = draft_of(text, "https://bih.osce.org/hbs/node/1234")
    assert texts(draft.sources) == ["Misija OSCE-a u Testlandu"]
    assert draft.teaser is not None
    assert draft.teaser.text == f"{lead[:60]}..."
    assert len(draft.body) == 2


LISTING = """News and press releases
Mission opens reading room
Publishing date: 3 May 2011
Content type: Press release
Where we are: OSCE Mission to Testland
What we do: Education, Human rights
The Mission opened a reading room.
Second title
Publishing date:
4 May 2011
Content type:
News Item
What we do:
Third title
Content type:
Press release
Where we are:
OSCE Secretariat
A teaser of the third item.
"""


def test_f5_items_with_missing_and_empty_labels() -> None:
    layout = read(LISTING)
    assert family_of(LISTING) == "F5"
    assert [draft.title.text for draft in layout.drafts] == [
        "Mission opens reading room",
        "Second title",
        "Third title",
    ]
    first, second, third = layout.drafts
    assert all(draft.listed and draft.body == () for draft in layout.drafts)
    assert texts(first.fields) == ["Education", "Human rights"]
    assert first.teaser is not None
    assert [(d.snippet.text, d.origin) for d in second.dates] == [("4 May 2011", DateOrigin.LISTING)]
    assert (second.fields, second.teaser, third.dates) == ((), None, ())
    assert texts(third.sources) == ["OSCE Secretariat"]
    assert third.teaser is not None


def test_f5_heading_of_the_listing_is_no_title_of_its_first_item() -> None:
    item = "<p>{}</p><p>Publishing date:</p><p>3 March 2011</p><p>Content type:</p><p>News</p>"
    items = item.format("OSCE trains judges") + item.format("OSCE trains police")
    markup = f"<html><body><h1>News and press releases</h1>{items}</body></html>"
    layout = read(markup, "https://www.osce.org/news", "text/html")
    assert [draft.title.text for draft in layout.drafts] == ["OSCE trains judges", "OSCE trains police"]


def test_a_content_type_that_is_the_heading_of_html_is_no_title() -> None:
    markup = f"<html><body><h1>Press release</h1><p>Library opens</p><p>SKOPJE, 30 May 2008 - {LEAD}</p></body></html>"
    draft = draft_of(markup, "https://www.osce.org/node/7", "text/html")
    assert draft.title.text == "Library opens"
    assert draft.content_type is not None
    assert draft.content_type.text == "Press release"


def test_f5_line_that_belongs_to_no_item_is_reported() -> None:
    layout = read(LISTING.replace("Second title", "An unlabelled item.\nIts teaser.\nSecond title"))
    assert [finding.code for finding in layout.findings] == ["listing-unplaced", "listing-unplaced"]


@pytest.mark.parametrize(
    "tail", ["Distributed by Example Wire on behalf of the OSCE.", "Legal Disclaimer:", "/Public Release."]
)
def test_f6_mirrors(tail: str) -> None:
    text = f"Mission opens reading room\nTESTVILLE, 3 May 2011 – {LEAD}\n{MORE}\n{tail}"
    assert family_of(text) == "F6"
    draft = draft_of(text)
    assert draft.distributor is not None
    assert draft.distributor.text == tail


def test_f6_agency_prefix() -> None:
    text = f"Mission opens reading room\nTESTVILLE, 3 May 2011 (TCA) — {LEAD}\n{MORE}"
    assert family_of(text) == "F6"


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
    assert [finding.code for finding in findings] == ["unknown-family"]


def test_html_and_text_of_one_f1_page_agree() -> None:
    menu = (
        "<nav><ul><li>Our work<ul><li>Fields of work<ul><li>Arms "
        "control</li><li>Border management</li><li>Policing</li>"
        "</ul></li><li>Elections</li></ul></li><li>Countries<ul>"
        "<li>All</li></ul></li><li>About us</li></ul></nav>"
    )
    html = (
        f"<body><header><a href='/'>OSCE</a></header>{menu}<main><div>Press release</div>"
        "<h1>Mission opens reading room in Testville</h1><ul>"
        "<li>Date:</li><li>Place:<ul><li>TESTVILLE</li></ul></li>"
        "<li>Source:<ul><li>OSCE Mission to Testland (closed)</li><li>OSCE Secretariat</li></ul></li>"
        "<li>Fields of work:<ul><li>Education</li><li>Human rights</li></ul></li></ul>"
        f"<p>TESTVILLE, 3 May 2011 - {LEAD}</p><p>{MORE}</p></"
        "main><footer><ul><li>Contacts</li></ul></footer></body>"
    )
    from_html, from_text = read(html, media="text/html"), read(MENU + F1_LABELS)
    assert len(from_html.menu) == 9
    one, other = from_html.drafts[0], from_text.drafts[0]
    for part in ("places", "sources", "fields", "body"):
        assert texts(getattr(one, part)) == texts(getattr(other, part))
    assert one.title.text == other.title.text
    assert "Contacts" in [gone.snippet.text for gone in one.removed]


def test_time_element_gives_the_day_at_the_site() -> None:
    html = (
        "<body><main><h1>Mission opens reading room</h1><time "
        "datetime='2011-05-02T22:00:00Z'>3 May 2011</time>"
        f"<p>TESTVILLE, 3 May 2011 - {LEAD}</p><p>{MORE}</p></main></body>"
    )
    draft = draft_of(html, media="text/html")
    assert [(d.snippet.text, d.origin) for d in draft.dates] == [("2011-05-03", DateOrigin.TIME_ELEMENT)]
    assert len(draft.body) == 2


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


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=25), st.sampled_from([None, "https://osce.org/node/12345"]))
def test_any_mixture_of_lines_is_read_or_reported(lines: list[str], url: str | None) -> None:
    parsed = page("\n".join(lines), url)
    fitting = [family for family in FAMILIES if family.matches(parsed)]
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


def test_labels_of_an_event_in_the_body_are_body() -> None:
    text = f"Press event on Tuesday\nTESTVILLE, 3 May 2011 - {LEAD}\nDate: 5 May 2011\nPlace: Testville\n{MORE}"
    assert family_of(text) == "F2"
    draft = draft_of(text)
    assert draft.dates == ()
    assert len(draft.body) == 4


def test_date_line_below_the_title_is_the_header() -> None:
    text = f"Mission opens reading room\n3 May 2011\n{LEAD}\n{MORE}"
    draft = draft_of(text, "https://www.osce.org/mission-to-testland/12345")
    assert draft.header is not None
    assert draft.header.text == "3 May 2011"
    assert texts(draft.body) == [LEAD, MORE]


def test_f3_without_header_line_only_on_a_node_of_the_osce() -> None:
    text = f"Newsroom\nMission opens reading room\n{LEAD}\n{MORE}"
    assert family_of(text) is None
    assert family_of(text, "https://www.osce.org/mission-to-testland/12345") == "F3"

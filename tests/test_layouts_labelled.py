"""Pages with labels: menu and labels (F1), labels of issue (F4), listings (F5)."""

from __future__ import annotations

import pytest

from layout_pages import F1_LABELS, LEAD, LISTING, MENU, MORE, draft_of, family_of, read, texts
from osce_kg.records import DateOrigin


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


def test_labels_of_an_event_in_the_body_are_body() -> None:
    text = f"Press event on Tuesday\nTESTVILLE, 3 May 2011 - {LEAD}\nDate: 5 May 2011\nPlace: Testville\n{MORE}"
    assert family_of(text) == "F2"
    draft = draft_of(text)
    assert draft.dates == ()
    assert len(draft.body) == 4

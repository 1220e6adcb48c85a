"""Pages: blocks with exact offsets from text and HTML, the same from both where both say the same."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_kg.captures.model import capture
from osce_kg.errors import PageError
from osce_kg.page import Page, read_page
from osce_kg.page_html import MAX_ATTRIBUTES, MAX_DEPTH


def text_page(text: str | bytes) -> Page:
    return read_page(capture(text.encode() if isinstance(text, str) else text, "text/plain", "a.txt"))


def html_page(markup: str | bytes, charset: str | None = None) -> Page:
    content = markup.encode() if isinstance(markup, str) else markup
    return read_page(capture(content, "text/html", "a.html", charset=charset))


def assert_offsets(page: Page) -> None:
    for block in page.blocks:
        assert page.text[block.start : block.end] == block.text
        assert page.line_of(block.start) == block.line
        assert block.text == block.text.strip()
        assert block.text


def shape(page: Page) -> list[tuple[str, bool, bool]]:
    return [(block.text, block.bullet, block.divider) for block in page.blocks]


def test_text_lines_bullets_and_dividers() -> None:
    page = text_page("-\nOur work\n- One\n* Two\n• Three\n\n  - Four \r\n-- not one\n-neither\n*")
    assert_offsets(page)
    assert shape(page) == [
        ("-", False, True),
        ("Our work", False, False),
        ("One", True, False),
        ("Two", True, False),
        ("Three", True, False),
        ("Four", True, False),
        ("-- not one", False, False),
        ("-neither", False, False),
        ("*", False, False),
    ]


def test_byte_order_mark_keeps_its_place_in_offsets() -> None:
    page = text_page("\ufeffTitle\r\nBody")
    assert_offsets(page)
    assert [(block.text, block.start, block.line) for block in page.blocks] == [
        ("Title", 1, 1),
        ("Body", 8, 2),
    ]


def test_invalid_utf8_names_the_byte() -> None:
    with pytest.raises(PageError, match="not UTF-8 at byte 3"):
        text_page(b"abc\xff")


@pytest.mark.parametrize("text", [" date 2025-04-14 A title here\nBody", "date 2025-04-14\nA title here\nBody"])
def test_corpus_prefix_is_kept_apart(text: str) -> None:
    page = text_page(text)
    assert_offsets(page)
    assert page.text == text
    assert [block.text for block in page.blocks] == ["A title here", "Body"]
    assert page.corpus_date is not None
    assert page.text[page.corpus_date.span.start : page.corpus_date.span.end] == "2025-04-14"
    assert [finding.code for finding in page.findings] == ["corpus-prefix"]


def test_a_title_that_begins_with_the_word_date_is_no_prefix() -> None:
    page = text_page("date 2025-04-14x set for vote")
    assert page.corpus_date is None
    assert page.blocks[0].text.startswith("date")


def test_html_and_text_of_one_page_give_the_same_blocks() -> None:
    page = html_page(
        "<ul><li>One</li><li><a href='/x'>Two</a></li></ul><h1>"
        "A  <em>title</em>\n here</h1><p>First<br>second &amp; "
        "third</p><div>Loose</div><blockquote>Said</blockquote><table><tr><td>L</td><td>R</td></tr></table>"
        "<dl><dt>Term</dt><dd>Meaning</dd></dl><figure><figcaption>Shown</figcaption></figure>"
    )
    assert_offsets(page)
    assert shape(page) == shape(text_page(page.text))
    assert page.text.split("\n") == [
        "- One",
        "- Two",
        "A title here",
        "First",
        "second & third",
        "Loose",
        "Said",
        "L",
        "R",
        "Term",
        "Meaning",
        "Shown",
    ]


def test_html_keeps_what_text_loses() -> None:
    page = html_page(
        '<html lang="sq"><head><link rel="canonical" href="https:/'
        '/www.osce.org/node/9"><title>T</title></head><body>'
        '<nav><ul><li>A<ul><li><a href="/b?x=1&amp;y=2">B</a></li></ul></li></ul></nav>'
        '<main><header><h1>H</h1></header><p>On <time datetime="2020-01-02T10:00:00Z">2 Jan</time></p></main>'
        "<footer>F</footer></body></html>"
    )
    assert (page.html, page.canonical) == (True, "https://www.osce.org/node/9")
    assert [(b.text, b.depth, b.tag, b.region) for b in page.blocks] == [
        ("A", 1, "li", "nav"),
        ("B", 2, "li", "nav"),
        ("H", 0, "h1", "main"),
        ("On 2 Jan", 0, "p", "main"),
        ("F", 0, "footer", "footer"),
    ]
    assert page.blocks[1].href == "/b?x=1&y=2"
    assert page.blocks[3].datetime == "2020-01-02T10:00:00Z"
    assert page.capture.text_sha256 is not None


def test_html_drops_what_is_not_shown() -> None:
    page = html_page(
        "<script>var a='<p>no</p>'</script><style>p{}</style><template><p>no</p></template><!-- <p>no</p> -->"
        "<div hidden><div>no</div>no</div><p style='display: "
        "none'>no</p><span hidden>no</span><p>ye<!-- no -->s</p>"
        '<p title="a > b < c">too</p>'
    )
    assert [block.text for block in page.blocks] == ["yes", "too"]


def test_a_stray_quote_in_a_tag_loses_no_text() -> None:
    page = html_page('<p>one</p><a href="/x"">two</a><p class="k">three</p><p a"b>four</p>')
    assert [(block.text, block.href) for block in page.blocks] == [
        ("one", None),
        ("two", "/x"),
        ("three", None),
        ("four", None),
    ]


def test_a_processing_instruction_loses_no_text() -> None:
    page = html_page("<p>a<?php echo 1 ?>b</p><p>c</p>")
    assert [(block.text, block.tag) for block in page.blocks] == [("ab", "p"), ("c", "p")]


def test_comments_and_attributes_with_angle_brackets_hide_no_text() -> None:
    page = html_page(
        "<p>a<!-- > <p> -- -->b</p><div <!-- x -->>c</div><p title='<!-- >'>d<!---->e</p><p a<b>f</p><!-- <i> -->g"
    )
    assert [block.text for block in page.blocks] == ["ab", ">c", "de", "f", "g"]


def test_blanks_between_inline_tags_part_words_and_hidden_ones_do_not() -> None:
    page = html_page(
        "<p><b>a</b> <i>b</i><i hidden> <b> x </b> </i>c<!-- --> <b></b>d<span> <b hidden></b></span>e</p>"
    )
    assert [block.text for block in page.blocks] == ["a bc d e"]


def test_a_hidden_element_ends_where_it_closes_and_breaks_no_line() -> None:
    page = html_page("a<div hidden>x<div>x<p>x</p></div><p>x</div>b<p>c<p hidden>x<p>d")
    assert [block.text for block in page.blocks] == ["ab", "c", "d"]


def test_regions_and_lists_end_with_their_elements() -> None:
    page = html_page(
        "<div role='navigation'><div><ul><li>a<ul role=x><li>b</ul><li></li></ul>c</div></div>d"
        "<main><p>e<header>f</header><div role=main>g</div></main><li role='contentinfo'>h</li>"
    )
    assert [(block.text, block.bullet, block.depth, block.region) for block in page.blocks] == [
        ("a", True, 1, "nav"),
        ("b", True, 2, "nav"),
        ("c", False, 0, "nav"),
        ("d", False, 0, ""),
        ("e", False, 0, "main"),
        ("f", False, 0, "main"),
        ("g", False, 0, "main"),
        ("h", True, 0, "footer"),
    ]


@pytest.mark.parametrize(
    ("empty", "expected"), [("<div class='k'><span></span></div>", ["a", "b"]), ("<b></b>", ["ab"])]
)
def test_many_empty_elements_do_what_one_does(empty: str, expected: list[str]) -> None:
    for times in (1, 500):
        assert [block.text for block in html_page(f"<div>a{empty * times}b</div>").blocks] == expected


def test_a_link_before_many_empty_blocks_stays_with_its_line() -> None:
    page = html_page("<div>a<a href='/x'>" + "<div></div>" * 500 + "</a>b<br><a href='/y'></a>c</div>")
    assert [(block.text, block.href) for block in page.blocks] == [("a", "/x"), ("b", None), ("c", "/y")]


def test_encodings_of_html() -> None:
    markup = '<meta charset="windows-1251"><p>Новини</p>'
    assert html_page(markup.encode("cp1251")).blocks[0].text == "Новини"
    assert html_page("<p>Ž</p>".encode("cp1250"), "windows-1250").blocks[0].text == "Ž"
    assert html_page("<p>Ž</p>".encode("utf-16")).blocks[0].text == "Ž"
    broken = html_page(b"<p>a\xffb</p>")
    assert broken.blocks[0].text == "a\ufffdb"
    assert [finding.code for finding in broken.findings] == ["undecodable-bytes"]


@pytest.mark.parametrize("name", ["hex", "zlib", "undefined", "idna", "punycode", "unicode_escape", "utf-7", "a\0b"])
def test_a_codec_that_reads_no_text_of_the_web_is_not_used(name: str) -> None:
    page = html_page("<p>Žabljak \\ud800 +2AA-</p>", name)
    assert page.blocks[0].text == "Žabljak \\ud800 +2AA-"


def test_a_page_that_is_read_byte_by_byte_is_not_in_utf_16_whatever_it_says() -> None:
    assert html_page('<meta charset="utf-16"><p>Ž</p>').blocks[0].text == "Ž"


@pytest.mark.parametrize("head", ["<link " * 30_000, "<link " + "rel=canonical " * 30_000])
def test_unclosed_links_are_one_tag_and_cost_no_square(head: str) -> None:
    started = time.process_time()
    with pytest.raises(PageError, match="attributes"):
        html_page(f"<html><head>{head}")
    # 0.1 s; it was more than a minute.
    assert time.process_time() - started < 5


_MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Elections", "Roma", "Youth") * 9)


@pytest.mark.parametrize(
    ("markup", "others"),
    [
        (f"a<nav><ul>{_MENU}</ul></nav>b", [("a", ""), ("b", "")]),
        (f"<main><a href=/x><footer><ul>{_MENU}</ul></footer>b</main>", [("b", "main")]),
        (f"a<nav hidden><ul>{_MENU}</ul></nav>b", [("ab", "")]),
        (f"a<!-- <nav><ul>{_MENU}</ul></nav> -->b", [("ab", "")]),
        (f"a<nav>c<nav><ul>{_MENU}</ul></nav>d</nav>b", [("a", ""), ("c", "nav"), ("d", "nav"), ("b", "")]),
        (f"<nav>c<!-- </nav> --><ul>{_MENU}</ul>d</nav>b", [("c", "nav"), ("d", "nav"), ("b", "")]),
        (f"<div hidden>a<nav><ul>{_MENU}</ul></nav></div>b", [("b", "")]),
        (f"<x<nav >a<ul>{_MENU}</ul></nav>b", [("a", ""), ("b", "")]),
    ],
)
def test_a_menu_that_recurs_is_read_where_it_stands(markup: str, others: list[tuple[str, str]]) -> None:
    once = html_page(markup)
    again = html_page(f"<h1>first</h1>{markup}")
    assert [(block.text, block.region) for block in once.blocks if not block.bullet] == others
    items = [block for block in once.blocks if block.bullet]
    assert not items or [block.text for block in items] == ["Elections", "Roma", "Youth"] * 9
    assert [block.href for block in items][-2:] == (["/Roma", "/Youth"] if items else [])
    moved = [block._replace(start=block.start - 6, end=block.end - 6, line=block.line - 1) for block in again.blocks]
    assert moved[1:] == list(once.blocks)
    for page in (once, again):
        assert all(page.text[block.start : block.end] == block.text for block in page.blocks)


@pytest.mark.parametrize("tag", ["div", "ul><li", "b", "table><tr><td"])
def test_deep_nesting_is_refused_quickly(tag: str) -> None:
    with pytest.raises(PageError, match="nested more than"):
        html_page(f"<{tag}>" * 100_000)


@pytest.mark.parametrize("value", ["", "=1", '="a > b"', "='< >'"])
def test_a_tag_with_thousands_of_attributes_is_refused_before_it_is_parsed(value: str) -> None:
    attributes = " ".join(f"a{number}{value}" for number in range(25_000))
    with pytest.raises(PageError, match=f"more than {MAX_ATTRIBUTES} attributes"):
        html_page(f"<h1>a</h1><p {attributes}>b</p>")


@pytest.mark.parametrize(
    "markup",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(MAX_ATTRIBUTES)) + ">b</p>" + "<!-- c -->" * 10_000,
        "<script>if (i<n" + " a b c d;" * 20_000 + ")</script><p>b",
        "<style>" + "a {b: c} " * 20_000 + "</style><p>b",
        "<!-- <p" + " a" * 60_000 + " --><p>b",
        "<p>b<i" + " a" * MAX_ATTRIBUTES,
    ],
)
def test_what_only_looks_like_many_attributes_is_read(markup: str) -> None:
    assert [block.text for block in html_page(markup).blocks] == ["b"]


class _Counted(str):
    """A text that adds up how much of it was counted through."""

    seen = 0

    def count(self, *args: Any) -> int:
        self.seen += args[2] - args[1]
        return super().count(*args)


def test_lines_of_many_offsets_cost_one_pass() -> None:
    page = text_page("\n\nDate:\n- 4 April 2019\n\nSource:\n- OSCE\n" * 3000)
    expected = [page.text.count("\n", 0, block.start) + 1 for block in page.blocks]
    text = _Counted(page.text)
    counted = replace(page, text=text)
    assert [counted.line_of(block.start) for block in page.blocks] == expected
    assert counted.line_of(0) == 1
    assert counted.line_of(len(text)) == page.text.count("\n") + 1
    assert text.seen <= len(text)


def test_nesting_below_the_limit_is_read() -> None:
    deep = MAX_DEPTH - 10
    page = html_page("<div>" * deep + "x" + "</div>" * deep)
    assert [block.text for block in page.blocks] == ["x"]


def test_many_unclosed_paragraphs_are_not_deep() -> None:
    assert len(html_page("<p>x" * 20_000).blocks) == 20_000


@settings(deadline=None)
@given(st.text(max_size=200))
def test_text_offsets_always_fit(text: str) -> None:
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return
    page = text_page(text)
    for block in page.blocks:
        assert page.text[block.start : block.end] == block.text
        assert page.line_of(block.start) == block.line


_MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<ul>",
            "<li>",
            "</ul>",
            "<div>",
            "</div>",
            "<a href='x'>",
            "</a>",
            "<br>",
            "<!-- c -->",
            "word",
            " ",
            "- ",
            "-",
            "&amp;",
            "&nbsp;",
            "<b",
            '"',
            "<div hidden>",
            "<time datetime='2020-01-01'>",
            "\n",
            "é",
            "<h1>",
            "<table><td>",
            "</body>",
            "<nav>",
            "</main>",
            "<main>",
            "<svg>",
            "</svg>",
        ]
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=300)
@given(_MARKUP)
def test_html_offsets_always_fit(parts: list[str]) -> None:
    page = html_page("".join(parts))
    for block in page.blocks:
        assert page.text[block.start : block.end] == block.text
        assert page.line_of(block.start) == block.line


def test_selectors_are_strict() -> None:
    page = text_page("a\nb\nb")
    assert page.one(lambda block: block.text == "a", "line a").line == 1
    with pytest.raises(PageError, match="exactly one line b, found 2"):
        page.one(lambda block: block.text == "b", "line b")

"""Node ids, languages and sections of URLs; nothing but the OSCE's own hosts gives a node id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.captures.urls import linked, parse_url


@pytest.mark.parametrize(
    ("url", "host", "node", "language", "section"),
    [
        ("https://www.osce.org/node/47107", "osce.org", "47107", None, "node"),
        ("https://osce.org/georgia-closed/47107", "osce.org", "47107", None, "georgia-closed"),
        (
            "http://WWW.OSCE.ORG:80/georgia-closed/47107/?download=true#top",
            "osce.org",
            "47107",
            None,
            "georgia-closed",
        ),
        ("osce.org/node/47107", "osce.org", "47107", None, "node"),
        ("http://www.osce.org/ru/ukraine/12345", "osce.org", "12345", "ru", "ukraine"),
        ("https://bih.osce.org/hbs/node/601234", "bih.osce.org", "601234", "hbs", "node"),
        ("https://astana.osce.org/kk/press-release/5555", "astana.osce.org", "5555", "kk", "press-release"),
        (
            "https://web.archive.org/web/20120101000000id_/http://www.osce.org/odihr/98765",
            "osce.org",
            "98765",
            None,
            "odihr",
        ),
        ("https://www.osce.org/odihr/elections/albania/60123", "osce.org", "60123", None, "odihr"),
        ("https://www.osce.org/chairpersonship/2025", "osce.org", None, None, "chairpersonship"),
        ("https://www.osce.org/node/2025", "osce.org", "2025", None, "node"),
        ("https://www.osce.org/files/f/documents/1/2/12345.pdf", "osce.org", None, None, "files"),
        ("https://www.osce.org/", "osce.org", None, None, None),
    ],
)
def test_own_hosts(url: str, host: str, node: str | None, language: str | None, section: str | None) -> None:
    parsed = parse_url(url)
    assert parsed is not None
    assert (parsed.host, parsed.own) == (host, True)
    assert (parsed.node_id, parsed.language, parsed.section) == (node, language, section)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/node/47107",
        "https://notosce.org/node/47107",
        "https://osce.org.example.com/node/47107",
    ],
)
def test_other_hosts_give_no_node_id(url: str) -> None:
    parsed = parse_url(url)
    assert parsed is not None
    assert not parsed.own
    assert parsed.node_id is None
    assert parsed.language is None


@pytest.mark.parametrize(
    "url", [None, "", "mailto:press@osce.org", "urn:x:y", "https://", "http://[::1", "ftp://osce.org/1"]
)
def test_what_is_no_page_url_is_none(url: str | None) -> None:
    assert parse_url(url) is None


@given(st.text(max_size=60))
def test_no_text_crashes(text: str) -> None:
    for candidate in (text, f"https://osce.org/{text}", f"https://{text}/node/1"):
        parsed = parse_url(candidate)
        assert parsed is None or parsed.node_id is None or parsed.own


@pytest.mark.parametrize(
    ("link", "page", "expected"),
    [
        ("/odihr/401180", "https://www.osce.org/press-releases?page=2", "https://www.osce.org/odihr/401180"),
        ("401180", "https://www.osce.org/node/", "https://www.osce.org/node/401180"),
        ("https://astana.osce.org/node/7", None, "https://astana.osce.org/node/7"),
        ("//www.osce.org/node/7", "http://osce.org/", "http://www.osce.org/node/7"),
        ("/node/7", None, None),
        ("#top", "https://www.osce.org/", None),
        ("mailto:a@osce.org", "https://www.osce.org/", None),
        ("javascript:void(0)", "https://www.osce.org/", None),
        ("http://[", "https://www.osce.org/", None),
        (None, "https://www.osce.org/", None),
    ],
)
def test_links_lead_to_an_address_or_nowhere(link: str | None, page: str | None, expected: str | None) -> None:
    assert linked(link, page) == expected

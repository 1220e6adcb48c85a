"""The way of somebody who has never written SPARQL: from the first page to a chart and a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.browsing import NARROW, WIDE, Browsing

HEADLINE = "OSCE Office helps bring police and citizens closer in Azerbaijan"


def find_release(page: Page) -> None:
    """Go from the first page to the sample release by its search, in words of another form than the page's."""
    search = page.get_by_role("searchbox")
    search.fill("bringing POLICE closer to citizens")
    search.press("Enter")
    page.get_by_role("link", name=HEADLINE).first.click()


def follow(page: Page, *kinds: str) -> str:
    """Follow the first link in the main part to a thing of the first kind that is linked; return its title."""
    found = (page.locator(f"main a[href*='/{kind}']") for kind in kinds)
    next(links for links in found if links.count()).first.click()
    return page.locator("h1").inner_text()


@pytest.mark.usefixtures("workbench")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_first_page_to_a_chart_and_a_file(browsing: Browsing, size: tuple[int, int]) -> None:
    page = browsing.open("/", size)
    find_release(page)
    assert page.locator("h1").inner_text() == HEADLINE
    release = page.url
    if follow(page, "person/", "quotation/") != "Jose-Luis Herrero":
        assert follow(page, "person/") == "Jose-Luis Herrero"
    page.goto(release)
    assert follow(page, "organization/office-in-baku") == "OSCE Office in Baku"
    page.get_by_role("navigation").get_by_role("link", name="Queries").click()
    page.get_by_role("link", name=re.compile("^Run")).first.click()
    page.locator(".tabPanel.active .yasr_results table").wait_for()
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".yasr_results svg .bar").first).to_be_visible()
    browsing.photograph(page, f"newcomer-{size[0]}")
    with page.expect_download() as awaited:
        page.get_by_role("link", name="CSV").click()
    assert Path(awaited.value.path()).read_text("utf-8").startswith("field,year,country,releases")

"""Pages opened in a browser that remembers every complaint: errors, failed requests, requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

WIDE, NARROW = (1280, 900), (390, 844)
MARKER = "__scriptRan"
"""Set by every script of the hostile graph, if one ever runs."""

_WEIGHT = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_OVERFLOW = """() => [...document.querySelectorAll('body *')].filter((node) => {
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible') return false;
    }
    return node.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
  }).map((node) => node.outerHTML.slice(0, 120)).slice(0, 3)"""


@dataclass(eq=False)
class Browsing:
    """One browser for the pages of one server."""

    browser: Browser
    url: str
    screenshots: Path | None = None
    complaints: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=lambda: set(range(200, 400)))
    """Statuses of answers that are no complaint."""
    hosts: set[str] = field(default_factory=set)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, size: tuple[int, int] = WIDE, *, dark: bool = False, scripts: bool = True) -> Page:
        """Return an empty page of a browser that knows nothing yet."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("dialog", self._on_dialog)
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failure)
        return page

    def open(self, path: str, size: tuple[int, int] = WIDE, *, dark: bool = False, scripts: bool = True) -> Page:
        """Return a page that was loaded, in a browser that knows nothing yet."""
        page = self.page(size, dark=dark, scripts=scripts)
        page.goto(self.url + path)
        if scripts and page.locator("#workbench").count():
            page.locator(".toolbar").wait_for()
        return page

    def photograph(self, page: Page, name: str) -> None:
        """Keep a screenshot of the whole page, if a folder for them was named."""
        if self.screenshots is not None:
            page.screenshot(path=self.screenshots / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _on_console(self, message: ConsoleMessage) -> None:
        # Answers that are errors are told by their status; Chromium writes a line for each of them, too.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.hosts.add(parts.netloc)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(self.url).netloc:
            self.complaints.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status not in self.statuses:
            self.complaints.append(f"status {response.status}: {response.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # navigations, downloads and stopped queries end like this
            self.complaints.append(f"failed: {request.url} ({request.failure})")


def weight(page: Page) -> int:
    """Return the bytes that a page and all that it loaded took on the wire, headers included."""
    return int(page.evaluate(_WEIGHT))


def first_paint(page: Page) -> float:
    """Return the milliseconds until something was seen."""
    return float(page.evaluate(_PAINT))


def overflowing(page: Page) -> list[str]:
    """Return elements that stand out of the page at the right; what scrolls in itself does not."""
    return list(page.evaluate(_OVERFLOW))


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe-core finds wrong, each with its first place."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found["violations"]]

"""Chromium for the journeys: pages that fail on what a careful reader of the console would notice, and axe-core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from scripts import browser as chromium

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 60_000  # a machine that others use too may need a long while; who fails waits, nobody else
expect.set_options(timeout=PATIENCE_MS)


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium, headless."""
    path = chromium.executable()
    assert path, "no Chromium on PATH and none from Playwright: run `make test`, which installs one"
    return playwright.chromium.launch(executable_path=path, headless=True, args=chromium.ARGUMENTS)


class Visitors:
    """Opens pages, each a visitor with cookies of its own, and remembers what went wrong in them."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser, self._base_url = browser, base_url
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(self, width: int = 1280, height: int = 900, **options: Any) -> Page:
        """A page of a new visitor; `options` are Playwright's (`java_script_enabled=False`, `color_scheme="dark"`)."""
        settings: dict[str, Any] = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"}
        settings |= {"viewport": {"width": width, "height": height}, "base_url": self._base_url}
        context = self._browser.new_context(**(settings | options))
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("console", self._read_console)
        page.on("request", self._look_at_host)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _read_console(self, message: Any) -> None:
        # A form answered with 4xx is reported there as well; the test sees that page itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _look_at_host(self, request: Any) -> None:
        host, ours = urlsplit(request.url), urlsplit(self._base_url)
        is_ours = host.netloc == ours.netloc or (host.port == ours.port and (host.hostname or "").endswith("localhost"))
        if request.url.startswith("http") and not is_ours:
            self.problems.append(f"a foreign host was called: {request.url}")


def show_far_parts(page: Page) -> None:
    """Lay out what far.css leaves until it comes near, so that a check measures the whole page."""
    page.evaluate(chromium.SHOW_FAR_PARTS)


def run_axe(page: Page, rules: Sequence[str] = ()) -> None:
    """Fail with every accessibility problem that axe-core finds on the page as it is now, or with these rules' only."""
    show_far_parts(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "rule", "values": list(rules)} if rules else AXE_TAGS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    lines = [
        f"{each['id']}: {each['help']} – {', '.join(str(n['target'][0]) for n in each['nodes'][:5])}" for each in found
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than its window."""
    show_far_parts(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


NewPage = Callable[..., Page]

"""What a person needs who sees, moves or reads in another way: checks of a page in Chromium that tell what is wrong.

axe-core looks at names, roles, contrast and structure; looking.js holds what it does not measure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SMALLEST = 24  # px, WCAG 2.2 success criterion 2.5.8
NARROWEST = 320  # 1280 px at 400 %
_CHECKS = Path(__file__).with_name("looking.js")


def structure(page: Page) -> list[str]:
    """Headings, landmarks, the way to the content, a place for announcements."""
    return _told(page, "structure")


def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 px in one direction."""
    return [f"too small to hit: {each}" for each in _told(page, "targets", SMALLEST)]


def cut_by_spacing(page: Page) -> list[str]:
    """What goes wrong when a reader widens lines, letters and words."""
    return [f"with more space between letters and lines {each}" for each in _told(page, "spacing")]


def edgeless_in_forced_colours(page: Page) -> list[str]:
    """What has no edge when the system chooses the colours; the page's own come back afterwards."""
    page.emulate_media(forced_colors="active")
    found = [f"no edge in forced colours: {each}" for each in _told(page, "forced")]
    page.emulate_media(forced_colors="none")
    return found


def moving(page: Page) -> list[str]:
    """What moves although less motion was asked for; the page must be opened with `reduced_motion="reduce"`."""
    return [f"moves all the same: {each}" for each in _told(page, "motion")]


def _told(page: Page, check: str, *given: Any) -> list[str]:
    source = _CHECKS.read_text(encoding="utf-8")
    found: list[str] = page.evaluate(f"(given) => ({source.strip()}).{check}(...given)", list(given))
    return list(dict.fromkeys(found))

"""Pictures of the main pages in every theme, light and dark, on a phone and on a desk, from a fresh demo.

    make screenshots                             all, into screenshots/ (not committed)
    make screenshots ARGS="--only home,offer"    some pages; also --city, --width, --scheme, --base, --to
    make screenshots ARGS=--readme               the few that the README shows, into docs/images/, small

`--base` takes the pictures of a server that runs already, with the demo in it: quicker while one works on a page.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT
from engagement.demo import logins
from engagement.demo.content import CITIES
from scripts import browser as chromium
from scripts.check_pages import HOST, demo_app
from tests.support.server import LiveServer

WIDTHS = {"phone": 360, "desk": 1280}
SCHEMES = ("light", "dark")
HEIGHT = 860
READ_ME_WIDTH = 1000
COLOURS = 128


@dataclass(frozen=True)
class Shot:
    """A page: how one gets there (`{city}` is the town; „a > b“ follows the first link that matches b), and as whom."""

    name: str
    way: str
    role: str = ""
    click: str = ""


OFFER = "/{city}/mitmachen/ > .card__t a"
TODAY = "/{city}/konto/ > main a[href*='/verein/']"
OFFERS = f"{TODAY} > a[href$='/angebote/']"
SHOTS = [
    Shot("home", "/{city}/"),
    Shot("search", "/{city}/mitmachen/"),
    Shot("search-narrowed", "/{city}/mitmachen/?wann=wochenende"),
    Shot("offer", OFFER),
    Shot("register", OFFER, click="main .join__go .kern-btn"),
    Shot("register-errors", OFFER, click="main .join__go .kern-btn >> main form button.kern-btn--big"),
    Shot("associations", "/{city}/vereine/"),
    Shot("association", "/{city}/vereine/ > .orglist__a"),
    Shot("text", "/{city}/seite/impressum"),
    Shot("missing", "/{city}/gibt-es-nicht"),
    Shot("sign-in", "/{city}/konto/einloggen"),
    Shot("account", "/{city}/konto/", "citizen"),
    Shot("today", TODAY, "association"),
    Shot("offers", OFFERS, "association"),
    Shot("offer-form", f"{OFFERS} > a[href$='/bearbeiten']", "association"),
    Shot("people", f"{OFFERS} > a[href$='/zusagen']", "association"),
    Shot("queue", "/{city}/stadt/", "moderator"),
    Shot("case", "/{city}/stadt/ > .queue li a, main .rows a", "moderator"),
    Shot("staff-associations", "/{city}/stadt/vereine", "administrator"),
]  # fmt: skip
PORTAL = [Shot("portal", "/"), Shot("portal-search", "/suche?q=garten")]


@contextmanager
def server(base: str) -> Iterator[str]:
    """The address of a server with the demo: the one at `base`, or a new one over a fresh demo."""
    if base:
        yield base.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="engagement-screenshots-") as folder:
        running = LiveServer(demo_app(Path(folder)), int(HOST.rpartition(":")[2]))
        running.start()
        try:
            yield running.url
        finally:
            running.stop()


class Photographer:
    """Walks through the pages with one browser; one visitor for each role, town, width and scheme."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.problems: list[str] = []

    def visitor(self, role: str, city: str, width: int, scheme: str) -> Page:
        """A page of a new visitor, signed in where the role asks for it."""
        context = self.browser.new_context(
            locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce",
            viewport={"width": width, "height": HEIGHT}, color_scheme="dark" if scheme == "dark" else "light",
        )  # fmt: skip
        page = context.new_page()
        if role:
            page.goto(f"{self.base}/{city}/konto/einloggen")
            page.fill("main input[name=email]", email_of(role, city))
            page.fill("main input[name=password]", logins.PASSWORD)
            with page.expect_navigation():
                page.locator("main form:has(input[name=password]) button[type=submit]").first.click()
        return page

    def go(self, page: Page, shot: Shot, city: str) -> None:
        """Walk to the page of a shot."""
        start, *links = shot.way.split(" > ")
        page.goto(self.base + start.format(city=city))
        for selector in links:
            address = page.locator(selector).first.get_attribute("href", timeout=3000)
            page.goto(f"{self.base}{address}" if (address or "").startswith("/") else str(address))
        for selector in filter(None, shot.click.split(" >> ")):
            with page.expect_navigation(timeout=10_000):
                page.locator(selector).first.click(timeout=3000)
        page.evaluate("document.fonts.ready.then(() => window.scrollTo(0, 0))")

    def take(self, page: Page, shot: Shot, city: str, path: Path) -> None:
        """Write the whole page to `path`, or remember why not."""
        try:
            self.go(page, shot, city)
            path.parent.mkdir(parents=True, exist_ok=True)
            # As tall as the page, so that bars which stick to an edge stand at its end.
            page.evaluate(chromium.SHOW_FAR_PARTS)
            height = page.evaluate("document.documentElement.scrollHeight")
            width = page.evaluate("window.innerWidth")
            page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
            page.screenshot(path=path, full_page=True)
            page.set_viewport_size({"width": width, "height": HEIGHT})
        except Exception as problem:  # the next page may work
            self.problems.append(f"{path.name}: {str(problem).splitlines()[0]}")


def email_of(role: str, city: str) -> str:
    """The demo person who looks at pages as `role`."""
    if role == "citizen":
        return logins.CITIZEN.email
    return {
        "association": logins.association_login, "moderator": logins.moderator_login,
        "administrator": logins.administrator_login,
    }[role](city).email  # fmt: skip


def series(photographer: Photographer, wanted: argparse.Namespace, folder: Path) -> int:
    """Take what was asked for; returns how many pictures there are."""
    names = set(wanted.only.split(",")) if wanted.only else set()
    cities = wanted.city.split(",") if wanted.city else list(CITIES)
    taken = 0
    for width_name in wanted.width.split(",") if wanted.width else WIDTHS:
        for scheme in wanted.scheme.split(",") if wanted.scheme else SCHEMES:
            for city in ["", *cities]:
                shots = [each for each in (SHOTS if city else PORTAL) if not names or each.name in names]
                for role in dict.fromkeys(each.role for each in shots):
                    page = photographer.visitor(role, city, WIDTHS[width_name], scheme)
                    for shot in (each for each in shots if each.role == role):
                        path = folder / (city or "region") / f"{shot.name}-{width_name}-{scheme}.png"
                        photographer.take(page, shot, city, path)
                        taken += 1
                    page.context.close()
    return taken


def small(picture: Image.Image, path: Path) -> None:
    """Keep a picture as a palette: flat illustrations need few colours."""
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} KB")


def beside(pictures: list[Image.Image], width: int, gap: int = 24) -> Image.Image:
    """The pictures in one row on white, scaled to one height so that the row is `width` wide."""
    whole = sum(each.width / each.height for each in pictures)
    height = int((width - gap * (len(pictures) - 1)) / whole)
    row = Image.new("RGB", (width, height), "white")
    left = 0
    for each in pictures:
        scaled = each.resize((int(each.width * height / each.height), height), Image.Resampling.LANCZOS)
        row.paste(scaled, (left, 0))
        left += scaled.width + gap
    return row


def for_the_readme(photographer: Photographer, folder: Path) -> None:
    """The three towns, the way of a citizen on a phone, the workplaces."""
    shots = {each.name: each for each in SHOTS}

    def look(name: str, city: str, width: int, height: int, scheme: str = "light") -> Image.Image:
        page = photographer.visitor(shots[name].role, city, width, scheme)
        page.set_viewport_size({"width": width, "height": height})
        photographer.go(page, shots[name], city)
        picture = Image.open(BytesIO(page.screenshot()))
        page.context.close()
        return picture

    folder.mkdir(parents=True, exist_ok=True)
    homes = [
        look("home", city, 1280, 1400, scheme)
        for city, scheme in (("bretten", "light"), ("baden-baden", "dark"), ("ettlingen", "light"))
    ]
    small(beside(homes, 1600), folder / "cities.png")
    way = [look(name, "bretten", 390, 800) for name in ("home", "search", "offer", "register")]
    small(beside(way, 1600), folder / "on-a-phone.png")
    work = [look("today", "bretten", 1280, 900), look("case", "ettlingen", 1280, 900)]
    small(beside(work, 1600), folder / "workplaces.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of pages, with commas")
    parser.add_argument("--city", default="", help="slugs, with commas")
    parser.add_argument("--width", default="", help="phone, desk")
    parser.add_argument("--scheme", default="", help="light, dark")
    parser.add_argument("--base", default="", help="a server that runs already")
    parser.add_argument("--to", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--readme", action="store_true")
    wanted = parser.parse_args()
    path = chromium.executable()
    if not path:
        sys.exit("error: no Chromium. `make prepare-dev` installs one.")
    with server(wanted.base) as base, sync_playwright() as playwright:
        # Fields for days and hours speak the language of the browser itself, which on Linux comes from here.
        speaks_german: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS, env=speaks_german)
        photographer = Photographer(browser, base)
        if wanted.readme:
            for_the_readme(photographer, ROOT / "docs" / "images")
        else:
            print(f"{series(photographer, wanted, wanted.to)} pictures in {wanted.to}")
        browser.close()
    print("\n".join(photographer.problems), file=sys.stderr)
    return bool(photographer.problems)


if __name__ == "__main__":
    sys.exit(main())

"""What a phone on a slow line gets: `make bench-browser`.

The demo, with photos, served by gunicorn as in production; Chromium with a processor four times slower, 1.6 Mbit/s and
150 ms, an empty cache each time. Prints bytes of the first view, script, largest paint and layout shift, the median of
five.
"""

from __future__ import annotations

import io
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, sync_playwright

from benchmarks import report, server
from benchmarks.run import _environment
from config import Settings
from engagement import create_app
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.demo.loader import load
from engagement.extensions import db
from engagement.media.models import Picture
from engagement.media.operations import store_picture
from engagement.opportunities.models import Opportunity, Publication, Revision
from tests.support import run as runs
from tests.support.browsing import launch
from tests.support.stage import migrate

TOWN, TIMES, PHOTOS = "bretten", 5, 6
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True,
    "locale": "de-DE",
}  # fmt: skip
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
PICTURES = ("/media/", "illustrations")
AIMS = {"plain": 100_000, "all": 200_000, "script": 15_000, "paint": 1500.0, "shift": 0.01}
WATCH = """
window.seen = {paint: 0, shift: 0, what: ''};
new PerformanceObserver((list) => { for (const e of list.getEntries()) {
  seen.paint = e.startTime; seen.what = e.element?.className || e.element?.tagName || ''; } })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value; })
  .observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class View:
    """One opening of a page. Bytes as they came over the line, milliseconds."""

    plain: float  # without pictures
    all: float
    script: float
    paint: float
    shift: float
    what: str = ""  # the element that was painted last


def main() -> int:
    """Serve, open each page five times, print; 1 when an aim is missed."""
    print(report.machine())
    print(f"Chromium, 4 x slower, 1.6 Mbit/s, 150 ms, {PHONE['viewport']['width']} px; the median of {TIMES}\n")
    print(f"{'':12}{'without pictures':>18}{'with':>10}{'script':>10}{'largest paint':>16}{'shift':>9}  painted last")
    folder = runs.create()
    missed: list[str] = []
    try:
        with _product(folder) as (base, offer), sync_playwright() as playwright:
            browser = launch(playwright)
            pages = {"city home": f"/{TOWN}/", "search": f"/{TOWN}/mitmachen/", "offer": f"/{TOWN}/mitmachen/{offer}"}
            for name, path in pages.items():
                missed += _measure(browser, name, base + path)
    finally:
        runs.remove(folder)
    print("\n".join(["", *missed]) if missed else "\nEvery aim is met.")
    return 1 if missed else 0


def _measure(browser: Browser, name: str, address: str) -> list[str]:
    """Print the line of a page; returns the aims that it misses."""
    _open(browser, address)  # the server has seen it once
    views = [_open(browser, address) for _ in range(TIMES)]
    middle = {key: statistics.median(getattr(view, key) for view in views) for key in AIMS}
    plain, everything, script = (f"{middle[key] / 1000:.1f} KB" for key in ("plain", "all", "script"))
    paint = f"{middle['paint']:.0f} ms"
    figures = f"{plain:>18}{everything:>10}{script:>10}{paint:>16}{middle['shift']:>9.3f}"
    print(f"{name:12}{figures}  {views[-1].what}", flush=True)
    missed = [key for key, aim in AIMS.items() if middle[key] > aim]
    return [f"{name}: {key} is {middle[key]:,.3g}, the aim {AIMS[key]:,.3g}" for key in missed]


@contextmanager
def _product(folder: Path) -> Iterator[tuple[str, str]]:
    """Base address, and an offer with a photo."""
    home = folder / "bench-browser"
    home.mkdir()
    port = server.free_port()
    environment = _environment(f"sqlite:///{home / 'engagement.sqlite'}", home, port)
    app = create_app(Settings.from_environment(environment))
    migrate(app)
    with app.app_context():
        load()
        with entered(SYSTEM):
            offer = _add_photos()
        db.engine.dispose()
    with server.serving("wsgi:app", port, environment, home / "server.log", "/healthz"):
        yield f"http://127.0.0.1:{port}", offer


def _add_photos() -> str:
    """Give the first offers of the town photos as a phone takes them; returns one of these offers."""
    shown = sa.select(Publication.shown_revision_id, Publication.association_id, Opportunity.public_id)
    shown = shown.join(Opportunity, Opportunity.id == Publication.opportunity_id)
    shown = shown.where(Publication.city.has(slug=TOWN), Publication.state == "published").order_by(Publication.id)
    rows = db.session.execute(shown.limit(PHOTOS)).all()
    for number, row in enumerate(rows):
        public_id = store_picture(row.association_id, _photo(number), actor=SYSTEM_ACTOR)
        with writing():
            picture = sa.select(Picture.id).where(Picture.public_id == public_id).scalar_subquery()
            change = sa.update(Revision).where(Revision.id == row.shown_revision_id)
            db.session.execute(change.values(picture_id=picture, picture_alt="Ein Foto"))
    return str(rows[0].public_id)


def _photo(number: int) -> bytes:
    """Grain, soft shapes and edges: about what a photograph weighs."""
    fractal = Image.effect_mandelbrot((1600, 1067), (-2.0 + number / 10, -1.5, 1.0, 1.5), 60).convert("RGB")
    grain = Image.effect_noise((1600, 1067), 30).convert("RGB").filter(ImageFilter.GaussianBlur(0.8))
    target = io.BytesIO()
    Image.blend(fractal, grain, 0.25).save(target, "JPEG", quality=90)
    return target.getvalue()


def _open(browser: Browser, address: str) -> View:
    context = browser.new_context(**PHONE)
    context.add_init_script(WATCH)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": False})
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    urls: dict[str, str] = {}
    sizes: dict[str, float] = {}
    line.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate("seen")
    for _ in range(100):  # a busy machine paints after the last byte; the page's policy forbids wait_for_function
        if seen["paint"]:
            break
        page.wait_for_timeout(200)
        seen = page.evaluate("seen")
    context.close()
    named = [(urls.get(number, ""), size) for number, size in sizes.items()]
    pictures = sum(size for url, size in named if any(part in url for part in PICTURES))
    script = sum(size for url, size in named if url.endswith(".js"))
    everything = sum(size for _url, size in named)
    return View(everything - pictures, everything, script, seen["paint"], seen["shift"], str(seen["what"]))


if __name__ == "__main__":
    sys.exit(main())

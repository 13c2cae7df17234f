"""The build: what it makes, how large it is, how it is served."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask

from engagement.cities.theme import PRESETS
from engagement.web.assets import STATIC, UnknownAssetError, asset_url
from tests.support.factories import make_city

ROOT = Path(__file__).resolve().parents[2]
KILOBYTE = 1000


@pytest.fixture(scope="module")
def built() -> dict[str, Path]:
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    return {name: STATIC / hashed for name, hashed in manifest.items()}


def compressed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(brotli.compress(data))


def test_the_first_view_is_light(built: dict[str, Path]) -> None:
    """Stylesheet, script, icons and four weights, all at once: no theme needs more than three of them."""
    fonts = [f"fira-sans-{weight}-latin.woff2" for weight in (300, 400, 600, 700)]
    total = sum(compressed(built[name]) for name in ["main.css", "print.css", "main.js", "icons.svg", *fonts])
    assert total < 80 * KILOBYTE, "with 20 KB of HTML a page would pass 100 KB"
    assert total + compressed(built["illustrations.svg"]) < 180 * KILOBYTE
    assert compressed(built["main.js"]) < 15 * KILOBYTE


def test_nobody_waits_for_rules_of_workplaces(client: Any, built: dict[str, Path], app: Flask) -> None:
    """Visitors get the smaller sheet, workplaces the whole one, and paper its own, which no screen waits for."""
    public, work = (built[name].read_text(encoding="utf-8") for name in ("main.css", "workplace.css"))
    for rule in (".authored__row", ".rich__bar", ".look__frame", ".queue__h"):
        assert rule in work
        assert rule not in public
    assert compressed(built["main.css"]) < 17 * KILOBYTE
    with app.app_context():
        make_city()
    sheets = client.get("/musterstadt/").document.all("link[rel=stylesheet]")
    assert [sheet.get("media", "") for sheet in sheets] == ["", "", "print"]
    assert sheets[0]["href"] == f"/static/{built['main.css'].name}"


@pytest.mark.parametrize("name", ["main.css", "workplace.css"])
def test_the_stylesheet_names_only_built_files(built: dict[str, Path], name: str) -> None:
    css = built[name].read_text(encoding="utf-8")
    named = {name for name in re.findall(r"url\(\"?([^\")]+)", css) if not name.startswith("data:")}
    assert {path.name for path in built.values()} >= named
    assert len(named) == 8, "four weights, each in two parts"
    assert "http" not in re.sub(r"http://www\.w3\.org/\d+/svg", "", css.replace("%2F", "/"))


def test_kern_comes_without_what_nobody_uses(built: dict[str, Path]) -> None:
    css = built["main.css"].read_text(encoding="utf-8")
    assert ".kern-btn" in css
    for unused in (".kern-kopfzeile", ".kern-icon", ".kern-row", ".kern-accordion"):
        assert unused not in css


@pytest.mark.parametrize(
    ("preset", "weights"), [("bretten", "400 600 700"), ("baden-baden", "300 400 600"), ("neutral", "400 600")]
)
def test_letters_come_before_the_first_paint_or_stay_away(
    app: Flask, client: Any, built: dict[str, Path], preset: str, weights: str
) -> None:
    with app.app_context():
        make_city(theme=PRESETS[preset].to_dict())
    early = client.get("/musterstadt/").document.all('link[rel=preload][as="font"]')
    assert [link["href"] for link in early] == [
        f"/static/{built[f'fira-sans-{each}-latin.woff2'].name}" for each in weights.split()
    ]
    css = built["main.css"].read_text(encoding="utf-8")
    assert css.count("font-display:optional") == css.count("font-display:") == 8, (
        "one that is swapped in moves the page"
    )


def test_every_icon_and_picture_of_the_templates_exists(built: dict[str, Path]) -> None:
    icons = set(re.findall(r'id="i-([\w-]+)"', built["icons.svg"].read_text(encoding="utf-8")))
    scenes = set(re.findall(r'id="p-([\w-]+)"', built["illustrations.svg"].read_text(encoding="utf-8")))
    for template in (ROOT / "engagement" / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert set(re.findall(r"\bicon\('([\w-]+)'", text)) <= icons, template.name
        assert set(re.findall(r"icon_name='([\w-]+)'", text)) <= icons, template.name
        assert set(re.findall(r"scene='([\w-]+)'", text)) <= scenes, template.name


def test_every_field_has_a_picture(built: dict[str, Path]) -> None:
    from engagement.opportunities.enums import Field

    scenes = set(re.findall(r'id="p-([\w-]+)"', built["illustrations.svg"].read_text(encoding="utf-8")))
    assert {str(field) for field in Field} <= scenes


def test_addresses_carry_the_hash(app: Flask, built: dict[str, Path]) -> None:
    with app.test_request_context("/"):
        assert asset_url("main.css") == f"/static/{built['main.css'].name}"
        with pytest.raises(UnknownAssetError):
            asset_url("main.scss")


def test_hashed_files_are_kept_for_ever_and_come_compressed(app: Flask, built: dict[str, Path]) -> None:
    answer = app.test_client().get(f"/static/{built['main.css'].name}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_lockfile_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "https://registry" not in lock

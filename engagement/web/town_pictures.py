"""Logo, favicon and large picture of a town for templates: its own, or those that come with the product. No query."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, url_for

from engagement.cities.look import sections_of
from engagement.media.addresses import keys_by_width

if TYPE_CHECKING:
    from engagement.cities.models import City

LOGO_WIDTH = 160
HERO_WIDTH = 960


@dataclass(frozen=True)
class TownLogo:
    """`night` is for dark grounds; without it the logo stands on a light plate there."""

    src: str
    srcset: str
    width: int
    height: int
    night: str


@dataclass(frozen=True)
class TownHero:
    """What the `<img>` of the large picture needs."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    avif: str


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        town_logo=town_logo, town_hero=town_hero, sections_of_town=sections_of_town, icon_mark=icon_mark
    )


def town_logo(city: City | None) -> TownLogo | None:
    """The town's own logo, None without one."""
    look = getattr(city, "look", None) or {}
    day, night = look.get("logo"), look.get("night_logo")
    if not day:
        return None
    urls = _urls(day)
    width = _nearest(urls, LOGO_WIDTH)
    return TownLogo(
        src=urls[width], srcset=_srcset(urls), width=width, height=_height(day, width),
        night=_srcset(_urls(night)) if night else "",
    )  # fmt: skip


def town_hero(city: City | None) -> TownHero | None:
    """The town's own large picture, None without one."""
    hero = (getattr(city, "look", None) or {}).get("hero")
    if city is None or not hero:
        return None
    urls = _urls(hero)
    width = _nearest(urls, HERO_WIDTH)
    avif = _srcset(_urls(hero, "avif"))
    return TownHero(urls[width], _srcset(urls), width, _height(hero, width), city.hero_alt, avif)


def sections_of_town(city: City | None) -> tuple[str, ...]:
    """The parts of the home page in the town's order."""
    return sections_of(getattr(city, "look", None))


def icon_mark(city: City) -> str:
    """Part of the picture's address: another one whenever logo, colours or name are."""
    parts = str((city.look or {}).get("logo", {}).get("public_id")), city.theme_version, city.name[:1]
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]


def _urls(picture: Mapping[str, Any], kind: str = "webp") -> dict[int, str]:
    return {width: url_for("media.file", key=key) for width, key in keys_by_width(picture["variants"], kind).items()}


def _nearest(urls: Mapping[int, str], wanted: int) -> int:
    return next((width for width in sorted(urls) if width >= wanted), max(urls))


def _srcset(urls: Mapping[int, str]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in urls.items())


def _height(picture: Mapping[str, Any], width: int) -> int:
    return max(1, round(int(picture["height"]) * width / int(picture["width"])))

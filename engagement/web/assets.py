"""Built front-end files: their hashed addresses, and their way to the browser."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, current_app, has_request_context, request
from markupsafe import Markup
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # published without types

from engagement.cities.theme import Theme
from engagement.cities.theme_values import SHAPES

if TYPE_CHECKING:
    from engagement.cities.models import City

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
PREFIX: Final = "static"
LOGOS: Final = frozenset({"baden-baden", "bretten", "ettlingen", "region"})
_HASHED: Final = re.compile(r"\.[0-9a-f]{10}\.[a-z0-9]+$")


class UnknownAssetError(KeyError):
    """A template names a file that the build does not make."""


def init_app(app: Flask) -> None:
    """Serve `/static/…` and give templates `asset_url`. Without a build the addresses are plain and lead to 404."""
    app.extensions["assets"] = _read_manifest()
    app.jinja_env.globals.update(
        icon_of=icon, asset_url=asset_url, logo_of=logo_of, character_of=character_of, weights_of=weights_of
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's way to wrap it
        app.wsgi_app,
        root=str(STATIC) if STATIC.is_dir() else None,
        prefix=PREFIX,
        # A rebuild during development must not need a restart.
        autorefresh=app.config.get("TEMPLATES_AUTO_RELOAD", False),
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=_add_headers,
    )


def asset_url(name: str) -> str:
    """Return the address of a built file by its plain name, as `main.css`. Raises UnknownAssetError."""
    manifest: dict[str, str] = current_app.extensions["assets"]
    if current_app.config.get("TEMPLATES_AUTO_RELOAD"):
        manifest = _read_manifest()
    if manifest and name not in manifest:
        raise UnknownAssetError(name)
    root = request.script_root if has_request_context() else ""
    return f"{root}/{PREFIX}/{manifest.get(name, name)}"


def icon(name: str, class_: str = "", label: str | None = None) -> Markup:
    """A line icon: see templates/components/icon.html. Not a macro, because a page shows up to a hundred of them."""
    return _icon(asset_url("icons.svg"), name, class_, label)


@functools.lru_cache(2000)
def _icon(file: str, name: str, class_: str, label: str | None) -> Markup:
    meaning = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="i{}" {} focusable="false"><use href="{}#i-{}"/></svg>').format(
        f" {class_}" if class_ else "", meaning, file, name
    )


def logo_of(city: City | None) -> str:
    """Return the key of a city's logo; those without one, and the portal, get that of the region."""
    return city.logo if city is not None and city.logo in LOGOS else "region"


def character_of(city: City | None) -> str:
    """Return the character of a city's theme (arch, gable, wave, neutral), which style sheets select by."""
    return Theme.from_dict(city.theme if city is not None else None).character


def weights_of(city: City | None) -> list[str]:
    """Return the weights of Fira Sans that a city's pages paint first: text, labels and what its headings wear.

    They are fetched together with the style sheet. A letter that comes later is not swapped in (`font-display:
    optional`): bold ones that did moved the search by 0.11 on a slow phone, eleven times the aim.
    """
    return sorted({"400", "600", SHAPES[character_of(city)]["weight"]})


def _read_manifest() -> dict[str, str]:
    path = STATIC / "manifest.json"
    if not path.is_file():
        return {}
    manifest: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _add_headers(headers: object, path: str, url: str) -> None:
    """Static files do not pass the hooks of the application."""
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # a wsgiref Headers, which takes names
    if url.endswith(".svg"):
        # A wsgiref Headers, which takes names.
        headers["Content-Security-Policy"] = "default-src 'none'"  # type: ignore[index]

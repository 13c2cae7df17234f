"""Parts of a town's page that the platform writes, at the moment when the page is shown.

Where the page has a paragraph that says only `{data_classes}`, the table of personal data and periods appears, as it
holds in this town and in the language of the page; so do the statement on accessibility and the video in sign language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import render_template
from markupsafe import Markup

from engagement.cities.accessibility import law_of
from engagement.cities.queries import statement_of
from engagement.workflows.retention import overview

if TYPE_CHECKING:
    from engagement.cities.models import City

_HEADING: Final = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_BLOCK: Final = re.compile(r"<p>\s*\{(\w+)\}\s*</p>")


def _data_classes(city: City) -> str:
    return render_template("public/_data_classes.html", parts=overview(city))


def _accessibility(city: City) -> str:
    law = law_of(city.state_name)
    return render_template("public/_accessibility.html", it=statement_of(city), law=law, contact=city)


def _sign_video(city: City) -> str:
    url = statement_of(city).sign_video_url
    return render_template("public/_sign_video.html", url=url, host=urlsplit(url).hostname)


BLOCKS: Final[dict[str, Callable[[City], str]]] = {
    "data_classes": _data_classes, "accessibility_statement": _accessibility, "sign_language_video": _sign_video,
}  # fmt: skip


def filled(body_html: str, city: City) -> Markup:
    """The page's HTML, which was sanitised when saved, with its blocks; an unknown one stays as it was typed."""

    def block(match: re.Match[str]) -> str:
        make = BLOCKS.get(match[1])
        return make(city) if make is not None else match[0]

    return Markup(_BLOCK.sub(block, body_html))  # noqa: S704  # sanitised when saved, and our own template


def outlined(body: Markup) -> tuple[Markup, list[tuple[str, str]]]:
    """The page with an id at each heading, and (id, words) of all of them for „Auf dieser Seite“."""
    found: list[tuple[str, str]] = []

    def heading(match: re.Match[str]) -> str:
        found.append((f"abschnitt-{len(found) + 1}", Markup(match[1]).striptags()))  # noqa: S704  # sanitised when saved
        return f'<h2 id="{found[-1][0]}">{match[1]}</h2>'

    return Markup(_HEADING.sub(heading, body)), found  # noqa: S704  # as it came

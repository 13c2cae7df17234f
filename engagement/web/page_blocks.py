"""Parts of a town's page that the platform writes, at the moment when the page is shown.

Where the page has a paragraph that says only `{data_classes}`, the table of personal data and periods appears, as it
holds in this town and in the language of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from flask import render_template
from markupsafe import Markup

from engagement.workflows.retention import overview

if TYPE_CHECKING:
    from engagement.cities.models import City

_BLOCK: Final = re.compile(r"<p>\s*\{(\w+)\}\s*</p>")


def _data_classes(city: City) -> str:
    return render_template("public/_data_classes.html", parts=overview(city))


BLOCKS: Final[dict[str, Callable[[City], str]]] = {"data_classes": _data_classes}


def filled(body_html: str, city: City) -> Markup:
    """The page's HTML, which was sanitised when saved, with its blocks; an unknown one stays as it was typed."""

    def block(match: re.Match[str]) -> str:
        make = BLOCKS.get(match[1])
        return make(city) if make is not None else match[0]

    return Markup(_BLOCK.sub(block, body_html))  # noqa: S704  # sanitised when saved, and our own template

"""The pages a new city starts with: Markdown files in `default_pages/`, with the city's own words filled in.

A file begins with `# Title`; `{name}` stands for a value of the city (see `values_of`). What the city has not said yet
appears as a visible gap for its staff to fill.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nh3
from babel.dates import format_date
from flask import current_app
from flask_babel import get_locale
from markdown_it import MarkdownIt

from engagement.cities.models import City
from engagement.core.i18n import _
from engagement.core.links import external_url
from engagement.kernel.clock import today

FOLDER: Final = Path(__file__).parent / "default_pages"
# Known pages in the order of the footer; others follow by name.
ORDER: Final = ("impressum", "datenschutz", "barrierefreiheit", "nutzungsbedingungen", "hilfe")
# Parts that are written when a page is shown (web/page_blocks.py); the default page only says where.
BLOCKS: Final = frozenset({"data_classes"})
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_LINK: Final = re.compile(r"\[\{(\w+)\}\]\(\w+:\{\1\}\)")
# Signs that mean something to Markdown; with a backslash they are only themselves.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#|~&!+-])")
_TAGS: Final = {
    "h2", "h3", "h4", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "a", "hr", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@dataclass(frozen=True)
class RenderedPage:
    slug: str
    title: str
    html: str


class UnknownPlaceholder(ValueError):
    """A default page names a value that no city has; it is a mistake in the file."""


def render_default_pages(city: City) -> list[RenderedPage]:
    """All default pages with the values of a city. The city need not be saved."""
    values = values_of(city)
    names = {path.stem for path in FOLDER.glob("*.md")}
    ordered = [name for name in ORDER if name in names] + sorted(names - set(ORDER))
    return [render_page(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"), values) for name in ordered]


def values_of(city: City) -> dict[str, str]:
    """What a default page may name."""
    columns = (
        "claim", "state_name", "contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours",
        "contact_place", "address_street", "address_postcode", "address_town",
    )  # fmt: skip
    return {
        **{column: str(getattr(city, column) or "") for column in columns},
        "city_name": city.name,
        "platform_name": str(current_app.config["PLATFORM_NAME"]),
        "site_url": external_url("public.home", city=city.slug),
        "today": format_date(today(), "d. MMMM y", locale=str(get_locale() or "de")),
    }


def render_page(slug: str, source: str, values: Mapping[str, str]) -> RenderedPage:
    """Markdown to a title and sanitised HTML. Raises UnknownPlaceholder, ValueError without a title."""
    first, _sep, body = source.strip().partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"{slug}.md does not begin with “# Title”")

    def value(name: str) -> str:
        if name not in values:
            raise UnknownPlaceholder(f"{slug}.md: {{{name}}}")
        return values[name]

    gap = "**" + _("Please add") + "**"
    title = _PLACEHOLDER.sub(lambda match: value(match[1]), first[2:].strip())
    # A link to nothing becomes a gap as well.
    body = _LINK.sub(lambda match: match[0] if value(match[1]) else gap, body)

    def filled(match: re.Match[str]) -> str:
        return match[0] if match[1] in BLOCKS else _MARKS.sub(r"\\\1", value(match[1])) or gap

    body = _PLACEHOLDER.sub(filled, body)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    return RenderedPage(slug, title, nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None))

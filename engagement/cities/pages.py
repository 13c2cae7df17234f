"""The town's pages: Markdown with the town's own words filled in, each time one is shown.

`{name}` stands for a value of the city (`values_of`): a changed phone number changes everywhere. What the city has not
said yet appears as a visible gap for its staff to fill. Files in `default_pages/` are the texts a city starts with,
those in `default_pages/en/` a translation for convenience; a file begins with `# Title`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import nh3
from babel.dates import format_date
from flask import current_app
from markdown_it import MarkdownIt

from engagement.cities.enums import PublishAtOnce
from engagement.cities.lands import data_protection_words
from engagement.cities.policies import policies_of
from engagement.core.i18n import _, speaking
from engagement.core.links import external_url
from engagement.kernel.clock import local
from engagement.kernel.languages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from engagement.cities.models import City

FOLDER: Final = Path(__file__).parent / "default_pages"
# The pages that every city has, in the order of the footer.
ORDER: Final = (
    "impressum", "datenschutz", "barrierefreiheit", "nutzungsbedingungen", "hilfe", "leichte-sprache",
    "gebaerdensprache",
)  # fmt: skip
GERMAN: Final = DEFAULT_LANGUAGE
# Parts that are written when a page is shown (web/page_blocks.py); the text only says where, as a paragraph of its own.
BLOCKS: Final = frozenset({"data_classes", "accessibility_statement", "sign_language_video"})
COLUMNS: Final = (
    "claim", "state_name", "contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours",
    "contact_place", "address_street", "address_postcode", "address_town",
)  # fmt: skip
# Addresses that a text can link to: the name of the value, and the endpoint with what it needs.
ADDRESSES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "site_url": ("public.home", {}), "barrier_url": ("public.barrier_new", {}),
    "accessibility_url": ("public.page", {"slug": "barrierefreiheit"}),
    "easy_language_url": ("public.easy_language", {}), "sign_language_url": ("public.sign_language", {}),
}  # fmt: skip
VALUES: Final = (
    *COLUMNS, "city_name", "platform_name", *ADDRESSES, *data_protection_words(""), "today", "review_rule",
    "guardian_age",
)  # fmt: skip
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_LINK: Final = re.compile(r"\[\{(\w+)\}\]\(\w+:(?://)?\{\1\}\)")
_GAP: Final = re.compile(r"\*\*((?:Bitte ergänzen|Please add)[^*\n]*)\*\*")
# Signs that mean something to Markdown; with a backslash they are only themselves.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#|~&!+-])")
_PARAGRAPH: Final = re.compile(r"§ (?=\d)")  # no line ends between the sign and its number
_TAGS: Final = {
    "h2", "h3", "h4", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "a", "hr", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@dataclass(frozen=True)
class PageText:
    """A page as its authors write it: a title, and Markdown with placeholders."""

    title: str
    source: str


@functools.cache
def default_text(slug: str, language: str = GERMAN) -> PageText | None:
    """The product's own text of a page; None where it brings none."""
    if slug not in ORDER:
        return None
    path = (FOLDER if language == GERMAN else FOLDER / language) / f"{slug}.md"
    if not path.is_file():
        return None
    first, _sep, body = path.read_text(encoding="utf-8").strip().partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"{path} does not begin with “# Title”")
    return PageText(first[2:].strip(), body.strip())


#: What a text may name that is said in the language of the page; names and addresses of a town are German.
SAID: Final = frozenset({"today", "review_rule"})


def values_of(city: City, language: str = GERMAN, changed_on: date | None = None) -> dict[str, str]:
    """What a text may name, in the language of the page. `changed_on` is the day when the page was last changed; the
    product's own text counts from the day when the city began."""
    day = changed_on or local(city.created_at, city.zone).date()
    with speaking(language):
        return {
            **{column: str(getattr(city, column) or "") for column in COLUMNS},
            "city_name": city.name,
            "platform_name": str(current_app.config["PLATFORM_NAME"]),
            **data_protection_words(city.state_name),
            **{name: external_url(point, city=city.slug, **more) for name, (point, more) in ADDRESSES.items()},
            "today": format_date(day, "d. MMMM y" if language == GERMAN else "d MMMM y", locale=language),
            "review_rule": _review_rule(policies_of(city).publish_at_once),
            "guardian_age": str(policies_of(city).guardian_age),
        }


def _review_rule(rule: PublishAtOnce) -> str:
    if rule is PublishAtOnce.NOBODY:
        return _("Somebody at the city looks at every new offer before it appears.")
    if rule is PublishAtOnce.TRUSTED:
        return _(
            "Somebody at the city looks at every new offer. What comes from associations that the city trusts appears "
            "at once, and is looked at afterwards."
        )
    return _(
        "Somebody at the city looks at every new offer. What comes from associations that the city trusts, or begins "
        "within a few days, appears at once, and is looked at afterwards."
    )


def render(text: PageText, values: Mapping[str, str], language: str = GERMAN) -> tuple[str, str]:
    """Title and sanitised HTML. Unknown placeholders stay as they were typed, and so do those of blocks."""
    with speaking(language):
        gap = "**" + _("Please add") + "**"

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values:
            return match[0]
        return _MARKS.sub(r"\\\1", values[name]) or gap

    title = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text.title)
    # A link to nothing becomes a gap as well.
    body = _LINK.sub(lambda match: match[0] if values.get(match[1], "?") else gap, text.source)
    body = _PARAGRAPH.sub("§\u00a0", _PLACEHOLDER.sub(filled, body))
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    return title, nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None, url_schemes={"http", "https", "mailto", "tel"}
    )


def gaps_in(text: PageText, values: Mapping[str, str], unsure: Collection[str] = ()) -> list[str]:
    """What is still to be said: the marked gaps of the text as written, and names of values that are empty or that
    somebody has to check (`unsure`). Writing the words into the text instead of the name closes these."""
    named = [
        name for name in dict.fromkeys(_PLACEHOLDER.findall(text.source)) if values.get(name) == "" or name in unsure
    ]
    return [gap.strip() for gap in _GAP.findall(text.source)] + named


def placeholders_in(source: str) -> list[str]:
    """The names between braces, each once, in the order of the text."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(source)))

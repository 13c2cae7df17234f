"""Reading the town's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engagement.cities.lands import words_to_check
from engagement.cities.models import CityPage, CityPageVersion
from engagement.cities.pages import GERMAN, ORDER, PageText, default_text, gaps_in, render, values_of
from engagement.extensions import db
from engagement.kernel.clock import local
from engagement.kernel.errors import NotFound
from engagement.kernel.languages import LANGUAGES

if TYPE_CHECKING:
    from engagement.cities.models import City


@dataclass(frozen=True)
class ShownPage:
    """A page as visitors see it. `language` is that of its text; German is binding, and stands in where nobody has
    translated the town's own words."""

    slug: str
    title: str
    html: str
    language: str
    is_translation: bool
    is_untranslated: bool


def shown_page(city: City, slug: str, language: str = GERMAN) -> ShownPage | None:
    """One page in the wanted language, else in German; None when the town has no such page. One query."""
    rows = {row.language: row for row in _rows(city.id, CityPage.slug == slug)}
    german, wanted = rows.get(GERMAN), rows.get(language)
    text, row = _text(slug, language, wanted), wanted
    # The product's translation would contradict what the town has changed in German.
    is_own_german = german is not None and german.source is not None
    if text is None or (language != GERMAN and is_own_german and (wanted is None or wanted.source is None)):
        text, row, spoken = _text(slug, GERMAN, german), german, GERMAN
    else:
        spoken = language
    if text is None:
        return None
    title, html = render(text, values_of(city, spoken, _changed_on(city, row)), spoken)
    return ShownPage(
        slug=slug, title=title, html=html, language=spoken, is_translation=spoken != GERMAN,
        is_untranslated=spoken != language,
    )  # fmt: skip


def _rows(city_id: int, *where: sa.ColumnElement[bool]) -> Sequence[CityPage]:
    statement = sa.select(CityPage).where(CityPage.city_id == city_id, *where)
    return db.session.scalars(statement.order_by(CityPage.position, CityPage.id)).all()


def _text(slug: str, language: str, row: CityPage | None) -> PageText | None:
    if row is not None and row.source is not None:
        return PageText(row.title, row.source)
    return default_text(slug, language)


def _changed_on(city: City, row: CityPage | None) -> date | None:
    return None if row is None or row.source is None else local(row.updated_at, city.zone).date()


@dataclass(frozen=True)
class PageEntry:
    """A page in the list of the staff: its German title, what is missing, and what its translations are."""

    slug: str
    title: str
    is_own: bool
    is_changed: bool
    changed_at: datetime | None
    gaps: Sequence[str]
    translations: Mapping[str, bool]  # language → whether there is a text in it, the product's or the town's


def page_entries(city: City) -> list[PageEntry]:
    """All pages of a town: those that every town has, then its own in the order of the footer. One query."""
    rows = {(row.slug, row.language): row for row in _rows(city.id)}
    own = [slug for slug, language in rows if language == GERMAN and slug not in ORDER]
    return [_entry(city, slug, rows) for slug in (*ORDER, *own)]


def _entry(city: City, slug: str, rows: Mapping[tuple[str, str], CityPage]) -> PageEntry:
    row = rows.get((slug, GERMAN))
    text = _text(slug, GERMAN, row) or PageText(slug, "")
    values = values_of(city, GERMAN)
    is_changed = row is not None and row.source is not None
    others = [language for language in LANGUAGES if language != GERMAN]
    return PageEntry(
        slug=slug, title=text.title, is_own=slug not in ORDER, is_changed=is_changed,
        changed_at=row.updated_at if row is not None and is_changed else None,
        gaps=gaps_in(text, values, words_to_check(city.state_name)),
        translations={each: _text(slug, each, rows.get((slug, each))) is not None for each in others},
    )  # fmt: skip


@dataclass(frozen=True)
class EditablePage:
    """A page for its authors. `version` is 0 where the town has no words of its own yet."""

    slug: str
    language: str
    text: PageText
    default: PageText | None
    version: int
    is_own: bool
    is_changed: bool


def editable_page(city_id: int, slug: str, language: str) -> EditablePage:
    """A page in one language; a translation that does not exist yet is empty. Raises NotFound."""
    rows = {row.language: row for row in _rows(city_id, CityPage.slug == slug)}
    if language not in LANGUAGES or (slug not in ORDER and GERMAN not in rows):
        raise NotFound
    row = rows.get(language)
    return EditablePage(
        slug=slug, language=language, text=_text(slug, language, row) or PageText("", ""),
        default=default_text(slug, language), version=row.version if row is not None else 0,
        is_own=slug not in ORDER, is_changed=row is not None and row.source is not None,
    )  # fmt: skip


def page_history(city_id: int, slug: str, language: str) -> Sequence[CityPageVersion]:
    """What was saved, the latest first."""
    statement = sa.select(CityPageVersion).where(
        CityPageVersion.city_id == city_id, CityPageVersion.slug == slug, CityPageVersion.language == language
    )
    return db.session.scalars(statement.order_by(CityPageVersion.number.desc())).all()


def page_version(city_id: int, public_id: str) -> CityPageVersion:
    """Raises NotFound."""
    statement = sa.select(CityPageVersion).where(CityPageVersion.public_id == public_id)
    found: CityPageVersion | None = db.session.scalar(statement.where(CityPageVersion.city_id == city_id))
    if found is None:
        raise NotFound
    return found

"""Writing the town's pages. Every saved text is kept as a version with its author."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from slugify import slugify

from engagement.audit.operations import record
from engagement.cities.models import City, CityPage, CityPageVersion
from engagement.cities.pages import BLOCKS, GERMAN, ORDER, VALUES, default_text, placeholders_in
from engagement.cities.queries import page_version, staff_actor
from engagement.cities.rules.pages import (
    MAX_OWN_PAGES,
    PageChanged,
    PageNeeded,
    TooManyPages,
    check_source,
    free_slug,
    moved,
)
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.kernel.languages import LANGUAGES

UMLAUTS = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "ae"), ("Ö", "oe"), ("Ü", "ue")]
KNOWN = (*VALUES, *BLOCKS)


@operation
def save_page(
    city_id: int, slug: str, *, language: str, title: str, source: str, version: int, actor: Actor
) -> None:  # fmt: skip
    """Write a page in one language. `version` is the one that the author has seen; 0 where there was none.

    Raises Forbidden, NotFound, PageEmpty, PageTooLong, PlaceholderUnknown, PageChanged.
    """
    city = _locked_city(city_id, actor)
    check_source(source, placeholders_in(source), KNOWN)
    row = _current(city_id, slug, language, version)
    _put(city, row, slug, language, title, source, actor)
    _log(actor, "page.saved", city, slug, title, language=language)


@operation
def create_page(city_id: int, *, title: str, source: str, actor: Actor) -> str:
    """Add a page of the town's own, at the end of the footer. Returns the end of its address.

    Raises Forbidden, PageEmpty, PageTooLong, PlaceholderUnknown, TooManyPages.
    """
    city = _locked_city(city_id, actor)
    check_source(source, placeholders_in(source), KNOWN)
    own = _own(city_id)
    if len(own) >= MAX_OWN_PAGES:
        raise TooManyPages(number=MAX_OWN_PAGES)
    wanted = slugify(title, replacements=UMLAUTS, max_length=40) or "seite"
    slug = free_slug(wanted, {*ORDER, *(row.slug for row in own)})
    _put(city, None, slug, GERMAN, title, source, actor, position=max((row.position for row in own), default=0) + 1)
    _log(actor, "page.created", city, slug, title)
    return slug


@operation
def reset_page(city_id: int, slug: str, *, language: str, version: int, actor: Actor) -> None:
    """Go back to the product's own text. Raises Forbidden, NotFound (there is none), PageChanged."""
    city = _locked_city(city_id, actor)
    default, row = default_text(slug, language), _current(city_id, slug, language, version)
    if default is None or row is None:
        raise NotFound
    _put(city, row, slug, language, default.title, None, actor)
    _log(actor, "page.reset", city, slug, default.title, language=language)


@operation
def restore_page(city_id: int, version_id: str, *, actor: Actor) -> tuple[str, str]:
    """Take an older version up again; it becomes the latest one. Returns slug and language.

    Raises Forbidden, NotFound.
    """
    city = _locked_city(city_id, actor)
    old = page_version(city_id, version_id)
    row = _row(city_id, old.slug, old.language)
    if row is None:
        raise NotFound
    _put(city, row, old.slug, old.language, old.title, old.source, actor)
    _log(actor, "page.restored", city, old.slug, old.title, language=old.language, number=old.number)
    return old.slug, old.language


@operation
def move_page(city_id: int, slug: str, *, up: bool, actor: Actor) -> None:
    """Move one of the town's own pages by one place in the footer. Raises Forbidden, NotFound."""
    city = _locked_city(city_id, actor)
    own = {row.slug: row for row in _own(city_id)}
    if slug not in own:
        raise NotFound
    for position, each in enumerate(moved(list(own), slug, up=up), start=1):
        own[each].position = position
    _refresh_footer(city)
    _log(actor, "page.moved", city, slug, own[slug].title)


@operation
def remove_page(city_id: int, slug: str, *, actor: Actor) -> None:
    """Remove a page of the town's own, with translations and versions. Raises Forbidden, NotFound, PageNeeded."""
    city = _locked_city(city_id, actor)
    if slug in ORDER:
        raise PageNeeded
    row = _row(city_id, slug, GERMAN)
    if row is None:
        raise NotFound
    title = row.title
    for model in (CityPage, CityPageVersion):
        db.session.execute(sa.delete(model).where(model.city_id == city_id, model.slug == slug))
    _refresh_footer(city)
    _log(actor, "page.removed", city, slug, title)


def _locked_city(city_id: int, actor: Actor) -> City:
    """All writing of a town's pages waits for each other: there are few of them, and their order is one."""
    check(actor if actor.is_system else staff_actor(actor.user_id), Permission.CITY_TEXTS, city_id=city_id)
    return db.session.scalars(lock(sa.select(City).where(City.id == city_id))).one()


def _row(city_id: int, slug: str, language: str) -> CityPage | None:
    statement = sa.select(CityPage).where(CityPage.city_id == city_id, CityPage.slug == slug)
    return db.session.scalar(statement.where(CityPage.language == language))


def _own(city_id: int) -> list[CityPage]:
    statement = sa.select(CityPage).where(
        CityPage.city_id == city_id, CityPage.slug.not_in(ORDER), CityPage.language == GERMAN
    )
    return list(db.session.scalars(statement.order_by(CityPage.position, CityPage.id)))


def _current(city_id: int, slug: str, language: str, version: int) -> CityPage | None:
    if language not in LANGUAGES or (slug not in ORDER and _row(city_id, slug, GERMAN) is None):
        raise NotFound
    row = _row(city_id, slug, language)
    if (row.version if row is not None else 0) != version:
        raise PageChanged
    return row


def _put(
    city: City, row: CityPage | None, slug: str, language: str, title: str, source: str | None, actor: Actor,
    position: int = 0,
) -> None:  # fmt: skip
    if row is None:
        row = CityPage(city_id=city.id, slug=slug, language=language, position=position, version=0)
        db.session.add(row)
    row.title, row.source, row.version = title, source, row.version + 1
    db.session.flush()
    last = db.session.scalar(
        sa.select(sa.func.max(CityPageVersion.number)).where(
            CityPageVersion.city_id == city.id, CityPageVersion.slug == slug, CityPageVersion.language == language
        )
    )
    db.session.add(
        CityPageVersion(
            city_id=city.id, slug=slug, language=language, number=(last or 0) + 1, title=title, source=source,
            author_id=actor.user_id, author_name=actor.name,
        )
    )  # fmt: skip
    _refresh_footer(city)


def _refresh_footer(city: City) -> None:
    db.session.flush()
    statement = sa.select(CityPage).where(CityPage.city_id == city.id, CityPage.slug.not_in(ORDER))
    rows = db.session.scalars(statement.order_by(CityPage.position, CityPage.id)).all()
    titles: dict[str, dict[str, str]] = {row.slug: {} for row in rows if row.language == GERMAN}
    for row in rows:
        if row.slug in titles:
            titles[row.slug][row.language] = row.title
    city.footer_pages = [{"slug": slug, "title": title} for slug, title in titles.items()]


def _log(actor: Actor, action: str, city: City, slug: str, title: str, **details: Any) -> None:
    # The log keeps 16 signs of a subject's id; the address stands in the details.
    record(actor, action, kind="page", public_id=slug[:16], label=title, city_id=city.id, slug=slug, **details)

"""Reading cities."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app

from engagement.cities.models import City, CityPage, District
from engagement.core.links import external_url
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import MailFrame


def city_by_slug(slug: str) -> City | None:
    return db.session.scalar(sa.select(City).where(City.slug == slug))


def city_by_id(city_id: int) -> City:
    """Raises NotFound."""
    city = db.session.scalar(sa.select(City).where(City.id == city_id))
    if city is None:
        raise NotFound
    return city


def published_cities() -> Sequence[City]:
    """The showcases of the portal, in the order of the alphabet."""
    return db.session.scalars(sa.select(City).where(City.is_published).order_by(City.sort_name, City.id)).all()


def districts_of(city_id: int) -> Sequence[District]:
    """The districts of a city, the core first, then in the town's own order."""
    statement = sa.select(District).where(District.city_id == city_id)
    return db.session.scalars(statement.order_by(District.is_core.desc(), District.position, District.id)).all()


def city_page(city_id: int, slug: str) -> CityPage | None:
    return db.session.scalar(sa.select(CityPage).where(CityPage.city_id == city_id, CityPage.slug == slug))


def mail_frame(city: City) -> MailFrame:
    """What a mail shows of its city, as plain values."""
    light = city.theme.get("light", {})
    return MailFrame(
        city_id=city.id, city_slug=city.slug, city_name=city.name, claim=city.claim,
        platform_name=current_app.config["PLATFORM_NAME"], contact_name=city.contact_name,
        contact_phone=city.contact_phone, contact_email=city.contact_email, contact_hours=city.contact_hours,
        home_url=external_url("public.home", city=city.slug),
        imprint_url=external_url("public.page", city=city.slug, slug="impressum"),
        privacy_url=external_url("public.page", city=city.slug, slug="datenschutz"), action=light.get("action", MailFrame.action),
        on_action=light.get("on_action", MailFrame.on_action), paper=light.get("paper", MailFrame.paper),
        tint=light.get("tint", MailFrame.tint), timezone=city.timezone,
    )  # fmt: skip


def mail_frame_of(city_id: int) -> MailFrame:
    """Raises NotFound."""
    return mail_frame(city_by_id(city_id))

"""Reading cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from engagement.associations.models import Association, Listing
from engagement.cities.models import City, CityStaff, District, StaffInvitation
from engagement.cities.theme import Mode, Theme, derive, stored_theme
from engagement.cities.theme_values import SHAPES
from engagement.core.actor import CityRole
from engagement.core.links import Address, external_url
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.frame import MailColours, MailFrame
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication

_BY_SLUG = sa.select(City).where(City.slug == sa.bindparam("slug")).execution_options(**MADE_ONCE)


def city_by_slug(slug: str) -> City | None:
    return db.session.scalar(_BY_SLUG, {"slug": slug})


def active_domain(slug: str) -> str | None:
    """The host name that stands in the city's addresses; None when that is the platform's."""
    return db.session.scalar(sa.select(City.domain).where(City.slug == slug, City.is_domain_used))


def domains() -> Sequence[tuple[str, str, bool]]:
    """Every host name of a city: domain, slug, whether mails name it. In the order of the alphabet."""
    statement = sa.select(City.domain, City.slug, City.is_domain_used).where(City.domain.is_not(None))
    return [(str(row[0]), row[1], row[2]) for row in db.session.execute(statement.order_by(City.domain))]


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


@dataclass(frozen=True)
class DistrictRow:
    """A district with the number of offers and associations that name it."""

    public_id: str
    name: str
    is_core: bool
    offers: int
    associations: int


def district_rows(city_id: int) -> Sequence[DistrictRow]:
    """The districts of a city with what hangs on them, in the order of `districts_of`. One query."""
    offers = sa.select(sa.func.count(Opportunity.id)).where(Opportunity.district_id == District.id)
    associations = sa.select(sa.func.count(Association.id)).where(Association.district_id == District.id)
    rows = db.session.execute(
        sa.select(
            District.public_id, District.name, District.is_core, offers.scalar_subquery(),
            associations.scalar_subquery(),
        )
        .where(District.city_id == city_id)
        .order_by(District.is_core.desc(), District.position, District.id)
    )  # fmt: skip
    return [DistrictRow(*row) for row in rows]


@dataclass(frozen=True)
class MailCity:
    """What mails and calendars say of a town, as plain values: its columns, in the order of MAIL_CITY."""

    id: int
    slug: str
    name: str
    claim: str
    contact_name: str
    contact_phone: str
    contact_email: str
    contact_hours: str
    theme: dict[str, Any]
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        """In which its dates are told."""
        return ZoneInfo(self.timezone)


# For statements that find the town with what else a mail says.
MAIL_CITY = tuple(getattr(City, field.name).label(f"city_{field.name}") for field in fields(MailCity))


def mail_frame(city: City | MailCity) -> MailFrame:
    """What a mail shows of its city, as plain values."""
    home_url = external_url("public.home", city=city.slug)
    said = (
        city.id, city.slug, city.name, current_app.config["PLATFORM_NAME"], city.claim, city.contact_name,
        city.contact_phone, city.contact_email, city.contact_hours,
    )  # fmt: skip
    # Its addresses differ with host and language as that of its home page does.
    return _mail_frame(said, home_url, stored_theme(city.theme), city.timezone)


@lru_cache(maxsize=256)
def _mail_frame(said: tuple[Any, ...], home_url: Address, theme: Theme, timezone: str) -> MailFrame:
    city_id, slug, name, platform_name, claim, *contact = said
    contact_name, contact_phone, contact_email, contact_hours = contact
    return MailFrame(
        city_id=city_id, city_slug=slug, city_name=name, platform_name=platform_name, claim=claim,
        contact_name=contact_name, contact_phone=contact_phone, contact_email=contact_email,
        contact_hours=contact_hours, home_url=home_url,
        imprint_url=external_url("public.page", city=slug, slug="impressum"),
        privacy_url=external_url("public.page", city=slug, slug="datenschutz"), day=_mail_colours(theme, "light"),
        night=_mail_colours(theme, "dark"), radius=SHAPES[theme.character]["control"],
        weight=SHAPES[theme.character]["weight"], timezone=timezone,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _mail_colours(theme: Theme, mode: Mode) -> MailColours:
    """Pairs that the check of themes has looked at. At night the paper is lighter than its ground, by day as well."""
    values = derive(theme, mode)
    is_day = mode == "light"
    return MailColours(
        ground=values["tint" if is_day else "paper"], paper=values["paper" if is_day else "tint"], ink=values["ink"],
        muted=values["muted"], line=values["line"], action=values["action"], on_action=values["on_action"],
        ticket=values["action" if is_day else "hero"], on_ticket=values["on_action" if is_day else "on_hero"],
    )  # fmt: skip


def mail_frame_of(city_id: int) -> MailFrame:
    """Raises NotFound."""
    return mail_frame(city_by_id(city_id))


def frame_for(city_id: int | None) -> MailFrame:
    """The frame of a city's mail; without a city that of the platform itself. Raises NotFound."""
    if city_id is not None:
        return mail_frame_of(city_id)
    name = current_app.config["PLATFORM_NAME"]
    return MailFrame(
        city_id=None, city_slug=None, city_name=name, platform_name=name, home_url=external_url("portal.index")
    )


@dataclass(frozen=True)
class CityRow:
    """A city in the platform's list."""

    slug: str
    name: str
    associations: int
    offers: int
    staff: int
    administrators: int
    invited: int


def city_rows() -> Sequence[CityRow]:
    """All cities with what is in them, in the order of the alphabet. For the platform alone (system scope)."""

    def count(
        entity: type[CityStaff | Listing | Publication | StaffInvitation], *where: sa.ColumnElement[bool]
    ) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count(entity.id)).where(entity.city_id == City.id, *where).scalar_subquery()

    is_open = StaffInvitation.accepted_at.is_(None), StaffInvitation.revoked_at.is_(None)
    rows = db.session.execute(
        sa.select(
            City.slug, City.name, count(Listing), count(Publication, Publication.state == PublicationState.PUBLISHED),
            count(CityStaff), count(CityStaff, CityStaff.role == CityRole.ADMINISTRATOR),
            count(StaffInvitation, *is_open, StaffInvitation.expires_at > utcnow()),
        ).order_by(City.sort_name, City.id)
    )  # fmt: skip
    return [CityRow(*row) for row in rows]

"""Reading cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from engagement.accounts.models import User
from engagement.associations.models import Listing
from engagement.cities.models import City, CityPage, CityStaff, District, StaffInvitation
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.links import external_url
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.frame import MailFrame
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication


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
        privacy_url=external_url("public.page", city=city.slug, slug="datenschutz"),
        action=light.get("action", MailFrame.action),
        on_action=light.get("on_action", MailFrame.on_action), paper=light.get("paper", MailFrame.paper),
        tint=light.get("tint", MailFrame.tint), timezone=city.timezone,
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


def staff_actor(user_id: int | None) -> Actor:
    """The person with her roles in cities, fresh; ANONYMOUS when unknown, disabled or unconfirmed."""
    with unscoped("who acts is known before the page's scope is"):
        user = db.session.scalar(sa.select(User).where(User.id == user_id)) if user_id is not None else None
        if user is None or user.disabled_at is not None or user.email_confirmed_at is None:
            return ANONYMOUS
        roles = db.session.execute(sa.select(CityStaff.city_id, CityStaff.role).where(CityStaff.user_id == user_id))
        return Actor(
            user_id=user.id, name=user.name, is_platform_admin=user.is_platform_admin,
            city_roles={row.city_id: row.role for row in roles},
        )  # fmt: skip


def staff_of(city_id: int) -> Sequence[CityStaff]:
    """Who works for a city, with their accounts: administrators first, then by name."""
    statement = sa.select(CityStaff).join(CityStaff.user).options(joinedload(CityStaff.user))
    return db.session.scalars(
        statement.where(CityStaff.city_id == city_id).order_by(CityStaff.role, User.name, CityStaff.id)
    ).all()


def open_invitations_of(city_id: int) -> Sequence[StaffInvitation]:
    """Invitations that were neither accepted nor revoked, the latest first; those that are too old are among them."""
    statement = sa.select(StaffInvitation).where(
        StaffInvitation.city_id == city_id, StaffInvitation.accepted_at.is_(None), StaffInvitation.revoked_at.is_(None)
    )
    return db.session.scalars(statement.order_by(StaffInvitation.created_at.desc(), StaffInvitation.id.desc())).all()


def staff_invitation(public_id: str, city_id: int) -> StaffInvitation | None:
    """An invitation of the city, in whatever state."""
    statement = sa.select(StaffInvitation).where(StaffInvitation.public_id == public_id)
    return db.session.scalar(statement.where(StaffInvitation.city_id == city_id))


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

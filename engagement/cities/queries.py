"""Reading cities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, joinedload

from engagement.accounts.models import User
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City, CityPage, CityStaff, District, StaffDeputy, StaffInvitation
from engagement.cities.rules.deputies import Deputyship, effective_role, who_is_told
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.links import external_url
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.frame import MailFrame
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication


def city_by_slug(slug: str) -> City | None:
    return db.session.scalar(sa.select(City).where(City.slug == slug))


def city_by_domain(domain: str) -> City | None:
    """The city with this host name of its own (ASCII, without port), whether or not mails name it yet."""
    return db.session.scalar(sa.select(City).where(City.domain == domain))


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
        return Actor(
            user_id=user.id, name=user.name, is_platform_admin=user.is_platform_admin, city_roles=_roles_of(user.id)
        )


def _roles_of(user_id: int) -> dict[int, CityRole]:
    """Her own roles, and where she stands in for a colleague today, the higher one of the two. One statement."""
    absent = aliased(CityStaff)
    own = sa.select(CityStaff.city_id, CityStaff.role).where(CityStaff.user_id == user_id)
    lent = (
        sa.select(StaffDeputy.city_id, absent.role)
        .join(absent, sa.and_(absent.city_id == StaffDeputy.city_id, absent.user_id == StaffDeputy.absent_id))
        .where(StaffDeputy.deputy_id == user_id, *_is_active(today()))
    )
    found: dict[int, CityRole] = {}
    for city_id, role in db.session.execute(sa.union_all(own, lent)):
        found[city_id] = effective_role(found.get(city_id, role), [role])
    return found


def _is_active(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return StaffDeputy.starts_on <= day, sa.or_(StaffDeputy.ends_on.is_(None), StaffDeputy.ends_on >= day)


def deputies_of(city_id: int) -> Sequence[StaffDeputy]:
    """Who stands in for whom in a city, now or later, with both accounts, in the order of time."""
    statement = sa.select(StaffDeputy).options(joinedload(StaffDeputy.absent), joinedload(StaffDeputy.deputy))
    is_coming = sa.or_(StaffDeputy.ends_on.is_(None), StaffDeputy.ends_on >= today())
    return db.session.scalars(
        statement.where(StaffDeputy.city_id == city_id, is_coming).order_by(StaffDeputy.starts_on, StaffDeputy.id)
    ).all()


def deputyship(row: StaffDeputy) -> Deputyship:
    """The row as the plain value that the rules speak of."""
    return Deputyship(row.absent_id, row.deputy_id, row.starts_on, row.ends_on)


@dataclass(frozen=True)
class StaffContact:
    """Somebody of the staff who is told something by mail. `stands_in_for` names colleagues who are away."""

    user_id: int
    email: str
    name: str
    stands_in_for: tuple[str, ...] = ()


REVIEWERS = (CityRole.MODERATOR, CityRole.ADMINISTRATOR)


def staff_to_tell(city_id: int, roles: Collection[CityRole] = REVIEWERS) -> Sequence[StaffContact]:
    """Who gets a mail for the staff of a city: everybody with one of the roles, and who stands in for them today.

    In the order of the staff list. For mails that each of them must get; how often somebody wants to hear of the
    queue does not matter here.
    """
    people = staff_of(city_id)
    return contacts_of(people, [person for person in people if person.role in roles], deputies_of(city_id))


def contacts_of(
    people: Sequence[CityStaff], wanted: Sequence[CityStaff], deputies: Sequence[StaffDeputy]
) -> list[StaffContact]:
    """`wanted` of the people and their deputies of today, as plain values. No query."""
    names = {person.user_id: person.user.name for person in people}
    active = [each for each in map(deputyship, deputies) if each.is_active(today())]
    told = who_is_told([person.user_id for person in wanted], active)
    return [
        StaffContact(
            person.user_id, person.user.email, person.user.name, tuple(names[each] for each in told[person.user_id])
        )
        for person in people if person.user_id in told and person.user.disabled_at is None
    ]  # fmt: skip


def staff_of(city_id: int) -> Sequence[CityStaff]:
    """Who works for a city, with their accounts: administrators first, then by name."""
    statement = sa.select(CityStaff).join(CityStaff.user).options(joinedload(CityStaff.user))
    by_power = sa.case({role.value: -place for place, role in enumerate(CityRole)}, value=CityStaff.role)
    return db.session.scalars(
        statement.where(CityStaff.city_id == city_id).order_by(by_power, User.name, CityStaff.id)
    ).all()


def handover_of(city_id: int, user_id: int) -> HandOver:
    """What hangs on a person of the staff: whom she stands in for, whom she invited, what she did of late."""
    stands_in_for = [row for row in deputies_of(city_id) if row.deputy_id == user_id]
    invited = [row for row in open_invitations_of(city_id) if row.invited_by_id == user_id]
    acts = sa.select(AuditEntry).where(AuditEntry.city_id == city_id, AuditEntry.actor_id == user_id)
    lately = db.session.scalars(acts.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(ACTS_SHOWN)).all()
    return HandOver(stands_in_for, invited, lately)


@dataclass(frozen=True)
class HandOver:
    stands_in_for: Sequence[StaffDeputy]
    invited: Sequence[StaffInvitation]
    lately: Sequence[AuditEntry]


ACTS_SHOWN = 10


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

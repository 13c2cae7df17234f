"""Reading who works for a city, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from engagement.accounts.models import User
from engagement.audit.models import AuditEntry
from engagement.cities.models import City, CityStaff, StaffDeputy, StaffInvitation
from engagement.cities.rules import is_contact
from engagement.cities.rules.deputies import Deputyship, effective_role, who_is_told
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import today


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


def desk_contacts(city: City) -> Sequence[StaffContact]:
    """Who hears of something that should not wait for the digest: the town's stated address, then `staff_to_tell`.

    Each address once; the stated one has no account of its own (`user_id` 0). In any scope.
    """
    with unscoped("a mail may ask the neighbouring town's staff"):
        people = staff_to_tell(city.id)
    stated = city.contact_email
    if not stated or any(is_contact(stated, person.email) for person in people):
        return people
    return [StaffContact(0, stated, city.contact_name), *people]


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


@dataclass(frozen=True)
class StaffCity:
    """A city for which a person works."""

    slug: str
    name: str


def cities_of_staff(user_id: int) -> Sequence[StaffCity]:
    """The cities for which a person works, in the order of the alphabet."""
    statement = sa.select(City.slug, City.name).join(CityStaff, CityStaff.city_id == City.id)
    rows = db.session.execute(statement.where(CityStaff.user_id == user_id).order_by(City.sort_name, City.id))
    return [StaffCity(*row) for row in rows]


def only_administrator_of(user_id: int) -> Sequence[StaffCity]:
    """The cities that would have no administrator without this person, in the order of the alphabet."""
    other = aliased(CityStaff)
    somebody_else = sa.exists().where(
        other.city_id == City.id, other.user_id != user_id, other.role == CityRole.ADMINISTRATOR
    )
    statement = (
        sa.select(City.slug, City.name)
        .join(CityStaff, CityStaff.city_id == City.id)
        .where(CityStaff.user_id == user_id, CityStaff.role == CityRole.ADMINISTRATOR, ~somebody_else)
        .order_by(City.sort_name, City.id)
    )
    return [StaffCity(*row) for row in db.session.execute(statement)]


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

"""Reading accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from engagement.accounts.keyed import token_hash
from engagement.accounts.models import Attempt, EmailChange, User, UserSession
from engagement.accounts.rules.email_change import CONFIRM_WITHIN
from engagement.accounts.rules.sessions import is_alive
from engagement.associations.models import Association, Listing, Membership
from engagement.cities.models import City, CityStaff
from engagement.cities.queries import staff_actor
from engagement.core.actor import Actor, MembershipRole
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email


def actor_of(user_id: int | None) -> Actor:
    """The person with all her roles, fresh from the database; ANONYMOUS when unknown, disabled or unconfirmed."""
    actor = staff_actor(user_id)
    if actor.is_anonymous:
        return actor
    with unscoped("who acts is known before the page's scope is"):
        rows = db.session.execute(
            sa.select(Membership.association_id, Membership.role).where(Membership.user_id == user_id)
        )
        return replace(actor, memberships={row.association_id: row.role for row in rows})


def fresh(actor: Actor) -> Actor:
    """The same actor with the roles of this moment, for the check inside an operation; the system stays itself."""
    return actor if actor.is_system else actor_of(actor.user_id)


def user_by_email(email: str) -> User | None:
    """The account of an address, however it is written."""
    return db.session.scalar(sa.select(User).where(User.email_normalised == normalise_email(email)))


def user_by_id(user_id: int) -> User:
    """Raises NotFound."""
    user: User | None = db.session.scalar(sa.select(User).where(User.id == user_id))
    if user is None:
        raise NotFound
    return user


def user_by_public_id(public_id: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.public_id == public_id))


def _is_staff() -> sa.ColumnElement[bool]:
    return sa.or_(User.is_platform_admin, sa.exists().where(CityStaff.user_id == User.id))


def is_staff(user_id: int) -> bool:
    """Whether the person has power over others: staff of any city, or the platform's administrator."""
    return bool(db.session.scalar(sa.select(_is_staff()).where(User.id == user_id)))


def session_by_token(token: str) -> UserSession | None:
    """The session of a cookie with its user, if it is still alive and the account is open. One statement."""
    statement = (
        sa.select(UserSession, _is_staff())
        .join(UserSession.user).options(contains_eager(UserSession.user))
        .where(UserSession.token_hash == token_hash(token))
        .where(User.disabled_at.is_(None), User.email_confirmed_at.is_not(None))
    )  # fmt: skip
    with unscoped("who acts is known before the page's scope is"):
        row = db.session.execute(statement).one_or_none()
    if row is None or not _alive(row[0], bool(row[1])):
        return None
    return row[0]


def sessions_of(user_id: int) -> Sequence[UserSession]:
    """The signed-in browsers of a person, the latest used first."""
    staff = is_staff(user_id)
    statement = sa.select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    rows = db.session.scalars(statement.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())).all()
    return [row for row in rows if _alive(row, staff)]


def _alive(row: UserSession, staff: bool) -> bool:
    return is_alive(
        now=utcnow(), last_seen_at=row.last_seen_at, expires_at=row.expires_at, ended_at=row.ended_at, is_staff=staff,
        method=row.method,
    )  # fmt: skip


@dataclass(frozen=True)
class Workplace:
    """An association in which a person works, and the city through which she gets there."""

    public_id: str
    name: str
    role: MembershipRole
    city_slug: str
    city_name: str
    state: str


def workplaces_of(user_id: int, city_id: int | None) -> Sequence[Workplace]:
    """The associations of a person in the order of the alphabet, each once: through the city at hand, else its home."""
    statement = (
        sa.select(Association, Membership.role, City, Listing.state)
        .join(Membership, Membership.association_id == Association.id)
        .join(Listing, Listing.association_id == Association.id)
        .join(City, City.id == Listing.city_id)
        .where(Membership.user_id == user_id)
        .order_by(
            Association.sort_name, Association.id,
            City.id != (city_id or 0), City.id != Association.home_city_id, City.id,
        )
    )  # fmt: skip
    found: dict[int, Workplace] = {}
    for association, role, city, state in db.session.execute(statement):
        found.setdefault(
            association.id, Workplace(association.public_id, association.name, role, city.slug, city.name, state)
        )
    return list(found.values())


def open_email_change(user_id: int) -> EmailChange | None:
    """The wish for another address that neither was confirmed nor ended, also when its link is too old by now."""
    statement = sa.select(EmailChange).where(
        EmailChange.user_id == user_id, EmailChange.confirmed_at.is_(None), EmailChange.ended_at.is_(None)
    )
    return db.session.scalar(statement)


def waiting_email_change(user_id: int) -> EmailChange | None:
    """The wish for another address that can still be confirmed."""
    change = open_email_change(user_id)
    return change if change is not None and utcnow() - change.created_at < CONFIRM_WITHIN else None


def attempts_since(kind: str, key: str, since: datetime) -> Sequence[datetime]:
    """The moments of counted attempts, oldest first."""
    statement = sa.select(Attempt.at).where(Attempt.kind == kind, Attempt.key == key, Attempt.at > since)
    return db.session.scalars(statement.order_by(Attempt.at, Attempt.id)).all()

"""An account ends: what goes, what stays, and one transaction that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engagement.accounts.mails import send_account_mail
from engagement.accounts.models import User
from engagement.accounts.operations import check_own_password
from engagement.accounts.operations.security import WrongPassword
from engagement.accounts.operations.sign_in import WrongCredentials
from engagement.accounts.queries import user_by_id, workplaces_of
from engagement.associations.models import Membership
from engagement.associations.operations import end_memberships
from engagement.associations.queries import SoleOwnership, sole_ownerships
from engagement.associations.rules import SoleOwner
from engagement.attendance.operations import forget_proposals
from engagement.audit.operations import record
from engagement.cities.models import CityStaff
from engagement.cities.operations.leaving import end_staff_roles
from engagement.cities.queries import StaffCity, cities_of_staff, only_administrator_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.feedback.operations import forget_feedback
from engagement.kernel.errors import Stale
from engagement.messages.operations import forget_messages
from engagement.registrations.operations.leaving import leave_registrations
from engagement.registrations.queries.leaving import Coming, registration_count, upcoming_of

if TYPE_CHECKING:
    from engagement.accounts.queries import Workplace


@dataclass(frozen=True)
class AccountEnd:
    """What the end of an account means: what is called off, what ends, and what has to be handed over first."""

    coming: Sequence[Coming]
    past: int
    teams: Sequence[Workplace]
    cities: Sequence[StaffCity]
    sole_ownerships: Sequence[SoleOwnership]
    sole_cities: Sequence[StaffCity]

    @property
    def is_possible(self) -> bool:
        return not self.sole_ownerships and not self.sole_cities


def account_end(user_id: int) -> AccountEnd:
    """What would happen if the account were deleted now. Changes nothing."""
    coming = upcoming_of(user_id)
    with unscoped("a person's teams of all cities"):
        teams = workplaces_of(user_id, None)
    return AccountEnd(
        coming=coming, past=registration_count(user_id) - len(coming), teams=teams,
        cities=cities_of_staff(user_id), sole_ownerships=sole_ownerships(user_id),
        sole_cities=only_administrator_of(user_id),
    )  # fmt: skip


def delete_account(password: str, *, actor: Actor, city_id: int | None, network: str) -> None:
    """Delete one's own account, with everything that `account_end` tells, and send a farewell mail.

    Raises:
        WrongPassword: it is not the present one; counted like a failed sign-in.
        TooManyAttempts
        SoleOwner, OnlyAdministrator: something has to be handed over first.
        Stale: the person got a new password or a new role at this moment.
    """
    check(actor, Permission.ACCOUNT_USE)
    user = user_by_id(actor.user_id or 0)
    try:
        user = check_own_password(user.email, password, network=network)
    except WrongCredentials:
        raise WrongPassword from None
    _delete(user.id, user.password_hash, city_id, actor)


@retried
@operation
def _delete(user_id: int, password_hash: str | None, city_id: int | None, actor: Actor) -> None:
    with unscoped("an account ends in every city"):
        end_staff_roles(user_id, actor=actor)
        end_memberships(user_id, actor=actor)
        user = _locked(user_id)
        if user is None or user.password_hash != password_hash or _has_roles(user_id):
            raise Stale
        _end(user, city_id, actor)


@operation
def end_idle_account(user_id: int, *, actor: Actor) -> None:
    """End an account that nobody has used for two years, whatever hangs on it: its owner was asked 30 days ago.

    An association that has no owner then can be claimed again; a city without an administrator gets one from the
    platform.
    """
    with unscoped("an account ends in every city"):
        end_staff_roles(user_id, actor=actor, is_forced=True)
        try:
            end_memberships(user_id, actor=actor)
        except SoleOwner as refusal:
            record(actor, "team.ownerless", kind="user", public_id="", label=str(refusal.values["names"]))
        user = _locked(user_id)
        if user is not None:
            _end(user, None, actor, is_idle=True)


def _end(user: User, city_id: int | None, actor: Actor, *, is_idle: bool = False) -> None:
    coming = upcoming_of(user.id)
    forget_feedback(user.id)
    forget_messages(user.id)
    forget_proposals(user.id)
    leave_registrations(user.id, actor=actor)
    record(actor, "account.deleted", kind="user", public_id=user.public_id, label=user.name, city_id=city_id)
    lines = [(each.title, each.association_name, each.starts_at) for each in coming]
    send_account_mail("account_deleted", user, city_id, coming=lines, is_idle=is_idle)
    db.session.flush()
    gone = sa.delete(User).where(User.id == user.id).execution_options(synchronize_session=False)
    db.session.expunge(user)
    db.session.execute(gone)


def _locked(user_id: int) -> User | None:
    found: User | None = db.session.scalar(lock(sa.select(User).where(User.id == user_id)))
    return found


def _has_roles(user_id: int) -> bool:
    """Whether somebody gave the person a role while her account was being ended."""
    teams = sa.exists().where(Membership.user_id == user_id)
    cities = sa.exists().where(CityStaff.user_id == user_id)
    return bool(db.session.scalar(sa.select(sa.or_(teams, cities))))

"""The whole policy on one page: permission → who holds it. Deny by default.

Every view names its permission where it is registered, `@requires(Permission.X)` or `@public`; the app refuses to start
with a view that names neither. Operations call `check` again inside their transaction.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engagement.core.actor import Actor
from engagement.kernel.errors import Forbidden

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Target:
    """What it is done to: the city and the association concerned, as far as they matter."""

    city_id: int | None = None
    association_id: int | None = None
    user_id: int | None = None


class Permission(enum.Enum):
    ACCOUNT_USE = "account_use"
    ASSOCIATION_REGISTER = "association_register"
    ASSOCIATION_VIEW = "association_view"
    ASSOCIATION_EDIT = "association_edit"
    TEAM_MANAGE = "team_manage"
    OPPORTUNITY_EDIT = "opportunity_edit"
    REGISTRATION_VIEW = "registration_view"
    REGISTRATION_DECIDE = "registration_decide"
    CITY_WORK = "city_work"
    CITY_TEXTS = "city_texts"
    MODERATE = "moderate"
    AUDIT_VIEW = "audit_view"
    CITY_ADMINISTER = "city_administer"
    PLATFORM_ADMINISTER = "platform_administer"


Predicate = Callable[[Actor, Target], bool]

POLICY: dict[Permission, Predicate] = {
    Permission.ACCOUNT_USE: lambda a, t: a.user_id is not None,
    Permission.ASSOCIATION_REGISTER: lambda a, t: a.user_id is not None,
    Permission.ASSOCIATION_VIEW: lambda a, t: a.edits(t.association_id),
    Permission.ASSOCIATION_EDIT: lambda a, t: a.edits(t.association_id),
    Permission.TEAM_MANAGE: lambda a, t: a.owns(t.association_id),
    Permission.OPPORTUNITY_EDIT: lambda a, t: a.edits(t.association_id),
    Permission.REGISTRATION_VIEW: lambda a, t: a.edits(t.association_id),
    Permission.REGISTRATION_DECIDE: lambda a, t: a.edits(t.association_id),
    Permission.CITY_WORK: lambda a, t: a.works_for(t.city_id),
    Permission.CITY_TEXTS: lambda a, t: a.works_for(t.city_id),
    Permission.MODERATE: lambda a, t: a.moderates(t.city_id),
    Permission.AUDIT_VIEW: lambda a, t: a.moderates(t.city_id),
    Permission.CITY_ADMINISTER: lambda a, t: a.administers(t.city_id),
    Permission.PLATFORM_ADMINISTER: lambda a, t: a.is_platform_admin,
}


def allowed(actor: Actor, permission: Permission, target: Target = Target()) -> bool:
    """Whether the policy grants it. The system (jobs, command line) may do everything."""
    return actor.is_system or POLICY[permission](actor, target)


def check(
    actor: Actor, permission: Permission, *, city_id: int | None = None, association_id: int | None = None
) -> None:
    """Raise `Forbidden` unless the policy grants it."""
    if not allowed(actor, permission, Target(city_id=city_id, association_id=association_id)):
        raise Forbidden


def requires(permission: Permission) -> Callable[[F], F]:
    """Mark a view with the permission that the hook checks before it runs."""

    def mark(view: F) -> F:
        view.__permission__ = permission  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


def public(view: F) -> F:
    """Mark a view that anybody may call."""
    view.__permission__ = None  # type: ignore[attr-defined]  # a mark on the function
    return view

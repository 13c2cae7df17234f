"""Rules about cities, their addresses and their staff."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from engagement.core.actor import CityRole
from engagement.kernel.errors import N_, DomainError

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
MAX_SLUG = 40
INVITATION_DAYS = 14

# First path segments that the platform may want one day; the url map's own are passed in.
RESERVED = frozenset({
    "admin", "api", "app", "assets", "demo", "embed", "feed", "konto", "login", "mail", "media", "metrics", "plattform",
    "robots", "rss", "static", "styleguide", "suche", "test", "well-known", "widget", "www",
    # languages
    "ar", "de", "en", "es", "fr", "it", "pl", "ru", "tr", "uk",
})  # fmt: skip


class SlugInvalid(DomainError):
    message = N_("An address has small letters, digits and hyphens only, and begins with a letter. Example: bad-muster")
    field = "slug"


class SlugReserved(DomainError):
    message = N_("The platform needs the address “%(slug)s” itself. Please choose another one.")
    field = "slug"


class CityExists(DomainError):
    message = N_("There is already a city with the address “%(slug)s”.")
    field = "slug"


class AlreadyStaff(DomainError):
    message = N_("This person already works for the city.")
    field = "email"


class LastAdministrator(DomainError):
    message = N_("A city needs at least one administrator. Please make somebody else administrator first.")


class OnlyAdministrator(DomainError):
    """The account is the only administrator of cities; `names` lists them."""

    message = N_("You are the only administrator of %(names)s. Please make a colleague administrator first.")


class OwnRole(DomainError):
    message = N_("While you are a deputy you cannot change your own role. A colleague who leads can do it.")


class SuccessorNoColleague(DomainError):
    message = N_("This person does not work for the city any more. Please choose somebody else.")
    field = "successor"


class InvitationVoid(DomainError):
    message = N_("This invitation is no longer valid. Please ask for a new one.")


class InvitationForSomebodyElse(DomainError):
    message = N_("This invitation was sent to another mail address than that of your account.")


def check_slug(slug: str, reserved: Collection[str]) -> None:
    """A city's address is its first path segment. `reserved` are the segments that the platform uses itself.

    Raises SlugInvalid or SlugReserved.
    """
    if len(slug) > MAX_SLUG or not SLUG.fullmatch(slug):
        raise SlugInvalid
    if slug in RESERVED or slug in reserved:
        raise SlugReserved(slug=slug)


def check_keeps_administrator(administrators: Collection[int], user_id: int) -> None:
    """Raises LastAdministrator when nobody else of the administrators is left."""
    if not [one for one in administrators if one != user_id]:
        raise LastAdministrator


def check_invitation_open(
    *, now: datetime, expires_at: datetime, accepted_at: datetime | None, revoked_at: datetime | None
) -> None:
    """Raises InvitationVoid."""
    if accepted_at is not None or revoked_at is not None or now >= expires_at:
        raise InvitationVoid


def invitation_expiry(now: datetime) -> datetime:
    return now + timedelta(days=INVITATION_DAYS)


def higher_role(one: CityRole, other: CityRole) -> CityRole:
    """Of two roles the one with more power."""
    return max(one, other, key=list(CityRole).index)


def is_contact(stated: str, own: str) -> bool:
    """Whether what the town states as its contact is this person's own name or address."""
    return bool(stated) and stated.strip().casefold() == own.strip().casefold()


def masked_email(email: str) -> str:
    """An address for the audit log, which holds no contact data: „ka…@rathaus.example“."""
    local, _, host = email.partition("@")
    return f"{local[:2]}…@{host}"

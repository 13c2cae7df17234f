"""The link by which a person reaches her registration, with or without an account.

It does not run out by itself: it is void when the row is gone or its address has changed hands, and
`rules.is_link_alive` ends it long after the date.
Whoever holds it may confirm and withdraw, so it is only ever mailed to the person or shown to her when signed in.
"""

from __future__ import annotations

from engagement.accounts.keyed import keyed_hash, keyed_hashes
from engagement.core.links import Address, external_url
from engagement.core.tokens import TokenExpired, read, read_signed, sign
from engagement.kernel.errors import N_, NotFound
from engagement.kernel.values import normalise_email
from engagement.registrations import rules
from engagement.registrations.queries.calendar import CalendarOwner, owner_of_calendar
from engagement.registrations.queries.links import is_void

PURPOSE = "registration"
SUCCESSOR = "registration-successor"
ANSWER = "registration-answer"
CALENDAR = "calendar"
GUARDIAN = "registration-guardian"


class LinkVoid(TokenExpired):
    """Where it leads is somebody else's by now, or goes to another address."""

    message = N_(
        "This link is not valid any more: somebody else has taken over the registration, "
        "or the e-mail address has changed."
    )


class ParentLinkVoid(TokenExpired):
    """What a parent was asked about has been handed over: who has it now is old enough."""

    message = N_(
        "This link is no longer valid: the registration belongs to somebody else now. "
        "Your consent has ended with that, and you need not do anything. Questions? Ask your child."
    )


class ParentLinkErased(TokenExpired):
    """What a parent was asked about has no name and no parent any more."""

    message = N_(
        "This link is no longer valid: the details of this registration are deleted. You need not do anything."
    )


def registration_token(public_id: str) -> str:
    """The token of a registration's page."""
    return sign(PURPOSE, public_id)


def read_registration_token(token: str) -> str:
    """The registration's public id. Raises TokenInvalid, LinkVoid: the address has changed hands since."""
    public_id, made_at = read_signed(PURPOSE, token)
    if is_void(str(public_id), made_at):
        raise LinkVoid
    return str(public_id)


def registration_url(city_slug: str, public_id: str) -> Address:
    """The complete address for a mail."""
    return external_url("public.registration", city=city_slug, token=registration_token(public_id))


def successor_url(city_slug: str, public_id: str, email: str) -> Address:
    """Where somebody who was asked to be the contact person says yes; only ever mailed to `email`."""
    return external_url("public.take_over", city=city_slug, token=sign(SUCCESSOR, [public_id, email]))


def read_successor_token(token: str) -> tuple[str, str]:
    """The registration's public id, and the address that the link was mailed to. Raises TokenInvalid."""
    public_id, email = read(SUCCESSOR, token)
    return str(public_id), str(email)


def calendar_address(owner: CalendarOwner) -> str:
    """The secret address of a person's calendar; renewing it makes another one."""
    kind = "p" if owner.user_id is None else "u"
    return external_url("portal.calendar", token=sign(CALENDAR, [kind, owner.public_id, owner.number]))


def read_calendar_token(token: str) -> CalendarOwner:
    """Whose calendar it is. Raises TokenInvalid, and NotFound when the address was renewed or its owner is gone."""
    kind, public_id, number = read(CALENDAR, token)
    owner = owner_of_calendar(str(kind), str(public_id))
    if owner.number != number:
        raise NotFound
    return owner


def answer_url(city_slug: str, public_id: str, email: str) -> Address:
    """Where the association says yes or no without signing in; only ever mailed to `email`, whose hash it holds."""
    token = sign(ANSWER, [public_id, addressee_hash(email)])
    return external_url("public.answer", city=city_slug, token=token)


def read_answer_token(token: str) -> tuple[str, str]:
    """The registration's public id, and the hash of the address that the link was mailed to.

    Raises TokenInvalid, TokenExpired.
    """
    public_id, addressee = read(ANSWER, token, max_age_seconds=int(rules.ANSWER_LINK_LIFE.total_seconds()))
    return str(public_id), str(addressee)


def addressee_hash(email: str) -> str:
    """By which a link knows its addressee without showing the address."""
    return keyed_hash("registration-answer", normalise_email(email))


def is_addressee(email: str, said: str) -> bool:
    """Whether a link was mailed to this address, also under an earlier SECRET_KEY."""
    return said in keyed_hashes("registration-answer", normalise_email(email))


def guardian_url(city_slug: str, public_id: str, email: str) -> Address:
    """Where a parent agrees; only ever mailed to `email`."""
    return external_url("public.guardian", city=city_slug, token=sign(GUARDIAN, [public_id, email]))


def read_guardian_token(token: str) -> tuple[str, str]:
    """The registration's public id, and the address that the link was mailed to. Raises TokenInvalid."""
    public_id, email = read(GUARDIAN, token)
    return str(public_id), str(email)

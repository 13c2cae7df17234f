"""People of an association who can be asked. Pure."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError, Stale

MAX_CONTACTS = 8


class TooManyContacts(DomainError):
    message = N_("There are %(limit)d contacts already. Please remove one first.")


class NoWayToReach(DomainError):
    field = "phone"
    message = N_("Please give a phone number or an e-mail address.")


class ContactChanged(Stale):
    message = N_("Somebody of your team changed this contact in the meantime. Please compare, then save again.")


def check_contact_count(count: int) -> None:
    if count >= MAX_CONTACTS:
        raise TooManyContacts(limit=MAX_CONTACTS)


def check_reachable(phone: str, email: str) -> None:
    if not (phone or email):
        raise NoWayToReach


def check_contact_version(current: int, seen: int) -> None:
    if current != seen:
        raise ContactChanged

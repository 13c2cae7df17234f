"""The mail that asks a guest to confirm, put into words before her place is taken.

While one person's place is taken, others wait for the same rows, on SQLite for the whole database. So what takes time
and changes nothing is done before. What the offer says is read again under its locks: only when it still says the same
does the mail go out, else it is written anew there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engagement.kernel.errors import DomainError
from engagement.notifications.operations import Mail
from engagement.registrations import rules
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.wishes import Wish
from engagement.registrations.queries.joinable import Joinable, joinable_now
from engagement.registrations.queries.mails import MailFacts
from engagement.registrations.queries.words import OfferWords


@dataclass(frozen=True)
class ReadyHold:
    """The mail, and what has to be true of the registration for it to be."""

    registration_id: str  # public; the link in the mail names it
    words: OfferWords
    hold_until: datetime
    mail: Mail

    def fits(self, registration: Registration, wish: Wish) -> bool:
        """Whether the mail tells how things stand."""
        return (
            registration.public_id == self.registration_id
            and registration.state is RegistrationState.HELD
            and registration.hold_until == self.hold_until
            and wish.offer.words == self.words
        )


def ready_hold(
    opportunity_id: str, shift_id: str | None, city_id: int, wish_of: Callable[[Joinable], Wish], email: str
) -> ReadyHold | None:
    """Before the transaction: the mail for a place that will be held, None where none can be. Refuses nothing."""
    try:
        wish = wish_of(joinable_now(opportunity_id, shift_id, city_id))
    except DomainError:  # the operation says so, from what it finds itself
        return None
    shift = wish.offer.shift
    if shift_id is not None and (shift is None or shift.free < wish.party_size):
        return None
    hold_until = rules.hold_end(wish.now, wish.starts_at)
    facts = MailFacts(
        **vars(wish.offer.words), language=wish.language, registration_id=wish.public_id, registration_row=0,
        name=wish.name, email=email, phone=wish.phone, party_size=wish.party_size, group_name=wish.group_name,
        is_minor=wish.is_minor, message=wish.message, decline_reason="", state=RegistrationState.HELD,
        calendar_sequence=0, changed_at=wish.now,
    )  # fmt: skip
    mail = mails.hold_mail(facts, hold_until)
    return ReadyHold(wish.public_id, wish.offer.words, hold_until, mail)

"""Somebody chooses several dates of an offer in one form: all of them, or none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from engagement.accounts import throttle
from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.kernel.values import new_public_id, normalise_email
from engagement.registrations import minors, rules
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import (
    DatesRefused,
    MinorNeedsEmail,
    NoContact,
    PhoneUnusable,
    TooManyHolds,
    TooManyRequests,
)
from engagement.registrations.operations import mails_of_several
from engagement.registrations.operations.outcome import Outcome
from engagement.registrations.operations.participants import guest_row, participant_by_phone
from engagement.registrations.operations.registering import (
    RESEND_AFTER,
    RESENT,
    count_call,
    join_account,
    join_by_phone,
    join_guest,
    was_told_lately,
)
from engagement.registrations.operations.several import OF_ONE_DATE, refused_dates
from engagement.registrations.operations.wishes import Minor, Wish, wish_for
from engagement.registrations.queries.joinable import joinable
from engagement.registrations.queries.joining import open_holds
from engagement.registrations.queries.together import rows_together


@retried
@operation
def register_several(
    opportunity_id: str, *, city_id: int, actor: Actor, shift_ids: Sequence[str], name: str, email: str = "",
    phone: str = "", message: str = "", is_adult: bool, is_minor: bool = False, despite_overlap: bool = False,
    party_size: int = 1, group_name: str = "", minor: Minor | None = None, may_wait: Collection[str] = (),
    language: str = DEFAULT_LANGUAGE, sender: Sequence[throttle.Limit] = (),
) -> dict[str, Outcome]:  # fmt: skip
    """Take a place in each of several dates (see `register`), by the public id of the date. Either all are taken, or
    none; for those of `may_wait` she joins the waitlist where not enough places are free. A guest gets one mail that
    keeps all of them, and the request counts as one hold; an account gets one mail. With a phone number alone the
    association is asked once to call about all that are free; a parent is asked once about all.

    Raises what `register` raises about the offer, the person and the sender; TooManyDates; DatesRefused with the reason
    of every date that cannot be had.
    """
    now = utcnow()
    if not throttle.passes(*sender):
        raise TooManyRequests
    chosen = list(dict.fromkeys(shift_ids))
    rules.check_number_of_dates(len(chosen))
    offers = {each: joinable(opportunity_id, each, city_id) for each in chosen}
    refusals = refused_dates(offers, now, despite_overlap=despite_overlap)
    dates = {each: offer.shift for each, offer in offers.items() if offer.shift is not None}
    together, rows = new_public_id(), tuple(date.id for date in dates.values())
    done: dict[str, Outcome] = {}
    number = normalise_phone(phone) if phone else None
    if actor.user_id is None and not email and number is not None:
        count_call(participant_by_phone(phone, number).id, number)
    # In the order of their rows: two people who want the same dates come one after the other.
    for each in sorted(dates, key=lambda each: dates[each].id):
        wish = wish_for(
            offers[each], actor=actor, name=name, phone=phone, message=message, is_adult=is_adult, is_minor=is_minor,
            despite_overlap=despite_overlap, party_size=party_size, group_name=group_name, minor=minor,
            language=language, now=now, may_wait=each in may_wait, together=together, beside=rows,
        )  # fmt: skip
        _check_contact(wish, email, number)
        if each in refusals:
            continue
        try:
            done[each] = _join(wish, email, number)
        except DomainError as refusal:
            if refusal.field not in OF_ONE_DATE:
                raise
            refusals[each] = refusal
    if refusals:
        raise DatesRefused(refusals)
    db.session.flush()
    _tell(together, done, email, now, is_guest=actor.user_id is None)
    return {each: done[each] for each in chosen}


def _join(wish: Wish, email: str, number: str | None) -> Outcome:
    if wish.actor.user_id is not None:
        return join_account(wish, wish.actor.user_id)
    return join_guest(wish, email) if email or number is None else join_by_phone(wish, number)


def _check_contact(wish: Wish, email: str, number: str | None) -> None:
    """Whether a guest, and for younger people a parent, can be reached."""
    if wish.actor.user_id is not None:
        return
    if wish.phone and number is None:
        raise PhoneUnusable
    if not email:
        if wish.needs_guardian:
            raise MinorNeedsEmail
        if number is None:
            raise NoContact
    elif wish.needs_guardian:
        minors.check_guardian(wish.minor.guardian_email if wish.minor else "", [normalise_email(email)])


def _tell(together: str, done: dict[str, Outcome], email: str, now: datetime, *, is_guest: bool) -> None:
    rows = rows_together(together)
    if not is_guest:
        mails_of_several.send_joined_several(rows)
        return
    if not email:
        mails_of_several.send_please_call_several([row for row in rows if row.state is RegistrationState.PENDING])
        return
    held = [row for row in rows if row.state in UNPROVEN_STATES]
    if not held:  # all of them are hers already
        return
    is_new = any(not each.is_repeated for each in done.values())
    if is_new and open_holds(guest_row(email).row, now) > rules.MAX_HOLDS:
        raise TooManyHolds
    if not is_new and was_told_lately(held[0], now):
        return
    mails_of_several.send_hold_several(held)
    throttle.count([throttle.Limit(RESENT, row.public_id, 1, RESEND_AFTER) for row in held])

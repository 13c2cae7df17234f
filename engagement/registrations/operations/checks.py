"""The rules on what is to be joined, over freshly read rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engagement.kernel.clock import local
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Shift
from engagement.registrations import rules
from engagement.registrations.errors import NotWithThisAssociation, OnlyOneAtATime, SameTime, UnknownShift
from engagement.registrations.models import Registration
from engagement.registrations.queries.blocks import Marks, is_blocked
from engagement.registrations.queries.joinable import Date, Joinable
from engagement.registrations.queries.overlapping import overlapping


def check_open(offer: Joinable, shift_id: str | None, now: datetime, *, also_paused: bool = False) -> None:
    """Raise what keeps this shift, or this ongoing offer, from being joined now. Places are counted later.

    An association may enter people itself while its offer is paused: `also_paused`.
    """
    if also_paused and offer.state is PublicationState.PAUSED:
        rules.check_association(offer.listing_state)
    else:
        rules.check_offer(offer.state, offer.listing_state)
    if shift_id is None:
        rules.check_period(offer.terms.ends_on, local(now, offer.zone).date())
    elif offer.shift is None:
        raise UnknownShift
    else:
        rules.check_shift(offer.shift.starts_at, offer.shift.cancelled_at, now)


def check_not_blocked(association_id: int, marks: Marks, now: datetime) -> None:
    """Raise NotWithThisAssociation when the association has blocked the person; the association is held."""
    if is_blocked(association_id, marks, now):
        raise NotWithThisAssociation


def check_time(
    participants: Sequence[int], shift: Date | Shift | None, *, forbids: bool, is_agreed: bool, now: datetime,
    beside: Sequence[int] = (),
) -> None:  # fmt: skip
    """Raise SameTime when she has something else then and has not said that she can do both (`is_agreed`).

    Raise OnlyOneAtATime when one of the offers allows no other beside it; `forbids` is that of the new one. The shifts
    `beside` were chosen in the same form and are looked at there. The participants are locked: two registrations of one
    person come one after the other.
    """
    if shift is None:
        return
    others = overlapping(participants, shift.starts_at, shift.ends_at, shift_ids=[shift.id, *beside], now=now)
    if not others:
        return
    titles = " · ".join(each.title for each in others)
    if forbids or any(each.forbids for each in others):
        raise OnlyOneAtATime(others=titles)
    if not is_agreed:
        raise SameTime(others=titles)


def waits_for_guardian(registration: Registration) -> bool:
    """Whether a parent still has to agree."""
    return registration.guardian_email is not None and registration.guardian_agreed_at is None

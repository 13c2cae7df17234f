"""The rules on what is to be joined, over freshly read rows."""

from __future__ import annotations

from datetime import datetime

from engagement.kernel.clock import local
from engagement.opportunities.enums import PublicationState
from engagement.registrations import rules
from engagement.registrations.errors import NotWithThisAssociation, UnknownShift
from engagement.registrations.queries.blocks import Marks, is_blocked
from engagement.registrations.queries.joining import Joinable


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

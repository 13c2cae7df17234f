"""Every change of a registration's state goes through here, by the table of `machine`; places that get free go on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engagement.core.actor import SYSTEM_ACTOR, Actor
from engagement.core.scope import unscoped
from engagement.core.transaction import before_commit
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.places import release_places, take_places
from engagement.registrations import waitlist
from engagement.registrations.enums import PLACE_STATES, RegistrationState
from engagement.registrations.machine import Event, transition
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.outcome import log
from engagement.registrations.queries.ending import title_of
from engagement.registrations.queries.waitlist import (
    EVERYWHERE,
    locked_queue,
    locked_shift,
    offer_hours,
    rows_out_of_reach,
)


def move(
    registration: Registration, event: Event, target: RegistrationState, *, actor: Actor, title: str,
    until: datetime | None = None, **details: Any,
) -> None:  # fmt: skip
    """Change the state of a locked registration, give back the places that it loses, and log it.

    Whoever calls has checked the rules, has taken the places where the move takes some, and sends the mails. `until` is
    when the new state ends by itself; `details` go into the log. Raises NoSuchTransition.
    """
    line = transition(registration.state, event, target)
    kept = places_of(registration)
    registration.state, registration.collected = target, 0
    if target is not RegistrationState.EXPIRED:
        registration.hold_until = until
    if target is RegistrationState.WAITLISTED and event is not Event.UNREACHED:  # her turn had come already
        registration.queued_at = utcnow()
    log(actor, line.audit, registration, title, **details)
    if registration.shift_id is None or line.takes_places:
        return
    if kept > places_of(registration):
        release_places(registration.shift_id, kept - places_of(registration))
        share_out_soon(registration.shift_id)
    elif target is RegistrationState.WAITLISTED:
        share_out_soon(registration.shift_id)


def places_of(registration: Registration) -> int:
    """How many places of its date a registration keeps from others at present."""
    return registration.party_size if registration.state in PLACE_STATES else registration.collected


def share_out_soon(shift_id: int) -> None:
    """Before the commit, offer what has become free on a date to those who wait for it. Once, whatever freed places."""
    before_commit(("waitlist", shift_id), lambda: share_out(shift_id))


def share_out(shift_id: int) -> None:
    """Offer the free places of a date to those who wait for it, in their order; joins the open transaction.

    The date's row is locked first: whoever joins, frees or offers places meanwhile waits, so none is lost or sold
    twice.
    """
    now = utcnow()
    with unscoped(EVERYWHERE):
        db.session.flush()
        shift = locked_shift(shift_id)
        if shift is None or shift.cancelled_at is not None or shift.starts_at <= now:
            return
        queue = {each.id: each for each in locked_queue(shift_id)}
        if not queue:
            return
        # Nobody could tell them: the place would only be kept from the others. They stay where they are in the line.
        for row in sorted(rows_out_of_reach(shift_id) & queue.keys()):
            if (passed := queue.pop(row)).collected:
                _give_way(passed, shift_id, now)
                db.session.refresh(shift)
        waiting = [
            waitlist.Waiting(each.id, each.party_size, each.collected, each.passed_since) for each in queue.values()
        ]
        shared = waitlist.allot(shift.capacity - shift.taken, waiting, now, shift.starts_at)
        for row in shared.gives_way:
            _give_way(queue[row], shift_id, now)
        for row in shared.passed:
            queue[row].passed_since = now
        for row in shared.offers:
            _offer(queue[row], shift, now)
        for row, count in shared.collects:
            _take(shift_id, count, now)
            queue[row].collected += count
            log(SYSTEM_ACTOR, "collected", queue[row], title_of(queue[row]))
        db.session.flush()


def _give_way(registration: Registration, shift_id: int, now: datetime) -> None:
    """What was collected for a group is free for others."""
    release_places(shift_id, registration.collected)
    registration.collected, registration.gave_way_at = 0, now
    log(SYSTEM_ACTOR, "gave_way", registration, title_of(registration))


def _offer(registration: Registration, shift: Shift, now: datetime) -> None:
    _take(shift.id, registration.party_size - registration.collected, now)
    until = waitlist.offer_end(now, shift.starts_at, offer_hours(registration.city_id, registration.opportunity_id))
    registration.offered_at = now
    # Where no mail arrives the association calls, also when that was not so when she began to wait.
    registration.is_by_phone = registration.is_by_phone or not mails.is_reached(registration)
    move(
        registration, Event.OFFER, RegistrationState.OFFERED, actor=SYSTEM_ACTOR, title=title_of(registration),
        until=until,
    )  # fmt: skip
    mails.send_offered(registration)


def _take(shift_id: int, count: int, now: datetime) -> None:
    if not take_places(shift_id, count, now=now):
        raise RuntimeError(f"shift {shift_id} has fewer than {count} places, although it was locked")

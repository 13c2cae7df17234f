"""How a registration moves: the one table of states and events. Pure; the operations go by it.

docs/registration-states.md is made from it by `.venv/bin/python -m scripts.registration_states write`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from engagement.registrations.enums import ACTIVE_STATES, KNOWN_STATES, PLACE_STATES, UNPROVEN_STATES
from engagement.registrations.enums import RegistrationState as State


class Who(enum.StrEnum):
    """Who brings an event about."""

    PERSON = "the person"
    ASSOCIATION = "the association"
    CITY = "the city's staff"
    GUARDIAN = "the guardian"
    CLOCK = "the clock"


class Event(enum.StrEnum):
    """What happens to a registration."""

    REGISTER = "register"
    REGISTER_BY_PHONE = "register_by_phone"
    ENTER = "enter"
    ENTER_BY_CITY = "enter_by_city"
    CONFIRM = "confirm"
    RENEW = "renew"
    GUARDIAN_AGREES = "guardian_agrees"
    GUARDIAN_REFUSES = "guardian_refuses"
    ACCEPT = "accept"
    DECLINE = "decline"
    CALL_YES = "call_yes"
    CALL_NO = "call_no"
    CALL_YES_TO_CITY = "call_yes_to_city"
    CALL_NO_TO_CITY = "call_no_to_city"
    OFFER = "offer"
    TAKE = "take"
    UNREACHED = "unreached"
    LAPSE = "lapse"
    CLOSE = "close"
    UNANSWERED = "unanswered"
    WITHDRAW = "withdraw"
    WITHDRAW_FOR = "withdraw_for"
    WITHDRAW_FOR_BY_CITY = "withdraw_for_by_city"
    LEAVE = "leave"
    MERGE = "merge"
    CANCEL = "cancel"
    BLOCK = "block"


@dataclass(frozen=True)
class Transition:
    """One line of the table. `mails` are kinds, each queued once where there is an address for it; a person without
    one is called instead."""

    source: State | None  # None: there was nothing before
    event: Event
    target: State
    who: Who
    audit: str  # the action in the log is "registration." and this
    mails: tuple[str, ...] = ()

    @property
    def takes_places(self) -> bool:
        """Whether the places of the party are taken from the date's counter."""
        return self.source not in PLACE_STATES and self.target in PLACE_STATES

    @property
    def gives_back(self) -> bool:
        """Whether they go back to it."""
        return self.source in PLACE_STATES and self.target not in PLACE_STATES


class NoSuchTransition(RuntimeError):
    """An operation has let something pass that its rules should have refused."""


def _lines(
    sources: Iterable[State | None], event: Event, targets: Iterable[State], who: Who, audit: str, *mails: str
) -> list[Transition]:
    return [Transition(source, event, target, who, audit, mails) for source in sources for target in targets]


_PROVEN = tuple(state for state in ACTIVE_STATES if state not in UNPROVEN_STATES)
_PERSON_ONLY = tuple(state for state in ACTIVE_STATES if state not in KNOWN_STATES)
_TO_BOTH: dict[State, tuple[str, ...]] = {
    State.PENDING: ("registration_pending", "registration_new"),
    State.CONFIRMED: ("registration_confirmed", "registration_new"),
    State.WAITLISTED: ("registration_waitlisted",),
}

_TO_GUARDIAN = ("registration_guardian_wait", "registration_guardian")


def _joins(sources: Iterable[State | None], event: Event, audit: str, *targets: State) -> list[Transition]:
    """The person's word counts from here on: both sides hear of it."""
    return [
        Transition(source, event, target, Who.PERSON, audit, _TO_BOTH[target])
        for source in sources
        for target in targets
    ]


TABLE: tuple[Transition, ...] = (
    # It begins.
    *_joins((None,), Event.REGISTER, "made", *KNOWN_STATES),
    *_joins((None,), Event.REGISTER, "queued", State.WAITLISTED),
    *_lines((None,), Event.REGISTER, (State.AWAITING_GUARDIAN,), Who.PERSON, "guardian_asked", *_TO_GUARDIAN),
    *_lines((None,), Event.REGISTER, UNPROVEN_STATES, Who.PERSON, "held", "registration_hold"),
    *_lines((None,), Event.REGISTER_BY_PHONE, (State.PENDING,), Who.PERSON, "made", "registration_call"),
    *_lines((None,), Event.REGISTER_BY_PHONE, (State.WAITLISTED,), Who.PERSON, "queued"),
    *_lines((None,), Event.ENTER, (State.CONFIRMED,), Who.ASSOCIATION, "entered", "registration_entered"),
    *_lines(
        (None,), Event.ENTER_BY_CITY, (State.CONFIRMED,), Who.CITY, "entered",
        "registration_entered", "registration_entered_association",
    ),
    # No place is free: she waits, and is told her place in the queue.
    *_lines(
        (None,), Event.ENTER, (State.WAITLISTED,), Who.ASSOCIATION, "entered_waiting", "registration_waitlisted"
    ),
    *_lines((None,), Event.ENTER_BY_CITY, (State.WAITLISTED,), Who.CITY, "entered_waiting", "registration_waitlisted"),
    # A guest proves her address.
    *_joins((State.HELD,), Event.CONFIRM, "confirmed", *KNOWN_STATES),
    *_joins((State.WAITLIST_HELD,), Event.CONFIRM, "queued", State.WAITLISTED),
    *_joins((State.HELD, State.EXPIRED), Event.RENEW, "confirmed", *KNOWN_STATES),
    # Of several dates she wanted to wait for this one, and comes late: she waits, or has the place that is free now.
    *_joins((State.EXPIRED,), Event.RENEW, "queued", State.WAITLISTED),
    # A parent of somebody who is too young to register by herself is asked, and answers.
    *_lines((State.HELD,), Event.CONFIRM, (State.AWAITING_GUARDIAN,), Who.PERSON, "guardian_asked", *_TO_GUARDIAN),
    *_lines(
        (State.HELD, State.EXPIRED), Event.RENEW, (State.AWAITING_GUARDIAN,), Who.PERSON, "guardian_asked",
        *_TO_GUARDIAN,
    ),
    *_lines((State.OFFERED,), Event.TAKE, (State.AWAITING_GUARDIAN,), Who.PERSON, "guardian_asked", *_TO_GUARDIAN),
    *(
        Transition(State.AWAITING_GUARDIAN, Event.GUARDIAN_AGREES, each, Who.GUARDIAN, "guardian_agreed",
                   (*_TO_BOTH[each], "registration_guardian_thanks"))
        for each in KNOWN_STATES
    ),
    *_lines(
        # Of several dates she may be waiting for one, or be offered a place: the parent's no is about all.
        (State.AWAITING_GUARDIAN, State.WAITLISTED, State.OFFERED), Event.GUARDIAN_REFUSES, (State.WITHDRAWN,),
        Who.GUARDIAN, "guardian_refused", "registration_guardian_refused",
    ),
    # The association answers.
    *_lines((State.PENDING,), Event.ACCEPT, (State.CONFIRMED,), Who.ASSOCIATION, "accepted", "registration_accepted"),
    *_lines((State.PENDING,), Event.DECLINE, (State.DECLINED,), Who.ASSOCIATION, "declined", "registration_declined"),
    # It has called somebody who registered by phone; she was told there, so nothing is mailed.
    *_lines((State.PENDING, State.EXPIRED), Event.CALL_YES, (State.CONFIRMED,), Who.ASSOCIATION, "confirmed"),
    *_lines((State.PENDING, State.EXPIRED), Event.CALL_NO, (State.WITHDRAWN,), Who.ASSOCIATION, "withdrawn"),
    # A place is offered to her, and she says on the phone whether she takes it; to the city as if she did so herself.
    *_lines(
        (State.OFFERED,), Event.CALL_YES, (State.CONFIRMED,), Who.ASSOCIATION, "taken_by_phone",
        "registration_confirmed",
    ),
    *(
        Transition(State.OFFERED, Event.CALL_YES_TO_CITY, each, Who.CITY, "taken_by_phone", _TO_BOTH[each])
        for each in KNOWN_STATES
    ),
    *(
        line
        for event, who in ((Event.CALL_YES, Who.ASSOCIATION), (Event.CALL_YES_TO_CITY, Who.CITY))
        for line in _lines(
            (State.OFFERED,), event, (State.AWAITING_GUARDIAN,), who, "guardian_asked", *_TO_GUARDIAN
        )
    ),
    *_lines(
        (State.OFFERED,), Event.CALL_NO, (State.WITHDRAWN,), Who.ASSOCIATION, "not_taken", "registration_withdrawn_for"
    ),
    *_lines(
        (State.OFFERED,), Event.CALL_NO_TO_CITY, (State.WITHDRAWN,), Who.CITY, "not_taken",
        "registration_withdrawn_for",
    ),
    # A place has become free for the next on the waitlist.
    *_lines((State.WAITLISTED,), Event.OFFER, (State.OFFERED,), Who.CLOCK, "offered", "registration_offered"),
    *_joins((State.OFFERED,), Event.TAKE, "taken", *KNOWN_STATES),
    # The mail about it came back, and nobody can call her: the place goes to the next one, and she keeps her turn.
    *_lines((State.OFFERED,), Event.UNREACHED, (State.WAITLISTED,), Who.CLOCK, "offer_unreached"),
    # Time runs out.
    *_lines((*UNPROVEN_STATES, State.PENDING), Event.LAPSE, (State.EXPIRED,), Who.CLOCK, "expired"),
    *_lines(
        (State.AWAITING_GUARDIAN,), Event.LAPSE, (State.EXPIRED,), Who.CLOCK, "guardian_late",
        "registration_guardian_late",
    ),
    *_lines((State.OFFERED,), Event.LAPSE, (State.EXPIRED,), Who.CLOCK, "passed_on", "registration_passed_on"),
    *_lines((State.WAITLISTED,), Event.CLOSE, (State.EXPIRED,), Who.CLOCK, "closed", "registration_waitlist_closed"),
    *_lines((State.PENDING,), Event.UNANSWERED, (State.EXPIRED,), Who.CLOCK, "unanswered"),
    # Somebody calls off.
    *_lines(_PERSON_ONLY, Event.WITHDRAW, (State.WITHDRAWN,), Who.PERSON, "withdrawn", "registration_withdrawn"),
    *_lines(
        KNOWN_STATES, Event.WITHDRAW, (State.WITHDRAWN,), Who.PERSON, "withdrawn",
        "registration_withdrawn", "registration_withdrawn_association",
    ),
    *_lines(
        ACTIVE_STATES, Event.WITHDRAW_FOR, (State.WITHDRAWN,), Who.ASSOCIATION, "withdrawn_for",
        "registration_withdrawn_for",
    ),
    *_lines(
        ACTIVE_STATES, Event.WITHDRAW_FOR_BY_CITY, (State.WITHDRAWN,), Who.CITY, "withdrawn_for",
        "registration_withdrawn_for", "registration_withdrawn_association",
    ),
    *_lines(_PERSON_ONLY, Event.LEAVE, (State.WITHDRAWN,), Who.PERSON, "withdrawn"),
    *_lines(
        KNOWN_STATES, Event.LEAVE, (State.WITHDRAWN,), Who.PERSON, "withdrawn", "registration_withdrawn_association"
    ),
    *_lines(ACTIVE_STATES, Event.MERGE, (State.WITHDRAWN,), Who.PERSON, "merged"),
    # Others end it.
    *_lines(UNPROVEN_STATES, Event.CANCEL, (State.CANCELLED,), Who.ASSOCIATION, "cancelled"),
    *_lines(_PROVEN, Event.CANCEL, (State.CANCELLED,), Who.ASSOCIATION, "cancelled", "registration_cancelled"),
    *_lines(UNPROVEN_STATES, Event.BLOCK, (State.EXPIRED,), Who.ASSOCIATION, "expired"),
    *_lines(_PROVEN, Event.BLOCK, (State.DECLINED,), Who.ASSOCIATION, "declined", "registration_declined"),
)  # fmt: skip

_BY_KEY = {(line.source, line.event, line.target): line for line in TABLE}


def transition(source: State | None, event: Event, target: State) -> Transition:
    """The line of the table. Raises NoSuchTransition."""
    line = _BY_KEY.get((source, event, target))
    if line is None:
        raise NoSuchTransition(f"{source} does not become {target} by {event}")
    return line


def targets(source: State | None, event: Event) -> list[State]:
    """Where an event may lead from here; none when it cannot happen."""
    return [line.target for line in TABLE if line.source is source and line.event is event]

"""Names of registration states, of calls and of entries for people."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l
from engagement.registrations.enums import CallTopic, EntryWay, RegistrationState

STATE_LABELS: dict[RegistrationState, Any] = {
    RegistrationState.HELD: _l("not confirmed yet"),
    RegistrationState.AWAITING_GUARDIAN: _l("waits for a parent or guardian"),
    RegistrationState.PENDING: _l("waits for an answer"),
    RegistrationState.CONFIRMED: _l("registered"),
    RegistrationState.WAITLIST_HELD: _l("waitlist, not confirmed yet"),
    RegistrationState.WAITLISTED: _l("on the waitlist"),
    RegistrationState.OFFERED: _l("a place is offered"),
    RegistrationState.DECLINED: _l("declined by the association"),
    RegistrationState.WITHDRAWN: _l("withdrawn"),
    RegistrationState.EXPIRED: _l("time ran out"),
    RegistrationState.CANCELLED: _l("cancelled by the association"),
}
WAY_LABELS: dict[EntryWay, Any] = {
    EntryWay.PHONE: _l("on the phone"),
    EntryWay.IN_PERSON: _l("in person"),
    EntryWay.PAPER: _l("on paper"),
}
TOPIC_LABELS: dict[CallTopic, Any] = {
    CallTopic.ACCEPTED: _l("You have accepted this person."),
    CallTopic.DECLINED: _l("You have declined this person."),
    CallTopic.CANCELLED: _l("The date or the offer is cancelled."),
    CallTopic.MOVED: _l("You have moved the date. Please ask whether it still suits this person."),
    CallTopic.HAPPENS: _l("The date takes place."),
    CallTopic.OPEN: _l("It is still open whether the date takes place."),
    CallTopic.NO_PLACE: _l("No place became free on the waitlist. The date has begun."),
    CallTopic.SUSPENDED: _l("The town does not show your association at present. The registration stays valid."),
}
# Hours before a date.
REMINDER_LABELS: dict[int, Any] = {
    24: _l("one day before"),
    48: _l("two days before"),
    168: _l("one week before"),
    2: _l("two hours before"),
    0: _l("never"),
}

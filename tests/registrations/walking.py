"""What a walk over the table of states is held to: each step is in the log, and told, exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis.stateful import RuleBasedStateMachine, invariant

from engagement.audit.models import AuditEntry
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations.enums import ACTIVE_STATES, PLACE_STATES
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.machine import TABLE, Event
from engagement.registrations.models import Registration
from engagement.registrations.queries.waitlist import cannot_be_told, position_of
from tests.registrations.support import Stagecraft

Done = TypeVar("Done")
# What the log says of a registration that is no change of its state.
BESIDE = (
    "not_reached", "collected", "gave_way", "changed", "reminded", "told_of_silence", "shown_others", "time_agreed",
    "guardian_agreed_ahead", "call_asked",
    "successor_asked", "successor_dropped", "handed_over", "erased",
)  # fmt: skip
# The clock, and places that become free, act beside whatever somebody does.
ALWAYS = {Event.OFFER, Event.LAPSE, Event.CLOSE, Event.UNANSWERED}
VERBS: dict[str, set[Event]] = {
    "register": {Event.REGISTER, Event.CONFIRM, Event.MERGE}, "phone": {Event.REGISTER_BY_PHONE},
    "several": {Event.REGISTER, Event.CONFIRM, Event.MERGE},
    "enter": {Event.ENTER}, "enter_by_city": {Event.ENTER_BY_CITY},
    "enter_both": {Event.ENTER}, "enter_both_by_city": {Event.ENTER_BY_CITY}, "adopt": {Event.MERGE},
    "confirm": {Event.CONFIRM, Event.MERGE}, "confirm_all": {Event.CONFIRM, Event.RENEW, Event.MERGE},
    "renew": {Event.RENEW, Event.MERGE}, "withdraw": {Event.WITHDRAW}, "withdraw_for": {Event.WITHDRAW_FOR},
    "withdraw_for_by_city": {Event.WITHDRAW_FOR_BY_CITY}, "take": {Event.TAKE},
    "agree": {Event.GUARDIAN_AGREES}, "refuse": {Event.GUARDIAN_REFUSES, Event.WITHDRAW},
    "accept": {Event.ACCEPT}, "decline": {Event.DECLINE}, "comes": {Event.CALL_YES}, "stays": {Event.CALL_NO},
    "rings_yes": {Event.CALL_YES_TO_CITY}, "rings_no": {Event.CALL_NO_TO_CITY},
    "block": {Event.BLOCK}, "cancel": {Event.CANCEL},
    "bounce": {Event.UNREACHED},
    "take_over": {Event.MERGE}, "erase": {Event.WITHDRAW}, "end_account": {Event.WITHDRAW},
}  # fmt: skip
TOGETHER = ("several", "confirm_all", "agree", "refuse", "enter_both", "enter_both_by_city")
AT_ONCE = {
    "registration_hold",
    "registration_guardian_wait",
    "registration_guardian",
    "registration_guardian_thanks",
    "registration_guardian_refused",
    "registration_confirmed",
    "registration_pending",
    "registration_new",
    "registration_waitlisted",
    "registration_entered",
    "registration_entered_association",
    "registration_withdrawn",
    "registration_withdrawn_association",
}
# These list what she waits for, too.
TELLS_ALL = {
    "registration_confirmed", "registration_pending", "registration_guardian_wait", "registration_entered",
}  # fmt: skip


class Reckoning(RuleBasedStateMachine):
    """Compares what has changed with the table after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stagecraft
        self.known: dict[str, State] = {}
        self.turns: dict[str, datetime | None] = {}
        self.resized: set[str] = set()  # they have changed what they need, and may have been passed before
        self.rows, self.mails = 0, 0
        self.gone: set[str] = set()  # their person has had her details deleted

    def attempt(self, call: Callable[[], Done]) -> Done | None:
        """Do something that may be refused; None where it was."""
        try:
            with entered(Scope.city(self.stage.city.id)):
                return call()
        except DomainError:
            db.session.rollback()
            return None

    def act(self, verb: str, call: Any) -> None:
        self.attempt(call)
        self.compare(verb)

    def _counts(self) -> tuple[int, int]:
        with entered(SYSTEM):
            log = sa.select(sa.func.max(AuditEntry.id))
            out = sa.select(sa.func.max(OutboxMessage.id))
            return db.session.scalar(log) or 0, db.session.scalar(out) or 0

    def compare(self, verb: str = "", besides: Counter[str] | None = None) -> None:
        """Each change of a state follows a line of the table, with its row in the log and its mails, once.

        `besides` are mails that tell of something else than a state.
        """
        if not hasattr(self, "stage"):
            return
        with entered(SYSTEM):
            db.session.expire_all()
            now = {row.public_id: row for row in db.session.scalars(sa.select(Registration))}
            log = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id > self.rows).order_by(AuditEntry.id))
            chains: dict[str, list[str]] = {}
            for entry in log:
                action = entry.action.removeprefix("registration.")
                if entry.subject_kind == "registration" and action not in BESIDE:
                    chains.setdefault(entry.subject_id, []).append(action)
            mails = Counter(
                db.session.scalars(sa.select(OutboxMessage.kind).where(OutboxMessage.id > self.mails)).all()
            )  # fmt: skip
            steps: Counter[str] = Counter()
            for public_id, row in now.items():
                chain = chains.pop(public_id, [])
                steps += self._follow(self.known.get(public_id), chain, row, VERBS.get(verb, set()))
            assert not chains, f"the log tells of {chains}"
            if verb in TOGETHER:  # one mail about all dates of a form
                steps = Counter({kind: 1 if kind in AT_ONCE else count for kind, count in steps.items()})
                if TELLS_ALL & steps.keys():
                    del steps["registration_waitlisted"]
            expected = steps + (besides or Counter())
            again = REPEATABLE if verb in ("register", "phone", "several") else set()
            wrong = {kind for kind in {*mails, *expected} if mails[kind] != expected[kind]} - again
            assert not wrong, (mails, expected)
            self.known = {public_id: row.state for public_id, row in now.items()}
        self.rows, self.mails = self._counts()

    def _follow(
        self, before: State | None, chain: list[str], row: Registration, events: set[Event]
    ) -> Counter[str]:  # fmt: skip
        """The mails along the logged steps from one state to the other; a step for which there is no line fails."""
        has_mail = bool(row.participant.email or row.participant.user_id)
        paths = [(before, Counter[str]())]
        for action in chain:
            paths = [
                (line.target, told + Counter(_told(line.mails, has_mail)))
                for state, told in paths
                for line in TABLE
                if line.source is state and line.audit == action and line.event in ALWAYS | events
            ]
        ends = [told for state, told in paths if state is row.state]
        assert ends, f"{before} does not become {row.state} by {chain}"
        if not chain:
            assert before is row.state
        assert all(told == ends[0] for told in ends), "the table is ambiguous"
        return ends[0]

    @invariant()
    def places_are_counted(self) -> None:
        if not hasattr(self, "stage"):
            return
        with entered(SYSTEM):
            db.session.expire_all()
            for shift in db.session.scalars(sa.select(Shift).where(Shift.opportunity_id == self.stage.opportunity.id)):
                rows = db.session.scalars(sa.select(Registration).where(Registration.shift_id == shift.id)).all()
                self._check(shift, rows)

    @invariant()
    def nobody_asks_twice_or_comes_back_nameless(self) -> None:
        if not hasattr(self, "stage"):
            return
        with entered(SYSTEM):
            db.session.expire_all()
            rows = db.session.scalars(sa.select(Registration)).all()
            interest = Counter(_person(row) for row in rows if row.shift_id is None and row.state in ACTIVE_STATES)
            assert all(count == 1 for count in interest.values()), "somebody asks twice"
            now = utcnow()
            for row in rows:
                if row.public_id in self.gone:
                    assert row.name == "" and row.participant.user_id is None and not row.participant.email
                    assert row.state not in ACTIVE_STATES or self.has_begun(row), f"nobody is {row.state} at {now}"

    @staticmethod
    def has_begun(row: Registration) -> bool:
        """Whether its date has begun, from when on nobody calls off any more."""
        with entered(SYSTEM):
            starts_at = db.session.scalar(sa.select(Shift.starts_at).where(Shift.id == row.shift_id))
        return starts_at is not None and starts_at <= utcnow()

    def _check(self, shift: Shift, rows: Sequence[Registration]) -> None:
        held = sum(row.party_size if row.state in PLACE_STATES else row.collected for row in rows)
        assert shift.taken == held <= shift.capacity
        people = Counter(_person(row) for row in rows if row.state in ACTIVE_STATES)
        assert all(count == 1 for count in people.values()), "somebody is there twice"
        if shift.starts_at <= utcnow() or shift.cancelled_at is not None:
            return
        waiting = sorted(
            (row for row in rows if row.state is State.WAITLISTED), key=lambda row: (row.queued_at, row.id)
        )  # fmt: skip
        assert [row.queued_at for row in waiting if row.public_id in self.turns] == [
            self.turns[row.public_id] for row in waiting if row.public_id in self.turns
        ], "somebody has lost her turn"
        self.turns |= {row.public_id: row.queued_at for row in waiting}
        assert [position_of(row.id)[0] for row in waiting] == [*range(1, len(waiting) + 1)]
        free = shift.capacity - shift.taken
        # Whom nothing reaches keeps her turn, and others pass her.
        waiting = [row for row in waiting if not cannot_be_told(row.id)]
        assert not [row for row in waiting if row.party_size - row.collected <= free], "a place is lost"
        # Who waits longer and needs no more is not passed.
        for row in rows:
            if row.state is State.OFFERED and row.public_id not in self.resized:
                passed = [
                    each for each in waiting
                    if each.queued_at < row.queued_at and each.party_size <= row.party_size
                    and each.public_id not in self.resized
                ]  # fmt: skip
                assert not passed, "somebody was passed"


def _person(row: Registration) -> str:
    """Whoever has an account is one person with the guest of its address."""
    who = row.participant
    return (who.user.email if who.user is not None else who.email) or who.public_id


def _told(kinds: tuple[str, ...], has_mail: bool) -> list[str]:
    to_association = ("registration_new", "registration_call")
    if has_mail:
        return list(kinds)
    told = [kind for kind in kinds if kind in to_association or kind.endswith("_association")]
    return [*told, "registration_call"] if "registration_offered" in kinds else told


# Signing up again sends what stands once more.
REPEATABLE = {
    "registration_hold", "registration_waitlisted", "registration_offered", "registration_pending",
    "registration_confirmed", "registration_guardian_wait",
}  # fmt: skip

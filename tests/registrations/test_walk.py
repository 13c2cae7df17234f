"""A walk at random over the table of states, against the database: nothing is lost, sold twice or told twice.

`REGISTRATION_WALKS=500` makes it longer; each walk begins with an empty database.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import DomainError
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.enums import ACTIVE_STATES, PLACE_STATES, CallAnswer, EntryWay
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.machine import TABLE, Event
from engagement.registrations.models import Registration
from tests.registrations.support import Stagecraft, make_stage

WALKS = int(os.environ.get("REGISTRATION_WALKS", "4"))
PEOPLE = [f"mensch{n}@leute.example" for n in range(5)]
# What the log says of a registration that is no change of its state.
BESIDE = ("not_reached", "collected", "gave_way", "changed", "reminded", "told_of_silence", "shown_others")
# The clock, and places that become free, act beside whatever somebody does.
ALWAYS = {Event.OFFER, Event.LAPSE, Event.CLOSE, Event.UNANSWERED}
VERBS = {
    "register": Event.REGISTER, "phone": Event.REGISTER_BY_PHONE, "enter": Event.ENTER, "confirm": Event.CONFIRM,
    "renew": Event.RENEW, "withdraw": Event.WITHDRAW, "withdraw_for": Event.WITHDRAW_FOR, "take": Event.TAKE,
    "accept": Event.ACCEPT, "decline": Event.DECLINE, "comes": Event.CALL_YES, "stays": Event.CALL_NO,
    "block": Event.BLOCK, "cancel": Event.CANCEL,
}  # fmt: skip


class Walk(RuleBasedStateMachine):
    """People, the association and the clock do what they may at any moment."""

    clock: time_machine.Coordinates
    asks_first: bool

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stagecraft
        self.known: dict[str, State] = {}
        self.rows, self.mails = 0, 0

    @initialize(capacity=st.integers(1, 3))
    def open(self, capacity: int) -> None:
        with entered(SYSTEM), writing():
            for table in (OutboxMessage, AuditEntry, Registration):
                db.session.execute(sa.delete(table))
        self.stage = make_stage(
            f"stadt{next(SERIAL)}", capacity=capacity, starts_in=timedelta(days=20), approval_required=self.asks_first,
            contact_email="",
        )  # fmt: skip
        self.rows, self.mails = self._counts()

    def act(self, verb: str, call: Any) -> None:
        """Do something that may be refused, then compare what has changed with the table."""
        try:
            with entered(Scope.city(self.stage.city.id)):
                call()
        except DomainError:
            db.session.rollback()
        self.compare(verb)

    @rule(who=st.sampled_from(PEOPLE), size=st.sampled_from([1, 1, 1, 2, 3]), waits=st.booleans())
    def register(self, who: str, size: int, waits: bool) -> None:
        self.act("register", lambda: self.stage.register(email=who, party_size=size, may_wait=waits))

    @rule(number=st.integers(1, 3), waits=st.booleans())
    def register_by_phone(self, number: int, waits: bool) -> None:
        self.act("phone", lambda: self.stage.register(email="", phone=f"0171 392001{number}", may_wait=waits))

    @rule(number=st.integers(1, 9), waits=st.booleans())
    def enter(self, number: int, waits: bool) -> None:
        shift, offer = self.stage.shift.public_id, self.stage.opportunity.public_id
        self.act(
            "enter",
            lambda: operations.enter(
                offer, city_id=self.stage.city.id, shift_id=shift, way=EntryWay.PAPER, actor=self.stage.owner_actor,
                may_wait=waits, person=operations.Person("Karla", email=f"papier{number}@leute.example"),
            )
        )  # fmt: skip

    @rule(pick=st.randoms(use_true_random=False), verb=st.sampled_from(
        ["confirm", "renew", "withdraw", "withdraw_for", "take", "accept", "decline", "comes", "stays", "block"]
    ))  # fmt: skip
    def touch(self, pick: Any, verb: str) -> None:
        if not self.known:
            return
        public_id, owner = pick.choice(sorted(self.known)), self.stage.owner_actor
        calls: dict[str, Any] = {
            "confirm": lambda: operations.confirm_hold(public_id, actor=ANONYMOUS),
            "renew": lambda: operations.renew_hold(public_id, actor=ANONYMOUS),
            "withdraw": lambda: operations.withdraw(public_id, actor=ANONYMOUS),
            "withdraw_for": lambda: operations.withdraw_for(public_id, actor=owner),
            "take": lambda: operations.take_offer(public_id, actor=ANONYMOUS),
            "accept": lambda: operations.accept(public_id, actor=owner),
            "decline": lambda: operations.decline(public_id, actor=owner),
            "comes": lambda: operations.answer_call(public_id, CallAnswer.COMES, actor=owner),
            "stays": lambda: operations.answer_call(public_id, CallAnswer.DOES_NOT_COME, actor=owner),
            "block": lambda: operations.block_person(
                public_id, reason="Streit", declines=True, tells=True, actor=owner
            ),
        }  # fmt: skip
        self.act(verb, calls[verb])

    @rule(minutes=st.sampled_from([5, 31, 600, 1500, 4000]))
    def wait(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))
        for _twice in range(2):
            operations.expire_holds()
            operations.tend_waitlists()
            operations.close_unanswered()
        self.compare()

    @rule(more=st.integers(1, 2))
    def enlarge(self, more: int) -> None:
        with entered(SYSTEM), writing():
            values = {"capacity": Shift.capacity + more}
            db.session.execute(sa.update(Shift).where(Shift.id == self.stage.shift.id).values(**values))
        operations.tend_waitlists()
        self.compare()

    @rule()
    def cancel(self) -> None:
        if len(self.known) < 6:
            return
        stage = self.stage
        self.act(
            "cancel",
            lambda: operations.cancel_for_shift(
                stage.opportunity.id, stage.shift.id, reason="Regen", actor=stage.owner_actor
            )
        )  # fmt: skip

    def _counts(self) -> tuple[int, int]:
        with entered(SYSTEM):
            log = sa.select(sa.func.max(AuditEntry.id))
            out = sa.select(sa.func.max(OutboxMessage.id))
            return db.session.scalar(log) or 0, db.session.scalar(out) or 0

    def compare(self, verb: str = "") -> None:
        """Each change of a state follows a line of the table, with its row in the log and its mails, once."""
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
            expected: Counter[str] = Counter()
            for public_id, row in now.items():
                chain = chains.pop(public_id, [])
                expected += self._follow(self.known.get(public_id), chain, row, VERBS.get(verb))
            assert not chains, f"the log tells of {chains}"
            again = REPEATABLE if verb in ("register", "phone") else set()
            wrong = {kind for kind in {*mails, *expected} if mails[kind] != expected[kind]} - again
            assert not wrong, (mails, expected)
            self.known = {public_id: row.state for public_id, row in now.items()}
        self.rows, self.mails = self._counts()

    def _follow(
        self, before: State | None, chain: list[str], row: Registration, event: Event | None
    ) -> Counter[str]:  # fmt: skip
        """The mails along the logged steps from one state to the other; a step for which there is no line fails."""
        has_mail = not row.is_by_phone
        paths = [(before, Counter[str]())]
        for action in chain:
            paths = [
                (line.target, told + Counter(_told(line.mails, has_mail)))
                for state, told in paths
                for line in TABLE
                if line.source is state and line.audit == action and line.event in {*ALWAYS, event}
            ]
        ends = [told for state, told in paths if state is row.state]
        assert ends, f"{before} does not become {row.state} by {chain}"
        if not chain:
            assert before is row.state
        assert len(ends) == 1
        return ends[0]

    @invariant()
    def places_are_counted(self) -> None:
        if not hasattr(self, "stage"):
            return
        with entered(SYSTEM):
            rows = db.session.scalars(sa.select(Registration)).all()
            shift = db.session.scalars(sa.select(Shift).where(Shift.id == self.stage.shift.id)).one()
            held = sum(row.party_size if row.state in PLACE_STATES else row.collected for row in rows)
            assert shift.taken == held <= shift.capacity
            people = Counter(row.participant_id for row in rows if row.state in ACTIVE_STATES)
            assert all(count == 1 for count in people.values())
            waiting = sorted((row for row in rows if row.state is State.WAITLISTED), key=lambda row: row.queued_at)
            free = shift.capacity - shift.taken
            assert not [row for row in waiting if row.party_size - row.collected <= free], "a place is lost"
            # Who waits longer and needs no more is not passed.
            for row in rows:
                if row.state is State.OFFERED:
                    passed = [
                        each for each in waiting
                        if each.queued_at < row.queued_at and each.party_size <= row.party_size
                    ]  # fmt: skip
                    assert not passed, "somebody was passed"


def _told(kinds: tuple[str, ...], has_mail: bool) -> list[str]:
    to_association = ("registration_new", "registration_call")
    if has_mail:
        return list(kinds)
    told = [kind for kind in kinds if kind in to_association or kind.endswith("_association")]
    return [*told, "registration_call"] if "registration_offered" in kinds else told


# Signing up again sends what stands once more.
REPEATABLE = {
    "registration_hold", "registration_waitlisted", "registration_offered", "registration_pending",
    "registration_confirmed",
}  # fmt: skip
SERIAL = iter(range(10_000))


@pytest.mark.both_engines
@pytest.mark.parametrize("asks_first", [False, True])
def test_walk_at_random(db_app: Flask, clock: time_machine.Coordinates, asks_first: bool) -> None:
    class Here(Walk):
        pass

    Here.clock, Here.asks_first = clock, asks_first
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=WALKS, stateful_step_count=25 if WALKS > 10 else 18, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=WALKS < 50, print_blob=True,
        ),
    )  # fmt: skip

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
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.enums import ACTIVE_STATES, KNOWN_STATES, UNPROVEN_STATES, CallAnswer, EntryWay
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from engagement.registrations.operations import Details, Minor, Person
from engagement.workflows.move_shift import move_shift
from tests.registrations.support import make_stage, registration
from tests.registrations.walking_people import Account, Leaving
from tests.support.factories import make_opportunity, make_staff

WALKS = int(os.environ.get("REGISTRATION_WALKS", "5"))
PARENT = "vera@eltern.example"
YOUNG = Minor(14, "14–15", "Vera Keller", PARENT)
TOUCHES = [
    "confirm", "confirm_all", "renew", "withdraw", "withdraw_for", "withdraw_for_by_city", "take", "accept", "decline",
    "comes", "stays", "rings_yes", "rings_no", "block", "agree", "refuse",
]  # fmt: skip
SIZES = st.sampled_from([1, 1, 1, 2, 3])


class Walk(Leaving):
    """People with and without an account, parents, the association, the city and the clock do what they may at any
    moment."""

    clock: time_machine.Traveller
    asks_first: bool
    staff: Actor
    interest: str  # an offer without dates

    @initialize(capacity=st.integers(1, 3))
    def open(self, capacity: int) -> None:
        with entered(SYSTEM), writing():
            for table in (OutboxMessage, AuditEntry, Registration):
                db.session.execute(sa.delete(table))
        serial = next(SERIAL)
        self.stage = make_stage(
            f"stadt{serial}", capacity=capacity, starts_in=timedelta(days=20), approval_required=self.asks_first,
            contact_email="", shifts=2, admits_minors=True, min_age=14,
        )  # fmt: skip
        self.accounts = [Account.made(f"mensch{n}-{serial}@leute.example") for n in range(2)]
        self.interest = make_opportunity(
            self.stage.city, self.stage.association, is_ongoing=True, approval_required=True, contact_email="",
            admits_minors=True, min_age=14,
        ).public_id  # fmt: skip
        self.people = [*(user.email for user in self.accounts), *(f"mensch{n}@leute.example" for n in range(2, 5))]
        city_staff = make_staff(self.stage.city)
        with entered(SYSTEM):
            self.staff = actor_of(city_staff.id)
        self.rows, self.mails = self._counts()

    @rule(who=st.integers(0, 4), size=SIZES, waits=st.booleans(), young=st.booleans(), date=st.sampled_from([0, 0, 1]))
    def register(self, who: int, size: int, waits: bool, young: bool, date: int) -> None:
        self.act("register", lambda: self.stage.register(
            email=self.people[who], party_size=size, may_wait=waits, minor=YOUNG if young else None,
            shift=self.stage.shifts[date],
        ))  # fmt: skip

    @rule(who=st.integers(0, 1), size=SIZES, waits=st.booleans(), young=st.booleans())
    def register_signed_in(self, who: int, size: int, waits: bool, young: bool) -> None:
        actor = self.actor(who)
        self.act("register", lambda: self.stage.register(
            actor=actor, party_size=size, may_wait=waits, minor=YOUNG if young else None
        ))  # fmt: skip

    @rule(who=st.integers(0, 4), signed_in=st.booleans(), young=st.booleans(), waits=st.booleans())
    def register_for_both_dates(self, who: int, signed_in: bool, young: bool, waits: bool) -> None:
        stage, actor = self.stage, self.actor(who) if signed_in and who < 2 else ANONYMOUS
        self.act("several", lambda: operations.register_several(
            stage.opportunity.public_id, city_id=stage.city.id, actor=actor, name="Hanna Keller", is_adult=True,
            shift_ids=[each.public_id for each in stage.shifts], email=self.people[who],
            minor=YOUNG if young else None, may_wait=[each.public_id for each in stage.shifts] if waits else [],
        ))  # fmt: skip

    @rule(who=st.integers(0, 4), signed_in=st.booleans(), young=st.booleans(), by_phone=st.booleans())
    def ask_without_dates(self, who: int, signed_in: bool, young: bool, by_phone: bool) -> None:
        """Interest in an offer that has no dates; the association answers it like any question."""
        actor = self.actor(who) if signed_in and who < 2 and not by_phone else ANONYMOUS
        self.act("phone" if by_phone else "register", lambda: operations.register(
            self.interest, city_id=self.stage.city.id, actor=actor, shift_id=None, name="Hanna Keller", is_adult=True,
            email="" if by_phone else self.people[who], phone=f"0171 392001{who}" if by_phone else "",
            minor=YOUNG if young and not by_phone else None,
        ))  # fmt: skip

    @rule(number=st.integers(1, 3), waits=st.booleans())
    def register_by_phone(self, number: int, waits: bool) -> None:
        self.act("phone", lambda: self.stage.register(email="", phone=f"0171 392001{number}", may_wait=waits))

    @rule(number=st.integers(0, 5), waits=st.booleans(), by_city=st.booleans(), size=SIZES)
    def enter(self, number: int, waits: bool, by_city: bool, size: int) -> None:
        """Two have an account, two an address, one a phone that is written in the form too, one nothing at all."""
        stage = self.stage
        email = self.people[number] if number < 4 else ""
        person = Person("Karla", email=email, phone="0171 3920011" if number == 4 else "", party_size=size)
        self.act("enter_by_city" if by_city else "enter", lambda: operations.enter(
            stage.opportunity.public_id, city_id=stage.city.id, shift_id=stage.shift.public_id, way=EntryWay.PAPER,
            actor=self.staff if by_city else stage.owner_actor, may_wait=waits, person=person, for_city=by_city,
        ))  # fmt: skip

    @rule(number=st.integers(0, 5), waits=st.booleans(), by_city=st.booleans(), size=SIZES)
    def enter_for_both_dates(self, number: int, waits: bool, by_city: bool, size: int) -> None:
        stage, dates = self.stage, [each.public_id for each in self.stage.shifts]
        email = self.people[number] if number < 4 else ""
        person = Person("Karla", email=email, phone="0171 3920011" if number == 4 else "", party_size=size)
        self.act("enter_both_by_city" if by_city else "enter_both", lambda: operations.enter_several(
            stage.opportunity.public_id, city_id=stage.city.id, shift_ids=dates, way=EntryWay.PAPER, person=person,
            actor=self.staff if by_city else stage.owner_actor, may_wait=dates if waits else (), for_city=by_city,
            form_key="bcdf2345ghjk",
        ))  # fmt: skip

    @rule(who=st.integers(0, 1))
    def adopt(self, who: int) -> None:
        self.attempt(lambda: operations.adopt_guest_registrations(self.accounts[who].id))
        self.compare("adopt")

    @rule(pick=st.randoms(use_true_random=False), verb=st.sampled_from(TOUCHES))
    def touch(self, pick: Any, verb: str) -> None:
        if not self.known:
            return
        public_id, owner = pick.choice(sorted(self.known)), self.stage.owner_actor
        calls: dict[str, Any] = {
            "confirm": lambda: operations.confirm_hold(public_id, actor=ANONYMOUS),
            "confirm_all": lambda: operations.confirm_together(public_id, actor=ANONYMOUS),
            "renew": lambda: operations.renew_hold(public_id, actor=ANONYMOUS),
            "withdraw": lambda: operations.withdraw(public_id, actor=ANONYMOUS),
            "withdraw_for": lambda: operations.withdraw_for(public_id, actor=owner),
            "withdraw_for_by_city": lambda: operations.withdraw_for(public_id, actor=self.staff, for_city=True),
            "take": lambda: operations.take_offer(public_id, actor=ANONYMOUS),
            "agree": lambda: operations.agree_to_all(public_id, email=PARENT, actor=ANONYMOUS),
            "refuse": lambda: operations.refuse_all(public_id, email=PARENT, actor=ANONYMOUS),
            "accept": lambda: operations.accept(public_id, actor=owner),
            "decline": lambda: operations.decline(public_id, actor=owner),
            "comes": lambda: operations.answer_call(public_id, CallAnswer.COMES, actor=owner),
            "stays": lambda: operations.answer_call(public_id, CallAnswer.DOES_NOT_COME, actor=owner),
            "rings_yes": lambda: operations.answer_call(
                public_id, CallAnswer.COMES, actor=self.staff, for_city=True
            ),
            "rings_no": lambda: operations.answer_call(
                public_id, CallAnswer.DOES_NOT_COME, actor=self.staff, for_city=True
            ),
            "block": lambda: operations.block_person(
                public_id, reason="Streit", declines=True, tells=True, actor=owner
            ),
        }  # fmt: skip
        self.act(verb, calls[verb])

    @precondition(lambda self: self.known)
    @rule(pick=st.randoms(use_true_random=False), size=st.integers(1, 4))
    def resize(self, pick: Any, size: int) -> None:
        """A group becomes larger or smaller: one row in the log, one mail to an association that knows of it."""
        public_id = pick.choice(sorted(self.known))
        before = registration(public_id)
        details = Details(before.name, before.phone, before.message, size, before.group_name, ())
        done = self.attempt(lambda: operations.change_details(public_id, details, actor=ANONYMOUS))
        changed = done is not None and not done.is_repeated
        assert self.logged("registration.changed") == changed
        assert registration(public_id).party_size == (size if done else before.party_size)
        if changed:
            self.resized.add(public_id)
        self.compare("", Counter({"registration_changed": int(changed and before.state in KNOWN_STATES)}))

    @rule(hours=st.sampled_from([-30, -2, 3, 24]))
    def move_date(self, hours: int) -> None:
        """Everybody who is proven is told once, and asked."""
        stage, by = self.stage, timedelta(hours=hours)
        with entered(SYSTEM):
            shift = db.session.scalars(sa.select(Shift).where(Shift.id == stage.shift.id)).one()
            asked = [
                row for row in db.session.scalars(sa.select(Registration).where(Registration.shift_id == shift.id))
                if row.state in ACTIVE_STATES and row.state not in UNPROVEN_STATES
            ]  # fmt: skip
            told = sum(bool(row.participant.email or row.participant.user_id) for row in asked)
            starts_at, ends_at = shift.starts_at, shift.ends_at
        done = self.attempt(lambda: move_shift(
            stage.opportunity.public_id, stage.shift.public_id, starts_at=starts_at + by, ends_at=ends_at + by,
            reason="Der Saal ist belegt.", actor=stage.owner_actor,
        ))  # fmt: skip
        moved = done is not None
        assert done in (None, len(asked))
        assert self.logged("shift.moved") == moved
        self.compare("", Counter({"registration_moved": told if moved else 0}))

    @precondition(lambda self: self.known)
    @rule(pick=st.randoms(use_true_random=False))
    def agree_to_time(self, pick: Any) -> None:
        public_id = pick.choice(sorted(self.known))
        was_open = registration(public_id).moved_from is not None
        done = self.attempt(lambda: operations.agree_to_time(public_id, actor=ANONYMOUS))
        assert self.logged("registration.time_agreed") == (done is not None and was_open)
        if done is not None:
            assert registration(public_id).moved_from is None
        self.compare()

    @rule(minutes=st.sampled_from([5, 31, 600, 1500, 4000]), tidies=st.booleans())
    def wait(self, minutes: int, tidies: bool) -> None:
        """Time goes by; the jobs may be late."""
        self.clock.shift(timedelta(minutes=minutes))
        if tidies:
            self._tidy()
        self.compare()

    @precondition(lambda self: len(self.known) > 4)
    @rule()
    def begin(self) -> None:
        """The first date begins: nobody waits for an answer any more."""
        with entered(SYSTEM):
            starts_at = db.session.scalars(sa.select(Shift.starts_at).where(Shift.id == self.stage.shift.id)).one()
        if starts_at > utcnow():
            self.clock.shift(starts_at - utcnow() + timedelta(minutes=1))
        self._tidy()
        self.compare()
        with entered(SYSTEM):
            rows = db.session.scalars(sa.select(Registration).where(Registration.shift_id == self.stage.shift.id))
            left = [row for row in rows if not row.is_by_phone]
            assert not [row for row in left if row.state in (State.WAITLISTED, State.PENDING)], "somebody still waits"

    @rule(by=st.sampled_from([-2, -1, 1, 2]))
    def resize_date(self, by: int) -> None:
        """More places, or fewer: never fewer than are taken, as the form of the offer has it."""
        with entered(SYSTEM), writing():
            fits = (Shift.id == self.stage.shift.id, Shift.capacity + by >= Shift.taken, Shift.capacity + by >= 1)
            db.session.execute(sa.update(Shift).where(*fits).values(capacity=Shift.capacity + by))
        operations.tend_waitlists()
        self.compare()

    @precondition(lambda self: len(self.known) > 5)
    @rule()
    def cancel(self) -> None:
        stage = self.stage
        self.act("cancel", lambda: operations.cancel_for_shift(
            stage.opportunity.id, stage.shift.id, reason="Regen", actor=stage.owner_actor
        ))  # fmt: skip

    def _tidy(self) -> None:
        for _twice in range(2):
            operations.expire_holds()
            operations.tend_waitlists()
            operations.close_unanswered()


SERIAL = iter(range(10_000))


@pytest.mark.both_engines
@pytest.mark.parametrize("asks_first", [False, True])
def test_walk_at_random(db_app: Flask, clock: time_machine.Traveller, asks_first: bool) -> None:
    class Here(Walk):
        pass

    Here.clock, Here.asks_first = clock, asks_first
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=WALKS, stateful_step_count=25, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=WALKS < 50, print_blob=True,
        ),
    )  # fmt: skip

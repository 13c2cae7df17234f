"""People who come and go on a walk: somebody takes a registration over, deletes her details, or ends her account."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis.stateful import precondition, rule

from engagement.accounts.passwords import hash_password
from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import mark_dead, revive
from engagement.registrations import operations
from engagement.registrations.enums import ACTIVE_STATES, KNOWN_STATES
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Participant, Registration
from engagement.registrations.queries import mail_facts
from engagement.registrations.queries.waitlist import cannot_be_told, offers_undelivered
from engagement.workflows.delete_account import delete_account
from tests.registrations.support import registration
from tests.registrations.walking import Reckoning
from tests.support.factories import PASSWORD, make_user

HASH = hash_password(PASSWORD)  # a tenth of a second, once
STANDING = {
    State.HELD: "registration_hold", State.WAITLIST_HELD: "registration_hold", State.OFFERED: "registration_offered",
    State.WAITLISTED: "registration_waitlisted", State.CONFIRMED: "registration_confirmed",
    State.AWAITING_GUARDIAN: "registration_guardian_wait", State.PENDING: "registration_pending",
}  # fmt: skip


@dataclass(frozen=True)
class Account:
    """An account that there is at the moment."""

    id: int
    email: str

    @classmethod
    def made(cls, email: str) -> Account:
        return cls(make_user(email, password_hash=HASH).id, email)


class Leaving(Reckoning):
    """What stays of a registration when its person changes, and that nothing is lost for those who wait."""

    accounts: list[Account]
    people: list[str]

    @precondition(lambda self: self.known)
    @rule(pick=st.randoms(use_true_random=False), who=st.integers(0, 4))
    def ask_successor(self, pick: Any, who: int) -> None:
        """One mail to whoever is asked; nothing else changes."""
        public_id = pick.choice(sorted(self.known))
        done = self.attempt(
            lambda: operations.ask_successor(public_id, name="Nele Neu", email=self.people[who], actor=ANONYMOUS)
        )
        self.compare("", Counter({"registration_successor": int(done is not None)}))

    @precondition(lambda self: self.known)
    @rule(pick=st.randoms(use_true_random=False), agrees=st.sampled_from([True, True, True, False]))
    def take_over(self, pick: Any, agrees: bool) -> None:
        """State, size and turn stay; the one before her, the new one and an association that knows of it are told."""
        asked = self._asked()
        if not asked:
            return
        public_id = pick.choice(sorted(asked))
        if not agrees:
            self.attempt(lambda: operations.drop_successor(public_id, actor=ANONYMOUS))
            assert registration(public_id).successor_email is None
            self.compare()
            return
        before, had_mail = registration(public_id), self._has_mail(public_id)
        done = self.attempt(
            lambda: operations.take_over(public_id, email=asked[public_id], is_old_enough=True, actor=ANONYMOUS)
        )
        told: Counter[str] = Counter()
        if done is not None:
            after = registration(public_id)
            assert (after.name, after.phone, after.successor_email) == ("Nele Neu", "", None)
            assert (after.party_size, after.queued_at) == (before.party_size, before.queued_at)
            told[STANDING[after.state]] += 1
            told["registration_handed_over"] += int(had_mail)
            told["registration_changed"] += int(after.state in KNOWN_STATES)
        assert self.logged("registration.handed_over") == (done is not None)
        self.compare("take_over", told)

    @precondition(lambda self: self.known)
    @rule(pick=st.randoms(use_true_random=False))
    def erase(self, pick: Any) -> None:
        """What is to come is called off first; then nobody stands there any more, and no link opens it."""
        public_id = pick.choice(sorted(self.known))
        done = self.attempt(lambda: operations.erase(public_id, actor=ANONYMOUS) or True)
        if done:
            row = registration(public_id)
            assert row.name == row.phone == "" and row.user_id is None and row.links_void_before is not None
        self.gone |= {public_id} if done else set()
        self.compare("erase")

    @rule(who=st.integers(0, 1))
    def end_account(self, who: int) -> None:
        """Everything to come is called off, what is over loses the person, and she gets one mail about all of it.

        She comes back with a new account of the same address, and finds nothing of the old one.
        """
        user, actor = self.accounts[who], self.actor(who)
        with entered(SYSTEM):
            statement = sa.select(Registration.public_id).where(Registration.user_id == user.id)
            hers = set(db.session.scalars(statement))
        delete_account(PASSWORD, actor=actor, city_id=self.stage.city.id, network="192.0.2.7")
        for public_id in hers:
            row = registration(public_id)
            assert row.name == row.phone == "" and row.user_id is None and row.successor_email is None
            assert row.state not in ACTIVE_STATES or self.has_begun(row)
        self.gone |= hers
        self.accounts[who] = Account.made(user.email)
        self.compare("end_account", Counter({"account_deleted": 1}))
        with entered(SYSTEM):
            found = sa.select(sa.func.count(Registration.id)).where(Registration.user_id == self.accounts[who].id)
            assert db.session.scalar(found) == 0

    def actor(self, who: int) -> Actor:
        """Whoever of the two has an account, signed in."""
        with entered(SYSTEM):
            return actor_of(self.accounts[who].id)

    def logged(self, action: str) -> int:
        """How often an act stands in the log since the last step."""
        with entered(SYSTEM):
            rows = sa.select(sa.func.count(AuditEntry.id)).where(
                AuditEntry.id > self.rows, AuditEntry.action == action
            )  # fmt: skip
            return db.session.scalar(rows) or 0

    def _asked(self) -> dict[str, str]:
        with entered(SYSTEM):
            statement = sa.select(Registration.public_id, Registration.successor_email)
            rows = db.session.execute(statement.where(Registration.successor_email.is_not(None))).all()
            return {row[0]: row[1] for row in rows if row[1]}

    def _has_mail(self, public_id: str) -> bool:
        with entered(SYSTEM):
            statement = sa.select(Participant.email, Participant.user_id)
            statement = statement.join(Registration, Registration.participant_id == Participant.id)
            return any(db.session.execute(statement.where(Registration.public_id == public_id)).one())

    @precondition(lambda self: State.OFFERED in self.known.values())
    @rule(pick=st.randoms(use_true_random=False))
    def bounce(self, pick: Any) -> None:
        """The mail about an offered place comes back; later the address works again."""
        public_id = pick.choice(sorted(key for key, state in self.known.items() if state is State.OFFERED))
        with entered(SYSTEM):
            facts = mail_facts([registration(public_id).id])[0]
        if not facts.email:
            return
        mark_dead(normalise_email(facts.email), "550 5.1.1 No such user")
        calls = self._to_be_called()
        operations.pass_on_undelivered()
        self.compare("bounce", Counter({"registration_call": calls}))
        assert not self._to_be_called()
        # Other people are met on this walk; what a dead address means for them is tested by itself.
        revive(facts.email)
        operations.tend_waitlists()
        self.compare()

    def _to_be_called(self) -> int:
        """Open offers to people whom no mail reaches, with a phone number about which nobody knows yet."""
        with entered(SYSTEM):
            return sum(not cannot_be_told(registration(each).id) for each in offers_undelivered(utcnow(), 100))

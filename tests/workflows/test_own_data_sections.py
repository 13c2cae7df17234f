"""Each kind of what is kept about a person stands in her own data: with an account, and by a guest's link."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.associations.enums import MembershipRole
from engagement.associations.models import Block, Contact, MembershipInvitation
from engagement.attendance.models import Attendance, HoursProposal
from engagement.barriers.models import BarrierReport
from engagement.cities.models import StaffInvitation
from engagement.core.actor import Actor, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.feedback.enums import Mood
from engagement.feedback.models import Feedback
from engagement.kernel.clock import utcnow
from engagement.messages.models import Message, MessageThread
from engagement.notifications.models import DeadAddress
from engagement.opportunities.models import Opportunity
from engagement.registrations import operations
from engagement.registrations.enums import CallTopic, EntryWay
from engagement.registrations.links import registration_token
from engagement.registrations.models import CallTask, Participant, Registration, RegistrationEntry
from engagement.registrations.queries.blocks import email_hash, phone_hash
from engagement.reports.enums import Category, SubjectKind
from engagement.reports.models import Report, ReportCase
from engagement.workflows.own_data import own_data
from tests.registrations.support import Stagecraft, change, make_stage, registration
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


class Reader:
    """Somebody who reads her own data, in one of the two ways."""

    def __init__(self, app: Flask, client: Any, *, has_account: bool) -> None:
        self.client, self.has_account = client, has_account
        self.stage: Stagecraft = make_stage(shifts=2)
        if has_account:
            person = make_user(email="mara@leute.example", name="Mara Vogt")
            self.user_id: int | None = person.id
            with entered(SYSTEM):
                actor: Actor = actor_of(person.id)
            self.first = self.stage.register(actor=actor).registration_id
            sign_in(app, client, person)
        else:
            self.user_id = None
            self.first = self.stage.guest(email="hanna@leute.example").registration_id
        self.row = registration(self.first)

    @property
    def _base(self) -> str:
        if self.has_account:
            return f"/{self.stage.city.slug}/konto/meine-daten"
        return f"/{self.stage.city.slug}/zusage/{registration_token(self.first)}/daten"

    def file(self) -> dict[str, Any]:
        return dict(self.client.get(self._base + ".json").get_json())

    def registration(self) -> dict[str, Any]:
        """What the file says of the registration itself."""
        file = self.file()
        return dict(file["registrations"][-1]) if self.has_account else file

    def words(self) -> str:
        return str(self.client.get(self._base).document.text)

    def add(self, *rows: Any) -> None:
        with entered(SYSTEM), writing():
            db.session.add_all(rows)

    @property
    def own(self) -> dict[str, Any]:
        return {
            "city_id": self.row.city_id, "association_id": self.row.association_id, "registration_id": self.row.id,
        }  # fmt: skip


@pytest.fixture(params=[True, False], ids=["account", "link"])
def reader(request: pytest.FixtureRequest, db_app: Flask, client: Any) -> Reader:
    return Reader(db_app, client, has_account=request.param)


def test_hours_that_she_wrote_down(reader: Reader) -> None:
    assert "proposed_hours" not in reader.file()
    reader.add(HoursProposal(day=utcnow().date(), minutes=75, note="Vorgelesen im Heim", **reader.own))
    [entry] = reader.file()["proposed_hours"]
    assert (entry["minutes"], entry["note"], entry["state"]) == (75, "Vorgelesen im Heim", "wartet auf Antwort")
    assert "Vorgelesen im Heim" in reader.words()


def test_confirmed_hours(reader: Reader) -> None:
    reader.add(
        Attendance(
            day=utcnow().date(),
            title="Beete pflegen",
            was_there=True,
            minutes=120,
            user_id=reader.user_id,
            **reader.own,
        )
    )
    [entry] = reader.file()["hours"]
    assert (entry["offer"], entry["minutes"], entry["was_there"]) == ("Beete pflegen", 120, "ja")
    assert "Beete pflegen" in reader.words()


@pytest.mark.both_engines
def test_messages_of_both_sides_and_nobody_elses(reader: Reader) -> None:
    other = registration(reader.stage.guest(name="Otto Berg").registration_id)
    for row, texts in ((reader.row, ("Bringt Handschuhe mit.", "Mache ich.")), (other, ("Nur für Otto.",))):
        thread = MessageThread(
            association_id=row.association_id, city_id=row.city_id, opportunity_id=row.opportunity_id,
            participant_id=row.participant_id, name=row.name, language="de",
        )  # fmt: skip
        for number, text in enumerate(texts):
            thread.messages.append(
                Message(association_id=row.association_id, form_key=str(number), is_from_person=bool(number), text=text)
            )
        reader.add(thread)
    found = {each["text"]: each["from"] for each in reader.file()["messages"]}
    assert found == {"Bringt Handschuhe mit.": reader.stage.association.name, "Mache ich.": reader.row.name}
    assert "Bringt Handschuhe mit." in reader.words()
    assert "Nur für Otto." not in reader.words()


def test_what_she_said_afterwards(reader: Reader) -> None:
    reader.add(Feedback(mood=Mood.GOOD, text="Schön war es.", is_for_city=True, **reader.own))
    [entry] = reader.file()["feedback"]
    assert (entry["text"], entry["for_city"]) == ("Schön war es.", "ja")
    assert "Schön war es." in reader.words()


def test_waitlist_and_offer(reader: Reader) -> None:
    queued, offered = utcnow() - timedelta(days=2), utcnow() - timedelta(days=1)
    change(Registration, reader.row.id, queued_at=queued, offered_at=offered)
    found = reader.registration()
    assert (found["queued_at"], found["offered_at"]) == (queued.isoformat(), offered.isoformat())
    assert "Auf der Warteliste seit" in reader.words()


def test_reminders(reader: Reader) -> None:
    model, row_id = (User, reader.user_id) if reader.user_id else (Participant, reader.row.participant_id)
    assert row_id is not None
    change(model, row_id, reminder_hours=168, wants_thanks=False)
    file = reader.file()
    found = file["account"][0] if reader.has_account else file
    assert (found["reminder"], found["wants_thanks"]) == ("eine Woche vorher", "nein")
    assert "eine Woche vorher" in reader.words()


@pytest.mark.both_engines
def test_other_dates_of_the_same_form_are_her_own_alone(reader: Reader) -> None:
    assert reader.registration()["together"] == []
    first, second = reader.stage.shifts
    with entered(SYSTEM):
        later = Registration(
            city_id=reader.row.city_id, opportunity_id=reader.row.opportunity_id, shift_id=second.id,
            association_id=reader.row.association_id, participant_id=reader.row.participant_id,
            user_id=reader.user_id, state=reader.row.state, name=reader.row.name, together="abc",
        )  # fmt: skip
        stranger = registration(reader.stage.guest(name="Otto Berg", shift=first).registration_id)
    reader.add(later)
    change(Registration, reader.row.id, together="abc")
    change(Registration, stranger.id, together="abc")
    assert reader.registration()["together"] == [second.starts_at.isoformat()]
    assert "Weitere Termine aus demselben Formular" in reader.words()


def test_who_entered_it_and_the_note(reader: Reader) -> None:
    reader.add(RegistrationEntry(way=EntryWay.PHONE, note="Rief am Montag an", **reader.own))
    found = reader.registration()
    assert (found["entered"], found["entered_note"]) == ("am Telefon", "Rief am Montag an")


def test_calls(reader: Reader) -> None:
    reader.add(CallTask(topic=CallTopic.CANCELLED, reason="Zu viel Regen", **reader.own))
    [entry] = reader.file()["calls"]
    assert entry["reason"] == "Zu viel Regen"


def test_parts_fold_without_a_script(reader: Reader) -> None:
    reader.add(Feedback(mood=Mood.GOOD, text="Schön war es.", **reader.own))
    page = reader.client.get(reader._base)
    assert page.document.one("details#s-feedback summary")


def test_nothing_of_another_registration_stands_behind_a_link(db_app: Flask, client: Any) -> None:
    reader = Reader(db_app, client, has_account=False)
    other = registration(reader.stage.guest(name="Otto Berg").registration_id)
    own = reader.own | {"registration_id": other.id}
    reader.add(
        HoursProposal(day=utcnow().date(), minutes=60, note="Geheim", **own),
        Feedback(mood=Mood.GOOD, text="Geheim", **own),
        CallTask(topic=CallTopic.CANCELLED, reason="Geheim", **own),
    )
    assert {"proposed_hours", "feedback", "calls"}.isdisjoint(reader.file())
    assert "Geheim" not in reader.words()
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(HoursProposal.id))) == 1


def block(reader: Reader, **values: Any) -> Block:
    return Block(
        association_id=reader.row.association_id, name="Mara", reason="Hat Kinder angeschrien",
        expires_at=utcnow() + timedelta(days=700), **values,
    )  # fmt: skip


def test_a_block_and_who_says_why(reader: Reader) -> None:
    assert "blocks" not in reader.file()
    address = "mara@leute.example" if reader.has_account else "hanna@leute.example"
    reader.add(*(block(reader, email_hash=email_hash(each)) for each in (address, "otto@leute.example")))
    [entry] = reader.file()["blocks"]
    assert entry["association"] == reader.stage.association.name
    assert entry["reason"] == "Bitte fragen Sie den Verein."
    assert "Hat Kinder angeschrien" not in json.dumps(reader.file()), "it may be about others"
    assert "gesperrt" in reader.words()


def test_a_block_of_a_telephone_number_is_shown_to_nobody_who_typed_it(reader: Reader) -> None:
    """Anybody can write another one's number into a form."""
    number = "+4917139200112"
    reader.add(block(reader, phone_hash=phone_hash(number)))
    change(Registration, reader.row.id, phone=number)
    assert "blocks" not in reader.file()


def test_what_the_log_says_of_her_registration(reader: Reader) -> None:
    with entered(Scope.association(reader.stage.association.id)):
        operations.withdraw_for(reader.first, actor=reader.stage.owner_actor)
    acts = reader.file()["log_of_registrations"]
    assert acts[0]["association"] == reader.stage.association.name
    assert reader.stage.owner.name not in json.dumps(acts), "who works there is named to nobody"
    assert all(each["act"] and "." not in each["act"] for each in acts), "in words"


def test_that_mails_do_not_arrive(reader: Reader) -> None:
    address = "mara@leute.example" if reader.has_account else "hanna@leute.example"
    reader.add(DeadAddress(email_normalised=address, error="5.1.1 kein Postfach"))
    [entry] = reader.file()["unreachable"]
    assert entry["said"] == "5.1.1 kein Postfach"


def test_what_she_has_told_and_where_she_is_named_by_her_address(db_app: Flask, client: Any) -> None:
    reader = Reader(db_app, client, has_account=True)
    stage = reader.stage
    email = "Mara@Leute.example"  # as somebody typed it
    case = ReportCase(
        city_id=stage.city.id, subject_kind=SubjectKind.ASSOCIATION, subject_id=stage.association.public_id,
        title=stage.association.name, association_id=stage.association.id,
    )  # fmt: skip
    reader.add(
        case,
        BarrierReport(
            city_id=stage.city.id, page="/hilfe", text="Zu klein", email=email, fingerprint="a", due_at=utcnow()
        ),
        Contact(association_id=stage.association.id, name="Mara Vogt", task="Kasse", email=email),
        MembershipInvitation(
            association_id=stage.association.id, city_id=stage.city.id, email=email, role=MembershipRole.EDITOR,
            expires_at=utcnow(),
        ),
        StaffInvitation(city_id=stage.city.id, email=email, role=CityRole.MODERATOR, expires_at=utcnow()),
    )  # fmt: skip
    reader.add(
        Report(city_id=stage.city.id, case_id=case.id, category=Category.WRONG, text="Stimmt nicht", email=email,
               fingerprint="a")
    )  # fmt: skip
    change(Opportunity, stage.opportunity.id, contact_email=email, contact_name="Mara V.")
    file = reader.file()
    assert file["reports"][0]["text"] == "Stimmt nicht" and file["barriers"][0]["text"] == "Zu klein"
    assert file["contacts"][0]["task"] == "Kasse" and file["offer_contacts"][0]["name"] == "Mara V."
    assert file["team_invitations"][0]["association"] == stage.association.name
    assert file["staff_invitations"][0]["city"] == stage.city.name
    assert reader.user_id is not None
    change(User, reader.user_id, email_confirmed_at=None)
    assert {"reports", "barriers", "contacts", "team_invitations"}.isdisjoint(own_data_of(reader.user_id))


def own_data_of(user_id: int) -> set[str]:
    with entered(SYSTEM):
        return {each.key for each in own_data(user_id)}

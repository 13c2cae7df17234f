"""The calendar that goes along with each mail to the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.notifications.delivery import deliver_due
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.workflows.cancel_shift import cancel_shift
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.support.calendars import event_of, read_calendar
from tests.support.factories import make_user
from tests.support.mail import SmtpSink

pytestmark = pytest.mark.usefixtures("clock")


def last(kind: str) -> OutboxMessage:
    return mails(kind)[-1]


def withdraw(stage: Stagecraft, registration_id: str) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(registration_id, actor=ANONYMOUS)


def test_a_held_place_is_in_nobodys_calendar(db_app: Flask) -> None:
    stage = make_stage()
    stage.register()
    assert last("registration_hold").calendar == ""


def hand_over(stage: Stagecraft, registration_id: str, email: str) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.ask_successor(registration_id, name="Nora Neu", email=email, actor=ANONYMOUS)
        operations.take_over(registration_id, email=email, is_old_enough=True, actor=ANONYMOUS)


def test_a_confirmed_place_is_entered_and_taken_away_again(db_app: Flask) -> None:
    stage = make_stage(title="Kuchen, Kaffee; und \\ mehr", meeting_point="Am Tor")
    done = stage.guest()
    mail = last("registration_confirmed")
    entered_in = read_calendar(mail.calendar)
    assert entered_in["method"] == "REQUEST"
    event = event_of(mail.calendar)
    assert event["summary"] == f"Kuchen, Kaffee; und \\ mehr ({stage.association.name})"
    assert event["status"] == "CONFIRMED" and event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert event["attendee"] == f"mailto:{mail.to_email}" and event["attendee"].params["RSVP"] == "FALSE"
    assert event.start == stage.shift.starts_at and event.start.tzinfo.key == "Europe/Berlin"
    assert "Am Tor" in event["description"] and "/zusage/" in event["url"]
    withdraw(stage, done.registration_id)
    taken_away = last("registration_withdrawn").calendar
    assert read_calendar(taken_away)["method"] == "CANCEL"
    gone = event_of(taken_away)
    assert gone["uid"] == event["uid"] and gone["sequence"] > event["sequence"] and gone["status"] == "CANCELLED"
    assert gone["organizer"] == event["organizer"]
    assert "Am Tor" not in gone.get("description", "")


@pytest.mark.both_engines
def test_who_hands_over_loses_the_entry_and_gets_no_link(db_app: Flask, client: Any) -> None:
    stage = make_stage(meeting_point="Am Tor")
    done = stage.guest(email="hanna@leute.example")
    was = event_of(last("registration_confirmed").calendar)
    hand_over(stage, done.registration_id, "nora@leute.example")
    mail = last("registration_handed_over")
    assert mail.to_email == "hanna@leute.example" and read_calendar(mail.calendar)["method"] == "CANCEL"
    gone = event_of(mail.calendar)
    assert gone["uid"] == was["uid"] and gone["sequence"] > was["sequence"] and gone["status"] == "CANCELLED"
    # A link made at this moment would be the new contact person's: it opens, changes and calls off what is hers.
    assert "/zusage/" not in mail.calendar.replace("\r\n ", "") + mail.body_text + mail.body_html
    hers = event_of(last("registration_confirmed").calendar)
    assert hers["attendee"] == "mailto:nora@leute.example" and hers["status"] == "CONFIRMED"
    assert client.get(hers["url"].split(".example", 1)[-1]).status_code == 200
    hand_over(stage, done.registration_id, "hanna@leute.example")
    back = event_of(last("registration_confirmed").calendar)
    assert back["attendee"] == "mailto:hanna@leute.example" and back["sequence"] > gone["sequence"]


def test_who_hands_over_what_is_in_no_calendar_loses_no_entry(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    stage.guest()
    done = stage.guest(email="hanna@leute.example", may_wait=True)
    hand_over(stage, done.registration_id, "nora@leute.example")
    assert last("registration_handed_over").calendar == ""


def test_a_request_is_never_shown_as_confirmed(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    asked = event_of(last("registration_pending").calendar)
    assert asked["status"] == "TENTATIVE" and asked["attendee"].params["PARTSTAT"] == "TENTATIVE"
    assert asked["summary"].startswith("Noch keine Antwort:")
    with entered(Scope.association(stage.association.id)):
        operations.accept(done.registration_id, actor=stage.owner_actor)
    accepted = event_of(last("registration_accepted").calendar)
    assert accepted["status"] == "CONFIRMED" and accepted["uid"] == asked["uid"]
    assert accepted["sequence"] > asked["sequence"]


def test_a_refusal_and_a_cancelled_date_take_the_entry_away(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    first, second = stage.guest(), stage.guest()
    before = event_of(last("registration_pending").calendar)
    with entered(Scope.association(stage.association.id)):
        operations.decline(first.registration_id, actor=stage.owner_actor)
        assert read_calendar(last("registration_declined").calendar)["method"] == "CANCEL"
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="", actor=stage.owner_actor)
    after = event_of(last("registration_cancelled").calendar)
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"] + 1  # of the person and of the date
    assert second.registration_id in after["uid"]


def test_interest_without_a_date_has_no_entry(db_app: Flask) -> None:
    stage = make_stage(is_ongoing=True)
    stage.guest()
    assert last("registration_pending").calendar == ""


def test_each_change_of_a_date_counts_and_places_do_not(db_app: Flask) -> None:
    stage = make_stage()
    stage.guest()

    def change(**values: object) -> int:
        with entered(SYSTEM), writing():
            shift = db.session.get_one(Shift, stage.shift.id)
            for name, value in values.items():
                setattr(shift, name, value)
            db.session.flush()
            return shift.calendar_sequence

    assert change() == 0 and change(capacity=17) == 0
    assert change(starts_at=stage.shift.starts_at - timedelta(hours=1)) == 1
    assert change(note="Am anderen Tor") == 2
    done = stage.guest()
    assert event_of(last("registration_confirmed").calendar)["sequence"] > 2
    withdraw(stage, done.registration_id)


def test_it_speaks_the_language_of_the_person(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    stage.guest(language="en")
    event = event_of(last("registration_pending").calendar)
    assert event["summary"].startswith("Not answered yet:") and "/en/" in event["url"]


def test_the_mail_carries_it_twice_and_the_outbox_forgets_it(db_app: Flask, smtp_sink: SmtpSink) -> None:
    """As a form of the mail that calendars enter, and as a file that people save."""
    stage = make_stage()
    stage.guest(email="hanna@leute.example")
    person = make_user("mara@leute.example", name="Mara Muster")
    assert person.id
    deliver_due(smtp_sink.url, "hallo@mitmachen.example")
    message = smtp_sink.to("hanna@leute.example")[-1]
    parts = {part.get_content_type(): part for part in message.walk()}
    assert message.get_content_type() == "multipart/mixed"
    form, saved = parts["text/calendar"], parts["application/ics"]
    assert form.get_param("method") == "REQUEST" and form.get_content_charset() == "utf-8"
    assert saved.get_filename() == "termin.ics" and saved.get_content_disposition() == "attachment"
    raw = form.get_payload(decode=True)
    assert isinstance(raw, bytes) and event_of(raw.decode())["uid"] == event_of(saved.get_content().decode())["uid"]
    assert [part.get_content_type() for part in message.iter_parts()] == ["multipart/alternative", "application/ics"]
    assert all(mail.calendar == "" for mail in mails() if mail.sent_at)

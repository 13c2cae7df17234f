"""Staff hear of what is new in the queue: as often as each of them wishes, and who stands in hears it, too."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engagement.callbacks.models import CallbackRequest
from engagement.cities.enums import QueueMail
from engagement.cities.models import City, CityStaff, StaffDeputy
from engagement.cities.rules.queue_mail import is_due, is_new
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.jobs import tasks
from engagement.kernel.clock import today, utcnow
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication
from engagement.workflows.queue_mail import send_queue_mails
from tests.support.factories import make_association, make_city, make_opportunity, make_staff

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # ten o'clock in Berlin


@pytest.mark.parametrize(
    ("wish", "told_ago", "is_turn"),
    [
        (QueueMail.NONE, None, False), (QueueMail.HOURLY, None, True), (QueueMail.HOURLY, 30, False),
        (QueueMail.HOURLY, 60, True), (QueueMail.DAILY, None, True), (QueueMail.DAILY, 60, False),
        (QueueMail.DAILY, 60 * 11, True),
    ],
)  # fmt: skip
def test_whose_turn_it_is(wish: QueueMail, told_ago: int | None, is_turn: bool) -> None:
    told_at = None if told_ago is None else NOW - timedelta(minutes=told_ago)
    assert is_due(wish, told_at, NOW, BERLIN) is is_turn


def test_the_morning_begins_at_seven() -> None:
    yesterday = NOW - timedelta(days=1)
    assert not is_due(QueueMail.DAILY, yesterday, NOW.replace(hour=4, minute=59), BERLIN)
    assert is_due(QueueMail.DAILY, yesterday, NOW.replace(hour=5), BERLIN)
    assert is_new(NOW, yesterday)
    assert not is_new(yesterday, NOW)


def told() -> list[str]:
    """To whom mails went, sorted; and forgets them."""
    with entered(SYSTEM), writing():
        rows = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "staff_queue")).all()
        names = sorted(row.to_name for row in rows)
        for row in rows:
            db.session.delete(row)
    return names


def staff(city: City, name: str, wish: QueueMail, role: CityRole = CityRole.MODERATOR) -> Any:
    user = make_staff(city, role, name=name)
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(CityStaff).where(CityStaff.user_id == user.id).values(queue_mail=wish))
    return user


def submit(city: City, title: str = "Kuchen & Kaffee") -> None:
    make_opportunity(city, make_association(city), state=PublicationState.IN_REVIEW, title=title)


@pytest.mark.both_engines
def test_each_hears_as_often_as_she_wishes(db_app: Any, clock: Any) -> None:
    city = make_city()
    staff(city, "Hourly", QueueMail.HOURLY)
    staff(city, "Daily", QueueMail.DAILY, CityRole.ADMINISTRATOR)
    staff(city, "None", QueueMail.NONE)
    staff(city, "Editor", QueueMail.HOURLY, CityRole.EDITOR)
    assert send_queue_mails() == 0, "nothing waits"
    clock.shift(timedelta(minutes=1))
    submit(city)
    clock.shift(timedelta(minutes=1))
    assert send_queue_mails() == 2
    assert told() == ["Daily", "Hourly"]
    clock.shift(timedelta(minutes=5))
    submit(city)
    assert send_queue_mails() == 0, "at most once an hour"
    clock.shift(timedelta(hours=1))
    assert send_queue_mails() == 1
    assert told() == ["Hourly"]
    clock.shift(timedelta(hours=1))
    assert send_queue_mails() == 0, "it is not new any more"
    clock.shift(timedelta(hours=20))
    assert send_queue_mails() == 1
    assert told() == ["Daily"]


def test_who_stands_in_is_told_once_and_why(db_app: Any, clock: Any) -> None:
    city = make_city()
    away, aide = staff(city, "Anna", QueueMail.HOURLY), staff(city, "Ada", QueueMail.NONE, CityRole.EDITOR)
    busy = staff(city, "Bea", QueueMail.HOURLY)
    with entered(SYSTEM), writing():
        for deputy in (aide, busy):
            db.session.add(
                StaffDeputy(city_id=city.id, absent_id=away.id, deputy_id=deputy.id, starts_on=today(), ends_on=None)
            )
    clock.shift(timedelta(minutes=1))
    submit(city)
    assert send_queue_mails() == 3
    with entered(SYSTEM):
        mails = {row.to_name: row for row in db.session.scalars(sa.select(OutboxMessage))}
    assert "weil Sie Anna vertreten" in mails["Ada"].body_text
    assert "vertreten" not in mails["Bea"].body_text
    assert "Kuchen & Kaffee" in mails["Ada"].body_text
    assert "Kuchen &amp; Kaffee" in mails["Ada"].body_html
    assert mails["Ada"].subject == "Etwas Neues wartet auf Ihre Prüfung"
    assert "/stadt/ich" in mails["Ada"].body_text


def test_the_mail_also_tells_what_else_waits(db_app: Any, clock: Any) -> None:
    city = make_city()
    staff(city, "Anna", QueueMail.HOURLY)
    clock.shift(timedelta(minutes=1))
    shown = make_opportunity(city, make_association(city), title="Ungesehenes Fest")
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(Publication).where(Publication.opportunity_id == shown.id)
                           .values(look_since=utcnow(), look_reasons=[]))  # fmt: skip
        db.session.add(
            CallbackRequest(city_id=city.id, name="Erna", phone="0171 3920012", phone_normalised="+491713920012")
        )
    assert send_queue_mails() == 1, "what went online unseen is new, too"
    with entered(SYSTEM):
        (mail,) = db.session.scalars(sa.select(OutboxMessage)).all()
    for body in (mail.body_text, mail.body_html):
        assert "Online, noch nicht angesehen" in body and "Ungesehenes Fest" in body
        assert "Eine Person möchte angerufen werden" in body
        assert "Beschwerde" not in body
    clock.shift(timedelta(hours=2))
    assert send_queue_mails() == 0


def test_a_city_hears_of_its_own_queue_only(db_app: Any, clock: Any) -> None:
    city, other = make_city(), make_city("nachbarstadt")
    staff(city, "Anna", QueueMail.HOURLY)
    staff(other, "Nadja", QueueMail.HOURLY)
    clock.shift(timedelta(minutes=1))
    for number in range(12):
        submit(city, f"Angebot {number}")
    tasks._each(send_queue_mails)
    with entered(SYSTEM):
        (mail,) = db.session.scalars(sa.select(OutboxMessage)).all()
    assert mail.to_name == "Anna"
    assert mail.subject == "12 neue Fälle warten auf Ihre Prüfung"
    assert "Und 2 weitere" in mail.body_text


@pytest.mark.both_engines
def test_two_workers_tell_once(app: Any) -> None:
    with app.app_context():
        city = make_city()
        staff(city, "Anna", QueueMail.HOURLY)
        with entered(SYSTEM), writing():
            db.session.execute(sa.update(CityStaff).values(created_at=utcnow() - timedelta(days=1)))
        submit(city)
    start, counts = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            start.wait()
            counts.append(send_queue_mails())
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 1]

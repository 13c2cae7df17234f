"""Several dates in one form: all of them or none, one mail, one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.links import registration_token
from engagement.registrations.operations import Minor, Outcome
from tests.registrations.support import (
    Stagecraft,
    change,
    count_registrations,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.registrations.test_concurrency import at_once, names
from tests.support.actors import sign_in
from tests.support.factories import make_user

FILLED = {"name": "Hanna Keller", "email": "hanna@leute.example", "is_adult": "ja"}


def several(
    stage: Stagecraft, *, shifts: list[Shift] | None = None, actor: Actor = ANONYMOUS, **values: Any
) -> dict[str, Outcome]:
    asked = {"name": "Hanna Keller", "email": "hanna@leute.example", "is_adult": True} | values
    with entered(Scope.city(stage.city.id)):
        return operations.register_several(
            stage.opportunity.public_id, city_id=stage.city.id, actor=actor,
            shift_ids=[each.public_id for each in shifts or stage.shifts], **asked,
        )  # fmt: skip


def confirm(stage: Stagecraft, done: dict[str, Outcome]) -> Outcome:
    first = next(iter(done.values())).registration_id
    with entered(Scope.city(stage.city.id)):
        return operations.confirm_together(first, actor=ANONYMOUS)


@pytest.mark.both_engines
def test_guest_gets_one_mail_and_confirms_all(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=3)
    done = several(stage)
    assert ([each.state for each in done.values()], kinds()) == ([State.HELD] * 3, ["registration_hold"])
    assert mails()[0].body_text.count("Mai 2026") >= 3
    assert [taken(each) for each in stage.shifts] == [1, 1, 1]
    assert confirm(stage, done).state is State.CONFIRMED
    assert {registration(each.registration_id).state for each in done.values()} == {State.CONFIRMED}
    assert kinds() == ["registration_hold", "registration_confirmed", "registration_new"]
    told = mails("registration_confirmed")[0]
    assert (told.body_text.count("/zusage/"), told.calendar.count("BEGIN:VEVENT")) == (4, 3)
    assert confirm(stage, done).is_repeated
    assert len(kinds()) == 3


@pytest.mark.both_engines
def test_account_has_all_at_once(db_app: Flask, clock: Any) -> None:
    stage, mara = make_stage(shifts=2, approval_required=True), make_user("mara@leute.example")
    with entered(SYSTEM):
        actor = actor_of(mara.id)
    done = several(stage, actor=actor, email="")
    assert [each.state for each in done.values()] == [State.PENDING] * 2
    assert kinds() == ["registration_pending", "registration_new"]
    assert mails("registration_new")[0].body_text.count("/antwort/") >= 3
    assert all(each.is_repeated for each in several(stage, actor=actor, email="").values())
    assert len(kinds()) == 2


@pytest.mark.both_engines
def test_all_or_none(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=4, capacity=1)
    full, past, cancelled, free = stage.shifts
    stage.guest(shift=full)
    change(Shift, past.id, starts_at=utcnow() - timedelta(hours=1))
    change(Shift, cancelled.id, cancelled_at=utcnow())
    before = (count_registrations(), kinds())
    with pytest.raises(errors.DatesRefused) as caught:
        several(stage)
    assert {key: type(each) for key, each in caught.value.refusals.items()} == {
        full.public_id: errors.ShiftFull, past.public_id: errors.ShiftPast, cancelled.public_id: errors.ShiftCancelled,
    }  # fmt: skip
    assert ((count_registrations(), kinds()), taken(free)) == (before, 0)


@pytest.mark.parametrize(("forbids", "refusal"), [(True, errors.DatesOverlap), (False, errors.DatesAtOnce)])
def test_dates_at_the_same_time(db_app: Flask, clock: Any, forbids: bool, refusal: type[DomainError]) -> None:
    stage = make_stage(shifts=2, forbids_overlap=forbids)
    first = stage.shifts[0]
    change(Shift, stage.shifts[1].id, starts_at=first.starts_at, ends_at=first.ends_at)
    with pytest.raises(errors.DatesRefused) as caught:
        several(stage)
    assert {type(each) for each in caught.value.refusals.values()} == {refusal}
    if not forbids:
        done = several(stage, despite_overlap=True)
        assert confirm(stage, done).state is State.CONFIRMED


def test_one_request_is_one_hold(db_app: Flask, clock: Any) -> None:
    stages = [make_stage(f"stadt-{i}", shifts=3) for i in range(4)]
    for stage in stages[:3]:
        several(stage)
    with pytest.raises(errors.TooManyHolds):
        several(stages[3])
    assert taken(stages[3].shift) == 0


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"phone": "12"}, errors.PhoneUnusable),
        ({"email": ""}, errors.NoContact),
        ({"email": "", "phone": "07221 123456", "minor": Minor(14, "14–15", "Eva", "eva@x.example")},
         errors.MinorNeedsEmail),
        ({"email": "ida@x.example", "minor": Minor(14, "14–15", "Eva", "ida@x.example")}, errors.GuardianIsSelf),
    ],
)  # fmt: skip
def test_somebody_has_to_be_reached(db_app: Flask, clock: Any, values: Any, refusal: type[DomainError]) -> None:
    stage = make_stage(shifts=2, admits_minors=True)
    with pytest.raises(refusal):
        several(stage, **values)
    assert taken(stage.shift) == 0


def test_at_most_ten(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=11)
    with pytest.raises(errors.TooManyDates):
        several(stage)
    assert len(several(stage, shifts=stage.shifts[:10])) == 10


@pytest.mark.both_engines
def test_lapsed_dates_are_taken_anew_or_none_is(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=2, capacity=1)
    done = several(stage)
    clock.shift(timedelta(minutes=31))
    stage.register(shift=stage.shifts[1])
    with pytest.raises(errors.DatesRefused) as caught:
        confirm(stage, done)
    assert list(caught.value.refusals) == [stage.shifts[1].public_id]
    assert registration(done[stage.shift.public_id].registration_id).state is State.HELD
    clock.shift(timedelta(minutes=31))
    assert confirm(stage, done).state is State.CONFIRMED


@pytest.mark.both_engines
def test_two_people_want_overlapping_sets_of_last_places(db_app: Flask) -> None:
    stage = make_stage(shifts=3, capacity=1)
    city, offer = stage.city.id, stage.opportunity.public_id
    ids = [each.public_id for each in stage.shifts]

    def call(email: str, chosen: list[str]) -> Callable[[], Any]:
        return lambda: operations.register_several(
            offer, city_id=city, actor=ANONYMOUS, shift_ids=chosen, name="Hanna", email=email, is_adult=True
        )

    wanted = [ids[:2], ids[1:], ids[::-1], ids[:1] + ids[2:]]
    results = at_once(
        db_app, Scope.city(city), [call(f"gast{i}@leute.example", each) for i, each in enumerate(wanted * 3)]
    )
    assert set(names(results)) == {"dict", "DatesRefused"}
    won = [set(each) for each in results if isinstance(each, dict)]
    assert len(won) == 1  # any two of these sets share a date
    assert {each.public_id for each in stage.shifts if taken(each)} == won[0]
    assert count_registrations() == len(won[0])
    assert len(mails("registration_hold")) == 1


def test_form_result_and_confirming_page(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(shifts=3)
    path = f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen"
    page = client.get(path)
    assert [e["type"] for e in page.document.all("input[name=shift]")] == ["checkbox"] * 3
    chosen = [each.public_id for each in stage.shifts[:2]]
    answer = client.submit(page, FILLED | {"shift": chosen}, follow_redirects=True)
    assert answer.visible_text.count("wartet auf Ihre Bestätigung") == 2
    first = several(stage, shifts=stage.shifts[:2])[chosen[0]].registration_id
    url = f"/{stage.city.slug}/zusage/{registration_token(first)}"
    page = client.get(url)
    assert page.document.one("h1").text == "Bitte bestätigen Sie Ihre Termine"
    done = client.post(url, data={"was": "alle"}, follow_redirects=True)
    assert "Alle Ihre Termine sind bestätigt" in done.visible_text
    assert [taken(each) for each in stage.shifts] == [1, 1, 0]


def test_form_comes_back_with_marks(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(shifts=3, capacity=1)
    path = f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen"
    page = client.get(path)
    stage.guest(shift=stage.shifts[1])
    chosen = [each.public_id for each in stage.shifts[:2]]
    answer = client.submit(page, FILLED | {"shift": chosen, "message": "Gern!"})
    assert answer.status_code == 422
    marks = answer.document.all(".choice__mark")
    assert len(marks) == 1
    assert "Gern!" in answer.get_data(as_text=True)
    checked = [
        e["value"].removeprefix("warten-")
        for e in answer.document.all("input[name=shift]")
        if "checked" in e.attributes
    ]
    assert checked == chosen
    assert taken(stage.shift) == 0


def test_account_reads_every_date(db_app: Flask, client: Any, clock: Any) -> None:
    stage, mara = make_stage(shifts=2), make_user("mara@leute.example")
    sign_in(db_app, client, mara)
    path = f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen"
    filled = {"name": "Mara", "is_adult": "ja", "shift": [each.public_id for each in stage.shifts]}
    answer = client.submit(client.get(path), filled, follow_redirects=True)
    assert answer.visible_text.count("Ihr Platz ist sicher") == 2
    hers = client.get(next(a["href"] for a in answer.document.all("main a") if a.text == "Ansehen oder absagen"))
    assert "2 Termine in den Kalender" in hers.visible_text

"""Younger people take part once a parent has agreed; until then the association hears of nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import expect

from engagement.accounts.queries import actor_of
from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.registrations import errors, minors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from engagement.registrations.operations import Minor, Outcome, expire_holds
from engagement.registrations.queries import people_of
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.usefixtures("clock")
Clock = time_machine.Traveller
PARENT = "vera@eltern.example"
YOUNG = Minor(14, "14–15", "Vera Keller", PARENT)


def agree(stage: Stagecraft, done: Outcome, email: str = PARENT) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.agree(done.registration_id, email=email, actor=ANONYMOUS)


def refuse(stage: Stagecraft, done: Outcome) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.refuse(done.registration_id, email=PARENT, actor=ANONYMOUS)


def open_stage(**content: Any) -> Stagecraft:
    return make_stage(**({"admits_minors": True, "min_age": 14} | content))


@pytest.mark.both_engines
def test_a_parent_is_asked_before_the_association_hears(db_app: Flask) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG, email="ida@leute.example")
    assert (done.state, taken(stage.shift)) == (State.AWAITING_GUARDIAN, 1)
    assert kinds() == ["registration_hold", "registration_guardian_wait", "registration_guardian"]
    assert mails("registration_guardian")[0].to_email == PARENT
    with entered(Scope.association(stage.association.id)):
        assert not people_of(stage.opportunity.public_id).shifts.items[0].people
    before = len(kinds())
    assert agree(stage, done).state is State.CONFIRMED
    assert kinds()[before:] == ["registration_confirmed", "registration_new", "registration_guardian_thanks"]
    with entered(Scope.association(stage.association.id)):
        (person,) = people_of(stage.opportunity.public_id).shifts.items[0].people
    assert (person.age_band, person.guardian) == ("14–15", f"Vera Keller {PARENT}")
    assert agree(stage, done).is_repeated


@pytest.mark.both_engines
def test_where_the_association_decides_it_decides_afterwards(db_app: Flask) -> None:
    stage = open_stage(approval_required=True)
    assert agree(stage, stage.guest(minor=YOUNG)).state is State.PENDING


@pytest.mark.both_engines
def test_an_account_waits_too(db_app: Flask) -> None:
    stage, ida = open_stage(), make_user("ida@leute.example")
    with entered(SYSTEM):
        actor = actor_of(ida.id)
    done = stage.register(actor=actor, minor=YOUNG)
    assert done.state is State.AWAITING_GUARDIAN
    with pytest.raises(errors.GuardianIsSelf):
        other = make_stage("andernorts", admits_minors=True)
        other.register(actor=actor, minor=Minor(12, "12–13", "Ida", "Ida@leute.example"))


@pytest.mark.both_engines
def test_a_no_frees_the_place_and_stays_at_home(db_app: Flask) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    before = len(kinds())
    assert refuse(stage, done).state is State.WITHDRAWN
    assert (taken(stage.shift), kinds()[before:]) == (0, ["registration_guardian_refused"])
    with pytest.raises(errors.GuardianTooLate):
        agree(stage, done)


@pytest.mark.both_engines
def test_consent_can_be_taken_back(db_app: Flask) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    agree(stage, done)
    before = len(kinds())
    assert refuse(stage, done).state is State.WITHDRAWN
    assert kinds()[before:] == ["registration_withdrawn", "registration_withdrawn_association"]
    (hers,) = mails("registration_withdrawn")
    assert "Sie haben abgesagt" not in hers.body_text + hers.body_html, "it was not she who did"
    assert "hat die Zustimmung zurückgenommen" in " ".join(hers.body_text.split())


@pytest.mark.both_engines
def test_a_place_is_not_kept_for_ever(db_app: Flask, clock: Clock) -> None:
    stage = open_stage(starts_in=timedelta(days=10))
    done = stage.guest(minor=YOUNG)
    assert registration(done.registration_id).hold_until == utcnow() + timedelta(days=2)
    clock.shift(timedelta(days=2, minutes=1))
    with pytest.raises(errors.GuardianTooLate):
        agree(stage, done)
    assert (expire_holds(), taken(stage.shift)) == (1, 0)
    with entered(Scope.city(stage.city.id)):
        again = operations.renew_hold(done.registration_id, actor=ANONYMOUS)
    assert (again.state, taken(stage.shift)) == (State.AWAITING_GUARDIAN, 1)
    clock.shift(timedelta(days=2, minutes=1))
    assert expire_holds() == 1
    assert kinds()[-1] == "registration_guardian_late"


def test_end_of_waiting_comes_before_the_date() -> None:
    now = utcnow()
    assert minors.guardian_end(now, now + timedelta(days=9)) == now + timedelta(days=2)
    assert minors.guardian_end(now, now + timedelta(days=1)) == now + timedelta(hours=12)
    assert minors.guardian_end(now, now + timedelta(hours=13)) == now + timedelta(hours=3)
    assert minors.guardian_end(now, now + timedelta(hours=1)) == now + timedelta(hours=1)


def test_bands_end_where_the_offer_does() -> None:
    assert minors.age_bands(None) == [(16, 17), (14, 15), (12, 13), (0, 11)]
    assert minors.age_bands(14) == [(16, 17), (14, 15)]
    assert minors.age_bands(15) == [(16, 17), (15, 15)]
    assert minors.age_bands(18) == []


@pytest.mark.both_engines
def test_only_the_address_that_was_asked_can_agree(db_app: Flask) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    with pytest.raises(errors.GuardianTooLate):
        agree(stage, done, "fremd@leute.example")


@pytest.mark.both_engines
def test_what_is_refused(db_app: Flask) -> None:
    stage = open_stage()
    with pytest.raises(errors.GuardianMissing):
        stage.register(minor=Minor(14, "14–15"))
    with pytest.raises(errors.GuardianIsSelf):
        stage.register(minor=YOUNG, email=PARENT)
    with pytest.raises(errors.MinorNeedsEmail):
        stage.register(minor=YOUNG, email="", phone="07221 12345")
    with pytest.raises(errors.BelowMinimumAge):
        stage.register(is_adult=False)
    only = make_stage("andernorts", minors_only=True)
    with pytest.raises(errors.MinorsOnly):
        only.register()
    closed = make_stage("sonstwo", min_age=18, admits_minors=True)
    with pytest.raises(errors.BelowMinimumAge):
        closed.register(minor=YOUNG)


@pytest.mark.both_engines
def test_an_offer_that_admits_nobody_younger_asks_as_before(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert not page.document.all("#guardian_email")
    with pytest.raises(errors.UnderAge):
        stage.register(is_adult=False)
    with pytest.raises(errors.BelowMinimumAge):
        make_stage("andernorts", min_age=21).register(minor=YOUNG)


@pytest.mark.both_engines
def test_from_the_form_to_the_parents_page(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = open_stage()
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert "14 oder 15" in page.visible_text
    filled = {"name": "Ida Keller", "email": "ida@leute.example", "is_adult": "14-15"}
    refused = client.submit(page, filled)
    assert refused.status_code == 422
    opening = {each["value"] for each in refused.document.all(".radio--opens")}
    assert opening == {"16-17", "14-15"}, "the answers that open the part for the parents"
    assert refused.document.one("#parents input[aria-invalid=true]")["name"] == "guardian_email"
    parent = {"guardian_name": "Vera Keller", "guardian_email": PARENT}
    assert client.submit(refused, filled | parent).status_code == 303
    path = found(mails("registration_hold")[0].body_text, "/zusage/")
    waiting = client.submit(client.get(path), button="Ja, ich mache mit", follow_redirects=True)
    assert waiting.document.one("h1").text == "Wir haben Ihre Eltern gefragt"
    other = new_client()
    asked = other.get(found(mails("registration_guardian")[0].body_text, "/zusage/eltern/"))
    assert asked.document.one("h1").text == "Darf Ida Keller mitmachen?"
    assert kinds()[-1] == "registration_guardian", "looking changes nothing"
    thanks = other.submit(asked, button="Ja, ich stimme zu", follow_redirects=True)
    assert thanks.document.one("h1").text == "Sie haben zugestimmt"
    back = other.submit(thanks, button="Ja, zurücknehmen", follow_redirects=True)
    assert back.document.one("h1").text == "Ida Keller nimmt nicht teil"
    assert "Die Teilnahme ist abgesagt." in back.visible_text and "vorbei" not in back.visible_text
    hers = client.get(path)
    assert hers.document.one("h1").text == "Ihre Zusage ist abgesagt" and "Danke" not in hers.document.one("main").text
    assert taken(stage.shift) == 0


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (State.DECLINED, "Ida Keller nimmt nicht teil"),
        (State.CANCELLED, "Der Termin fällt aus"),
        (State.EXPIRED, "Die Zeit zum Antworten ist vorbei"),
        (State.WAITLISTED, "Hier gibt es nichts mehr zu entscheiden"),
    ],
)
def test_the_parent_reads_what_became_of_it(db_app: Flask, client: Any, state: State, heading: str) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG, name="Ida Keller")
    change(Registration, registration(done.registration_id).id, state=state)
    page = client.get(found(mails("registration_guardian")[0].body_text, "/zusage/eltern/"))
    assert page.document.one("h1").text == heading
    assert not page.document.all("main form")


def test_the_parent_reads_that_it_has_begun(db_app: Flask, client: Any, clock: Clock) -> None:
    stage = open_stage()
    agree(stage, stage.guest(minor=YOUNG, name="Ida Keller"))
    clock.move_to(stage.shift.starts_at + timedelta(minutes=1))
    page = client.get(found(mails("registration_guardian")[0].body_text, "/zusage/eltern/"))
    assert "Der Termin hat begonnen oder ist vorbei." in page.visible_text


@pytest.mark.both_engines
def test_team_reads_the_band_and_the_parent(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    agree(stage, stage.guest(minor=YOUNG))
    sign_in(db_app, client, stage.owner)
    people = f"/{stage.city.slug}/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/zusagen"
    text = client.get(people).visible_text
    assert "14–15 Jahre" in text
    assert PARENT in text


def found(text: str, part: str) -> str:
    match = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", text)
    assert match
    return match[1]


@pytest.mark.parametrize("scripted", [True, False])
def test_the_part_for_the_parents_opens_with_the_answer(
    db_app: Flask, new_page: Callable[..., Page], axe: Callable[[Page], None], scripted: bool
) -> None:
    """In place, also without script; who answers by keyboard stays where she is, and a screen reader hears why."""
    stage = open_stage()
    page = new_page(java_script_enabled=scripted)
    page.goto(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    address, told = page.get_by_label("E-Mail dieser Person"), page.get_by_role("status").get_by_text("Eltern")
    expect(address).to_be_hidden()
    expect(told).to_be_hidden()
    page.locator("input[name=is_adult][value=ja]").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=is_adult][value='14-15']")).to_be_focused()
    expect(told).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(address).to_be_focused()
    if scripted:
        axe(page)
    page.get_by_text("18 oder älter", exact=True).click()
    expect(address).to_be_hidden()


def test_nobody_of_16_is_asked_for_parents_where_she_decides_alone(db_app: Flask, client: Any) -> None:
    stage = open_stage(min_age=16)
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(City).where(City.id == stage.city.id).values(policies={"guardian_age": 16}))
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert not page.document.all("#parents")
    assert client.submit(page, {"name": "Ida", "email": "ida@leute.example", "is_adult": "16-17"}).status_code == 303

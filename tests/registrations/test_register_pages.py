"""The form, the answers it gives, and the page after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.accounts import throttle
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.rules import SENDER_LIMIT
from tests.registrations.support import (
    Stagecraft,
    change,
    change_publication,
    count_registrations,
    kinds,
    mails,
    make_stage,
    taken,
)
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
FILLED = {"name": "Hanna Keller", "email": "hanna@leute.example", "is_adult": "ja"}


def form_of(client: Any, stage: Stagecraft, query: str = "") -> Any:
    return client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen{query}")


def test_guest_registers_and_learns_what_happens_next(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = form_of(client, stage)
    assert page.document.one("h1").text == "Schön, dass Sie mitmachen"
    privacy = page.document.one(".privacy").text
    assert privacy.startswith("Ihre Angaben bekommt nur „ Nachbarn Musterstadt e. V. “. Zwölf Monate nach dem Termin")
    answer = client.submit(page, FILLED | {"message": "Ich bringe Kuchen mit."})
    assert answer.status_code == 303
    result = client.get(answer.location)
    assert result.document.one("h1").text == "Fast geschafft: Schauen Sie in Ihre E-Mails"
    assert "hanna" not in result.get_data(as_text=True).lower()
    assert (kinds(), taken(stage.shift)) == (["registration_hold"], 1)


def test_result_does_not_tell_whether_an_address_is_known(db_app: Flask, new_client: Any) -> None:
    stage = make_stage()
    stage.guest(email="hanna@leute.example")
    make_user("mara@leute.example")
    texts = set()
    for email in ("hanna@leute.example", "mara@leute.example", "new@leute.example"):
        client = new_client()
        answer = client.submit(form_of(client, stage), FILLED | {"email": email}, follow_redirects=True)
        texts.add(answer.visible_text)
    assert len(texts) == 1


def test_one_date_is_chosen_already(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=1)
    assert "checked" in form_of(client, stage).document.one("input[name=shift]").attributes


def test_date_of_the_address_is_chosen(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=3)
    assert not [e for e in form_of(client, stage).document.all("input[name=shift]") if "checked" in e.attributes]
    page = form_of(client, stage, f"?shift={stage.shifts[1].public_id}")
    chosen = [e["value"] for e in page.document.all("input[name=shift]") if "checked" in e.attributes]
    assert chosen == [stage.shifts[1].public_id]


def test_full_date_of_the_address_is_chosen_on_the_waitlist(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2, capacity=1)
    stage.guest()
    page = form_of(client, stage, f"?shift={stage.shift.public_id}")
    assert page.status_code == 200
    assert page.document.one("input[name=shift][checked]")["value"] == f"warten-{stage.shift.public_id}"
    assert "Alle Plätze sind vergeben. Bestätigen Sie unsere E-Mail" in page.visible_text


def test_every_gap_is_said_and_input_kept(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2)
    page = form_of(client, stage)
    answer = client.submit(page, {"email": "hanna.keller", "message": "Kuchen"})
    assert answer.status_code == 422
    assert answer.document.one("title").text.startswith("Fehler: ")
    links = [link["href"] for link in answer.document.all(".errors a")]
    assert links == ["#shift", "#name", "#email", "#is_adult"]
    assert answer.document.one("input[name=email]")["value"] == "hanna.keller"
    assert answer.document.one("textarea[name=message]").raw.strip() == "Kuchen"
    assert count_registrations() == 0


@pytest.mark.parametrize(
    "name", ["Gewinnen Sie: https://evil.example", "www.evil.example", "a@evil.example", "<b>Hanna</b>"]
)
def test_name_carries_no_advertisement(db_app: Flask, client: Any, name: str) -> None:
    answer = client.submit(form_of(client, make_stage()), FILLED | {"name": name})
    assert answer.status_code == 422
    assert "Bitte schreiben Sie hier nur einen Namen" in answer.visible_text
    assert kinds() == []


def test_no_shows_the_phone_number_and_stores_nothing(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    answer = client.submit(form_of(client, stage), FILLED | {"is_adult": "nein"})
    assert answer.status_code == 422
    assert "lassen Sie Ihre Eltern anrufen" in answer.document.one(".notice--info").text
    assert answer.document.one(".notice--info a")["href"] == "tel:+49700000001"
    assert (count_registrations(), kinds(), taken(stage.shift)) == (0, [], 0)


def test_higher_age_is_asked_for(db_app: Flask, client: Any) -> None:
    stage = make_stage(min_age=21)
    page = form_of(client, stage)
    assert "Sind Sie 21 oder älter?" in page.visible_text
    assert "mindestens 21 Jahre" in page.visible_text
    answer = client.submit(page, FILLED | {"is_adult": "nein"})
    assert "mindestens 21 Jahre alt sein. Rufen Sie uns an" in answer.visible_text


def test_place_that_went_meanwhile(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2, capacity=1)
    page = form_of(client, stage, f"?shift={stage.shift.public_id}")
    stage.guest()
    answer = client.submit(page, FILLED)
    assert answer.status_code == 422
    assert "An diesem Termin sind alle Plätze vergeben." in answer.document.one(".errors").text
    assert answer.document.one("input[name=name]")["value"] == "Hanna Keller"
    # Whoever sends it again has read that she waits for this date.
    waits = f"warten-{stage.shift.public_id}"
    assert [e["value"] for e in answer.document.all("input[name=shift]")] == [waits, stage.shifts[1].public_id]
    assert answer.document.one("input[name=shift][checked]")["value"] == waits
    done = client.submit(answer, follow_redirects=True)
    assert "stehen Sie auf der Warteliste" in done.visible_text
    assert "Platz sicher" not in done.visible_text


def test_shift_of_another_offer_is_refused_in_words(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    answer = client.submit(form_of(client, stage), FILLED | {"shift": other.shift.public_id})
    assert answer.status_code == 422
    assert "Diesen Termin gibt es bei diesem Angebot nicht." in answer.visible_text


CLOSED = [
    (PublicationState.PAUSED, "macht gerade Pause"),
    (PublicationState.WITHDRAWN, "hat dieses Angebot zurückgezogen"),
    (PublicationState.EXPIRED, "Dieses Angebot ist vorbei"),
]


@pytest.mark.parametrize(("state", "words"), CLOSED)
def test_closed_offer_explains_itself(db_app: Flask, client: Any, state: PublicationState, words: str) -> None:
    stage = make_stage()
    page = form_of(client, stage)
    change_publication(stage.opportunity, state=state)
    for answer in (form_of(client, stage), client.submit(page, FILLED)):
        assert answer.status_code == 200
        assert words in answer.visible_text
        assert not answer.document.all("main form")
    assert count_registrations() == 0


def test_offer_whose_dates_are_over_explains_itself(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(hours=1))
    assert "Alle Termine dieses Angebots sind vorbei." in form_of(client, stage).visible_text


def test_full_offer_has_a_waitlist_until_a_hold_lapses(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(capacity=1)
    stage.register()
    page = form_of(client, stage)
    assert "voll: auf die Warteliste" in page.visible_text
    assert "Auf die Warteliste" in [each.text.strip() for each in page.document.all("button")]
    clock.shift(timedelta(minutes=31))
    assert "1 Platz frei" in form_of(client, stage).visible_text


def test_ongoing_offer_asks_for_interest(db_app: Flask, client: Any) -> None:
    stage = make_stage(is_ongoing=True)
    page = form_of(client, stage)
    assert not page.document.all("input[name=shift]")
    assert page.document.one("main button").text == "Ich habe Interesse"
    answer = client.submit(page, FILLED, follow_redirects=True)
    assert "Erst dann erfährt der Verein von Ihnen" in answer.visible_text


def test_what_is_over_is_not_ahead(db_app: Flask, client: Any, clock: Any) -> None:
    stage, person = make_stage(shifts=2), make_user("mara@leute.example")
    sign_in(db_app, client, person)
    client.submit(form_of(client, stage), {"shift": stage.shift.public_id, "is_adult": "ja"})
    clock.move_to(stage.shift.ends_at)
    assert "schon dabei" not in form_of(client, stage).visible_text


def test_account_is_filled_in_and_has_the_place_at_once(db_app: Flask, client: Any) -> None:
    stage, person = make_stage(shifts=2), make_user("mara@leute.example", name="Mara Muster")
    sign_in(db_app, client, person)
    page = form_of(client, stage)
    assert page.document.one("input[name=name]")["value"] == "Mara Muster"
    assert "mara@leute.example" in page.visible_text
    assert not page.document.all("input[name=email]")
    values = {"shift": stage.shift.public_id, "is_adult": "ja"}
    result = client.submit(page, values, follow_redirects=True)
    assert result.document.one("h1").text == "Ihr Platz ist sicher"
    again = client.submit(form_of(client, stage), values, follow_redirects=True)
    assert again.document.one("h1").text == "Sie sind schon dabei"
    assert "Bei diesem Angebot sind Sie schon dabei." in form_of(client, stage).visible_text
    assert count_registrations() == 1
    mine = client.get(again.document.one("main a.kern-btn--primary")["href"])
    assert mine.document.one("h1").text == "Ihr Platz ist sicher"


def test_account_where_the_association_decides(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True)
    sign_in(db_app, client, make_user())
    result = client.submit(form_of(client, stage), {"is_adult": "ja"}, follow_redirects=True)
    assert result.document.one("h1").text == "Ihre Anfrage ist angekommen"


def test_result_of_a_stranger_shows_no_link_of_mine(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    sign_in(db_app, client, make_user())
    answer = client.submit(form_of(client, stage), {"is_adult": "ja"})
    mine, strangers = (
        [link["href"] for link in each.get(answer.location).document.all("main a") if "/zusage/" in link["href"]]
        for each in (client, new_client())
    )
    assert mine and not strangers


def test_foreign_or_unknown_offer_is_404(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    assert client.get(f"/{stage.city.slug}/mitmachen/{other.opportunity.public_id}/zusagen").status_code == 404
    assert client.get(f"/{stage.city.slug}/mitmachen/nirgends/zusagen").status_code == 404
    draft = make_stage("dritte", state=PublicationState.DRAFT)
    assert form_of(client, draft).status_code == 404


def test_result_of_another_offer_is_404(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    location = client.submit(form_of(client, stage), FILLED).location
    token = location.rsplit("/", 1)[1]
    assert client.get(f"/andernorts/mitmachen/{other.opportunity.public_id}/zusagen/{token}").status_code == 404
    assert client.get(f"{location[:-1]}").status_code == 400


def test_flood_from_one_network_is_slowed_down(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    for _ in range(SENDER_LIMIT):
        throttle.hit("registration_network", "127.0.0.1")
    answer = client.submit(form_of(client, stage), FILLED)
    assert answer.status_code == 429
    assert "Aus Ihrem Netz kamen gerade sehr viele Zusagen." in answer.visible_text
    assert answer.document.one("input[name=name]")["value"] == "Hanna Keller"
    assert (count_registrations(), kinds()) == (0, [])
    # Who is signed in is not counted by network.
    person = new_client()
    sign_in(db_app, person, make_user())
    assert person.submit(form_of(person, stage), {"is_adult": "ja"}).status_code == 303


def test_what_is_refused_counts_for_the_network_too(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = form_of(client, stage)
    for _ in range(SENDER_LIMIT - 1):
        throttle.hit("registration_network", "127.0.0.1")
    assert client.submit(page, FILLED | {"is_adult": "nein"}).status_code == 422
    assert client.submit(page, FILLED).status_code == 429
    assert count_registrations() == 0


def test_form_asks_five_questions_at_most(db_app: Flask, client: Any) -> None:
    page = form_of(client, make_stage(shifts=2))
    names = {e["name"] for e in page.document.all("main input, main textarea") if e.get("type") != "hidden"}
    folded = {e["name"] for e in page.document.all("main details input")}
    assert folded == {"party_size", "group_name"}, "only who brings somebody opens it"
    assert names - folded == {"shift", "name", "email", "phone", "is_adult", "message"}  # e-mail or phone: one question


def test_unreviewed_text_is_not_shown(db_app: Flask, client: Any) -> None:
    """The form shows what the city has approved, not what the authors write now."""
    stage = make_stage()
    change(Opportunity, stage.opportunity.id, title="Noch nicht freigegeben")
    assert "Noch nicht freigegeben" not in form_of(client, stage).visible_text


def test_hold_mail_leads_to_the_page(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    client.submit(form_of(client, stage), FILLED)
    mail = mails()[0]
    path = mail.body_text.split("http://mitmachen.test", 1)[1].split()[0]
    page = client.get(path)
    assert page.document.one("h1").text == "Bestätigen Sie Ihren Platz"

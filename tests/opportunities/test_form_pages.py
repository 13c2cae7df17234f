"""The form of an opportunity, as a browser without a script sees it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.operations import end_other_sessions
from engagement.associations.models import Listing
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.media.models import Picture, PictureConsent
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity, Shift
from tests.opportunities.workplace import ANSWERS, FORM, Workplace, photo, press, stored, value_of
from tests.support import factories as make
from tests.support.actors import sign_in


def test_five_answers_are_handed_in(app: Flask, work: Workplace) -> None:
    answer = work.fill(work.client.get(f"{work.base}/neu"))
    assert answer.status_code == 303
    page = work.client.get(answer.location)
    assert "in Prüfung" in page.visible_text
    opportunity, publication, (shift,) = stored(app)
    assert (publication.state, opportunity.contact_email) == (State.IN_REVIEW, work.owner.email)
    assert shift.starts_at.isoformat() == "2026-05-09T12:00:00+00:00"
    assert shift.capacity == 6


@pytest.mark.parametrize(("listing", "policy", "says"), [
    ({}, "nobody", "sieht Musterstadt sich das Angebot an. Sie bekommen eine E-Mail."),
    ({"is_trusted": True}, "nobody", "sieht Musterstadt sich das Angebot an. Sie bekommen eine E-Mail."),
    ({"is_trusted": True}, "trusted", "vertraut Ihnen: Nach dem Einreichen ist das Angebot sofort zu sehen."),
    ({}, "trusted_and_soon", "Was in den nächsten fünf Tagen beginnt, ist sofort zu sehen."),
])  # fmt: skip
def test_what_follows_on_handing_in_is_said_before(
    app: Flask, work: Workplace, listing: dict[str, bool], policy: str, says: str
) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        db.session.execute(sa.update(Listing).values({"is_trusted": False} | listing))
        db.session.execute(sa.update(City).values(policies={"publish_at_once": policy}))
    text = work.client.get(f"{work.base}/neu").visible_text
    assert says in text
    assert ("vertraut Ihnen" in text) == (listing != {} and policy == "trusted")


def test_a_draft_may_hold_one_word(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    answer = work.client.submit(page, {"title": "Hände"}, form=FORM, button="Speichern", follow_redirects=True)
    assert answer.document.one("#title")["value"] == "Hände"
    assert stored(app)[1].state is State.DRAFT


def test_handing_in_leads_to_each_gap(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    answer = work.client.submit(
        page, {"contact_name": "", "contact_email": ""}, form=FORM, button="Einreichen", follow_redirects=True
    )
    links = [link["href"] for link in answer.document.all(".errors a")]
    assert links == ["#title", "#shifts-0-day", "#location_name", "#contact_name", "#contact_email"]
    for link in links:
        assert answer.document.all(link)
    assert stored(app)[1].state is State.DRAFT


def test_shape_errors_keep_everything_typed(app: Flask, work: Workplace) -> None:
    wrong = {"shifts-0-day": "31.2.2026", "shifts-0-ends": "abends", "people_needed": "viele", "postcode": "7501",
             "contact_email": "helga@"}  # fmt: skip
    page = work.fill(work.client.get(f"{work.base}/neu"), wrong, button="Speichern")
    assert page.status_code == 422
    for name, value in wrong.items():
        assert page.document.one(f"[name={name}]")["value"] == value
    assert page.document.one("title").text.startswith("Fehler")
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"shifts-0-ends": "13:00"}, "shifts-0-ends"),
        ({"shifts-0-day": "2027-03-28", "shifts-0-begins": "02:30", "shifts-0-ends": "05:00"}, "shifts-0-begins"),
        ({"people_needed": "", "shifts-0-places": ""}, "people_needed"),
        ({"shifts-0-places": "1001"}, "shifts-0-places"),
        ({"shifts-0-day": ""}, "shifts-0-day"),
        ({"title": "x" * 161}, "title"),
        ({"min_age": "100"}, "min_age"),
        ({"district": "nirgends"}, "district"),
    ],
)
def test_each_error_stands_beside_its_field(work: Workplace, values: dict[str, str], field: str) -> None:
    page = work.client.get(f"{work.base}/neu")
    if "district" in values:  # no browser sends this
        form = {**ANSWERS, **values, "csrf_token": page.document.one("form.authoring input[name=csrf_token]")["value"]}
        answer = work.client.post(page.request.path, data=form)
    else:
        answer = work.fill(page, values, button="Speichern")
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == [f"#{field}"]
    assert answer.document.all(f"#{field}-error")


def test_rows_come_and_go_without_script(work: Workplace) -> None:
    page = work.fill(work.client.get(f"{work.base}/neu"), {"skills": "Geduld"}, button="add-date")
    assert page.status_code == 200
    assert page.document.one("[name=shifts-1-day]")["value"] == "2026-05-16"
    assert page.document.one("[name=shifts-1-begins]")["value"] == "14:00"
    assert page.document.one("[name=skills]")["value"] == "Geduld"
    page = press(work, page, "remove-0")
    days = [field["value"] for field in page.document.all("input[type=date]") if field["name"].endswith("-day")]
    assert days[:1] == ["2026-05-16"]


def test_the_second_window_keeps_its_text(app: Flask, work: Workplace) -> None:
    work.fill(work.client.get(f"{work.base}/neu"), button="Speichern")
    address = f"{work.base}/{stored(app)[0].public_id}/bearbeiten"
    first, second = work.client.get(address), work.client.get(address)
    work.client.submit(first, {"title": "Erste Fassung"}, form=FORM, button="Speichern")
    stale = work.client.submit(second, {"title": "Zweite Fassung"}, form=FORM, button="Speichern")
    assert stale.status_code == 422
    assert "anderen Fenster" in stale.document.one(".errors").text
    assert stale.document.one("#title")["value"] == "Zweite Fassung"
    work.client.submit(stale, form=FORM, button="Speichern")
    assert stored(app)[0].title == "Zweite Fassung"


def test_everything_survives_saving(app: Flask, work: Workplace) -> None:
    values = {
        "summary": "Kurz", "description": "Eins\n\n- **zwei**", "main_field": "culture", "fields": ["sport"],
        "target_groups": ["children", "seniors"], "time_patterns": ["once"], "times_of_day": ["evening"],
        "min_age": "0", "german_level": "little", "step_free": "no", "extended_background_check": "y",
        "background_check_reason": "Kinder", "measles_proof": "y", "approval_required": "y", "contact_public": "y",
        "street": "Marktplatz 1", "postcode": "75015", "training": "Abends", "meeting_point": "Hof", "starts_on": "",
    }  # fmt: skip
    address = work.fill(work.client.get(f"{work.base}/neu"), values, button="Speichern").location
    once, _, _ = stored(app)
    assert once.fields == ["culture", "sport"]
    assert once.description_html == "<p>Eins</p><ul><li><strong>zwei</strong></li></ul>"
    assert (once.min_age, once.step_free, once.german_level) == (0, False, "little")
    work.client.submit(work.client.get(address), form=FORM, button="Speichern")
    twice, _, (shift,) = stored(app)
    assert twice.version == once.version == 1
    assert shift.capacity == 6


def test_an_ongoing_offer_needs_no_dates(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    values = {"is_ongoing": "1", "schedule_note": "Mittwochs", "shifts-0-begins": ""}
    answer = work.fill(page, values)
    assert answer.status_code == 303
    opportunity, publication, shifts = stored(app)
    assert (opportunity.is_ongoing, publication.state, shifts) == (True, State.IN_REVIEW, [])


def test_a_picture_survives_an_error(app: Flask, work: Workplace, media_folder: Path) -> None:
    page = work.client.get(f"{work.base}/neu")
    wrong = work.fill(page, {"picture": (photo(), "fest.jpg"), "min_age": "alt"}, button="Speichern")
    assert wrong.status_code == 422
    shown = wrong.document.one("img.picture-now")
    picture = work.client.get(shown["src"])
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    missing = work.client.submit(wrong, {"min_age": "14"}, form=FORM, button="Einreichen", follow_redirects=True)
    assert [link["href"] for link in missing.document.all(".errors a")] == ["#picture_alt", "#picture_consent"]
    told = {"picture_alt": "Ein Fest", "picture_credit": "Helga Brandt", "picture_consent": "y"}
    work.client.submit(missing, told, form=FORM, button="Einreichen")
    opportunity, publication, _ = stored(app)
    assert publication.state is State.IN_REVIEW
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalars(sa.select(Picture.id)).all() == [opportunity.picture_id]
        consent = db.session.scalars(sa.select(PictureConsent)).one()
        assert (consent.picture_id, consent.said_by_id) == (opportunity.picture_id, work.owner.id)
    preview = work.client.get(f"{work.base}/{opportunity.public_id}/vorschau")
    assert "Foto: Helga Brandt" in preview.visible_text
    edit = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    another = work.client.submit(edit, {"picture": (photo((900, 500)), "neu.jpg")}, form=FORM, button="Einreichen",
                                 follow_redirects=True)  # fmt: skip
    # The tick was meant for the picture before.
    assert [link["href"] for link in another.document.all(".errors a")] == ["#picture_consent"]
    edit = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    work.client.submit(edit, {"remove_picture": "y"}, form=FORM, button="Speichern")
    assert stored(app)[0].picture_id is None


def test_a_file_that_is_no_picture(work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    answer = work.fill(page, {"picture": (io.BytesIO(b"%PDF-1.7"), "plan.pdf")}, button="Speichern")
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#picture"]


def test_a_refused_removal_says_where_to_go(app: Flask, work: Workplace) -> None:
    with app.app_context():
        opportunity = make.make_opportunity(work.city, work.association, shifts=2)
        with entered(SYSTEM), writing():
            db.session.execute(sa.update(Shift).values(taken=2))
    page = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    without = press(work, page, "remove-0")
    answer = work.client.submit(without, form=FORM, button="Speichern")
    assert answer.status_code == 422
    assert "Wer kommt" in answer.document.one(".errors").text
    assert len(stored(app)[2]) == 2


def test_what_is_over_stays_as_it_was(app: Flask, work: Workplace, clock: Any) -> None:
    with app.app_context():
        opportunity = make.make_opportunity(work.city, work.association, shifts=2)
    clock.shift(timedelta(days=5))
    page = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    assert "1 früherer Termin" in page.visible_text
    work.client.submit(page, {"people_needed": "9"}, form=FORM, button="Speichern")
    assert [shift.capacity for shift in stored(app)[2]] == [5, 5]


def test_saving_alone_makes_no_new_text(app: Flask, work: Workplace) -> None:
    with app.app_context():
        opportunity = make.make_opportunity(
            work.city, work.association, description_html="<p>Eins</p>\n<p>Zwei<br>\n drei</p>\n<h3>Vier</h3>",
            fields=["social", "leisure", "culture"], target_groups=["seniors", "everyone", "children"], step_free=False,
            min_age=0, german_level="none",
        )  # fmt: skip
    page = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    work.client.submit(page, form=FORM, button="Speichern")
    assert stored(app)[0].version == opportunity.version == 1
    preview = f"{work.base}/{opportunity.public_id}/vorschau"
    assert "noch nicht eingereicht" not in work.client.get(preview).visible_text
    work.client.submit(page, {"main_field": "leisure", "fields": ["social", "culture"]}, form=FORM, button="Speichern")
    assert stored(app)[0].fields == ["leisure", "social", "culture"]
    assert "noch nicht eingereicht" in work.client.get(preview).visible_text


def test_typed_input_outlives_the_sign_in(app: Flask, work: Workplace) -> None:
    """The session ended while the form was open: the input waits on a page, and saves after signing in."""
    page = work.client.get(f"{work.base}/neu")
    with app.app_context(), entered(SYSTEM):
        end_other_sessions(work.owner.id, keep_id=None)
    text = "Erste Zeile\r\n\r\n<b>zweite</b> & „dritte“"
    kept = work.fill(page, {"description": text}, button="Speichern")
    assert kept.status_code == 401
    assert kept.headers["Cache-Control"] == "no-store"
    assert "csrf_token" not in kept.get_data(as_text=True)
    assert f"next={work.base}/neu" in kept.document.one("main a[target=_blank]")["href"]

    sign_in(app, work.client, work.owner)
    again = work.client.submit(kept, button="Noch einmal absenden")
    assert again.status_code == 422
    assert "Nichts ist verloren" in again.visible_text
    assert "CSRF" not in again.visible_text
    assert work.client.submit(again, form=FORM, button="Speichern").status_code == 303
    opportunity = stored(app)[0]
    assert opportunity.title == ANSWERS["title"]
    assert "zweite" in opportunity.description_html


def test_a_button_pressed_after_the_sign_in_ended_leads_to_a_page(app: Flask, work: Workplace) -> None:
    """What takes no GET is no place to go back to."""
    with app.app_context(), entered(SYSTEM):
        end_other_sessions(work.owner.id, keep_id=None)
    answer = work.client.post(f"{work.base}/abc/pausieren", data={"csrf_token": "x"})
    assert answer.location == f"/{work.city.slug}/konto/einloggen"


def test_how_long_a_place_is_kept_counts_at_once(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    assert "Wie der Ort: 24 Stunden" in page.visible_text
    work.fill(page, {"waitlist_hours": "48"}, button="Speichern")
    offer = stored(app)[0]
    assert offer.waitlist_hours == 48
    for how in (f"neu?kopie={offer.public_id}", f"{offer.public_id}/bearbeiten"):
        assert value_of(work.client.get(f"{work.base}/{how}"), "waitlist_hours") == "48"
    page = work.client.get(f"{work.base}/{offer.public_id}/bearbeiten")
    work.client.submit(page, {"waitlist_hours": ""}, form=FORM, button="Speichern")
    assert stored(app)[0].waitlist_hours is None
    refused = work.client.post(f"{work.base}/neu", data={"waitlist_hours": "5", "action": "save"})
    assert refused.status_code == 422

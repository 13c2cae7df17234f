"""Notes of the staff: written, changed and removed by their authors, seen by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, ScopeError, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.moderation.enums import Verdict
from engagement.moderation.operations import decide_opportunity
from engagement.notes import operations
from engagement.notes.models import StaffNote
from engagement.notes.queries import notes_about
from engagement.notes.rules import NoteOfSomebodyElse
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_staff, make_user

SECRET = "Ruft immer dreimal an, bitte freundlich bleiben."


def publication_of(offer: Opportunity) -> Publication:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(Publication).where(Publication.opportunity_id == offer.id)).one()


@pytest.mark.both_engines
def test_a_note_on_an_offer_is_seen_with_its_association(db_app: Any) -> None:
    city = make_city()
    association = make_association(city)
    offers = [make_opportunity(city, association, title=title) for title in ("Kuchen", "Kaffee")]
    actor = actor_of(make_staff(city, name="Mia Muster").id)
    operations.note_on_association(city.id, association.public_id, text="Eins.", actor=actor)
    operations.note_on_offer(city.id, publication_of(offers[0]).public_id, text="Zwei.", actor=actor)
    with entered(Scope.city(city.id)):
        assert {(note.text, note.offer_title) for note in notes_about(city.id, association.id)} == {
            ("Eins.", ""), ("Zwei.", "Kuchen"),
        }  # fmt: skip
        assert [note.text for note in notes_about(city.id, association.id, offers[1].id)] == ["Eins."]
        assert notes_about(city.id, association.id)[0].author_name == "Mia Muster"
    with entered(Scope.association(association.id)), pytest.raises(ScopeError):
        db.session.scalars(sa.select(StaffNote)).all()


def test_refusals(db_app: Any) -> None:
    city, other = make_city(), make_city("nachbarstadt")
    association, foreign = make_association(city), make_association(other)
    author, colleague = actor_of(make_staff(city).id), actor_of(make_staff(city, CityRole.ADMINISTRATOR).id)
    note = operations.note_on_association(city.id, association.public_id, text="Eins.", actor=author)
    for outsider in (actor_of(make_user().id), actor_of(make_staff(city, CityRole.EDITOR).id)):
        with pytest.raises(Forbidden):
            operations.note_on_association(city.id, association.public_id, text="x", actor=outsider)
        with pytest.raises(Forbidden):
            operations.note_on_offer(city.id, "x", text="x", actor=outsider)
    with pytest.raises(NotFound):
        operations.note_on_association(city.id, foreign.public_id, text="x", actor=author)
    with pytest.raises(NotFound):
        operations.note_on_offer(city.id, "bcdfghjkmnpq", text="x", actor=author)
    with pytest.raises(NoteOfSomebodyElse):
        operations.change_note(city.id, note, text="Zwei.", actor=colleague)
    with pytest.raises(NoteOfSomebodyElse):
        operations.remove_note(city.id, note, actor=colleague)
    with pytest.raises(NotFound):
        operations.change_note(city.id, "bcdfghjkmnpq", text="Zwei.", actor=author)
    operations.change_note(city.id, note, text="Zwei.", actor=author)
    operations.remove_note(city.id, note, actor=author)
    with entered(SYSTEM):
        entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.action for entry in entries] == ["note.written", "note.changed", "note.removed"]
        assert all(entry.association_id is None for entry in entries), "the association's log does not tell"


def test_a_note_leaves_in_no_mail(db_app: Any) -> None:
    city = make_city()
    association = make_association(city, owner=make_user("verein@leute.example"))
    offer = make_opportunity(city, association, state=PublicationState.IN_REVIEW)
    actor = actor_of(make_staff(city).id)
    publication = publication_of(offer)
    operations.note_on_offer(city.id, publication.public_id, text=SECRET, actor=actor)
    with entered(SYSTEM):
        revision = db.session.scalars(sa.select(Revision).where(Revision.id == publication.pending_revision_id)).one()
    decide_opportunity(
        city.id, publication.public_id, revision_id=revision.public_id, verdict=Verdict.REJECT,
        reason="Das ist leider kein Ehrenamt.", actor=actor,
    )  # fmt: skip
    with entered(SYSTEM):
        mails = db.session.scalars(sa.select(OutboxMessage)).all()
    assert mails
    assert not any(SECRET in mail.body_text + mail.body_html for mail in mails)


def test_in_the_browser(app: Any, client: Any, new_client: Any) -> None:
    with app.app_context():
        city = make_city()
        association = make_association(city, owner=make_user("verein@leute.example", password=PASSWORD))
        offer = make_opportunity(city, association, state=PublicationState.IN_REVIEW)
        make_staff(city, email="mia@stadt.example", name="Mia Muster", password=PASSWORD)
        make_staff(city, email="max@stadt.example", password=PASSWORD)
        case = f"/musterstadt/stadt/pruefen/opportunity/{publication_of(offer).public_id}"
    sign_in(client, "musterstadt", "mia@stadt.example")
    answer = client.submit(client.get(case), {"text": SECRET}, button="Notiz festhalten")
    assert answer.location == f"{case}#notizen"
    page = client.get(case)
    assert SECRET in page.visible_text
    assert "Mia Muster" in page.visible_text
    file = f"/musterstadt/stadt/vereine/{association.public_id}"
    assert SECRET in client.get(file).visible_text
    empty = client.submit(client.get(file), {"text": ""}, button="Notiz festhalten")
    assert empty.status_code == 422

    link = next(a["href"] for a in page.document.all("main a") if "/notizen/" in a.get("href", ""))
    edited = client.submit(client.get(link), {"text": "Ruft gern an."}, button="Speichern")
    assert edited.location == f"{case}#notizen"
    assert "Ruft gern an." in client.get(case).visible_text

    colleague = new_client()
    sign_in(colleague, "musterstadt", "max@stadt.example")
    seen = colleague.get(case)
    assert "Ruft gern an." in seen.visible_text
    assert not [a for a in seen.document.all("main a") if "/notizen/" in a.get("href", "")]
    assert colleague.get(link).status_code == 403

    owner = new_client()
    sign_in(owner, "musterstadt", "verein@leute.example")
    work = f"/musterstadt/verein/{association.public_id}"
    for address in (f"{work}/", f"{work}/angebote/", f"{work}/angebote/{offer.public_id}/bearbeiten"):
        assert "Ruft gern an." not in owner.get(address).visible_text
    assert owner.get(link).status_code == 404
    assert client.submit(client.get(link), button="Ja, entfernen").status_code == 303
    assert "Ruft gern an." not in client.get(case).visible_text

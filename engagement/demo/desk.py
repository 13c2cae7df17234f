"""What waits at the desks of the demo: people to call, and a problem that was reported.

The numbers are those that the Bundesnetzagentur keeps free for films: nobody can be reached by them.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.barriers.enums import AnswerKind, BarrierState
from engagement.barriers.models import BarrierAnswer, BarrierReport
from engagement.barriers.rules import answer_until
from engagement.barriers.rules import fingerprint as barrier_mark
from engagement.callbacks.enums import CallbackState
from engagement.callbacks.models import CallbackNote, CallbackRequest
from engagement.cities.models import City, CityStaff
from engagement.core.actor import CityRole
from engagement.core.phones import normalise_phone
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.rules import call_end
from engagement.reports.enums import Category, SubjectKind
from engagement.reports.models import Report, ReportCase
from engagement.reports.rules import fingerprint

CALLS = (
    ("Gisela Herzog", "030 23125 101", "Ich kann gut kochen und habe vormittags Zeit.", "vormittags", False),
    ("Manfred Ott", "0171 3920015", "Früher war ich Elektriker. Reparieren macht mir Freude.", "ab 16 Uhr", True),
)
BARRIERS = (
    (
        "Angebot vom Heimatverein",
        "Auf dem Bild steht der Treffpunkt. Mein Programm kann das Bild nicht vorlesen.",
        30,
        "",
    ),
    ("", "Bei Ihnen steht nirgends, ob ich mit dem Rollstuhl ins Haus komme.", 2, ""),
    ("Startseite", "Die Schrift ist mir zu klein.", 12, "Angerufen und gezeigt, wie man die Schrift vergrößert."),
)
CALLER, CALLER_PHONE = "Rosemarie Beck", "0171 3920016"
REPORTED = "Die Uhrzeit stimmt nicht mehr: Am Eingang hängt ein Zettel mit einer anderen."


def add_desk_work(city: City, first: Association) -> None:
    """Fill the lists of a city's staff, and the day of its first association; joins the open transaction."""
    moderator = db.session.scalars(
        sa.select(User).join(CityStaff, CityStaff.user_id == User.id)
        .where(CityStaff.city_id == city.id, CityStaff.role == CityRole.MODERATOR)
    ).one()  # fmt: skip
    _callbacks(city, moderator)
    _by_phone(city, first)
    _report(city, first)
    _barriers(city, moderator)


def _callbacks(city: City, moderator: User) -> None:
    for index, (name, phone, wish, reachable, is_tried) in enumerate(CALLS):
        at = utcnow() - timedelta(hours=5 + 20 * index)
        one = CallbackRequest(
            city_id=city.id, name=name, phone=phone, phone_normalised=normalise_phone(phone) or "", wish=wish,
            reachable=reachable, created_at=at,
        )  # fmt: skip
        if is_tried:
            one.state, one.tries, one.last_try_at = CallbackState.OPEN, 1, at + timedelta(hours=2)
            one.taken_by_id, one.taken_at = moderator.id, one.last_try_at
            note = CallbackNote(city_id=city.id, author_id=moderator.id, at=one.last_try_at, was_reached=False)
            one.notes.append(note)
        db.session.add(one)


def _barriers(city: City, moderator: User) -> None:
    """One barrier that waits longer than it should, one that is new, one that was answered."""
    for page, text, days_ago, answer in BARRIERS:
        at = utcnow() - timedelta(days=days_ago, hours=2)
        one = BarrierReport(
            city_id=city.id, page=page, text=text, fingerprint=barrier_mark(text, page, ""), created_at=at,
            due_at=answer_until(at),
        )  # fmt: skip
        if answer:
            one.state, one.answered_at = BarrierState.ANSWERED, at + timedelta(days=3)
            one.answers.append(
                BarrierAnswer(
                    city_id=city.id, author_id=moderator.id, at=one.answered_at, kind=AnswerKind.PHONE, text=answer
                )
            )
        db.session.add(one)


def _by_phone(city: City, association: Association) -> None:
    """Somebody without an e-mail address has a place until the association calls."""
    shift = db.session.scalars(
        sa.select(Shift)
        .join(Publication, Publication.opportunity_id == Shift.opportunity_id)
        .where(
            Publication.city_id == city.id, Publication.state == PublicationState.PUBLISHED,
            Publication.association_id == association.id, Shift.taken < Shift.capacity,
            Shift.starts_at > utcnow() + timedelta(days=1),
        )
        .order_by(Shift.starts_at.desc(), Shift.id)
    ).first()  # fmt: skip
    if shift is None:
        return
    number = normalise_phone(CALLER_PHONE)
    person = db.session.scalar(sa.select(Participant).where(Participant.phone_normalised == number))
    if person is None:
        person = Participant(phone=CALLER_PHONE, phone_normalised=number)
        db.session.add(person)
        db.session.flush()
    at = utcnow() - timedelta(hours=4)
    shift.taken += 1
    db.session.add(
        Registration(
            city_id=city.id, opportunity_id=shift.opportunity_id, association_id=association.id, shift_id=shift.id,
            participant_id=person.id, state=RegistrationState.PENDING, name=CALLER, phone=CALLER_PHONE,
            is_by_phone=True, hold_until=call_end(at, shift.starts_at), created_at=at,
            message="Ich helfe gern beim Aufbau.",
        )
    )  # fmt: skip
    db.session.flush()


def _report(city: City, association: Association) -> None:
    """Somebody noticed a wrong time."""
    row = db.session.execute(
        sa.select(Publication, Opportunity.public_id, Revision)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(
            Publication.city_id == city.id, Publication.state == PublicationState.PUBLISHED,
            Publication.association_id != association.id,
        )
        .order_by(Publication.id)
    ).first()  # fmt: skip
    if row is None:
        return
    publication, public_id, revision = row
    at = utcnow() - timedelta(hours=7)
    case = ReportCase(
        city_id=city.id, subject_kind=SubjectKind.OFFER, subject_id=public_id, title=revision.title,
        association_id=publication.association_id, publication_id=publication.id, reports_count=1, created_at=at,
    )  # fmt: skip
    case.reports.append(
        Report(
            city_id=city.id, category=Category.WRONG, text=REPORTED, revision_id=revision.id, created_at=at,
            fingerprint=fingerprint(Category.WRONG, REPORTED, ""),
        )
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()

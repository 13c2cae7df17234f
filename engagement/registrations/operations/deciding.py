"""A date needs enough people: who decides, and who is told."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame
from engagement.core.actor import SYSTEM_ACTOR, Actor
from engagement.core.links import external_url
from engagement.core.retry import retried
from engagement.core.scope import SYSTEM, entered, unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import Shift
from engagement.opportunities.rules.minimum import TELL_OPEN
from engagement.registrations.enums import CallTopic, RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations.mailing import ask_to_call, facts_of, to_participant
from engagement.registrations.queries.joining import active_of_opportunity
from engagement.registrations.queries.quorum import home_offer, locked_undecided, undecided

BATCH = 500
TOLD = (RegistrationState.CONFIRMED, RegistrationState.PENDING)


def decide_dates() -> int:
    """Decide the dates whose time has come: with enough people everybody is told that it takes place; else the
    association is asked; twelve hours before the start people hear that it is still open. Each once; one commit a
    date, safe to run twice at once, and again. Returns of how many dates something was told."""
    with entered(SYSTEM):
        return sum(_decide(row) for row in undecided(utcnow(), BATCH))


@retried
@operation
def _decide(shift_id: int) -> bool:
    now = utcnow()
    found = locked_undecided(shift_id, now)
    if found is None:
        return False
    shift, coming = found
    if coming >= (shift.minimum or 0):
        tell_takes_place(shift, SYSTEM_ACTOR, now)
        return True
    done = False
    if shift.decision_asked_at is None:
        shift.decision_asked_at = now
        _ask_association(shift, coming)
        log_decision(shift, "decision_asked", SYSTEM_ACTOR)
        done = True
    if shift.told_open_at is None and shift.starts_at - TELL_OPEN <= now:
        shift.told_open_at = now
        _tell(shift, "registration_still_open", CallTopic.OPEN)
        log_decision(shift, "told_open", SYSTEM_ACTOR)
        done = True
    return done


def tell_takes_place(shift: Shift, actor: Actor, now: datetime) -> None:
    """Note on a locked date that it takes place, and tell everybody. Joins the open transaction."""
    shift.takes_place_at = now
    _tell(shift, "registration_takes_place", CallTopic.HAPPENS)
    log_decision(shift, "takes_place", actor)


def log_decision(shift: Shift, action: str, actor: Actor) -> None:
    """An audit entry about the date."""
    opportunity = shift.opportunity
    record(
        actor, f"shift.{action}", kind="shift", public_id=shift.public_id, label=opportunity.title,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip


def _people(shift: Shift) -> list[Registration]:
    with unscoped("a date takes place for people of every city's showcase"):
        return [each for each in active_of_opportunity(shift.opportunity_id, shift.id) if each.state in TOLD]


def _tell(shift: Shift, kind: str, topic: CallTopic) -> None:
    for facts in facts_of(_people(shift)):
        to_participant(kind, facts, minimum=shift.minimum)
        ask_to_call(facts, topic, "")


def _ask_association(shift: Shift, coming: int) -> None:
    """The members who answer requests, and the offer's own contact, each address once."""
    association = db.session.scalar(sa.select(Association.public_id).where(Association.id == shift.association_id))
    offer = home_offer(shift.opportunity_id, association or "")
    if offer is None:
        return
    people = [(user.email, user.name) for user in recipients(shift.association_id, MailKind.ANSWERS)]
    if offer.contact_email:
        people.insert(0, (offer.contact_email, offer.contact_name))
    once = {normalise_email(email): (email, name) for email, name in reversed(people)}
    url = external_url("association.today", city=offer.city.slug, association_id=offer.association_id)
    for email, name in reversed(once.values()):
        enqueue_mail(
            "registration_decision", to_email=email, to_name=name, frame=mail_frame(offer.city),
            context={
                "title": offer.title, "starts_at": shift.starts_at, "ends_at": shift.ends_at,
                "minimum": shift.minimum, "coming": coming, "today_url": url,
            },
        )  # fmt: skip

"""Mails about hours that people write down: to the association, and back to them. Each entry is told of once."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.attendance import rules
from engagement.attendance.enums import ProposalState
from engagement.attendance.models import HoursProposal
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.links import external_url
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import Opportunity
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations.mailing import facts_of, to_participant

OPEN = HoursProposal.state == ProposalState.OPEN
UNANSWERED = sa.and_(HoursProposal.state != ProposalState.OPEN, HoursProposal.answered_at.is_(None))


def tell_of_proposals() -> int:
    """Tell associations of hours that wait for them: one mail for all, at most once a day. Returns how many (job)."""
    with unscoped("hours are proposed in every town"):
        untold = sa.select(HoursProposal.association_id).where(OPEN, HoursProposal.told_at.is_(None)).distinct()
        return sum(_tell(each) for each in db.session.scalars(untold.order_by(HoursProposal.association_id)).all())


@retried
@operation
def _tell(association_id: int) -> int:
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    mine = HoursProposal.association_id == association_id
    last = db.session.scalar(sa.select(sa.func.max(HoursProposal.told_at)).where(mine))
    now = utcnow()
    if association is None or (last is not None and last > now - rules.PROPOSALS_DIGEST):
        return 0
    rows = db.session.execute(
        sa.select(HoursProposal, Registration.name, Opportunity.title, Opportunity.public_id)
        .join(Registration, Registration.id == HoursProposal.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .where(mine, OPEN, HoursProposal.told_at.is_(None))
        .order_by(HoursProposal.day, HoursProposal.id)
    ).all()
    if not rows:
        return 0
    for row in rows:
        row[0].told_at = now
    city = city_by_id(rows[0][0].city_id)
    offers = {row[3] for row in rows}
    # One offer: where it is answered; several: the list of them.
    where = {"city": city.slug, "association_id": association.public_id}
    address = (
        external_url("association.hours_noted", public_id=offers.pop(), **where)
        if len(offers) == 1
        else external_url("association.today", **where)
    )
    lines = [(name, title, row.day, row.minutes) for row, name, title, _offer in rows]
    people = recipients(association_id, MailKind.ANSWERS)
    for person in people:
        enqueue_mail(
            "hours_proposed", to_email=person.email, to_name=person.name, frame=mail_frame(city),
            context={"lines": lines, "list_url": address},
        )  # fmt: skip
    db.session.flush()
    return len(people)


def tell_of_decisions() -> int:
    """Tell people what became of the hours that they wrote down, in one mail each. Returns how many (job)."""
    with unscoped("hours are answered in every town"):
        ids = sa.select(HoursProposal.registration_id).where(UNANSWERED).distinct()
        return sum(_answer(each) for each in db.session.scalars(ids.order_by(HoursProposal.registration_id)).all())


@retried
@operation
def _answer(registration_row: int) -> int:
    registration = db.session.scalar(lock(sa.select(Registration).where(Registration.id == registration_row)))
    statement = sa.select(HoursProposal).where(HoursProposal.registration_id == registration_row, UNANSWERED)
    rows = db.session.scalars(lock(statement.order_by(HoursProposal.day, HoursProposal.id))).all()
    if registration is None or not rows:
        return 0
    for row in rows:
        row.answered_at = utcnow()
    lines = [(row.day, row.minutes, row.decided_minutes, row.answer) for row in rows]
    sent = 0
    for facts in facts_of([registration]):
        token = registration_token(facts.registration_id)
        hours_url = external_url("public.registration_hours", city=facts.city.slug, token=token)
        sent += to_participant("hours_decided", facts, calendar="", lines=lines, hours_url=hours_url)
    db.session.flush()
    return sent

"""Nothing in a showcase goes stale: what is over leaves it, what stands for long is asked about, and its authors know.

Each step is one transaction with its mails, so that a job that runs twice or stops in between tells everybody once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.cities.models import City
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.links import external_url
from engagement.core.retry import retried
from engagement.core.tokens import read, sign
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import local, utcnow
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import Opportunity, Shift
from engagement.opportunities.operations.upkeep import advance_freshness, answer_freshness, expire
from engagement.opportunities.queries.upkeep import ids_without_a_word, publication_ids_to_expire
from engagement.opportunities.rules.freshness import EXPIRE_AFTER, LINK_VALID, Step

PURPOSE = "offer-current"
KINDS = {Step.ASK: "offer_current", Step.REMIND: "offer_current_again", Step.EXPIRE: "offer_expired"}


def expire_past() -> int:
    """Take what is over out of the showcases, each in its own transaction; return how many (job, system scope)."""
    return sum(_expire(publication_id) for publication_id in publication_ids_to_expire(utcnow()))


def ask_whether_current() -> int:
    """Ask, remind or end for every ongoing offer without an end that is due; return how many (job, system scope)."""
    return sum(_advance(opportunity_id) for opportunity_id in ids_without_a_word(utcnow()))


@retried
@operation
def _expire(publication_id: int) -> bool:
    publication = expire(publication_id)
    if publication is None:
        return False
    statement = sa.select(Opportunity).where(Opportunity.id == publication.opportunity_id)
    opportunity = db.session.scalars(statement).one()
    if publication.city_id == opportunity.home_city_id:  # in several cities it is over once
        _tell(opportunity, "offer_over", {"places": _places(opportunity)})
    return True


def _places(opportunity: Opportunity) -> int:
    """How many places were taken on dates that took place."""
    taken = sa.select(sa.func.sum(Shift.taken)).where(
        Shift.opportunity_id == opportunity.id, Shift.cancelled_at.is_(None)
    )
    return db.session.scalar(taken) or 0


@retried
@operation
def _advance(opportunity_id: int) -> bool:
    done = advance_freshness(opportunity_id)
    if done is None:
        return False
    step, opportunity = done
    values: dict[str, Any] = {}
    if opportunity.asked_at is not None:
        city = city_by_id(opportunity.home_city_id)
        token = sign(PURPOSE, [opportunity.public_id, opportunity.asked_at.isoformat()])
        values = {
            "answer_url": external_url("public.offer_current", city=city.slug, token=token),
            "last_day": local(opportunity.asked_at + EXPIRE_AFTER, city.zone).date(),
        }
    _tell(opportunity, KINDS[step], values)
    return True


def _tell(opportunity: Opportunity, kind: str, values: dict[str, Any]) -> None:
    city: City = city_by_id(opportunity.home_city_id)
    association = db.session.scalars(sa.select(Association).where(Association.id == opportunity.association_id)).one()
    where = {"city": city.slug, "association_id": association.public_id}
    context = values | {
        "title": opportunity.title, "association_name": association.name, "city_name": city.name,
        "is_ongoing": opportunity.is_ongoing,
        "edit_url": external_url("association.opportunity_edit", public_id=opportunity.public_id, **where),
        "again_url": external_url("association.opportunity_new", wie=opportunity.public_id, **where),
    }  # fmt: skip
    for person in recipients(association.id, MailKind.REMINDERS):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), context=context,
            reply_to=city.contact_email,
        )  # fmt: skip


def question_of(token: str) -> tuple[str, datetime]:
    """The opportunity's public id and the moment of the question that a mailed link belongs to.

    Raises: TokenExpired, TokenInvalid.
    """
    public_id, asked_at = read(PURPOSE, token, max_age_seconds=int(LINK_VALID.total_seconds()))
    return str(public_id), datetime.fromisoformat(asked_at)


def answer_question(token: str, *, holds: bool) -> None:
    """Answer for an association by the mailed link: it still holds, or it is over.

    Raises: TokenExpired, TokenInvalid, AlreadyAnswered, NotFound.
    """
    public_id, asked_at = question_of(token)
    answer_freshness(public_id, asked_at=asked_at, holds=holds)

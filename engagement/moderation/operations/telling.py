"""What is kept of a decision, and who is told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.cities.models import City
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.extensions import db
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import Opportunity, Publication


def note(
    kind: CaseKind, verdict: Verdict, reason: str, actor: Actor, city_id: int, association_id: int, **subject: int
) -> None:
    """Keep a decision: who, what, why, and which revision was seen."""
    db.session.add(
        Decision(
            kind=kind, verdict=verdict, reason=reason, decided_by_id=actor.user_id, city_id=city_id,
            association_id=association_id, **subject,
        )
    )  # fmt: skip


def tell_offer(kind: str, city_id: int, publication: Publication, title: str, reason: str, **more: object) -> None:
    """Write to the association what a city has decided about an offer; the mail names the city."""
    city = city_by_id(city_id)
    offer_id, association_id, name, home_slug = db.session.execute(
        sa.select(Opportunity.public_id, Association.public_id, Association.name, City.slug)
        .join(Association, Association.id == Opportunity.association_id)
        .join(City, City.id == Opportunity.home_city_id)
        .where(Opportunity.id == publication.opportunity_id)
    ).one()
    context = {
        "title": title, "association_name": name, "reason": reason,
        "public_url": external_url("public.opportunity", city=city.slug, public_id=offer_id),
        "edit_url": external_url(
            "association.opportunity_edit", city=home_slug, association_id=association_id, public_id=offer_id
        ),
        **more,
    }  # fmt: skip
    _mail(kind, city, publication.association_id, context)


def tell_association(city_id: int, association_id: int, verdict: Verdict, reason: str) -> None:
    """Write to the association what a city has decided about its entry."""
    city = city_by_id(city_id)
    association = db.session.scalars(sa.select(Association).where(Association.id == association_id)).one()
    context = {
        "association_name": association.name, "reason": reason,
        "work_url": external_url("association.today", city=city.slug, association_id=association.public_id),
    }  # fmt: skip
    _mail(f"association_{verdict.value}", city, association_id, context)


def _mail(kind: str, city: Any, association_id: int, context: dict[str, Any]) -> None:
    terms = external_url("public.page", city=city.slug, slug="nutzungsbedingungen")
    values = {**context, "terms_url": terms, "city_name": city.name}
    for person in recipients(association_id, MailKind.DECISIONS):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), context=values,
            reply_to=city.contact_email,
        )  # fmt: skip

"""A city hides an association, or brings it back; its people and everybody who comes are told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.enums import ListingState, MailKind, SuspensionGround
from engagement.associations.labels import GROUND_LABELS
from engagement.associations.models import Association, Listing
from engagement.associations.operations import restore_listing, suspend_listing
from engagement.associations.queries import recipients
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import enqueue_mail
from engagement.registrations.operations import forget_suspension_calls, tell_of_suspension


@retried
@operation
def suspend_association(
    city_id: int, association_id: str, *, ground: SuspensionGround, facts: str, actor: Actor
) -> int:  # fmt: skip
    """Hide an association (public id) and its offers in a city at once. Returns how many people were told.

    Nothing of it is changed: what is shown follows from the listing. Registrations stay; nobody can register anew. The
    team gets the statement of reasons, everybody who comes a word on what that means for her.

    Raises NotFound, Forbidden, FactsTooShort, ListingDecided.
    """
    listing_id, association = _listing(city_id, association_id)
    suspend_listing(listing_id, ground=ground, facts=facts, actor=actor)
    context = {"ground": GROUND_LABELS[ground], "facts": facts.strip()}
    _mail("association_suspended", city_id, association, context)
    return tell_of_suspension(association.id, city_id)


@retried
@operation
def restore_association(city_id: int, association_id: str, *, note: str, actor: Actor) -> None:
    """Show an association again exactly as it was before. Raises NotFound, Forbidden, ListingDecided."""
    listing_id, association = _listing(city_id, association_id)
    state = restore_listing(listing_id, note=note, actor=actor)
    forget_suspension_calls(association.id, city_id)
    context = {"note": note.strip(), "is_listed": state is ListingState.VERIFIED}
    _mail("association_restored", city_id, association, context)


def _listing(city_id: int, association_id: str) -> tuple[int, Association]:
    row = db.session.execute(
        sa.select(Listing.id, Association)
        .join(Association, Association.id == Listing.association_id)
        .where(Listing.city_id == city_id, Association.public_id == association_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _mail(kind: str, city_id: int, association: Association, context: dict[str, Any]) -> None:
    city = city_by_id(city_id)
    values = {
        **context, "association_name": association.name, "city_name": city.name,
        "terms_url": external_url("public.page", city=city.slug, slug="nutzungsbedingungen"),
        "work_url": external_url("association.today", city=city.slug, association_id=association.public_id),
    }  # fmt: skip
    for person in recipients(association.id, MailKind.DECISIONS, owners_too=True):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), context=values,
            reply_to=city.contact_email,
        )  # fmt: skip

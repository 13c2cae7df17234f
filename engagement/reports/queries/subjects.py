"""The thing that somebody reports, as it is shown at this moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.messages.models import Message, MessageThread
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.reports.enums import SubjectKind


@dataclass(frozen=True)
class Subject:
    """What is reported. Row numbers, and public ids for links."""

    kind: SubjectKind
    public_id: str
    title: str
    association_id: int
    association_name: str
    publication_id: int | None = None
    revision_id: int | None = None
    shown: dict[str, str] = field(default_factory=dict)


def subject(kind: SubjectKind, public_id: str, city_id: int) -> Subject:
    """An offer that the city shows or has shown, or an association of its directory. Raises NotFound."""
    if kind is SubjectKind.MESSAGE:
        return _message(public_id, city_id)
    return _offer(public_id, city_id) if kind is SubjectKind.OFFER else _association(public_id, city_id)


def _message(public_id: str, city_id: int) -> Subject:
    """A message, by one of the two who can read it: the caller has checked that."""
    with unscoped("whoever reports a message has it before her"):
        row = db.session.execute(
            sa.select(Message, MessageThread, Association.name, Opportunity.title)
            .join(MessageThread, MessageThread.id == Message.thread_id)
            .join(Association, Association.id == Message.association_id)
            .join(Opportunity, Opportunity.id == MessageThread.opportunity_id)
            .where(Message.public_id == public_id, MessageThread.city_id == city_id)
        ).one_or_none()
    if row is None:
        raise NotFound
    message, thread, association_name, title = row
    writer = thread.name if message.is_from_person else association_name
    return Subject(
        SubjectKind.MESSAGE, public_id, f"{writer}: {title}"[:200], message.association_id, association_name,
        shown={"writer": writer, "text": message.text},
    )  # fmt: skip


def _offer(public_id: str, city_id: int) -> Subject:
    row = db.session.execute(
        sa.select(Publication, Revision.title, Association.name)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Association, Association.id == Publication.association_id)
        .where(Opportunity.public_id == public_id, Publication.city_id == city_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    publication: Publication = row[0]
    return Subject(
        SubjectKind.OFFER, public_id, row[1], publication.association_id, row[2], publication.id,
        publication.shown_revision_id,
    )  # fmt: skip


def _association(public_id: str, city_id: int) -> Subject:
    listing = db.session.scalar(
        sa.select(Listing)
        .join(Association, Association.id == Listing.association_id)
        .where(
            Association.public_id == public_id, Listing.city_id == city_id, Listing.state == ListingState.VERIFIED
        )
        .options(joinedload(Listing.association))
    )  # fmt: skip
    if listing is None:
        raise NotFound
    one: Association = listing.association
    shown = {"name": one.name, "purpose": one.purpose, "website": one.website}
    if one.contact_public:
        shown |= {"email": one.email, "phone": one.phone}
    return Subject(
        SubjectKind.ASSOCIATION, public_id, one.name, one.id, one.name,
        shown={key: value for key, value in shown.items() if value},
    )  # fmt: skip

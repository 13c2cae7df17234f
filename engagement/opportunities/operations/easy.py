"""The city's staff write an offer in Leichte Sprache for their town."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.opportunities.queries import names_around
from engagement.opportunities.rules.easy import EasyWritten, check_easy
from engagement.opportunities.search import index_publication


@operation
def write_easy_version(city_id: int, public_id: str, *, title: str, text: str, actor: Actor) -> None:
    """Keep a version for this town, or take it away with two empty texts. `public_id` is the publication's.

    What the association has written itself comes first: then there is nothing to write here.

    Raises NotFound, Forbidden, EasyTitleMissing, EasyTextMissing, EasyTooLong, EasyWritten.
    """
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    title, text = " ".join(title.split()), text.strip()
    check_easy(title, text)
    which = sa.and_(Publication.city_id == city_id, Publication.public_id == public_id)
    publication = db.session.scalar(lock(sa.select(Publication).where(which)))
    if publication is None:
        raise NotFound
    shown = publication.shown_revision_id
    revision = db.session.scalar(sa.select(Revision).where(Revision.id == shown)) if shown is not None else None
    if revision is not None and revision.easy_text and text:
        raise EasyWritten
    publication.easy_title, publication.easy_text = title, text
    if revision is not None:
        names = names_around(revision.id, city_id)
        index_publication(publication, revision, names.association, names.district, home_town=names.home_town)
    opportunity = db.session.scalars(sa.select(Opportunity).where(Opportunity.id == publication.opportunity_id)).one()
    record(
        acting, "opportunity.easy_written", kind="opportunity", public_id=opportunity.public_id,
        label=opportunity.title, city_id=city_id, is_removed=not text,
    )  # fmt: skip

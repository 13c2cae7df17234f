"""Moving the demo's dates to today at each start, and nothing that a visitor made."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.demo.content import (
    CITIES,
    Entry,
    demo_id,
    needed_people,
    neighbours,
    opportunities_of,
    period,
    shift_times,
    urgency,
)
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift


def redate() -> int:
    """Give every demo offer that still exists the dates it would have if loaded today; return how many moved."""
    moved = 0
    with entered(SYSTEM), writing():
        cities = {city.slug: city for city in db.session.scalars(sa.select(City).where(City.slug.in_(CITIES)))}
        for slug, city in cities.items():
            day = today(city.zone)
            for entry in opportunities_of(slug):
                moved += _move(slug, entry, day)
        for entry in neighbours("elsewhere"):
            where = demo_id(entry["home"], entry["key"], "publication", entry["city"])
            _move_publication(where, entry)
    return moved


def _move(slug: str, entry: Entry, day: date) -> int:
    public_id = demo_id(slug, entry["key"])
    opportunity = db.session.scalar(sa.select(Opportunity).where(Opportunity.public_id == public_id))
    if opportunity is None:
        return 0
    starts_on, ends_on = period(entry, day)
    if starts_on or ends_on:
        opportunity.starts_on, opportunity.ends_on = starts_on, ends_on
        _execute(sa.update(Revision).where(Revision.opportunity_id == opportunity.id, Revision.number == 1)
                 .values(starts_on=starts_on, ends_on=ends_on))  # fmt: skip
    if opportunity.urgent_until is not None and "urgent_in_days" in entry:
        opportunity.urgent_until = urgency(entry, day)[0]
    for index, shift_entry in enumerate(entry.get("shifts", [])):
        starts_at, ends_at = shift_times(shift_entry, day)
        shift_id = demo_id(slug, entry["key"], "shift", index)
        _execute(sa.update(Shift).where(Shift.public_id == shift_id)
                 .values(starts_at=starts_at, ends_at=ends_at, **needed_people(shift_entry, starts_at)))  # fmt: skip
    _move_publication(demo_id(slug, entry["key"], "publication"), entry)
    return 1


def _move_publication(public_id: str, entry: Entry) -> None:
    """Dates of submission and publication; what only expired while the demo slept is published again."""
    publication = db.session.scalar(sa.select(Publication).where(Publication.public_id == public_id))
    if publication is None:
        return
    now = utcnow()
    if entry["state"] == "published" and publication.state is PublicationState.EXPIRED:
        publication.state = PublicationState.PUBLISHED
    if publication.state.value != entry["state"]:
        return
    if "published_days_ago" in entry and publication.published_at is not None:
        publication.published_at = now - timedelta(days=entry["published_days_ago"])
    if "submitted_hours_ago" in entry:
        publication.submitted_at = now - timedelta(hours=entry["submitted_hours_ago"])
        pending = Revision.id == publication.pending_revision_id
        _execute(sa.update(Revision).where(pending).values(submitted_at=publication.submitted_at))


def _execute(statement: sa.Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))

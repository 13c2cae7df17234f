"""Writing an opportunity: the working copy and its dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.cities.queries import districts_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.media.models import Picture
from engagement.media.operations import note_consent
from engagement.opportunities import queries
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication
from engagement.opportunities.operations.dates import apply_shifts
from engagement.opportunities.operations.loading import Locked, fresh, locked_for_authors
from engagement.opportunities.operations.upkeep import touch
from engagement.opportunities.queries.points import point_problems
from engagement.opportunities.richtext import sanitise
from engagement.opportunities.rules import content as content_rules
from engagement.opportunities.rules.dates import ShiftInput
from engagement.opportunities.rules.errors import ForeignDistrict, ForeignPicture, InvalidContent, StaleContent
from engagement.opportunities.rules.states import check_edit


@retried
@operation
def create_draft(
    association_id: int, *, city_id: int, actor: Actor, shifts: Sequence[ShiftInput] = (), form_key: str | None = None,
    **content: Any,
) -> str:  # fmt: skip
    """Begin an opportunity of an association in a city and return its public id. It may be incomplete.

    A form that was sent twice (the same `form_key`) makes one opportunity: the second call returns the first one's id.

    Raises:
        InvalidContent, ForeignDistrict, ForeignPicture: a value that cannot be stored.
        NotFound: the association is not listed in the city.
        Forbidden: the actor may not edit its opportunities.
    """
    acting = fresh(actor)
    check(acting, Permission.OPPORTUNITY_EDIT, city_id=city_id, association_id=association_id)
    if queries.listing_state(association_id, city_id) is None:
        raise NotFound
    if form_key is not None:
        # One form at a time: whoever comes second sees what the first has made.
        db.session.scalar(lock(sa.select(Association.id).where(Association.id == association_id)))
        known = queries.made_by_form(form_key, association_id)
        if known is not None:
            return known
    opportunity = Opportunity(
        association_id=association_id, home_city_id=city_id, created_by_id=acting.user_id, form_key=form_key
    )
    _set_content(opportunity, content, acting)
    db.session.add(opportunity)
    db.session.flush()
    publication = Publication(
        opportunity_id=opportunity.id, association_id=association_id, city_id=city_id, state=PublicationState.DRAFT
    )
    db.session.add(publication)
    db.session.flush()
    locked = Locked(opportunity, publication, acting)
    apply_shifts(locked, shifts)
    locked.record("opportunity.created")
    return opportunity.public_id


@retried
@operation
def save_content(
    public_id: str, *, version: int, actor: Actor, content: Mapping[str, Any],
    shifts: Sequence[ShiftInput] | None = None,
) -> int:  # fmt: skip
    """Save the working copy and, unless `shifts` is None, its dates; return the new version.

    `content` holds some of CONTENT_COLUMNS. What citizens read changes only after handing in and approval; dates and
    their places change at once. A new version counts only when something changed.

    Raises:
        StaleContent: somebody saved since `version` was loaded.
        InvalidContent: values that cannot be stored; it names all of them.
        ForeignDistrict, ForeignPicture, ShiftTaken (three kinds), CannotEdit, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    opportunity = locked.opportunity
    check_edit(locked.publication.state)
    if version != opportunity.version:
        raise StaleContent
    before = queries.content_of(opportunity)
    _set_content(opportunity, content, locked.actor)
    after = queries.content_of(opportunity)
    dates_changed = shifts is not None and apply_shifts(locked, shifts)
    if after != before or dates_changed:
        opportunity.version += 1
        touch(opportunity)
        locked.record("opportunity.saved", changed=[name for name in CONTENT_COLUMNS if before[name] != after[name]])
    return opportunity.version


@retried
@operation
def set_shifts(public_id: str, *, actor: Actor, shifts: Sequence[ShiftInput]) -> None:
    """Replace the dates that a form shows (see rules.dates.is_editable); takes effect at once.

    Raises: as `save_content`.
    """
    locked = locked_for_authors(public_id, actor)
    check_edit(locked.publication.state)
    if apply_shifts(locked, shifts):
        locked.opportunity.version += 1
        touch(locked.opportunity)
        locked.record("opportunity.saved", changed=[])


def _set_content(opportunity: Opportunity, content: Mapping[str, Any], actor: Actor) -> None:
    """Put checked values on the row; a key that is no content column is a programming error."""
    unknown = content.keys() - set(CONTENT_COLUMNS)
    if unknown:
        raise ValueError(f"not content of an opportunity: {', '.join(sorted(unknown))}")
    values = content_rules.tidy(content)
    if "description_html" in values:
        values["description_html"] = sanitise(values["description_html"])
    found = content_rules.problems(values)
    is_stored = opportunity.id is not None
    found += point_problems(values, city_id=opportunity.home_city_id, stored=opportunity if is_stored else None)
    if found:
        raise InvalidContent(found)
    district_id = values.get("district_id")
    if district_id is not None and district_id not in {row.id for row in districts_of(opportunity.home_city_id)}:
        raise ForeignDistrict
    if values.get("picture_id") is not None:
        _check_picture(values["picture_id"], opportunity.association_id)
    for name, value in values.items():
        if getattr(opportunity, name) != value:
            setattr(opportunity, name, value)
    if opportunity.picture_id is not None and opportunity.picture_consent:
        note_consent(opportunity.picture_id, actor)


def _check_picture(picture_id: int, association_id: int) -> None:
    """Lock the picture, so that it is not tidied away as unused while it comes into use. Raises ForeignPicture."""
    statement = sa.select(Picture.association_id).where(Picture.id == picture_id)
    if db.session.scalar(lock(statement)) != association_id:
        raise ForeignPicture

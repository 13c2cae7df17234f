"""Where an opportunity stands, and its way back, as far as its authors decide it: in all cities, or in one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import local, utcnow
from engagement.kernel.errors import DomainError
from engagement.opportunities import queries
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication
from engagement.opportunities.operations.loading import Locked, locked_for_authors, revision_by_id
from engagement.opportunities.rules import states
from engagement.opportunities.rules.dates import all_over
from engagement.opportunities.rules.errors import AllDatesOver, CannotWithdraw, UnknownCity


@retried
@operation
def choose_cities(public_id: str, *, city_ids: Collection[int], actor: Actor) -> None:
    """Say in which further cities (row numbers) the opportunity is to stand; handing it in asks them.

    Cities where it was handed in before stay as they are: to end it there is an act of its own.

    Raises:
        UnknownCity: one of them is no published showcase.
        CannotEdit, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    states.check_edit(locked.publication.state)
    wanted = set(city_ids) - {locked.publication.city_id}
    known = {each.city_id: each for each in locked.elsewhere}
    for publication in locked.elsewhere:
        if publication.city_id in wanted and not publication.is_chosen:
            publication.is_chosen = True
            locked.record("opportunity.city_added", publication)
        elif publication.city_id not in wanted and publication.is_chosen and _is_untouched(publication):
            publication.is_chosen = False
            locked.record("opportunity.city_left", publication)
    new = wanted - known.keys()
    open_ids = set(db.session.scalars(sa.select(City.id).where(City.id.in_(new), City.is_published)))
    if new - open_ids:
        raise UnknownCity
    for city_id in sorted(new):
        publication = Publication(
            opportunity_id=locked.opportunity.id, association_id=locked.opportunity.association_id, city_id=city_id,
            state=PublicationState.DRAFT,
        )  # fmt: skip
        db.session.add(publication)
        locked.record("opportunity.city_added", publication)
    db.session.flush()


def _is_untouched(publication: Publication) -> bool:
    return publication.state is PublicationState.DRAFT


@retried
@operation
def pause(public_id: str, *, actor: Actor, city_id: int | None = None) -> None:
    """Hide a published opportunity for a while, everywhere or in one city; who paused it is kept.

    Raises CannotPause (it is published nowhere of these), NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    for publication in _those(locked, city_id, lambda each: states.check_pause(each.state)):
        publication.state = PublicationState.PAUSED
        publication.paused_by_id = locked.actor.user_id
        publication.paused_at = utcnow()
        locked.record("opportunity.paused", publication)


@retried
@operation
def resume(public_id: str, *, actor: Actor, city_id: int | None = None) -> None:
    """Show a paused opportunity again, everywhere or in one city.

    Raises CannotResume, AllDatesOver, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)

    def check(publication: Publication) -> None:
        states.check_resume(publication.state)
        if runs_out(publication):
            raise AllDatesOver

    for publication in _those(locked, city_id, check):
        publication.state = PublicationState.PUBLISHED
        publication.paused_by_id = publication.paused_at = None
        locked.record("opportunity.resumed", publication)


@dataclass(frozen=True)
class Withdrawn:
    """`is_over` says that no city shows the opportunity any more; the id is its row number."""

    opportunity_id: int
    is_over: bool


@retried
@operation
def withdraw(public_id: str, *, actor: Actor, city_id: int | None = None) -> Withdrawn:
    """Take an opportunity back, everywhere or in one city. What nobody has seen becomes a draft again.

    A city that is left alone is not asked again by handing in. `workflows.withdraw_opportunity` calls this, and cancels
    the registrations when no city is left.

    Raises: CannotWithdraw, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    if city_id is not None:
        (publication,) = locked.those_of(city_id)
        is_home = publication is locked.publication
        was_published = publication.published_at is not None
        if not publication.is_chosen or not states.can_leave(
            publication.state, is_home=is_home, was_published=was_published
        ):
            raise CannotWithdraw
        publication.is_chosen = False
        if "withdraw" in states.actions(publication.state, was_published=was_published):
            _take_back(locked, publication)
        else:
            locked.record("opportunity.city_left", publication)
    else:
        for publication in _those(locked, None, lambda each: states.after_withdrawal(each.state, False)):
            _take_back(locked, publication)
    return Withdrawn(locked.opportunity.id, not locked.is_shown)


def _take_back(locked: Locked, publication: Publication) -> None:
    publication.state = states.after_withdrawal(publication.state, publication.published_at is not None)
    _forget_pending(publication)
    locked.record("opportunity.withdrawn", publication)


@retried
@operation
def archive(public_id: str, *, actor: Actor) -> None:
    """Put away an opportunity that is nowhere shown or waiting. Raises CannotArchive, NotFound, Forbidden."""
    locked = locked_for_authors(public_id, actor)
    for publication in locked.everywhere:
        states.check_archive(publication.state)
    for publication in locked.everywhere:
        publication.state = PublicationState.ARCHIVED
        _forget_pending(publication)
    locked.record("opportunity.archived")


def _those(locked: Locked, city_id: int | None, check: Callable[[Publication], object]) -> list[Publication]:
    """The publications of one city or all that pass a check. When none does, the first refusal is raised."""
    passed, refusal = [], None
    for publication in locked.those_of(city_id):
        try:
            check(publication)
        except DomainError as error:
            refusal = refusal or error
        else:
            passed.append(publication)
    if not passed and refusal is not None:
        raise refusal
    return passed


def runs_out(publication: Publication) -> bool:
    """Whether what is shown is over: its dates, or its last day on the city's calendar."""
    shown = revision_by_id(publication.shown_revision_id) if publication.shown_revision_id is not None else None
    if shown is None:
        return False
    now = utcnow()
    dates = [shift for shift in queries.shifts_of(publication.opportunity_id) if shift.cancelled_at is None]
    return states.is_over(
        is_ongoing=shown.is_ongoing, ends_on=shown.ends_on, dates_over=all_over(dates, now), has_dates=bool(dates),
        today=local(now, city_by_id(publication.city_id).zone).date(),
    )  # fmt: skip


def _forget_pending(publication: Publication) -> None:
    publication.pending_revision_id = None
    publication.submitted_at = None
    publication.paused_by_id = publication.paused_at = None

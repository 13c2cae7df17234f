"""How long a freed place of an offer is kept for the next on its waitlist."""

from __future__ import annotations

from engagement.cities.policies import WAITLIST_CHOICES, WaitlistHoursInvalid
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.operations.loading import locked_for_authors
from engagement.opportunities.rules.states import check_edit


@retried
@operation
def set_waitlist_hours(public_id: str, hours: int | None, *, actor: Actor) -> None:
    """Keep a freed place for `hours`; None: as long as the town does. It counts for the next place that gets free.

    It is no content: nobody has to approve it. Raises WaitlistHoursInvalid, CannotEdit, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    check_edit(locked.publication.state)
    if hours is not None and hours not in WAITLIST_CHOICES:
        raise WaitlistHoursInvalid
    if locked.opportunity.waitlist_hours != hours:
        locked.opportunity.waitlist_hours = hours
        locked.record("opportunity.waitlist_changed", hours=hours)

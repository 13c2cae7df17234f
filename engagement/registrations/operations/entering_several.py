"""Somebody says that she comes on several dates: the association or the city enter her for all of them, or for none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import rules
from engagement.registrations.enums import EntryWay
from engagement.registrations.errors import AlreadyEntered, DatesRefused
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails_of_several
from engagement.registrations.operations.entering import Person, allowed, put_down, told_of
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.operations.several import OF_ONE_DATE, refused_dates
from engagement.registrations.queries.joinable import joinable


@retried
@operation
def enter_several(
    opportunity_id: str, *, city_id: int, shift_ids: Sequence[str], person: Person, way: EntryWay, note: str = "",
    may_wait: Collection[str] = (), despite_overlap: bool = False, actor: Actor, for_city: bool = False, form_key: str,
) -> dict[str, Outcome]:  # fmt: skip
    """Register somebody for each of several dates on her word (see `enter`), by the public id of the date. Either all
    are written down, or none; for those of `may_wait` she joins the waitlist where not enough places are free. With an
    address she gets one mail about all; the association gets one when the city has entered her.

    A form that is sent twice (`form_key`) enters her once.

    Raises what `enter` raises about the offer and the person; TooManyDates; DatesRefused with the reason of every date
    that cannot be had.
    """
    now = utcnow()
    chosen = list(dict.fromkeys(shift_ids))
    rules.check_number_of_dates(len(chosen), rules.MAX_ENTERED_DATES)
    offers = {each: joinable(opportunity_id, each, city_id) for each in chosen}
    one = offers[chosen[0]]
    acting = allowed(actor, one, for_city=for_city)
    refusals = refused_dates(offers, now, despite_overlap=despite_overlap, also_paused=not for_city)
    dates = {each: offer.shift for each, offer in offers.items() if offer.shift is not None}
    told = told_of(one, person, acting=acting, way=way, note=note, for_city=for_city, form_key=form_key, now=now)
    done: dict[str, tuple[Registration, bool]] = {}
    # In the order of their rows: two people who want the same dates come one after the other.
    for each in sorted(dates.keys() - refusals.keys(), key=lambda each: dates[each].id):
        try:
            done[each] = put_down(offers[each], told, may_wait=each in may_wait)
        except NotFound:
            raise
        except DomainError as refusal:
            if refusal.field not in OF_ONE_DATE and not isinstance(refusal, AlreadyEntered):
                raise
            refusals[each] = refusal
    if refusals:
        raise DatesRefused(refusals)
    new = [registration for registration, is_repeated in done.values() if not is_repeated]
    mails_of_several.send_put_down_several(new, tell_association=for_city)
    return {each: outcome(done[each][0], is_repeated=done[each][1]) for each in chosen}

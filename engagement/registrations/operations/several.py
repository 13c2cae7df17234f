"""What is wrong with several dates of one form before anybody takes a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engagement.kernel.errors import DomainError
from engagement.registrations.errors import DatesAtOnce, DatesOverlap
from engagement.registrations.operations.checks import check_open
from engagement.registrations.queries.joinable import Date, Joinable

# What is wrong with these is wrong with a date, and not with the person.
OF_ONE_DATE = ("shift", "despite_overlap", "party_size")


def refused_dates(
    offers: Mapping[str, Joinable], now: datetime, *, despite_overlap: bool, also_paused: bool = False
) -> dict[str, DomainError]:
    """The dates that are gone, past, or at the same time as another one, by public id. Raises what is wrong with the
    whole offer."""
    refusals: dict[str, DomainError] = {}
    for each, offer in offers.items():
        try:
            check_open(offer, each, now, also_paused=also_paused)
        except DomainError as refusal:
            if refusal.field != "shift":
                raise
            refusals[each] = refusal
    open_ones = {each: offer for each, offer in offers.items() if each not in refusals}
    for each, offer in open_ones.items():
        others = [other.shift for key, other in open_ones.items() if key != each and other.shift is not None]
        if offer.shift is None or not _is_at_once(offer.shift, others):
            continue
        if offer.terms.forbids_overlap:
            refusals[each] = DatesOverlap()
        elif not despite_overlap:
            refusals[each] = DatesAtOnce()
    return refusals


def _is_at_once(date: Date, others: Sequence[Date]) -> bool:
    return any(date.starts_at < other.ends_at and date.ends_at > other.starts_at for other in others)

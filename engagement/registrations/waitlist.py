"""Who is next: the rules of the waitlist. Pure.

Places go to whoever waits longest. A group that needs more places than are free is passed by those who need fewer,
for a time; then free places are collected for it, for a time; when they never suffice, it gives them to the others and
waits on. Each of these times is two or three days at most, and a quarter of what is left until the date: so a group
gets its chance, and no place stays empty because of it (docs/adr/0020-a-fair-waitlist.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.kernel.errors import N_, DomainError

SHORTEST_OFFER = timedelta(minutes=30)
PASSING = timedelta(days=2)
COLLECTING = timedelta(days=3)


class WaitingNeedsContact(DomainError):
    message = N_("Who waits has to be told. Please write a phone number or an e-mail address.")
    field = "phone"


@dataclass(frozen=True)
class Waiting:
    """One entry of the waitlist. `row` is its row number."""

    row: int
    party_size: int
    collected: int = 0
    passed_since: datetime | None = None

    @property
    def need(self) -> int:
        """How many places are missing."""
        return self.party_size - self.collected


@dataclass(frozen=True)
class Allotment:
    """What becomes of free places, by row."""

    offers: tuple[int, ...]  # in the order of the waitlist
    collects: tuple[tuple[int, int], ...]  # row and how many more places are collected for it
    gives_way: tuple[int, ...]  # what was collected for these goes to others first of all
    passed: tuple[int, ...]  # these are passed from now on


def allot(free: int, queue: Sequence[Waiting], now: datetime, starts_at: datetime) -> Allotment:
    """Share `free` places among those who wait, longest first."""
    offers, collects, gives_way, passed = [], [], [], []
    for each in queue:
        if each.collected and each.passed_since is not None and now >= gives_way_from(each.passed_since, starts_at):
            gives_way.append(each.row)
            free += each.collected
    for each in queue:
        if free == 0:
            break
        need = each.party_size if each.row in gives_way else each.need
        if need <= free:
            offers.append(each.row)
            free -= need
        elif each.passed_since is None:
            passed.append(each.row)
        elif collects_from(each.passed_since, starts_at) <= now < gives_way_from(each.passed_since, starts_at):
            collects.append((each.row, free))
            free = 0
    return Allotment(tuple(offers), tuple(collects), tuple(gives_way), tuple(passed))


def collects_from(passed_since: datetime, starts_at: datetime) -> datetime:
    """Until when smaller ones pass a group."""
    return passed_since + min(PASSING, (starts_at - passed_since) / 4)


def gives_way_from(passed_since: datetime, starts_at: datetime) -> datetime:
    """Until when places are collected for it."""
    return collects_from(passed_since, starts_at) + min(COLLECTING, (starts_at - passed_since) / 4)


def offer_end(now: datetime, starts_at: datetime, hours: int) -> datetime:
    """Until when an offered place is kept: for `hours`, at most half of the time that is left, so that another one can
    be asked; half an hour at least, and never beyond the beginning."""
    left = starts_at - now
    return min(starts_at, now + max(SHORTEST_OFFER, min(timedelta(hours=hours), left / 2)))

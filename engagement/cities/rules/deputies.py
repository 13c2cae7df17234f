"""Who stands in for whom. Pure: everything follows from the dates, there is nothing to start or to end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engagement.cities.rules import higher_role
from engagement.core.actor import CityRole
from engagement.kernel.errors import N_, DomainError


class DeputyHerself(DomainError):
    message = N_("Please choose somebody else: nobody can stand in for herself or himself.")
    field = "deputy"


class DeputyNoColleague(DomainError):
    message = N_("This person does not work for the city any more. Please choose somebody else.")
    field = "deputy"


class DeputyEndsBeforeStart(DomainError):
    message = N_("The last day lies before the first one.")
    field = "ends_on"


class DeputyInThePast(DomainError):
    message = N_("These days are over. Please choose days that are still to come.")
    field = "ends_on"


class DeputyOverlaps(DomainError):
    message = N_("There is a deputy for these days already. Please end that first, or choose other days.")
    field = "starts_on"


@dataclass(frozen=True)
class Deputyship:
    """`deputy_id` stands in for `absent_id` from the first to the last day, both included; None is until further
    notice."""

    absent_id: int
    deputy_id: int
    starts_on: date
    ends_on: date | None = None

    def is_active(self, day: date) -> bool:
        return self.starts_on <= day and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day

    def overlaps(self, other: Deputyship) -> bool:
        return not (self.is_over(other.starts_on) or other.is_over(self.starts_on))


def check_deputyship(
    wanted: Deputyship, *, day: date, colleagues: Collection[int], others: Iterable[Deputyship]
) -> None:
    """`colleagues` are the user ids of the city's staff, `others` the absent person's other deputyships.

    Raises DeputyHerself, DeputyNoColleague, DeputyEndsBeforeStart, DeputyInThePast, DeputyOverlaps.
    """
    if wanted.deputy_id == wanted.absent_id:
        raise DeputyHerself
    if wanted.deputy_id not in colleagues or wanted.absent_id not in colleagues:
        raise DeputyNoColleague
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise DeputyEndsBeforeStart
    if wanted.is_over(day):
        raise DeputyInThePast
    if any(wanted.overlaps(other) for other in others if other.absent_id == wanted.absent_id):
        raise DeputyOverlaps


def effective_role(own: CityRole, stands_in_for: Iterable[CityRole]) -> CityRole:
    """What a person may do now: her own role, or that of a colleague for whom she stands in, whichever is higher.

    Only own roles are passed on: who stands in for a deputy does not get what the deputy holds for somebody else.
    """
    role = own
    for other in stands_in_for:
        role = higher_role(role, other)
    return role


def who_is_told(people: Sequence[int], active: Iterable[Deputyship]) -> Mapping[int, tuple[int, ...]]:
    """Who gets a mail that goes to `people`: user id → for whom she stands in (empty: for herself).

    A deputy gets it as well, and so does the deputy of a deputy who is away, too. Nobody is told twice.
    """
    by_absent: dict[int, list[int]] = {}
    for each in active:
        by_absent.setdefault(each.absent_id, []).append(each.deputy_id)
    told: dict[int, tuple[int, ...]] = dict.fromkeys(people, ())
    for person in people:
        seen, waiting = {person}, list(by_absent.get(person, ()))
        while waiting:
            deputy = waiting.pop(0)
            if deputy in seen:
                continue
            seen.add(deputy)
            waiting += by_absent.get(deputy, ())
            if deputy not in people:
                told[deputy] = (*told.get(deputy, ()), person)
    return told

"""The report of a year: kept figures, and what has been added since the job last counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engagement.cities.enums import STATES, Figure
from engagement.cities.models import CityFigure
from engagement.extensions import db
from engagement.feedback.enums import Mood
from engagement.feedback.models import Feedback
from engagement.kernel.clock import local, to_utc, today, utcnow
from engagement.opportunities.enums import Field
from engagement.opportunities.models import Opportunity, Publication
from engagement.workflows.council.counting import Counts, count, month_of, months_before, state_now
from engagement.workflows.council.keeping import MONTHS

if TYPE_CHECKING:
    from engagement.cities.models import City


@dataclass(frozen=True)
class YearlyReport:
    """A town's year in figures. `months` are the first days of those that have begun; `before` is the year before, and
    empty where nothing was counted in it."""

    year: int
    today: date
    is_over: bool
    total: Mapping[Figure, int]
    before: Mapping[Figure, int]
    months: Sequence[tuple[date, Mapping[Figure, int]]]
    fields: Sequence[tuple[Field, int]]  # new offers by their main field, the most frequent first
    moods: Mapping[Mood, int]  # answers to „War alles gut?“ that the town may read

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.total.values())


def years_of(city: City) -> list[int]:
    """The years for which there is a report, the newest first: from the town's beginning, or the first kept figure."""
    now = today(city.zone)
    first = db.session.scalar(sa.select(sa.func.min(CityFigure.month)).where(CityFigure.city_id == city.id))
    begun = local(city.created_at, city.zone).date()
    return list(range(now.year, min(first or now, begun).year - 1, -1))


def yearly_report(city: City, year: int) -> YearlyReport:
    """The figures of one of `years_of(city)`, as they stand now."""
    day = today(city.zone)
    found = _figures(city, year, day)
    months = [month for month in _year(year) if month <= day]
    before = _total({key: value for key, value in found.items() if key[0].year == year - 1})
    start, end = to_utc(date(year, 1, 1), time.min, city.zone), to_utc(date(year + 1, 1, 1), time.min, city.zone)
    return YearlyReport(
        year=year, today=day, is_over=year < day.year,
        total=_total({key: value for key, value in found.items() if key[0].year == year}), before=before,
        months=[(month, {figure: found.get((month, figure), 0) for figure in Figure}) for month in months],
        fields=_fields(city.id, start, end), moods=_moods(city.id, start, end),
    )  # fmt: skip


def _figures(city: City, year: int, day: date) -> Counts:
    """Kept and counted, of the year and the one before: the larger one holds, except for the state of today."""
    kept = sa.select(CityFigure.month, CityFigure.figure, CityFigure.value).where(
        CityFigure.city_id == city.id, CityFigure.month >= date(year - 1, 1, 1), CityFigure.month < date(year + 1, 1, 1)
    )
    found: Counts = {(month, figure): value for month, figure, value in db.session.execute(kept)}
    current = month_of(day)
    fresh = [month for month in _year(year) if months_before(current, MONTHS - 1) <= month <= current]
    if fresh:
        for key, value in count(city.id, city.zone, fresh, utcnow()).items():
            found[key] = max(found.get(key, 0), value)
    if current.year == year:
        found |= {(current, figure): value for figure, value in state_now(city.id).items()}
    return found


def _year(year: int) -> list[date]:
    return [date(year, number, 1) for number in range(1, 13)]


def _total(found: Counts) -> dict[Figure, int]:
    """What happened is added up; of a state the last month counts. Empty where nothing was counted."""
    if not found:
        return {}
    total = dict.fromkeys(Figure, 0)
    for (_month, figure), value in sorted(found.items()):
        total[figure] = value if figure in STATES else total[figure] + value
    return total


def _fields(city_id: int, start: object, end: object) -> list[tuple[Field, int]]:
    statement = (
        sa.select(Opportunity.fields)
        .join(Publication, Publication.opportunity_id == Opportunity.id)
        .where(Publication.city_id == city_id, Publication.published_at >= start, Publication.published_at < end)
    )
    main = Counter(Field(fields[0]) for fields in db.session.scalars(statement) if fields)
    return sorted(main.items(), key=lambda item: (-item[1], list(Field).index(item[0])))


def _moods(city_id: int, start: object, end: object) -> dict[Mood, int]:
    statement = (
        sa.select(Feedback.mood, sa.func.count(Feedback.id).label("number"))
        .where(
            Feedback.city_id == city_id, Feedback.is_for_city, Feedback.created_at >= start, Feedback.created_at < end
        )
        .group_by(Feedback.mood)
    )
    found = {row.mood: row.number for row in db.session.execute(statement)}
    return {mood: found[mood] for mood in Mood if mood in found}

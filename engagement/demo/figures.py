"""What the demo's towns have counted in the months before, so that their report tells of more than today."""

from __future__ import annotations

from datetime import date
from typing import Final

from engagement.cities.enums import Figure
from engagement.cities.models import City, CityFigure
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.workflows.council.counting import month_of, months_before

MONTHS: Final = 20
# From January to December: much in spring and autumn, little in August.
SEASON: Final = (5, 6, 9, 11, 13, 12, 9, 4, 11, 13, 12, 14)
# For each point of the season.
WEIGHTS: Final = {
    Figure.TURNS: 4.0, Figure.MINUTES: 610.0, Figure.DATES: 0.9, Figure.OFFERS: 0.6, Figure.INTERESTS: 0.4,
    Figure.CALLS: 0.3, Figure.UNANSWERED: 0.15,
}  # fmt: skip
SIZES: Final = {"baden-baden": 1.6, "ettlingen": 1.2}


def add_figures(city: City) -> None:
    """Write the figures of the months before this one, growing a little; joins the open transaction."""
    current = month_of(today(city.zone))
    size = SIZES.get(city.slug, 1.0)
    for ago in range(MONTHS, 0, -1):
        month = months_before(current, ago)
        growth = size * (1 - ago / (2 * MONTHS))
        for figure, weight in WEIGHTS.items():
            _add(city, month, figure, round(SEASON[month.month - 1] * weight * growth))
        _add(city, month, Figure.ASSOCIATIONS, round(9 * growth))
        _add(city, month, Figure.OPEN_OFFERS, round(14 * growth))


def _add(city: City, month: date, figure: Figure, value: int) -> None:
    db.session.add(CityFigure(city_id=city.id, month=month, figure=figure, value=value))

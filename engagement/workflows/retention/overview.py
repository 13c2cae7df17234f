"""The table as people read it: for the privacy page and for the record of processing activities (Art. 30 GDPR)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from engagement.core.i18n import _, _n
from engagement.workflows.retention.due import period_of
from engagement.workflows.retention.policies import periods_of
from engagement.workflows.retention.table import CLASSES

if TYPE_CHECKING:
    from engagement.cities.models import City
    from engagement.workflows.retention.terms import DataClass


@dataclass(frozen=True)
class ClassLine:
    """One class of data in the words of the page, in the language of the request."""

    key: str
    name: str
    what: str
    purpose: str
    people: str
    starts: str
    has_period: bool
    period: str
    ground: str
    responsible: str
    recipients: str
    is_shortened: bool


@dataclass(frozen=True)
class ActivityPart:
    """One processing activity with its classes."""

    name: str
    lines: Sequence[ClassLine]


def in_words(period: timedelta | None) -> str:
    """„48 Stunden“, „30 Tage“, „12 Monate“; a class without a period says itself how long it lasts."""
    if period is None:
        return _("no fixed period")
    if period == timedelta(0):
        return _("at once")
    hours = round(period.total_seconds() / 3600)
    if hours <= 48:
        return _n("%(num)d hour", "%(num)d hours", hours)
    months = round(period.days / 30.4)
    if period.days >= 180 and abs(period.days - months * 30.44) < 3:
        return _n("%(num)d month", "%(num)d months", months)
    return _n("%(num)d day", "%(num)d days", period.days)


def overview(city: City) -> list[ActivityPart]:
    """Every class by activity, with the periods that hold in this city."""
    own = {city.id: periods_of(city)}
    parts: dict[str, list[ClassLine]] = {}
    for each in CLASSES:
        parts.setdefault(str(each.activity.value), []).append(_line(each, period_of(each, city.id, own)))
    return [ActivityPart(name, lines) for name, lines in parts.items()]


def _line(each: DataClass, period: timedelta | None) -> ClassLine:
    nobody = _("nobody else")
    return ClassLine(
        key=each.key, name=str(each.name), what=str(each.what), purpose=str(each.purpose), people=str(each.people),
        starts=str(each.starts), has_period=period is not None and period > timedelta(0),
        period=in_words(period), ground="; ".join(str(one.value) for one in each.grounds),
        responsible="; ".join(str(role.value) for role in each.responsible),
        recipients="; ".join(str(one.value) for one in each.recipients) or nobody, is_shortened=period != each.period,
    )  # fmt: skip


def record_csv(city: City) -> str:
    """The record of processing activities for a spreadsheet: semicolons, one line a class."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([
        _("Processing activity"), _("Data"), _("What exactly"), _("Purpose"), _("People concerned"), _("Legal ground"),
        _("Who is responsible"), _("Recipients"), _("Deleted after"), _("Counted"),
    ])  # fmt: skip
    for part in overview(city):
        for line in part.lines:
            writer.writerow([
                part.name, line.name, line.what, line.purpose, line.people, line.ground, line.responsible,
                line.recipients, line.period, line.starts,
            ])  # fmt: skip
    return "\ufeff" + out.getvalue()

"""Opening hours in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engagement.associations.labels import DAY_LABELS
from engagement.associations.rules import grouped, written
from engagement.core.i18n import _


def hour_lines(hours: Mapping[str, Sequence[Any]]) -> list[tuple[str, str]]:
    """„Montag bis Freitag“ and „9–12 und 14–18 Uhr“ for each run of days with the same hours."""
    lines = []
    for first, last, spans in grouped(hours):
        days = str(DAY_LABELS[first])
        if first != last:
            days = _("%(first)s to %(last)s", first=DAY_LABELS[first], last=DAY_LABELS[last])
        times = [written([span]) for span in spans]
        text = times[0] if len(times) == 1 else _("%(times)s and %(last)s", times=", ".join(times[:-1]), last=times[-1])
        lines.append((days, _("%(times)s o’clock", times=text)))
    return lines

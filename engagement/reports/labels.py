"""Names of categories and measures for people."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l
from engagement.reports.enums import Category, Measure, Side

CATEGORY_LABELS: dict[Category, Any] = {
    Category.WRONG: _l("Something is wrong"),
    Category.GONE: _l("This does not exist any more"),
    Category.OFFENSIVE: _l("Unsuitable or hurtful"),
    Category.ILLEGAL: _l("Forbidden, against the law"),
    Category.CHILDREN: _l("Children may be in danger"),
    Category.OTHER: _l("Something else"),
}
MEASURE_LABELS: dict[Measure, Any] = {
    Measure.NONE: _l("Nothing is changed"),
    Measure.CORRECT: _l("The association is asked to correct it"),
    Measure.TAKE_DOWN: _l("The offer is taken off the pages of the town"),
    Measure.SUSPEND: _l("The association and all its offers are taken off the pages of the town"),
}
SIDE_LABELS: dict[Side, Any] = {
    Side.REPORTER: _l("Complaint of who reported it"),
    Side.ASSOCIATION: _l("Complaint of the association"),
}

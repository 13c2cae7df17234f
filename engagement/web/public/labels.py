"""The names of the enums in templates: `label('field', 'sport')`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engagement.opportunities.labels import (
    FIELD_LABELS,
    FIELD_SHORT_LABELS,
    GERMAN_LEVEL_LABELS,
    TARGET_GROUP_LABELS,
    TIME_OF_DAY_LABELS,
    TIME_PATTERN_LABELS,
)
from engagement.web.public import bp

_LABELS: Final[Mapping[str, Mapping[Any, Any]]] = {
    "field": FIELD_SHORT_LABELS, "field_long": FIELD_LABELS, "target_group": TARGET_GROUP_LABELS,
    "time_pattern": TIME_PATTERN_LABELS, "time_of_day": TIME_OF_DAY_LABELS, "german_level": GERMAN_LEVEL_LABELS,
}  # fmt: skip


@bp.app_template_global("label")
def label(kind: str, value: str) -> str:
    """The words for a value. Raises KeyError for one that does not exist."""
    return str(_LABELS[kind][value])

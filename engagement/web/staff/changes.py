"""What a text changes against another one, field by field, for the case page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engagement.core.i18n import _
from engagement.moderation.differences import Kind, Piece, list_differences, whole, word_differences
from engagement.opportunities.labels import (
    CONTENT_LABELS,
    FIELD_LABELS,
    GERMAN_LEVEL_LABELS,
    TARGET_GROUP_LABELS,
    TIME_OF_DAY_LABELS,
    TIME_PATTERN_LABELS,
)
from engagement.opportunities.queries import content_of
from engagement.opportunities.richtext import to_text
from engagement.web.formatting import date_long

if TYPE_CHECKING:
    from engagement.opportunities.models import Revision

LABELS: dict[str, Any] = {
    "fields": FIELD_LABELS, "target_groups": TARGET_GROUP_LABELS, "time_patterns": TIME_PATTERN_LABELS,
    "times_of_day": TIME_OF_DAY_LABELS, "german_level": GERMAN_LEVEL_LABELS,
}  # fmt: skip
# Replaced as a whole: half an address or half a number helps nobody.
WHOLE = {"street", "postcode", "town", "contact_name", "contact_email", "contact_phone", "german_level"}


@dataclass(frozen=True)
class Change:
    label: str
    pieces: Sequence[Piece]


def changes_between(before: Revision | None, after: Revision) -> list[Change]:
    """The parts that differ, in the order of the form; empty when there is nothing to compare with."""
    if before is None or before.id == after.id:
        return []
    old, new = content_of(before), content_of(after)
    return [
        Change(str(label), _pieces(name, before, after)) for name, label in CONTENT_LABELS.items()
        if old[name] != new[name]
    ]  # fmt: skip


def _pieces(name: str, before: Revision, after: Revision) -> list[Piece]:
    if name == "picture_id":
        old, new = (_("Picture") if each.picture_id else "" for each in (before, after))
        return whole(old, _("a new picture") if old and new else new)
    if name == "district_id":
        return whole(*(each.district.name if each.district is not None else "" for each in (before, after)))
    old_value, new_value = getattr(before, name), getattr(after, name)
    if isinstance(new_value, list):
        return _with_commas(list_differences(_names(name, old_value), _names(name, new_value)))
    old, new = _words(name, old_value), _words(name, new_value)
    return word_differences(old, new) if isinstance(new_value, str) and name not in WHOLE else whole(old, new)


def _names(name: str, values: Sequence[str]) -> list[str]:
    labels = {str(getattr(key, "value", key)): str(label) for key, label in LABELS[name].items()}
    return [labels[str(value)] for value in values]


def _with_commas(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        found += [Piece(Kind.SAME, ", "), piece] if found else [piece]
    return found


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in LABELS:
        return str(LABELS[name][value])
    if name.endswith("_html"):
        return to_text(value)
    return date_long(value) if name in ("starts_on", "ends_on") else str(value)

"""What a new revision changes, as pairs of words for the case page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from engagement.core.i18n import _, _l
from engagement.opportunities.labels import (
    FIELD_LABELS,
    GERMAN_LEVEL_LABELS,
    TARGET_GROUP_LABELS,
    TIME_OF_DAY_LABELS,
    TIME_PATTERN_LABELS,
)

if TYPE_CHECKING:
    from engagement.opportunities.models import Revision

TEXTS = {
    "title": _l("Title"), "summary": _l("Summary"), "description_html": _l("Description"), "fields": _l("Field"),
    "target_groups": _l("For whom?"), "time_patterns": _l("When?"), "times_of_day": _l("Time of day"),
    "schedule_note": _l("When, in words"), "starts_on": _l("From"), "ends_on": _l("Until"), "is_ongoing": _l("Ongoing"),
    "location_name": _l("Place"), "street": _l("Street"), "postcode": _l("Postcode"), "town": _l("Town"),
    "is_remote": _l("From home"), "meeting_point": _l("Meeting point"), "recognise_us": _l("How to recognise us"),
    "bring_along": _l("To bring along"), "step_free": _l("Step-free"), "people_needed": _l("How many?"),
    "contact_name": _l("Contact"), "contact_email": _l("E-mail"), "contact_phone": _l("Phone"),
    "contact_public": _l("Contact is public"), "min_age": _l("Minimum age"),
    "extended_background_check": _l("Extended background check"), "background_check_reason": _l("Why the check"),
    "measles_proof": _l("Measles proof"), "german_level": _l("How much German?"), "skills": _l("Skills"),
    "requirements_note": _l("Requirements"), "allowance": _l("Allowance"), "insurance": _l("Insurance"),
    "travel_costs": _l("Travel costs"), "training": _l("Training"), "picture_alt": _l("Description of the picture"),
    "approval_required": _l("The association decides"),
}  # fmt: skip
LABELS: dict[str, Any] = {
    "fields": FIELD_LABELS, "target_groups": TARGET_GROUP_LABELS, "time_patterns": TIME_PATTERN_LABELS,
    "times_of_day": TIME_OF_DAY_LABELS, "german_level": GERMAN_LEVEL_LABELS,
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


def changes_between(shown: Revision | None, pending: Revision) -> list[Change]:
    """The entries that differ, in the order of the form; empty when nothing was shown before."""
    if shown is None or shown.id == pending.id:
        return []
    changed = [name for name in TEXTS if getattr(shown, name) != getattr(pending, name)]
    found = [Change(str(TEXTS[name]), _words(name, shown), _words(name, pending)) for name in changed]
    if shown.district_id != pending.district_id:
        before, after = (r.district.name if r.district is not None else "" for r in (shown, pending))
        found.append(Change(_("District"), before, after))
    if shown.picture_id != pending.picture_id:
        before, after = (_("Picture") if r.picture_id else "" for r in (shown, pending))
        found.append(Change(_("Picture"), before, _("a new one") if before and after else after))
    return found


def _words(name: str, revision: Revision) -> str:
    value = getattr(revision, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        labels = {getattr(key, "value", key): label for key, label in LABELS[name].items()}
        return ", ".join(str(labels[each]) for each in value)
    if name in LABELS:
        return str(LABELS[name][value])
    return Markup(value).striptags() if name.endswith("_html") else str(value)  # noqa: S704  # tags are removed

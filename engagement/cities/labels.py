"""What the words about cities are called."""

from __future__ import annotations

from typing import Any

from engagement.cities.enums import PublishAtOnce
from engagement.core.actor import CityRole
from engagement.core.i18n import _l

ROLE_LABELS: dict[CityRole, Any] = {
    CityRole.EDITOR: _l("Writes pages"),
    CityRole.MODERATOR: _l("Moderator"),
    CityRole.ADMINISTRATOR: _l("Administrator"),
}

PUBLISH_AT_ONCE_LABELS: dict[PublishAtOnce, Any] = {
    PublishAtOnce.NOBODY: _l("Nobody. We look at every offer first."),
    PublishAtOnce.TRUSTED: _l("Associations that we trust"),
    PublishAtOnce.TRUSTED_AND_SOON: _l(
        "Associations that we trust, and verified ones with what starts within five days"
    ),
}
PUBLISH_AT_ONCE_HINTS: dict[str, Any] = {
    PublishAtOnce.NOBODY.value: _l("The safest way, and the most work: offers wait until somebody is here."),
    PublishAtOnce.TRUSTED.value: _l("Their offers appear at once. You find them in the queue for a later look."),
    PublishAtOnce.TRUSTED_AND_SOON.value: _l("Help that is needed tomorrow does not wait over the weekend."),
}

# The content columns of cities.policies.SENSITIVE_CHOICES, in its order.
SENSITIVE_LABELS: dict[str, Any] = {
    "title": _l("Title"), "summary": _l("Summary"), "description_html": _l("Description"), "fields": _l("Field"),
    "target_groups": _l("For whom?"), "schedule_note": _l("When, in words"), "is_remote": _l("From home"),
    "location_name": _l("Place"), "street": _l("Street"), "postcode": _l("Postcode"), "town": _l("Town"),
    "contact_name": _l("Contact"), "contact_email": _l("Contact: e-mail"), "contact_phone": _l("Contact: phone"),
    "contact_public": _l("Contact is public"), "min_age": _l("Minimum age"),
    "extended_background_check": _l("Extended background check"), "background_check_reason": _l("Why the check"),
    "measles_proof": _l("Measles proof"), "german_level": _l("How much German?"), "skills": _l("Skills"),
    "requirements_note": _l("Requirements"), "allowance": _l("Allowance"), "insurance": _l("Insurance"),
    "travel_costs": _l("Travel costs"), "training": _l("Training"), "picture_id": _l("Picture"),
}  # fmt: skip

# What a page may name in braces, in the order of the list beside the text.
PLACEHOLDER_LABELS: dict[str, Any] = {
    "city_name": _l("Name of the city"), "address_street": _l("Street"), "address_postcode": _l("Postcode"),
    "address_town": _l("Town"), "contact_name": _l("Contact"), "contact_role": _l("Role of the contact"),
    "contact_phone": _l("Phone"), "contact_email": _l("E-mail"), "contact_hours": _l("Hours"),
    "contact_place": _l("Place"), "claim": _l("Claim"), "state_name": _l("Federal state"),
    "guardian_age": _l("Until which age parents confirm"), "review_rule": _l("How the city reviews offers"),
    "today": _l("Day of the last change"), "platform_name": _l("Name of the platform"), "site_url": _l("Address"),
}  # fmt: skip
BLOCK_LABELS: dict[str, Any] = {"data_classes": _l("Table: which data we keep, and for how long")}
LANGUAGE_LABELS: dict[str, Any] = {"de": _l("German"), "en": _l("English")}

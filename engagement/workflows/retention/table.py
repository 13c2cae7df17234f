"""The one table of data classes. Privacy page, processing record, deletion and its dry run all follow from it.

A new table or column of personal data gets a class in `classes/` (or joins one); anything else is named in
`WITHOUT_PERSONAL_DATA`. tests/workflows/test_data_classes.py fails for a column that stands in neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from engagement.workflows.retention.classes import accounts, associations, cities, desk, taking_part
from engagement.workflows.retention.terms import ALL, DataClass

# In the order of the privacy page, and of the deletion: registrations go before the guests behind them.
CLASSES: tuple[DataClass, ...] = (
    *taking_part.CLASSES, *desk.CLASSES, *accounts.CLASSES, *associations.CLASSES, *cities.CLASSES,
)  # fmt: skip

BY_KEY: Mapping[str, DataClass] = {each.key: each for each in CLASSES}

_CONTENT = (
    "fields", "target_groups", "time_patterns", "times_of_day", "is_ongoing", "schedule_note", "starts_on", "ends_on",
    "is_remote", "location_name", "street", "postcode", "town", "point", "bring_along", "step_free", "people_needed",
    "contact_public", "min_age", "extended_background_check", "background_check_reason", "measles_proof",
    "german_level", "skills", "requirements_note", "allowance", "insurance", "travel_costs", "training", "picture_alt",
    "approval_required", "forbids_overlap", "admits_minors", "minors_only",
    "picture_consent", "keeps_contact_in_text", "language",
)  # fmt: skip

# Row numbers, public ids and references to other tables are left out: they follow the table that they point to. Who did
# something (a reference to the account that is emptied with it) belongs to the class “account”.
WITHOUT_PERSONAL_DATA: Mapping[str, str | tuple[str, ...]] = {
    "association": (
        "kind", "name", "alternative_names", "sort_name", "search_text", "categories", "street", "postcode", "town",
        "further_addresses", "district_text", "contact_public", "website", "founded", "opening_hours", "confirmed_at",
        "ask_open_since", "ask_mailed_at", "ask_count", "version",
        "import_source", "import_key", "import_hash", "language", "created_at", "updated_at",
    ),
    "accessibility_statement": (
        "status", "barriers", "method", "assessed_on", "reviewed_on", "body", "sign_video_url", "version", "created_at",
        "updated_at",
    ),
    "association_logo": ALL,
    "association_template": ("name", "created_at", "updated_at"),
    "city": (
        "slug", "name", "sort_name", "state_name", "claim", "intro", "address_street", "address_postcode",
        "address_town", "timezone", "theme", "theme_version", "logo", "hero", "hero_alt", "look", "is_published",
        "policies", "footer_pages", "shelf_mark", "version", "domain", "is_domain_used", "map_point", "created_at",
        "updated_at",
    ),
    "city_figure": ALL,
    "city_page": ("slug", "language", "position", "version", "created_at", "updated_at"),
    "city_template": ALL,
    "district": ALL,
    "heartbeat": ALL,
    "listing": ALL,
    "merged_association": ALL,
    "opportunity": (
        *_CONTENT, "waitlist_hours", "version", "form_key", "urgent_until", "urgent_reason", "confirmed_at", "asked_at",
        "reminded_at", "created_at", "updated_at",
    ),
    "publication": (
        "state", "is_chosen", "easy_title", "easy_text", "look_since", "look_reasons", "seen_number",
        "submitted_at", "published_at", "paused_at", "search_stems", "search_folded", "created_at",
        "updated_at",
    ),
    "publication_facet": ALL,
    "revision": (*_CONTENT, "number", "submitted_at"),
    "shift": ALL,
}  # fmt: skip

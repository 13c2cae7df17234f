"""What is frozen is all of the content."""

from __future__ import annotations

from engagement.opportunities.labels import CONTENT_LABELS
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Revision

OWN = {
    "id", "public_id", "created_at", "updated_at", "association_id", "home_city_id", "created_by_id", "version",
    "form_key", "urgent_until", "urgent_reason", "confirmed_at", "asked_at", "reminded_at",
    "waitlist_hours",
}  # fmt: skip


def test_freezing_copies_every_column_of_the_content() -> None:
    working = set(Opportunity.__table__.columns.keys()) - OWN
    assert working == set(CONTENT_COLUMNS)
    assert len(CONTENT_COLUMNS) == len(set(CONTENT_COLUMNS))
    assert working <= set(Revision.__table__.columns.keys())


def test_every_column_of_the_content_has_a_name_for_people() -> None:
    assert set(CONTENT_LABELS) == set(CONTENT_COLUMNS)

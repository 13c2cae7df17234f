"""What an edited offer changes in one showcase: at once, or after a look. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from engagement.associations.enums import ListingState
from engagement.cities.enums import PublishAtOnce
from engagement.opportunities.enums import LookReason, PublicationState

SOON: Final = timedelta(days=5)
# Columns that only make sense together: when one of them waits for the city, the others wait with it.
TOGETHER: Final[tuple[frozenset[str], ...]] = (
    frozenset({"is_ongoing", "schedule_note", "starts_on", "ends_on", "time_patterns", "people_needed"}),
    frozenset({"is_remote", "location_name", "street", "postcode", "town", "point", "district_id", "step_free"}),
    frozenset({"description_html", "keeps_contact_in_text"}),
    frozenset({"easy_title", "easy_text"}),
    frozenset({"picture_id", "picture_alt", "picture_credit", "picture_consent"}),
    frozenset({"extended_background_check", "background_check_reason"}),
    frozenset({"contact_name", "contact_email", "contact_phone", "contact_public"}),
)


@dataclass(frozen=True)
class Split:
    """The columns that differ, in the order of the form: those that count at once, and those that the city looks at."""

    at_once: tuple[str, ...]
    after_review: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.at_once and not self.after_review


def split_changes(shown: Mapping[str, Any], new: Mapping[str, Any], sensitive: Collection[str]) -> Split:
    """Sort what differs between the shown content and the new one by what the city calls sensitive."""
    changed = [name for name in new if new[name] != shown[name]]
    waiting = {name for name in changed if name in sensitive}
    for group in TOGETHER:
        if group & waiting:
            waiting |= group
    return Split(
        tuple(name for name in changed if name not in waiting), tuple(name for name in changed if name in waiting)
    )


def mixed(shown: Mapping[str, Any], new: Mapping[str, Any], split: Split) -> dict[str, Any]:
    """The shown content with what counts at once."""
    return {**shown, **{name: new[name] for name in split.at_once}}


@dataclass(frozen=True)
class Standing:
    """How an offer stands with a city, as far as publishing at once depends on it."""

    state: PublicationState
    reason: str  # what the city last asked for or refused; empty when nothing is open
    listing: ListingState | None
    is_trusted: bool
    next_start: datetime | None


def at_once(standing: Standing, policy: PublishAtOnce, now: datetime) -> LookReason | None:
    """Why the city shows a text of this association without looking first; None where it looks first.

    What the city has refused or wants changed always goes back to it, however much it trusts the association.
    """
    refused = standing.state in (PublicationState.REJECTED, PublicationState.CHANGES_REQUESTED)
    if policy is PublishAtOnce.NOBODY or standing.listing is not ListingState.VERIFIED or refused or standing.reason:
        return None
    if standing.is_trusted:
        return LookReason.TRUSTED
    starts_soon = standing.next_start is not None and now < standing.next_start <= now + SOON
    return LookReason.SOON if policy is PublishAtOnce.TRUSTED_AND_SOON and starts_soon else None

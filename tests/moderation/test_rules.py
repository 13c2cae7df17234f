"""What a decision needs and what staff are told to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.rules import (
    Finding,
    ReasonMissing,
    ReasonTooShort,
    Seen,
    VerdictUnsuitable,
    check_reason,
    check_verdict,
    findings,
    queue_order,
)

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def seen(**changes: object) -> Seen:
    usual: dict[str, object] = {
        "text": "Wir backen Brot.", "target_groups": ["everyone"], "has_background_check": False, "is_verified": True,
        "is_ongoing": False, "next_start": NOW + timedelta(days=20),
    }  # fmt: skip
    return Seen(**(usual | changes))


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.REQUEST_CHANGES])
def test_a_refusal_needs_a_reason_that_explains(verdict: Verdict) -> None:
    with pytest.raises(ReasonMissing):
        check_reason(verdict, "")
    with pytest.raises(ReasonTooShort):
        check_reason(verdict, "nein")
    check_reason(verdict, "Der Ort fehlt noch.")


def test_an_approval_may_stay_silent() -> None:
    check_reason(Verdict.APPROVE, "")


@pytest.mark.parametrize("kind", [CaseKind.ASSOCIATION, CaseKind.CLAIM])
def test_only_offers_are_sent_back_for_changes(kind: CaseKind) -> None:
    with pytest.raises(VerdictUnsuitable):
        check_verdict(kind, Verdict.REQUEST_CHANGES)
    check_verdict(CaseKind.OPPORTUNITY, Verdict.REQUEST_CHANGES)


def test_nothing_to_find_in_a_quiet_offer() -> None:
    assert findings(seen(), NOW) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"next_start": NOW + timedelta(days=4, hours=23)}, Finding.STARTS_SOON),
        ({"next_start": None}, Finding.NO_DATE_LEFT),
        ({"is_verified": False}, Finding.UNVERIFIED),
        ({"text": "Schreiben Sie an petra.sommer@lernhaus.example."}, Finding.EMAIL_IN_TEXT),
        ({"text": "Rufen Sie an: 07243 0000-56"}, Finding.PHONE_IN_TEXT),
        ({"target_groups": ["children"]}, Finding.CHILDREN_WITHOUT_CHECK),
    ],
)
def test_what_stands_out_is_found(changes: dict[str, object], finding: Finding) -> None:
    assert findings(seen(**changes), NOW) == [finding]


def test_a_postcode_and_a_year_are_no_phone_number() -> None:
    assert findings(seen(text="76275 Ettlingen, seit 1998, 60 Gäste um 12.30 Uhr"), NOW) == []


def test_children_with_a_background_check_need_no_remark() -> None:
    assert findings(seen(target_groups=["children"], has_background_check=True), NOW) == []


def test_the_soonest_start_comes_first_then_the_longest_wait() -> None:
    day = timedelta(days=1)
    soon_late, soon_early = (NOW + day, NOW), (NOW + day, NOW - day)
    later, never = (NOW + 9 * day, NOW - 9 * day), (None, NOW - 30 * day)
    ordered = sorted([never, later, soon_late, soon_early], key=lambda item: queue_order(*item))
    assert ordered == [soon_early, soon_late, later, never]

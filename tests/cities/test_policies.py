"""What a city may decide for itself, and how stored decisions are read. No database."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engagement.cities.labels import PUBLISH_AT_ONCE_HINTS, PUBLISH_AT_ONCE_LABELS, SENSITIVE_LABELS
from engagement.cities.policies import (
    ALWAYS_SENSITIVE,
    DEFAULT_POLICIES,
    SENSITIVE_CHOICES,
    SENSITIVE_DEFAULT,
    GuardianAgeInvalid,
    PeriodTooLong,
    PeriodTooShort,
    Policies,
    PublishAtOnce,
    UnknownPeriod,
    UnknownSensitiveField,
    check_policies,
    policies_from,
    policies_of,
)
from engagement.opportunities.models import CONTENT_COLUMNS

DAYS = {"completed": 365, "ended": 30}


def city(stored: Any) -> Any:
    return SimpleNamespace(policies=stored)


def test_a_new_city_has_the_defaults() -> None:
    assert policies_of(city({})) == DEFAULT_POLICIES
    assert DEFAULT_POLICIES.publish_at_once is PublishAtOnce.TRUSTED
    assert DEFAULT_POLICIES.guardian_age == 18
    assert DEFAULT_POLICIES.sensitive_fields == SENSITIVE_DEFAULT


def test_what_is_stored_is_read_back() -> None:
    wanted = Policies(PublishAtOnce.NOBODY, frozenset({"title", "description_html", "town"}), 16, {"ended": 7})
    assert policies_from(wanted.to_dict()) == wanted
    assert policies_from(json.dumps(wanted.to_dict())) == wanted


@pytest.mark.parametrize(
    "stored",
    [
        None, [], "nobody", {"publish_at_once": "everybody"}, {"publish_at_once": ["nobody"]},
        {"guardian_age": 12}, {"guardian_age": "16"}, {"guardian_age": [16]}, {"sensitive_fields": "title"},
        {"sensitive_fields": [1]}, {"periods": [30]}, {"periods": {"ended": "7"}}, {"periods": {"ended": 0}},
        {"periods": {"ended": True}}, {"something": "else"},
    ],
)  # fmt: skip
def test_broken_or_unknown_values_are_the_safe_default(stored: Any) -> None:
    assert policies_of(SimpleNamespace(policies=stored)) == DEFAULT_POLICIES
    assert policies_from(json.dumps(stored)) == DEFAULT_POLICIES


@pytest.mark.parametrize("text", ["", "{", "null", "7"])
def test_a_broken_text_is_the_safe_default(text: str) -> None:
    assert policies_from(text) == DEFAULT_POLICIES


def test_title_and_description_always_go_back_to_review() -> None:
    assert policies_from({"sensitive_fields": ["shoe_size"]}).sensitive_fields == ALWAYS_SENSITIVE
    assert not policies_from({"sensitive_fields": []}).is_sensitive("allowance")


def test_a_city_only_shortens_periods() -> None:
    policies = Policies(periods={"ended": 7, "completed": 4000})
    assert policies.days("ended", 30) == 7
    assert policies.days("completed", 365) == 365
    assert policies.days("audit", 730) == 730


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"sensitive_fields": frozenset({"shoe_size"})}, UnknownSensitiveField),
        ({"guardian_age": 14}, GuardianAgeInvalid),
        ({"periods": {"shoes": 3}}, UnknownPeriod),
        ({"periods": {"ended": 31}}, PeriodTooLong),
        ({"periods": {"ended": 0}}, PeriodTooShort),
    ],
)
def test_what_no_city_may_decide(change: dict[str, Any], refusal: type[Exception]) -> None:
    check_policies(Policies(periods={"ended": 30}), DAYS)
    with pytest.raises(refusal):
        check_policies(replace(Policies(), **change), DAYS)


def test_every_choice_is_a_content_column_and_has_a_name() -> None:
    assert set(SENSITIVE_CHOICES) <= set(CONTENT_COLUMNS)
    assert set(SENSITIVE_CHOICES) >= SENSITIVE_DEFAULT >= ALWAYS_SENSITIVE
    assert tuple(SENSITIVE_LABELS) == SENSITIVE_CHOICES
    assert set(PUBLISH_AT_ONCE_LABELS) == set(PublishAtOnce)
    assert set(PUBLISH_AT_ONCE_HINTS) == {member.value for member in PublishAtOnce}

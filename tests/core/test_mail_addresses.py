"""Plain addresses are told at once, with the very verdict of the library that decides on all others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st
from wtforms.validators import Email as AnyEmail  # noqa: TID251  # what the other is compared with
from wtforms.validators import ValidationError

from engagement.core import mail_addresses
from engagement.core.forms import Email
from engagement.core.mail_addresses import is_plain_address

TEXT = "This is no e-mail address."
# What the rules of addresses turn on, in both halves; among it what small letters make of Kelvin and long s.
_PIECES = st.sampled_from([
    "a", "Mara", "9", "-", "--", ".", "..", "_", "+", "'", "{", "~", "@", "@@", "<", ">", '"', "\\", " ", "\n", "\0",
    "ü", "ß", "ſ", "K", "\u0338", "。", "xn--", "XN--", "ab--c", "xn--mnchen-3ya", "[127.0.0.1]", "a" * 61, "b" * 64,
    "leute", ".example", ".de", ".test", ".local", "localhost", ".invalid", ".123", "info", "aa.", "a." * 100,
])  # fmt: skip
_HALVES = st.lists(_PIECES, min_size=0, max_size=6).map("".join)
_MADE = st.tuples(_HALVES, _HALVES).map("@".join)


def _is_valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _refusal(check: AnyEmail, typed: str | None) -> str | None:
    field: Any = SimpleNamespace(data=typed)
    try:
        check(None, field)
    except ValidationError as refusal:
        return str(refusal)
    return None


@settings(deadline=None)  # the machine may have other things to do
@given(address=st.one_of(_MADE, st.emails(), st.text(max_size=40), _HALVES))
def test_the_verdict_is_always_that_of_the_library(address: str) -> None:
    assert not is_plain_address(address) or _is_valid(address)
    assert _refusal(Email(TEXT), address) == _refusal(AnyEmail(TEXT), address) == (None if _is_valid(address) else TEXT)


@pytest.mark.parametrize(
    "typed", [None, "", "mara", "mara@leute", "mara@leute..de", "mara@-leute.de", "mara@host.local"]
)
def test_what_is_no_address_is_refused(typed: str | None) -> None:
    assert _refusal(Email(TEXT), typed) == TEXT


@pytest.mark.parametrize(
    "address",
    [
        "mara@leute.example", "Mara.Muster+fest@Verein-am-Berg.de", "o'neill@x.co", "a@b.de", "9@9.de",
        "a" * 64 + "@leute.de", "info@" + "a." * 120 + "de",
    ],
)  # fmt: skip
def test_what_people_have_needs_no_second_look(address: str) -> None:
    assert is_plain_address(address) and _is_valid(address)


@pytest.mark.parametrize(
    "address",
    [
        "mara@münchen.de", "jürgen@leute.de", "mara@xn--mnchen-3ya.de", "a" * 65 + "@leute.de", '"mara m"@leute.de',
        "mara@leute.de\n", "Mara <mara@leute.de>", "mara@leute.example@leute.de", "info@" + "a." * 124 + "de",
    ],
)  # fmt: skip
def test_of_all_others_nothing_is_said(address: str) -> None:
    assert not is_plain_address(address)


def test_domains_are_kept_and_people_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def listening(address: str, **options: Any) -> Any:
        asked.append(address)
        return validate_email(address, **options)

    monkeypatch.setattr(mail_addresses, "validate_email", listening)
    for person in ("mara", "hanna", "mara"):
        assert is_plain_address(f"{person}@once-asked.example")
    assert asked == ["a@once-asked.example"]

"""Passwords, counting, sessions: rules without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.accounts.banned import is_banned
from engagement.accounts.enums import AttemptKind, SignInMethod
from engagement.accounts.requirements import Step, Subject, next_step
from engagement.accounts.rules.attempts import (
    LIMITS,
    TooManyAttempts,
    TooManyMails,
    check_attempts,
    network_of,
    waits_until,
)
from engagement.accounts.rules.passwords import (
    PasswordBanned,
    PasswordPersonal,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
)
from engagement.accounts.rules.sessions import device_name, is_alive, needs_touch

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
WORDS = ["mara.muster@rathaus.example", "Mara Muster", "Mitmachen", "Bad Büchig"]


def check(password: str) -> None:
    check_password(password, is_banned=is_banned, words=WORDS)


@pytest.mark.parametrize(
    "password",
    [
        "vier wörter und ein hut",
        "gxqz-7712",
        "Schöne Grüße aus Büchig",
        "e" * 3 + "k7zqp",
        "日本語のパスワード",
        "🌻🌼🌷🌹🌺🍀🍁🍂",
    ],
)
def test_good_passwords_pass(password: str) -> None:
    check(password)


def test_length_is_counted_in_code_points_after_composing() -> None:
    with pytest.raises(PasswordTooShort) as refusal:
        check("zu kurz")
    assert refusal.value.values == {"length": 8}
    with pytest.raises(PasswordTooShort):
        check("u\u0308o\u0308a\u0308xq")  # ten code points as typed, five letters
    check("xq7 " * 32)  # 128
    check("xq7 " * 64)
    with pytest.raises(PasswordTooLong):
        check("xq7 " * 64 + "x")


@pytest.mark.parametrize(
    "password",
    [
        "password", "Passwort", "qwertzuiop", "12345678", "87654321", "abcdefgh", "aaaaaaaa", "abababab",
        "passwort2024!", "Schatzi123", "sunshine1",
    ],
)  # fmt: skip
def test_what_everybody_knows_is_banned(password: str) -> None:
    with pytest.raises(PasswordBanned):
        check(password)


@pytest.mark.parametrize(
    "password",
    ["mara.muster@rathaus.example", "MaraMuster", "muster2026", "BadBüchig1", "badbuchig", "Mara Muster 1"],
)  # fmt: skip
def test_what_others_know_of_the_person_is_refused(password: str) -> None:
    with pytest.raises(PasswordPersonal):
        check(password)


def test_the_platform_s_own_name_is_refused() -> None:
    with pytest.raises((PasswordPersonal, PasswordBanned)):
        check("Mitmachen2026")


def test_a_few_attempts_pass_then_the_wait_doubles_up_to_a_bound() -> None:
    limit = LIMITS[AttemptKind.SIGN_IN_ACCOUNT]
    waits = []
    for count in range(12):
        until = waits_until([NOW] * count, limit, NOW)
        waits.append(0 if until is None else round((until - NOW).total_seconds()))
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


def test_a_wait_ends_and_old_attempts_are_forgotten() -> None:
    limit = LIMITS[AttemptKind.SIGN_IN_ACCOUNT]
    attempts = [NOW - timedelta(minutes=minutes) for minutes in (50, 40, 30, 20, 10)]
    assert waits_until([*attempts[:4], NOW - timedelta(seconds=20)], limit, NOW) == NOW + timedelta(seconds=10)
    assert waits_until([*attempts[:4], NOW - timedelta(seconds=31)], limit, NOW) is None
    assert waits_until([NOW - timedelta(minutes=61)] * 100, limit, NOW) is None


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=7200), max_size=300))
def test_nobody_waits_longer_than_the_bound(ages: list[int]) -> None:
    attempts = [NOW - timedelta(seconds=age) for age in ages]
    for limit in LIMITS.values():
        until = waits_until(attempts, limit, NOW)
        assert until is None or NOW < until <= NOW + limit.longest_wait


def test_the_refusal_names_the_minutes() -> None:
    with pytest.raises(TooManyAttempts) as refusal:
        check_attempts(AttemptKind.SIGN_IN_ACCOUNT, [NOW] * 8, NOW)
    assert refusal.value.seconds == 240
    assert "4 minutes" in str(refusal.value)
    with pytest.raises(TooManyAttempts, match="one minute"):
        check_attempts(AttemptKind.SIGN_IN_ACCOUNT, [NOW] * 5, NOW)
    with pytest.raises(TooManyMails, match="several mails"):
        check_attempts(AttemptKind.MAIL_RECIPIENT, [NOW] * 5, NOW)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_one_ipv6_customer_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def alive(**changes: object) -> bool:
    values: dict[str, object] = {
        "now": NOW, "last_seen_at": NOW, "expires_at": NOW + timedelta(days=1), "ended_at": None, "is_staff": False,
        "method": SignInMethod.PASSWORD,
    }  # fmt: skip
    return is_alive(**(values | changes))


def test_sessions_end_by_themselves() -> None:
    assert alive()
    assert not alive(ended_at=NOW)
    assert not alive(expires_at=NOW)
    assert alive(last_seen_at=NOW - timedelta(days=29))
    assert not alive(last_seen_at=NOW - timedelta(days=30))


def test_staff_have_shorter_sessions_and_need_the_password() -> None:
    assert alive(is_staff=True, last_seen_at=NOW - timedelta(hours=11))
    assert not alive(is_staff=True, last_seen_at=NOW - timedelta(hours=12))
    assert alive(method=SignInMethod.CODE)
    assert not alive(is_staff=True, method=SignInMethod.CODE)


def test_a_session_is_touched_every_five_minutes() -> None:
    assert not needs_touch(NOW - timedelta(minutes=4, seconds=59), NOW)
    assert needs_touch(NOW - timedelta(minutes=5), NOW)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
    ],
)  # fmt: skip
def test_devices_have_names_that_people_recognise(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_what_a_sign_in_needs() -> None:
    person, staff = Subject(email_confirmed=True, is_staff=False), Subject(email_confirmed=True, is_staff=True)
    assert next_step(person, SignInMethod.PASSWORD) is Step.DONE
    assert next_step(person, SignInMethod.CODE) is Step.DONE
    assert next_step(staff, SignInMethod.PASSWORD) is Step.DONE
    assert next_step(staff, SignInMethod.CODE) is Step.USE_PASSWORD
    for is_staff in (True, False):
        for method in SignInMethod:
            assert next_step(Subject(False, is_staff), method) is Step.CONFIRM_EMAIL

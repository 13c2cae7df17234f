"""How long a sign-in lasts (OWASP ASVS 5.0, 7.3: an idle and an absolute limit, shorter for power over others)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from engagement.accounts.enums import SignInMethod

ABSOLUTE = timedelta(days=90)
IDLE = timedelta(days=30)
STAFF_IDLE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)


def is_alive(
    *, now: datetime, last_seen_at: datetime, expires_at: datetime, ended_at: datetime | None, is_staff: bool,
    method: str,
) -> bool:  # fmt: skip
    """Whether a session still counts.

    A code is not enough for staff: who becomes staff signs in again, with the password.
    """
    if ended_at is not None or now >= expires_at:
        return False
    if is_staff and method != SignInMethod.PASSWORD:
        return False
    return now - last_seen_at < (STAFF_IDLE if is_staff else IDLE)


def needs_touch(last_seen_at: datetime, now: datetime) -> bool:
    """Whether it is worth a write to note that the person is still there."""
    return now - last_seen_at >= TOUCH_EVERY


_BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"), ("Opera", r"\bOPR/"), ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"), ("Chrome", r"\b(Chrome|CriOS|Chromium)/"), ("Safari", r"\bSafari/"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"), ("iPad", r"\biPad\b"), ("Android", r"\bAndroid\b"), ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b"), ("Linux", r"\bLinux\b"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """A name by which people recognise their own device: „Firefox, Windows“. Empty when nothing is recognised.

    No version and nothing else is kept: it need not tell devices apart, only remind their owner.
    """
    browser = next((name for name, pattern in _BROWSERS if re.search(pattern, user_agent)), "")
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, user_agent)), "")
    return ", ".join(part for part in (browser, system) if part)

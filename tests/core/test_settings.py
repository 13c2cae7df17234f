"""Settings come from the environment, and production does not start without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import REQUIRED_IN_PRODUCTION, Settings, SettingsError

COMPLETE = {
    "ENGAGEMENT_ENV": "production", "SECRET_KEY": "s" * 64, "DATABASE_URL": "postgresql://u:p@db/name",
    "MAIL_URL": "smtp://mail.example:587", "MAIL_FROM": "mitmachen@stadt.example", "MEDIA_URL": "file:///srv/media",
    "PLATFORM_HOST": "mitmachen.example",
}  # fmt: skip


def test_a_complete_environment_is_taken_as_it_is(tmp_path: Path) -> None:
    settings = Settings.from_environment(COMPLETE | {"INSTANCE_PATH": str(tmp_path)})
    assert settings.uses_https
    assert settings.base_url == "https://mitmachen.example"
    assert not settings.is_demo
    assert not list(tmp_path.iterdir()), "production keeps no key of its own"


@pytest.mark.parametrize("missing", sorted(REQUIRED_IN_PRODUCTION))
def test_production_names_what_is_missing(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        Settings.from_environment({name: value for name, value in COMPLETE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"), ("MAIL_URL", "maildir:///srv/mail"), ("MAIL_FROM", "Stadt"),
        ("MAIL_FROM", "Stadt <a@stadt.example>"), ("DATABASE_URL", "mysql://db"), ("MEDIA_URL", "/srv/media"),
        ("BOUNCES_URL", "imaps://mail.example"), ("SECRET_KEY_FALLBACKS", "short"),
        ("PLATFORM_HOST", "https://mitmachen.example"), ("TRUSTED_PROXIES", "one"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(COMPLETE | {name: value})


def test_a_host_without_an_environment_stops_the_start(tmp_path: Path) -> None:
    """A forgotten ENGAGEMENT_ENV would serve a town over http with a development key."""
    with pytest.raises(SettingsError, match="ENGAGEMENT_ENV"):
        Settings.from_environment({"PLATFORM_HOST": "mitmachen.example", "INSTANCE_PATH": str(tmp_path)})
    assert Settings.from_environment({"INSTANCE_PATH": str(tmp_path)}).environment == "development"

"""Settings of an installation. They come from the environment only; the table is in docs/settings.md.

Each field's comment is the sentence an operator needs. Development and demo fill in what is missing; production
does not start without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "demo", "test", "production")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
MAIL_SCHEMES = ("smtp", "smtps", "maildir")
MIN_SECRET_LENGTH = 32


class SettingsError(Exception):
    """The environment lacks a setting or holds one that cannot be used; the message is for the operator."""


@dataclass(frozen=True)
class Settings:
    environment: str = "development"
    secret_key: str = ""
    secret_key_fallbacks: tuple[str, ...] = ()
    database_url: str = ""
    mail_url: str = ""
    mail_from: str = ""
    bounces_url: str = ""
    media_url: str = ""
    redis_url: str = ""
    platform_host: str = ""
    platform_name: str = "Mitmachen"
    trusted_proxies: int = 0
    map_tiles: str = ""
    map_attribution: str = "© OpenStreetMap"
    map_start: str = ""
    log_format: str = "text"
    log_level: str = "WARNING"
    instance_path: Path = field(default=ROOT / "instance")

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_demo(self) -> bool:
        """Whether demo logins and the mailbox page exist."""
        return self.environment == "demo"

    @property
    def shows_styleguide(self) -> bool:
        return self.environment != "production"

    @property
    def uses_https(self) -> bool:
        return self.is_production

    @property
    def base_url(self) -> str:
        """Scheme and host for links in mails, without a slash at the end."""
        return f"{'https' if self.uses_https else 'http'}://{self.platform_host}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check the settings.

        Raises:
            SettingsError: a value is missing in production, or cannot be used anywhere. It names every problem at once.
        """
        environment = environ.get("ENGAGEMENT_ENV", "")
        if not environment and environ.get("PLATFORM_HOST"):
            # A forgotten line must not serve a town over http with a development key.
            raise SettingsError(
                "PLATFORM_HOST is set, but ENGAGEMENT_ENV is not. Set it to production, or to demo or development."
            )
        environment = environment or "development"
        if environment not in ENVIRONMENTS:
            raise SettingsError(f"ENGAGEMENT_ENV is “{environment}”; it must be one of {', '.join(ENVIRONMENTS)}.")
        instance = Path(environ.get("INSTANCE_PATH") or ROOT / "instance").resolve()
        values = {name: environ.get(name, "").strip() for name in REQUIRED_IN_PRODUCTION}
        if environment == "production":
            _refuse_missing(values)
        port = environ.get("PORT", "8000")
        settings = cls(
            environment=environment,
            secret_key=values["SECRET_KEY"] or _local_secret(instance, environment),
            secret_key_fallbacks=_several(environ, "SECRET_KEY_FALLBACKS"),
            database_url=values["DATABASE_URL"] or f"sqlite:///{instance / 'engagement.sqlite'}",
            mail_url=values["MAIL_URL"] or f"maildir://{instance / 'mailbox'}",
            mail_from=values["MAIL_FROM"] or "mitmachen@region.example",
            bounces_url=environ.get("BOUNCES_URL", "").strip(),
            media_url=values["MEDIA_URL"] or f"file://{instance / 'media'}",
            redis_url=environ.get("REDIS_URL", "").strip(),
            platform_host=values["PLATFORM_HOST"] or f"127.0.0.1:{port}",
            platform_name=environ.get("PLATFORM_NAME", "Mitmachen"),
            map_tiles=environ.get("MAP_TILES", "").strip(),
            map_attribution=environ.get("MAP_ATTRIBUTION", "").strip() or "© OpenStreetMap",
            map_start=environ.get("MAP_START", "").strip(),
            trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES"),
            log_format=environ.get("LOG_FORMAT", "").strip() or ("json" if environment == "production" else "text"),
            log_level=environ.get("LOG_LEVEL", "").strip().upper()
            or ("INFO" if environment == "production" else "WARNING"),
            instance_path=instance,
        )
        settings._check()
        return settings

    def _check(self) -> None:
        """Raise SettingsError that names every problem at once."""
        checks = {
            f"SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters.": not self.is_production
            or len(self.secret_key) >= MIN_SECRET_LENGTH,
            f"SECRET_KEY_FALLBACKS must be keys of at least {MIN_SECRET_LENGTH} characters, divided by commas.": (
                not self.is_production or all(len(key) >= MIN_SECRET_LENGTH for key in self.secret_key_fallbacks)
            ),
            "MAIL_URL must begin with smtp://, smtps:// or maildir://.": urlsplit(self.mail_url).scheme in MAIL_SCHEMES,
            "MAIL_URL must be an SMTP server in production; maildir:// only feeds the demo's mailbox.": not (
                self.is_production and self.mail_url.startswith("maildir:")
            ),
            "MAIL_FROM must be a mail address alone, for example mitmachen@town.example.": bool(
                re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", self.mail_from)
            ),
            "BOUNCES_URL must be imaps://user:password@host/folder, or imap:// with STARTTLS.": not self.bounces_url
            or _is_mailbox(self.bounces_url),
            "DATABASE_URL must begin with sqlite:/// or postgresql://.": self.database_url.startswith(
                ("sqlite:", "postgresql:", "postgresql+psycopg:")
            ),
            "MEDIA_URL must begin with file:// or s3://.": self.media_url.startswith(("file://", "s3://")),
            "MAP_TILES must be an https:// address, or a path of this site, with {z}, {x} and {y} in it.": (
                not self.map_tiles or _is_tile_address(self.map_tiles)
            ),
            "MAP_START is latitude, longitude and zoom, for example 49.03,8.70,11.": not self.map_start
            or bool(re.fullmatch(r"-?\d+(\.\d+)?, ?-?\d+(\.\d+)?, ?\d{1,2}", self.map_start)),
            f"LOG_FORMAT must be one of {', '.join(LOG_FORMATS)}.": self.log_format in LOG_FORMATS,
            f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.": self.log_level in LOG_LEVELS,
            "PLATFORM_HOST is a host name, with a port if needed, without http:// and without a path.": "/"
            not in self.platform_host,
        }
        if problems := [problem for problem, is_fine in checks.items() if not is_fine]:
            raise SettingsError(" ".join(problems))


def _is_mailbox(address: str) -> bool:
    url = urlsplit(address)
    return url.scheme in ("imap", "imaps") and bool(url.hostname and url.username and url.password)


def _is_tile_address(address: str) -> bool:
    """It stands in a header and in an attribute, so that nothing may end either."""
    is_address = re.fullmatch(r"(https://[^\s;,'\"/]+)?/[^\s;,'\"]*", address) is not None
    return is_address and not address.startswith("//") and all(part in address for part in ("{z}", "{x}", "{y}"))


REQUIRED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random value, for example from `openssl rand -hex 32`",
    "DATABASE_URL": "where the data is, for example postgresql://user:password@host/name",
    "MAIL_URL": "the SMTP server, for example smtp://user:password@host:587",
    "MAIL_FROM": "the sender of all mails, for example mitmachen@town.example",
    "MEDIA_URL": "where pictures are kept: file:///folder or s3://bucket/prefix",
    "PLATFORM_HOST": "the public host name, for example mitmachen.example",
}


def _refuse_missing(values: Mapping[str, str]) -> None:
    missing = [f"{name} ({REQUIRED_IN_PRODUCTION[name]})" for name, value in values.items() if not value]
    if missing:
        raise SettingsError("Production needs these settings in the environment: " + "; ".join(missing) + ".")


def _several(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(value for each in environ.get(name, "").split(",") if (value := each.strip()))


def _whole_number(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name, "0") or "0"
    if not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not “{value}”.")
    return int(value)


def _local_secret(instance: Path, environment: str) -> str:
    """A random key kept in the instance folder, so that restarts keep people signed in. Never used in production."""
    if environment == "test":
        return "test-only-" + "0" * MIN_SECRET_LENGTH
    path = instance / "secret_key"
    if not path.exists():
        import secrets

        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()

"""Keyed hashes: what the database must recognise, but nobody who reads it may learn or guess."""

from __future__ import annotations

import functools
import hashlib
import hmac

from flask import current_app


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 as 64 hexadecimal digits, with a key of its own for each purpose."""
    return _keyed(current_app.config["SECRET_KEY"], purpose, value)


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """What `keyed_hash` gives, and what it gave under earlier keys: for finding what was stored or mailed then."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return [_keyed(key, purpose, value) for key in keys]


def _keyed(secret: str, purpose: str, value: str) -> str:
    return hmac.digest(_key(secret, purpose), value.encode(), hashlib.sha256).hex()


@functools.lru_cache(maxsize=256)
def _key(secret: str, purpose: str) -> bytes:
    """Purposes are few, and named in the code."""
    return hmac.digest(secret.encode(), f"engagement:{purpose}".encode(), hashlib.sha256)


def token_hash(token: str) -> str:
    """What the database keeps of a random token. It has 256 bits, so it needs neither salt nor key."""
    return hashlib.sha256(token.encode()).hexdigest()

"""Hashing passwords with Argon2id. A hash takes about 0.1 s, so it is never made inside a write transaction."""

from __future__ import annotations

import hmac
from functools import cache

import argon2

from engagement.accounts.keyed import keyed_hash, keyed_hashes
from engagement.accounts.rules.passwords import normalise_password

# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes; 16 bytes of salt, 32 of tag. Stronger than
# the minimum of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes). Each hash in parallel needs its own 64 MiB.
_hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.RFC_9106_LOW_MEMORY)


def hash_password(plain: str) -> str:
    """The hash to store, with its parameters and salt. Takes about 0.1 s."""
    return _hasher.hash(normalise_password(plain))


def verify_password(plain: str, stored: str | None) -> bool:
    """Whether the password fits. Without a stored hash it works as long and says no, so that time tells nothing."""
    try:
        _hasher.verify(stored or _dummy_hash(), normalise_password(plain))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's; sign-in then makes a new one."""
    return _hasher.check_needs_rehash(stored)


def fingerprint(stored: str | None) -> str:
    """A short value that changes with the password, without telling anything about it. Binds a reset link to it."""
    return keyed_hash("password-fingerprint", stored or "")[:16]


def is_fingerprint(said: str, stored: str | None) -> bool:
    """Whether `said` is the fingerprint of a password, also if it was made under an earlier SECRET_KEY."""
    known = [each[:16] for each in keyed_hashes("password-fingerprint", stored or "")]
    return any(hmac.compare_digest(each, said) for each in known)


@cache
def _dummy_hash() -> str:
    return _hasher.hash("nobody has this password")

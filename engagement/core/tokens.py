"""Signed links for mails. A token names a purpose and plain values; what makes it void again is checked by its user."""

from __future__ import annotations

import functools
import hashlib
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from engagement.kernel.errors import N_, DomainError


class TokenInvalid(DomainError):
    message = N_("This link is not valid. Please check that you copied all of it.")


class TokenExpired(DomainError):
    message = N_("This link is too old.")


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    # The last one signs; what an earlier one has signed holds as well.
    return _made(purpose, (*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]))


@functools.cache
def _made(purpose: str, keys: tuple[str, ...]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys, salt=f"token:{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def sign(purpose: str, values: Any) -> str:
    """A token for an address; `values` are JSON and readable by whoever holds it, so put nothing secret in."""
    return _serializer(purpose).dumps(values)


def read(purpose: str, token: str, *, max_age_seconds: int | None = None) -> Any:
    """The values of a token.

    Raises:
        TokenExpired: it is older than `max_age_seconds`.
        TokenInvalid: it was not made here, or for another purpose.
    """
    try:
        return _serializer(purpose).loads(token, max_age=max_age_seconds)
    except SignatureExpired:
        raise TokenExpired from None
    except BadSignature:
        raise TokenInvalid from None


def read_signed(purpose: str, token: str) -> tuple[Any, datetime]:
    """The values of a token and when it was made, to the second. Raises TokenInvalid."""
    try:
        values, made_at = _serializer(purpose).loads(token, return_timestamp=True)
    except BadSignature:
        raise TokenInvalid from None
    return values, made_at

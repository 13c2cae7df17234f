"""The link under which somebody says how it was: only ever mailed to her."""

from __future__ import annotations

from engagement.core.links import Address, external_url
from engagement.core.tokens import TokenExpired, read_signed, sign
from engagement.registrations.queries.links import is_void

PURPOSE = "feedback"


def feedback_token(registration_id: str) -> str:
    """The token of the question about a registration (public id)."""
    return sign(PURPOSE, registration_id)


def read_feedback_token(token: str) -> str:
    """The registration's public id. Raises TokenInvalid, TokenExpired: its person has gone, or has another address."""
    public_id, made_at = read_signed(PURPOSE, token)
    if is_void(str(public_id), made_at):
        raise TokenExpired
    return str(public_id)


def feedback_url(city_slug: str, registration_id: str) -> Address:
    """The complete address for a mail."""
    return external_url("public.feedback", city=city_slug, token=feedback_token(registration_id))

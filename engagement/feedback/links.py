"""The link under which somebody says how it was: only ever mailed to her."""

from __future__ import annotations

from engagement.core.links import Address, external_url
from engagement.core.tokens import read, sign

PURPOSE = "feedback"


def feedback_token(registration_id: str) -> str:
    """The token of the question about a registration (public id)."""
    return sign(PURPOSE, registration_id)


def read_feedback_token(token: str) -> str:
    """The registration's public id. Raises TokenInvalid."""
    return str(read(PURPOSE, token))


def feedback_url(city_slug: str, registration_id: str) -> Address:
    """The complete address for a mail."""
    return external_url("public.feedback", city=city_slug, token=feedback_token(registration_id))

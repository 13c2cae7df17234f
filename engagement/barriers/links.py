"""The signed address of a report's own page, for who sent it."""

from __future__ import annotations

from engagement.core.links import external_url
from engagement.core.tokens import read, sign

BARRIER = "barrier"


def barrier_token(public_id: str) -> str:
    return sign(BARRIER, public_id)


def read_barrier_token(token: str) -> str:
    """The report's public id. Raises TokenInvalid."""
    return str(read(BARRIER, token))


def barrier_url(city_slug: str, public_id: str) -> str:
    """The complete address for a mail."""
    return external_url("public.barrier", city=city_slug, token=barrier_token(public_id))

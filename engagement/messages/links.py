"""The link by which a person reads and answers, without signing in. Only ever mailed to her."""

from __future__ import annotations

from engagement.core.links import Address, external_url
from engagement.core.tokens import read, sign

PURPOSE = "messages"


def thread_token(public_id: str) -> str:
    return sign(PURPOSE, public_id)


def read_thread_token(token: str) -> str:
    """The thread's public id. Raises TokenInvalid."""
    return str(read(PURPOSE, token))


def thread_url(city_slug: str, public_id: str) -> Address:
    """The complete address for a mail."""
    return external_url("public.messages", city=city_slug, token=thread_token(public_id))

"""The link by which a person reaches her registration, with or without an account.

It does not run out by itself: it is void when the row is gone, and `rules.is_link_alive` ends it long after the date.
Whoever holds it may confirm and withdraw, so it is only ever mailed to the person or shown to her when signed in.
"""

from __future__ import annotations

from engagement.core.links import Address, external_url
from engagement.core.tokens import read, sign

PURPOSE = "registration"


def registration_token(public_id: str) -> str:
    """The token of a registration's page."""
    return sign(PURPOSE, public_id)


def read_registration_token(token: str) -> str:
    """The registration's public id. Raises TokenInvalid."""
    return str(read(PURPOSE, token))


def registration_url(city_slug: str, public_id: str) -> Address:
    """The complete address for a mail."""
    return external_url("public.registration", city=city_slug, token=registration_token(public_id))

"""Papers that belong to one registration, reached by its mailed link."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from engagement.core.permissions import public
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.registrations.queries.background_check import background_check
from engagement.web.background_check import letter
from engagement.web.public import bp


@bp.get("/zusage/<token>/fuehrungszeugnis.pdf", endpoint="background_check")
@public
def background_check_letter(token: str) -> ResponseReturnValue:
    """The letter for the Bürgerbüro. The paper comes back to nobody here: the certificate is shown, not uploaded."""
    public_id = read_registration_token(token)
    registration_view(public_id)  # as long as the link lives
    return letter(background_check(public_id))

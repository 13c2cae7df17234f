"""Mails to somebody come back: her own page says so, and tries again when she asks for it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.web.notices import redirect_with
from engagement.web.public import bp
from engagement.workflows.retry_mail import retry_address_of


@bp.post("/zusage/<token>/mails")
@public
def registration_mails_again(token: str) -> ResponseReturnValue:
    """My address works again: send what waits for it."""
    public_id = read_registration_token(token)
    registration_view(public_id)  # the check that it belongs to this town, and that the link lives
    try:
        retry_address_of(public_id)
    except NotFound:
        raise
    except DomainError as refusal:
        return redirect_with(_(refusal.message, **refusal.values), "public.registration", token=token)
    return redirect_with(_("We try again. What waited for you is on its way."), "public.registration", token=token)

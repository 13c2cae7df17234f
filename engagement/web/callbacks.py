"""„Wir rufen Sie an“: what the pages of a town and of the portal share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from engagement.callbacks import operations
from engagement.callbacks.errors import TooManyRequests
from engagement.core.tokens import read, sign
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.context import the_actor

if TYPE_CHECKING:
    from engagement.callbacks.forms import CallbackForm
    from engagement.cities.models import City

PURPOSE = "callback"
RESULT_SECONDS = 24 * 3600


def ask(form: CallbackForm, city: City) -> Response | int:
    """The receipt to go to, or the status of a refusal, which stands in the form."""
    try:
        operations.ask(
            city.id, name=form.name.data or "", phone=form.phone.data or "", wish=form.wish.data or "",
            reachable=form.reachable.data or "", network=request.remote_addr or "", actor=the_actor(),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return 429 if isinstance(refusal, TooManyRequests) else 422
    # The address holds no person, and is the same whether or not the number is known.
    token = sign(PURPOSE, utcnow().isoformat())
    return redirect(url_for("public.callback_received", city=city.slug, token=token), 303)


def asked_at(token: str) -> datetime:
    """When the receipt was made. Raises TokenInvalid, TokenExpired."""
    return datetime.fromisoformat(read(PURPOSE, token, max_age_seconds=RESULT_SECONDS))

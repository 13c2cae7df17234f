"""The signed-in browser: from the cookie to the person and back. The only part of accounts that sees the request.

The cookie is Flask's signed one and holds a random token (and the CSRF token); what it is worth stands in the row of
`user_session`. Nobody has a cookie before the first successful sign-in, and signing out removes it.
"""

from __future__ import annotations

import logging

from flask import Flask, Request, Response, current_app, g, request, session

from engagement.accounts.enums import SignInMethod
from engagement.accounts.models import User
from engagement.accounts.operations.sessions import end_session_of_token, open_session, touch_session
from engagement.accounts.queries import session_by_token
from engagement.accounts.rules.sessions import device_name, needs_touch
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import login_manager
from engagement.kernel.clock import utcnow

TOKEN = "token"  # noqa: S105  # the name of the entry
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Let Flask-Login ask here. Its own cookies and checks are not used."""
    login_manager.session_protection = None
    login_manager.request_loader(load_user)
    app.after_request(_touch_later)


def load_user(_request: Request) -> User | None:
    """The person of this request. A cookie whose session has ended is taken away with the answer."""
    token = session.get(TOKEN)
    if not token:
        return None
    row = session_by_token(str(token))
    if row is None:
        session.clear()
        return None
    g.user_session_id = row.id
    if needs_touch(row.last_seen_at, utcnow()):
        g.session_to_touch = (row.id, row.user_id)
    return row.user


def current_session_id() -> int | None:
    """The row of this browser's session; None for a visitor."""
    found: int | None = g.get("user_session_id")
    return found


def network_address() -> str:
    """Where the request comes from, for counting attempts. Behind a proxy TRUSTED_PROXIES makes it the visitor's."""
    return request.remote_addr or ""


def start_session(user_id: int, method: SignInMethod) -> None:
    """Sign the browser in; a session that it had before ends. The person counts from the next request on."""
    end_session()
    token = open_session(user_id, method, device=device_name(request.user_agent.string))
    session[TOKEN] = token
    session.permanent = True


def end_session() -> None:
    """Sign the browser out: the row ends, the cookie goes."""
    token = session.get(TOKEN)
    if token:
        end_session_of_token(str(token))
    session.clear()


def _touch_later(response: Response) -> Response:
    """Note that the person is still there, once the answer is sent.

    Without it staff who only read for half a day would be signed out while at work. A GET must not write, so this is
    no part of the request: it has its own transaction after the answer, at most every five minutes, and failing costs
    nothing.
    """
    to_touch = g.pop("session_to_touch", None)
    if to_touch is not None:
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's method is unknown to its type
        response.call_on_close(lambda: _touch(app, *to_touch))
    return response


def _touch(app: Flask, session_id: int, user_id: int) -> None:
    try:
        with app.app_context(), entered(SYSTEM):
            touch_session(session_id, user_id)
    except Exception:
        log.warning("a session was not touched", exc_info=True)

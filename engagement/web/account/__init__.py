"""Pages for one's own account, in a city's look."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/<city>/konto")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.account import bookmarks as bookmarks  # noqa: E402
from engagement.web.account import code as code  # noqa: E402
from engagement.web.account import confirm as confirm  # noqa: E402
from engagement.web.account import delete as delete  # noqa: E402
from engagement.web.account import email as email  # noqa: E402
from engagement.web.account import home as home  # noqa: E402
from engagement.web.account import hours as hours  # noqa: E402
from engagement.web.account import own_data as own_data  # noqa: E402
from engagement.web.account import planning as planning  # noqa: E402
from engagement.web.account import profile as profile  # noqa: E402
from engagement.web.account import reset as reset  # noqa: E402
from engagement.web.account import security as security  # noqa: E402
from engagement.web.account import sign_in as sign_in  # noqa: E402
from engagement.web.account import sign_up as sign_up  # noqa: E402

"""Pages for the staff of a city."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("staff", __name__, url_prefix="/<city>/stadt")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.staff import accessibility as accessibility  # noqa: E402
from engagement.web.staff import association as association  # noqa: E402
from engagement.web.staff import associations as associations  # noqa: E402
from engagement.web.staff import barriers as barriers  # noqa: E402
from engagement.web.staff import callbacks as callbacks  # noqa: E402
from engagement.web.staff import domain as domain  # noqa: E402
from engagement.web.staff import easy as easy  # noqa: E402
from engagement.web.staff import entries as entries  # noqa: E402
from engagement.web.staff import feedback as feedback  # noqa: E402
from engagement.web.staff import invitation as invitation  # noqa: E402
from engagement.web.staff import log as log  # noqa: E402
from engagement.web.staff import look as look  # noqa: E402
from engagement.web.staff import mails as mails  # noqa: E402
from engagement.web.staff import me as me  # noqa: E402
from engagement.web.staff import merging as merging  # noqa: E402
from engagement.web.staff import notes as notes  # noqa: E402
from engagement.web.staff import pages as pages  # noqa: E402
from engagement.web.staff import people as people  # noqa: E402
from engagement.web.staff import person as person  # noqa: E402
from engagement.web.staff import queue as queue  # noqa: E402
from engagement.web.staff import record as record  # noqa: E402
from engagement.web.staff import reports as reports  # noqa: E402
from engagement.web.staff import settings as settings  # noqa: E402
from engagement.web.staff import settings_districts as settings_districts  # noqa: E402
from engagement.web.staff import templates as templates  # noqa: E402
from engagement.web.staff import trust as trust  # noqa: E402
from engagement.web.staff import unanswered as unanswered  # noqa: E402

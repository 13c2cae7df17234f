"""The entry for gunicorn: `gunicorn wsgi:app`."""

from __future__ import annotations

import sys

from config import SettingsError
from engagement import create_app, logs

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"The platform cannot start. {problem}")
logs.set_up(app.config["SETTINGS"])

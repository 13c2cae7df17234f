"""The entry for gunicorn: `gunicorn wsgi:app`."""

from __future__ import annotations

import sys

from config import SettingsError
from engagement import create_app

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"The platform cannot start. {problem}")

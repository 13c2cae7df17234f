"""The entry for gunicorn: `gunicorn wsgi:app`."""

from __future__ import annotations

import gc
import sys

from config import SettingsError
from engagement import create_app, logs

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"The platform cannot start. {problem}")

# What stays for good need not be looked through for garbage; what a page makes, thousands of objects, goes by itself.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
logs.set_up(app.config["SETTINGS"])

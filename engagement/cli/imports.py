"""`flask import …`: taking in data from elsewhere."""

from __future__ import annotations

from flask.cli import AppGroup

import_cli = AppGroup("import", help="Take in data from elsewhere.")

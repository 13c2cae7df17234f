"""Pages: styleguide."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")

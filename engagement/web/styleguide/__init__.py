"""Every component in every state, for those who build pages. Not registered in production."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")

from engagement.web.styleguide import mails, views

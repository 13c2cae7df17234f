"""Answers for whoever watches over the installation, on any host."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from engagement.core.permissions import public
from engagement.health.queries import problems

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database reachable, migrations at head, worker alive; 503 with the reasons otherwise."""
    found = problems()
    return jsonify(status="ready" if not found else "not ready", problems=found), 503 if found else 200

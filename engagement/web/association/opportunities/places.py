"""The point of an offer that moves: it goes with the old address, and the author reads so beside the field.

The form remembers the address that it was opened with. What is stored may be newer: drafts save themselves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import request

from engagement.core.i18n import _
from engagement.opportunities.rules.points import ADDRESS, is_outdated

if TYPE_CHECKING:
    from engagement.opportunities.forms import OpportunityForm
    from engagement.opportunities.models import Opportunity

NAMES = ("point", *ADDRESS)
GONE = "punkt"  # in the address of the form: the last saving has dropped the point


def remember(form: OpportunityForm) -> None:
    """Note in a form that is opened where its point belongs; one that was sent brings its note along."""
    if request.method == "GET":
        form.loaded_place.data = json.dumps([form.text(name) for name in NAMES])


def drop_outdated(form: OpportunityForm, stored: Opportunity | None) -> bool:
    """Empty the point if the address has changed and the point has not; tells whether it did."""
    if not is_outdated(_before(form, stored), {name: form.text(name) for name in NAMES}):
        return False
    form.point.data, form.point.raw_data = "", None
    form.point_note = note()
    return True


def note() -> str:
    """Why the point is gone, and what to do."""
    return _("The address has changed, so we removed the old point. Please set it anew, or leave the field empty.")


def tell_gone(form: OpportunityForm) -> None:
    """Say it beside the field after a saving that has dropped the point."""
    if request.args.get(GONE) and not form.text("point"):
        form.point_note = note()


def _before(form: OpportunityForm, stored: Opportunity | None) -> dict[str, Any]:
    """What the form was opened with; for a note that is not ours, what is stored."""
    try:
        values = json.loads(form.text("loaded_place"))
    except ValueError:
        values = None
    if isinstance(values, list) and len(values) == len(NAMES):
        return dict(zip(NAMES, values, strict=True))
    return {name: getattr(stored, name) for name in NAMES} if stored is not None else {}

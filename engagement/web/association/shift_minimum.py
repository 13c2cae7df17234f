"""A date takes place only with enough people: how many, and what if they are too few."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.rules.dates import moments
from engagement.registrations.forms_minimum import MinimumForm
from engagement.web.association import bp
from engagement.web.association.date_page import date_page
from engagement.web.association.people import LIST
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.minimum import hold_anyway, set_minimum

if TYPE_CHECKING:
    from engagement.registrations.queries import PeopleOfShift


@bp.route(f"{LIST}/termin/<shift_id>/mindestzahl", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def shift_minimum(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """How many people it needs, and when that is decided."""
    return date_page(
        "association/shift_minimum.html", association_id, public_id, shift_id, _form,
        lambda form: _set(form, public_id, shift_id),
    )  # fmt: skip


def _set(form: MinimumForm, public_id: str, shift_id: str) -> str:
    """Save and return what to say."""
    minimum = form.minimum.data
    set_minimum(public_id, shift_id, minimum=minimum, decide_by=_moment(form), actor=the_actor())
    return _("Saved. People read it in the offer.") if minimum else _("The date takes place in any case.")


def _form(shift: PeopleOfShift) -> MinimumForm:
    by = local(shift.decide_by, the_city().zone) if shift.decide_by is not None else None
    return MinimumForm(
        minimum=shift.minimum, day=by.date() if by is not None else None, at=by.time() if by is not None else None
    )


def _moment(form: MinimumForm) -> datetime | None:
    """The moment that was typed; the end of a day stands for noon when only the day was given."""
    day = form.day.data
    if day is None:
        return None
    at = form.at.data or datetime.min.time().replace(hour=12)
    return moments(day, at, at.replace(hour=23, minute=59), the_city().zone)[0]


@bp.post(f"{LIST}/termin/<shift_id>/findet-statt")
@requires(Permission.OPPORTUNITY_EDIT)
def shift_takes_place(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """„Findet trotzdem statt“: everybody is told."""
    try:
        hold_anyway(public_id, shift_id, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        said = _(refusal.message, **refusal.values)
    else:
        said = _("The date takes place. Everybody has been told.")
    return redirect_with(said, "association.today", association_id=association_id)

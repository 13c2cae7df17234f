"""The pages that change one date: the same way in, the same way back, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations.queries import PeopleOfShift, people_of_shifts
from engagement.web.association.navigation import work_page
from engagement.web.notices import redirect_with

F = TypeVar("F", bound=BaseForm)


def date_page(
    template: str, association_id: str, public_id: str, shift_id: str, make: Callable[[PeopleOfShift], F],
    save: Callable[[F], str], **more: Any,
) -> ResponseReturnValue:  # fmt: skip
    """The form of one date that has not begun; sent, it is saved and the list of people says what `save` returns.

    Raises NotFound for a date that is not the association's; any other refusal stands in the form.
    """
    title, shifts = people_of_shifts(public_id, shift_id)
    shift = shifts[0]
    here = {"association_id": association_id, "public_id": public_id}
    if not shift.can_cancel or shift.has_begun:
        return redirect_with(_("This date has begun, is cancelled or over already."), "association.people", **here)
    form = make(shift)
    if request.method == "POST" and form.validate():
        try:
            return redirect_with(save(form), "association.people", **here)
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
    page = render_template(
        template, title=title, shift=shift, opportunity_id=public_id, form=form, form_errors=bool(form.errors), **more,
        **work_page(),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200

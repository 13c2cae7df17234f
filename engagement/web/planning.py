"""What the two pages of a person's own dates share: of an account, and of a guest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import abort, request
from werkzeug.wrappers import Response

from engagement.core.i18n import _
from engagement.kernel.errors import DomainError
from engagement.registrations import operations
from engagement.registrations.forms_planning import ReminderForm
from engagement.registrations.links import calendar_address

if TYPE_CHECKING:
    from engagement.registrations.queries.calendar import CalendarOwner

RENEW, REMIND = "neue-adresse", "erinnern"


def act(owner: CalendarOwner, form: ReminderForm, done: Callable[[str], Response]) -> Response | None:
    """Do what the pressed button says; None when the form has to be shown again."""
    what = request.form.get("was")
    if what == RENEW:
        # The number that the page has shown, so that a second click renews nothing again.
        operations.renew_calendar(replace(owner, number=request.form.get("nummer", owner.number, type=int)))
        return done(_("Your calendar has a new address."))
    if what != REMIND:
        abort(400)
    if not form.validate():
        return None
    try:
        operations.set_reminders(owner, hours=int(form.hours.data), wants_thanks=bool(form.wants_thanks.data))
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    return done(_("Saved."))


def form_of(owner: CalendarOwner) -> ReminderForm:
    """The form as it stands, or as it was sent."""
    if request.method == "POST" and request.form.get("was") == REMIND:
        return ReminderForm()
    return ReminderForm(formdata=None, hours=str(owner.reminder_hours), wants_thanks=owner.wants_thanks)


def values_of(owner: CalendarOwner, form: ReminderForm) -> dict[str, Any]:
    """What the templates want."""
    return {"calendar_url": calendar_address(owner), "calendar_number": owner.number, "form": form,
            "form_errors": bool(form.errors)}  # fmt: skip

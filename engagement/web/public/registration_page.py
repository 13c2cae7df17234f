"""The page of one registration, reached by the mailed link: see, confirm, withdraw, with or without an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engagement.attendance.queries import hours_by_link
from engagement.attendance.rules import code_from
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.messages.links import thread_token
from engagement.messages.queries import may_begin, thread_of_registration
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.errors import DatesRefused, SameTime
from engagement.registrations.links import read_registration_token, registration_token
from engagement.registrations.queries import dates_together, registration_view
from engagement.registrations.queries.reach import lost_mail
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.public import bp

if TYPE_CHECKING:
    from engagement.registrations.operations import Outcome
    from engagement.registrations.queries import RegistrationView

# What the buttons of the page do.
ACTIONS: dict[str, Callable[..., Outcome]] = {
    "bestaetigen": operations.confirm_hold,
    "alle": operations.confirm_together,
    "noch-einmal": operations.renew_hold,
    "nehmen": operations.take_offer,
    "absagen": operations.withdraw,
    "auch-dann": operations.agree_to_time,
}


# What may ask whether she can do both.
ASKS_TIME = (operations.confirm_hold, operations.confirm_together, operations.renew_hold)


@bp.route("/zusage/<token>", methods=["GET", "POST"])
@public
def registration(token: str) -> ResponseReturnValue:
    """A GET changes nothing, whoever opens the link, mail scanners too; the buttons act."""
    public_id = read_registration_token(token)
    # Also the check that this registration belongs to this town, before anything is changed.
    registration_view(public_id)
    refusal = None
    if request.method == "POST":
        act = ACTIONS.get(request.form.get("was", ""))
        if act is None:
            abort(400)
        # Only confirming asks whether she can do both.
        more = {"despite_overlap": True} if request.form.get("beides") and act in ASKS_TIME else {}
        try:
            done = act(public_id, actor=the_actor(), **more)
            return redirect_with(_notice(done, act), "public.registration", token=token)
        except NotFound:
            raise
        except DomainError as error:
            refusal = error
    view = registration_view(public_id)
    asks_both = any(isinstance(each, SameTime) for each in (refusal, *_refusals(refusal).values()))
    page = render_template(
        "public/registration.html", view=view, offer=view.offer, refusal=refusal, form_errors=refusal is not None,
        hours=hours_by_link(public_id), token=token, lost=lost_mail(public_id) if view.can_withdraw else None,
        messages_url=_messages_url(public_id),
        write_url=url_for("public.message_begin", token=token) if may_begin(view.state) else "",
        asks_both=asks_both, **_door_code(view), **_together(public_id, refusal),
    )  # fmt: skip
    return page, 422 if refusal is not None else 200


def _door_code(view: RegistrationView) -> dict[str, Any]:
    """From when on the page shows the code for the door, None where there is none, and whether it does so now."""
    if view.state is not RegistrationState.CONFIRMED or view.starts_at is None or view.is_over:
        return {"code_from": None, "is_code_shown": False}
    begins = code_from(view.starts_at)
    return {"code_from": begins, "is_code_shown": begins <= utcnow()}


def _refusals(refusal: DomainError | None) -> dict[str, DomainError]:
    return refusal.refusals if isinstance(refusal, DatesRefused) else {}


def _together(public_id: str, refusal: DomainError | None) -> dict[str, Any]:
    """The dates of the same form, and how many of them one button confirms."""
    dates = dates_together(public_id)
    waiting = sum(each.can_confirm for each in dates)
    is_asked = any(each.can_confirm and each.registration_id == public_id for each in dates)
    return {
        "together": [(each.state, each) for each in dates],
        "together_urls": [
            url_for("public.registration", token=registration_token(each.registration_id)) for each in dates
        ],
        "date_marks": {key: gettext(each.message, **each.values) for key, each in _refusals(refusal).items()},
        "kept": sum(each.is_to_keep for each in dates) or 1,
        "confirms_all": waiting if is_asked and waiting > 1 else 0,
        "waits_too": any(each.would_wait for each in dates),
    }


def _messages_url(public_id: str) -> str | None:
    thread_id = thread_of_registration(public_id)
    return url_for("public.messages", token=thread_token(thread_id)) if thread_id else None


def _notice(done: Outcome, act: Callable[..., Outcome]) -> str:
    if act is operations.agree_to_time:
        return _("Thank you. The association sees that you come then, too.")
    if done.state is RegistrationState.WITHDRAWN:
        return _("You have called off. Thank you for letting us know.")
    if done.state is RegistrationState.AWAITING_GUARDIAN and not done.is_repeated:
        return _("Thank you. Now we ask your parents.")
    if act is operations.confirm_together and not done.is_repeated:
        waits = any(each.state is RegistrationState.WAITLISTED for each in dates_together(done.registration_id))
        return (
            _("Thank you. Here you see how your dates stand.")
            if waits
            else _("Thank you. All your dates are confirmed.")
        )
    if done.is_repeated:
        return _("You had confirmed this already. All is well.")
    if done.state is RegistrationState.WAITLISTED:
        return _("You are on the waitlist. We write to you as soon as it is your turn.")
    if done.state is RegistrationState.PENDING:
        return _("Thank you. The association will answer you.")
    return _("Thank you. Your place is safe now.")

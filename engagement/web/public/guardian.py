"""A parent agrees, or does not, by the link that was mailed there; without a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.forms import GuardianForm
from engagement.registrations.links import ParentLinkErased, ParentLinkVoid, read_guardian_token
from engagement.registrations.minors import GuardianPhoneUnusable
from engagement.registrations.queries import registration_view
from engagement.registrations.queries.together import DateTogether, dates_together
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.public import bp

if TYPE_CHECKING:
    from engagement.registrations.operations import Outcome
    from engagement.registrations.queries.one import RegistrationView

# What has words of its own on the parent's page.
ENDINGS = (RegistrationState.WITHDRAWN, RegistrationState.DECLINED, RegistrationState.CANCELLED)
ACTIONS: dict[str, Callable[..., Outcome]] = {
    "ja": operations.agree_to_all,
    "nein": operations.refuse_all,
    "nummer": operations.note_guardian_phone,
}


@bp.route("/zusage/eltern/<token>", methods=["GET", "POST"])
@public
def guardian(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the buttons do. What was agreed to can be taken back until the date begins."""
    public_id, email = read_guardian_token(token)
    view = registration_view(public_id)  # also the check that it belongs to this town
    if view.guardian_email.casefold() != email.casefold():
        raise ParentLinkVoid if view.name else ParentLinkErased
    form, refusal = GuardianForm(guardian_phone=view.guardian_phone), None
    if request.method == "POST":
        answer = request.form.get("antwort", "")
        if answer not in ACTIONS:
            abort(400)
        try:
            if answer == "nein" or form.validate():
                more = {} if answer == "nein" else {"phone": form.guardian_phone.data or ""}
                done = ACTIONS[answer](public_id, email=email, actor=the_actor(), **more)
                return redirect_with(_said(answer, done), "public.guardian", token=token)
        except NotFound:
            raise
        except GuardianPhoneUnusable as error:
            form.refuse(error)
        except DomainError as error:
            refusal = error
        view = registration_view(public_id)
    return _page(view, form, refusal), 422 if refusal is not None or form.errors else 200


def _said(answer: str, done: Outcome) -> str:
    if answer == "nummer":
        return _("Thank you. The number is noted.")
    return _("Thank you. Now it counts.") if done.state in KNOWN_STATES else _("Thank you. The place is free.")


def _page(view: RegistrationView, form: GuardianForm, refusal: DomainError | None) -> str:
    """What is asked, or was agreed to: all dates that were chosen in one form."""
    together = dates_together(view.public_id)
    every: list[RegistrationView | DateTogether] = [*together] or [view]
    asked = [each for each in every if each.state is RegistrationState.AWAITING_GUARDIAN]
    queued = [each for each in together if each.state in (RegistrationState.WAITLISTED, RegistrationState.OFFERED)]
    kept = [each for each in together if each.state in KNOWN_STATES]
    now = utcnow()
    ahead = [each for each in [*asked, *kept] if each.starts_at is not None and each.starts_at > now]
    has_agreed = view.has_guardian_agreed and view.state in KNOWN_STATES and not view.is_past
    shown = [each for each in every if each in ahead or (each in queued and (asked or kept))]
    waits = bool(asked) and not (view.is_past and not together)
    agreed = not waits and (bool(kept and ahead) or has_agreed)
    return render_template(
        "public/guardian.html", view=view, dates=[(each.state, each) for each in shown] if together else [],
        offer=view.offer, form=form, refusal=refusal, form_errors=refusal is not None or bool(form.errors), waits=waits,
        agreed=agreed, ended="" if waits or agreed else _ended(view, every),
        until=min((each.hold_until for each in asked if each.hold_until is not None), default=None),
    )  # fmt: skip


def _ended(view: RegistrationView, every: Sequence[RegistrationView | DateTogether]) -> str:
    """Why there is nothing to decide, for the words of the page; "" where dates of one form ended differently."""
    states = {each.state for each in every}
    if len(states) > 1:
        return ""
    state = states.pop()
    if state is RegistrationState.EXPIRED and not view.has_guardian_agreed:
        return "too_late"
    if state in ENDINGS:
        return str(state)
    return "begun" if view.is_past else ""

"""Registering for an offer: the form, and the page that says what happens next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.core.i18n import _, _n, current_language
from engagement.core.permissions import public
from engagement.core.tokens import read, sign
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.errors import TooFewPlaces, TooManyRequests
from engagement.registrations.forms import MINOR, NO, RegisterForm
from engagement.registrations.links import registration_token
from engagement.registrations.queries import OfferToJoin, offer_to_join, own_registrations
from engagement.registrations.rules import CALLER_LIMIT, SENDER_LIMIT, SENDER_WINDOW, call_end
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import shift_when
from engagement.web.public import bp

if TYPE_CHECKING:
    from engagement.opportunities.views import ShiftView

RESULT_SECONDS = 24 * 3600
# Before the id of a date that was shown as full: she has seen that she waits.
WAITS = "warten-"


@bp.route("/mitmachen/<public_id>/zusagen", methods=["GET", "POST"])
@public
def register(public_id: str) -> ResponseReturnValue:
    """One page, at most five questions. What nobody can join any more explains itself."""
    joining = offer_to_join(public_id, the_city().id)
    if joining.refusal is not None:
        return render_template("public/register_closed.html", joining=joining, refusal=joining.refusal), 200
    form = _form(joining)
    if request.method == "GET":
        return _page(joining, form, 200)
    if not form.validate():
        return _page(joining, form, 422)
    sender = _sender(by_phone=not _typed(form, "email"))
    try:
        return _register(joining, form, sender)
    except TooManyRequests as refusal:
        form.refuse(refusal)
        return _page(joining, form, 429)
    except DomainError as refusal:
        # What is refused counts, too; the count went with the rest.
        throttle.count(sender)
        if isinstance(refusal, NotFound):
            raise
        form.refuse(refusal)
        # The form as it is now: for a date that has just been filled, or has too few places, she may wait.
        waits = isinstance(refusal, TooFewPlaces)
        return _page(offer_to_join(public_id, the_city().id), form, 422, waits=waits)


def _form(joining: OfferToJoin) -> RegisterForm:
    offer, has_account = joining.offer, not the_actor().is_anonymous
    form = RegisterForm(
        shift=_choice(joining, request.args.get("shift")), name=current_user.name if has_account else ""
    )
    dates = _dates(joining)
    if request.method == "GET" and not offer.is_ongoing and len(dates) == 1 and not form.shift.data:
        form.shift.data = dates[0][0]
    form.fit(
        dates,
        is_ongoing=offer.is_ongoing,
        age=joining.age,
        has_account=has_account,
        bands=joining.bands,
        minors_only=offer.minors_only,
    )
    return form


def _dates(joining: OfferToJoin, waits_for: str | None = None) -> list[tuple[str, str]]:
    """All dates to come; who chooses a full one, or one with too few places for her group, waits there."""
    return [
        ((WAITS if s.is_full or s.public_id == waits_for else "") + s.public_id, shift_when(s.starts_at, s.ends_at))
        for s in joining.offer.shifts
    ]


def _register(joining: OfferToJoin, form: RegisterForm, sender: list[throttle.Limit]) -> Response:
    actor = the_actor()
    chosen = (form.shift.data or "") if "shift" in form else ""
    shift_id, may_wait = chosen.removeprefix(WAITS) or None, chosen.startswith(WAITS)
    done = operations.register(
        joining.offer.public_id, city_id=the_city().id, actor=actor, shift_id=shift_id, name=form.name.data or "",
        email=_typed(form, "email"), phone=_typed(form, "phone"), message=form.message.data or "",
        is_adult=form.is_adult.data != NO, is_minor=form.is_adult.data == MINOR, language=current_language(),
        despite_overlap=form.despite_overlap.data, may_wait=may_wait,
        party_size=form.party_size.data or 1, group_name=form.group_name.data or "", minor=_minor(form), sender=sender,
    )  # fmt: skip
    # A guest's result is the same whether or not we know the address or the number.
    if not actor.is_anonymous:
        values = ["repeated" if done.is_repeated else done.state.value, joining.offer.public_id, shift_id]
    elif _typed(form, "email"):
        values = ["mail_wait" if may_wait else "mail", joining.offer.public_id, shift_id]
    else:
        starts_at = next((each.starts_at for each in joining.offer.shifts if each.public_id == shift_id), None)
        until = call_end(utcnow(), starts_at).isoformat()
        kind = "phone_wait" if done.state is RegistrationState.WAITLISTED else "phone"
        values = [kind, joining.offer.public_id, shift_id, done.registration_id, until]
    token = sign("registered", values)
    return redirect(url_for("public.registered", public_id=joining.offer.public_id, token=token), 303)


def _minor(form: RegisterForm) -> operations.Minor | None:
    band = form.band
    if band is None:
        return None
    name, email = _typed(form, "guardian_name"), _typed(form, "guardian_email")
    return operations.Minor(band[0], f"{band[0]}–{band[1]}" if band[0] != band[1] else str(band[0]), name, email)


def _typed(form: RegisterForm, name: str) -> str:
    return (form[name].data or "") if name in form else ""


def _sender(*, by_phone: bool) -> list[throttle.Limit]:
    """Visitors are counted by network, so that nobody fills all dates with invented people."""
    if not the_actor().is_anonymous:
        return []
    network = network_of(request.remote_addr or "")
    limits = {"registration_network": SENDER_LIMIT} | ({"registration_caller": CALLER_LIMIT} if by_phone else {})
    return [throttle.Limit(kind, network, most, SENDER_WINDOW) for kind, most in limits.items()]


def _page(joining: OfferToJoin, form: RegisterForm, status: int, *, waits: bool = False) -> ResponseReturnValue:
    actor, offer, shift = the_actor(), joining.offer, None
    if not offer.is_ongoing:
        chosen = (form.shift.data or "").removeprefix(WAITS)
        shift = next((each for each in offer.shifts if each.public_id == chosen), None)
        form.shift.choices = _dates(joining, chosen if waits else None)
        if shift is not None:  # it may have been filled, or freed, since the form was shown
            form.shift.data = WAITS + chosen if waits else _choice(joining, chosen)
    page = render_template(
        "public/register.html", joining=joining, offer=offer, form=form, form_errors=bool(form.errors), shift=shift,
        date_hints={value: _hint(each) for each in offer.shifts for value in (each.public_id, WAITS + each.public_id)},
        mine=_mine(joining),
        account_email=current_user.email if not actor.is_anonymous else "",
        steps=_steps(joining, shift, is_guest=actor.is_anonymous),
    )  # fmt: skip
    return page, status


def _mine(joining: OfferToJoin) -> list[tuple[str | None, str, str]]:
    """Shift, words and address of what the person has already, in whichever city she took it."""
    return [
        (
            own.shift_id,
            shift_when(own.starts_at, own.ends_at) if own.starts_at is not None else _("Your interest"),
            url_for("public.registration", city=own.city_slug, token=registration_token(own.registration_id)),
        )
        for own in own_registrations(the_actor().user_id, joining.opportunity_id)
    ]


def _hint(shift: ShiftView) -> str:
    free = _n("%(num)d place free", "%(num)d places free", shift.free) if shift.free else _("full: join the waitlist")
    return f"{shift.note} · {free}" if shift.note else free


def _choice(joining: OfferToJoin, shift_id: str | None) -> str | None:
    """The value of a date in the form as it is now."""
    shift = next((each for each in joining.offer.shifts if each.public_id == shift_id), None)
    return WAITS + shift.public_id if shift is not None and shift.is_full else shift_id


def _steps(joining: OfferToJoin, shift: ShiftView | None, *, is_guest: bool) -> str:
    """Which „So geht es weiter“ is true here."""
    shifts = joining.offer.shifts
    if (shift is not None and shift.is_full) or (shifts and all(each.is_full for each in shifts)):
        return "waitlist"
    waits = joining.offer.is_ongoing or joining.offer.approval_required
    return f"{'guest' if is_guest else 'account'}-{'pending' if waits else 'confirmed'}"


@bp.get("/mitmachen/<public_id>/zusagen/<token>")
@public
def registered(public_id: str, token: str) -> ResponseReturnValue:
    """What happens next. The signed address holds no person, so it tells nothing to whoever else opens it."""
    kind, signed_id, shift_id, *call = read("registered", token, max_age_seconds=RESULT_SECONDS)
    if signed_id != public_id:
        raise NotFound
    joining = offer_to_join(public_id, the_city().id)
    shift = next((each for each in joining.offer.shifts if each.public_id == shift_id), None)
    if kind in ("phone", "phone_wait"):
        return render_template(
            "public/registered_by_phone.html", offer=joining.offer, shift=shift, reference=call[0],
            call_until=datetime.fromisoformat(call[1]), cancel_phone=joining.cancel_phone,
            is_waiting=kind == "phone_wait",
        )  # fmt: skip
    return render_template(
        "public/registered.html", kind=kind, offer=joining.offer, shift=shift,
        manage_url=next((url for own, _when, url in _mine(joining) if own == shift_id), None),
    )  # fmt: skip

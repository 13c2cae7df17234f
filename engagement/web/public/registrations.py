"""Registering for an offer: the form, and the page that says what happens next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
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
from engagement.registrations.errors import DatesAtOnce, DatesRefused, SameTime, TooFewPlaces, TooManyRequests
from engagement.registrations.forms import MINOR, NO, AdultsForm, RegisterForm
from engagement.registrations.links import registration_token
from engagement.registrations.queries import OfferToJoin, Questions, offer_to_join, own_registrations, questions
from engagement.registrations.rules import CALLER_LIMIT, SENDER_LIMIT, SENDER_WINDOW, call_end
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import needs_people, shift_when
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
    asked = questions(public_id, the_city().id)
    if asked.refusal is not None:
        joining = offer_to_join(public_id, the_city().id)
        return render_template("public/register_closed.html", joining=joining, refusal=asked.refusal), 200
    form = _form(asked)
    if request.method == "GET":
        return _page(public_id, form, 200)
    if not form.validate():
        return _page(public_id, form, 422)
    sender = _sender(by_phone=not _typed(form, "email"))
    try:
        return _register(public_id, form, sender)
    except TooManyRequests as refusal:
        form.refuse(refusal)
        return _page(public_id, form, 429)
    except DomainError as refusal:
        # What is refused counts, too; the count went with the rest.
        throttle.count(sender)
        if isinstance(refusal, NotFound):
            raise
        form.refuse(refusal)
        if isinstance(refusal, DatesRefused):
            few = [key for key, each in refusal.refusals.items() if isinstance(each, TooFewPlaces)]
            return _page(public_id, form, 422, refusals=refusal.refusals, waits_for=few)
        # The form as it is now: for a date that has just been filled, or has too few places, she may wait.
        few = [each.removeprefix(WAITS) for each in _chosen(form)] if isinstance(refusal, TooFewPlaces) else []
        return _page(public_id, form, 422, waits_for=few)


def _form(asked: Questions) -> RegisterForm:
    has_account = not the_actor().is_anonymous
    kind = RegisterForm if asked.bands else AdultsForm
    form = kind(name=current_user.name if has_account else "")
    form.fit(
        is_ongoing=asked.is_ongoing,
        age=asked.age,
        has_account=has_account,
        bands=asked.bands,
        minors_only=asked.minors_only,
    )
    return form


def _dates(joining: OfferToJoin, waits_for: Collection[str] = ()) -> list[tuple[str, str]]:
    """All dates to come; who chooses a full one, or one with too few places for her group, waits there."""
    return [
        ((WAITS if s.is_full or s.public_id in waits_for else "") + s.public_id, shift_when(s.starts_at, s.ends_at))
        for s in joining.offer.shifts
    ]


def _register(public_id: str, form: RegisterForm, sender: list[throttle.Limit]) -> Response:
    actor, dates = the_actor(), _chosen(form)
    asked: dict[str, Any] = {
        "city_id": the_city().id, "actor": actor, "name": form.name.data or "",
        "email": _typed(form, "email"), "phone": _typed(form, "phone"), "message": form.message.data or "",
        "is_adult": form.is_adult.data != NO, "is_minor": form.is_adult.data == MINOR, "language": current_language(),
        "despite_overlap": form.despite_overlap.data, "party_size": form.party_size.data or 1,
        "group_name": form.group_name.data or "", "minor": _minor(form), "sender": sender,
    }  # fmt: skip
    if len(dates) > 1:
        return _register_several(public_id, dates, asked)
    chosen = dates[0] if dates else ""
    shift_id, may_wait = chosen.removeprefix(WAITS) or None, chosen.startswith(WAITS)
    done = operations.register(public_id, shift_id=shift_id, may_wait=may_wait, **asked)
    # A guest's result is the same whether or not we know the address or the number.
    if not actor.is_anonymous:
        values = ["repeated" if done.is_repeated else done.state.value, public_id, shift_id]
    elif _typed(form, "email"):
        values = ["mail_wait" if may_wait else "mail_minor" if asked["minor"] else "mail", public_id, shift_id]
    else:
        until = _call_until(public_id, [shift_id])
        kind = "phone_wait" if done.state is RegistrationState.WAITLISTED else "phone"
        values = [kind, public_id, shift_id, done.registration_id, until]
    token = sign("registered", values)
    return redirect(url_for("public.registered", public_id=public_id, token=token), 303)


def _register_several(public_id: str, dates: list[str], asked: dict[str, Any]) -> Response:
    full = [each.removeprefix(WAITS) for each in dates if each.startswith(WAITS)]
    done = operations.register_several(
        public_id, shift_ids=[each.removeprefix(WAITS) for each in dates], may_wait=full, **asked
    )
    is_guest = the_actor().is_anonymous
    if is_guest and not asked["email"]:
        waits = {key for key, each in done.items() if each.state is RegistrationState.WAITLISTED}
        numbers = [[key, each.registration_id, key in waits] for key, each in done.items()]
        until = _call_until(public_id, done.keys() - waits)
        kind = "phone_wait" if len(waits) == len(done) else "phone"
        token = sign("registered", [kind, public_id, None, numbers, until])
        return redirect(url_for("public.registered", public_id=public_id, token=token), 303)
    # A guest learns nothing of what we know already, date by date either: it says what she asked for.
    states = [[_asked_state(key in full) if is_guest else each.state.value, key] for key, each in done.items()]
    if is_guest:
        kind = "mail_wait" if len(full) == len(done) else "mail_minor" if asked["minor"] else "mail"
    else:
        asks = any(each.state is RegistrationState.AWAITING_GUARDIAN for each in done.values())
        kind = RegistrationState.AWAITING_GUARDIAN.value if asks else "several"
    token = sign("registered", [kind, public_id, None, states])
    return redirect(url_for("public.registered", public_id=public_id, token=token), 303)


def _asked_state(waits: bool) -> str:
    return (RegistrationState.WAITLIST_HELD if waits else RegistrationState.HELD).value


def _call_until(public_id: str, shift_ids: Collection[str | None]) -> str:
    """Until when the association has to call somebody who chose these dates."""
    shifts = offer_to_join(public_id, the_city().id).offer.shifts
    starts = [each.starts_at for each in shifts if each.public_id in shift_ids]
    return call_end(utcnow(), min(starts, default=None)).isoformat()


def _minor(form: RegisterForm) -> operations.Minor | None:
    band = form.band
    if band is None:
        return None
    own = f"{band[0]}–{band[1]}" if band[0] != band[1] else str(band[0])
    return operations.Minor(band[0], own, *(_typed(form, f"guardian_{each}") for each in ("name", "email", "phone")))


def _chosen(form: RegisterForm) -> list[str]:
    """The dates that were chosen, as the form calls them; none for an ongoing offer."""
    return list(form.shift.data or []) if "shift" in form else []


def _typed(form: RegisterForm, name: str) -> str:
    return (form[name].data or "") if name in form else ""


def _sender(*, by_phone: bool) -> list[throttle.Limit]:
    """Visitors are counted by network, so that nobody fills all dates with invented people."""
    if not the_actor().is_anonymous:
        return []
    network = network_of(request.remote_addr or "")
    limits = {"registration_network": SENDER_LIMIT} | ({"registration_caller": CALLER_LIMIT} if by_phone else {})
    return [throttle.Limit(kind, network, most, SENDER_WINDOW) for kind, most in limits.items()]


def _page(
    public_id: str, form: RegisterForm, status: int, *, waits_for: Collection[str] = (),
    refusals: Mapping[str, DomainError] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    joining = offer_to_join(public_id, the_city().id)
    actor, offer, shift = the_actor(), joining.offer, None
    if "shift" in form:
        if request.method == "GET":
            _preselect(joining, form)
        chosen = [each.removeprefix(WAITS) for each in _chosen(form)]
        if len(chosen) == 1:
            shift = next((each for each in offer.shifts if each.public_id == chosen[0]), None)
        form.shift.choices = _dates(joining, waits_for)
        # They may have been filled, or freed, since the form was shown.
        form.shift.data = [WAITS + each if each in waits_for else _choice(joining, each) or each for each in chosen]
    several = "shift" in form and len(offer.shifts) > 1
    marks = {key: gettext(each.message, **each.values) for key, each in (refusals or {}).items()}
    asks_both = any(isinstance(each, SameTime | DatesAtOnce) for each in (refusals or {}).values())
    page = render_template(
        "public/register.html", joining=joining, offer=offer, form=form, form_errors=bool(form.errors), shift=shift,
        date_hints={value: _hint(each) for each in offer.shifts for value in (each.public_id, WAITS + each.public_id)},
        mine=_mine(joining), several=several, asks_both=asks_both,
        date_marks={value: text for key, text in marks.items() for value in (key, WAITS + key)},
        account_email=current_user.email if not actor.is_anonymous else "",
        steps=_steps(joining, shift, is_guest=actor.is_anonymous), waits=WAITS,
        asks_parents=form.asks_parents(joining.own_age),
    )  # fmt: skip
    return page, status


def _preselect(joining: OfferToJoin, form: RegisterForm) -> None:
    """The date whose link was followed, or the only one that there is."""
    asked, shifts = request.args.get("shift"), joining.offer.shifts
    if asked or len(shifts) == 1:
        form.shift.data = [asked or shifts[0].public_id]


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
    return " · ".join(part for part in (shift.note, free, needs_people(shift)) if part)


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
        several = call[0] if isinstance(call[0], list) else []
        found = {each.public_id: each for each in joining.offer.shifts}
        return render_template(
            "public/registered_by_phone.html", offer=joining.offer, shift=shift, reference=call[0],
            numbers=[(found[key], number, waits) for key, number, waits in several if key in found],
            call_until=datetime.fromisoformat(call[1]), cancel_phone=joining.cancel_phone,
            is_waiting=kind == "phone_wait",
        )  # fmt: skip
    shifts = {each.public_id: each for each in joining.offer.shifts}
    taken = [key for _state, key in (call[0] if call else [])]
    dates = [(state, shifts[key]) for state, key in (call[0] if call else []) if key in shifts]
    return render_template(
        "public/registered.html", kind=kind, dates=dates, offer=joining.offer, shift=shift,
        manage_url=next((url for own, _when, url in _mine(joining) if own in {shift_id, *taken}), None),
    )  # fmt: skip

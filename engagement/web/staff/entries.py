"""The city's desk: entering people who call or come by, and calling off for them."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.search import Criteria, question, search_publications
from engagement.registrations import operations
from engagement.registrations.enums import CallAnswer, RegistrationState
from engagement.registrations.labels import STATE_LABELS, WAY_LABELS
from engagement.registrations.queries import (
    entered_by_city,
    entered_person,
    offer_to_enter,
    registration_of_reference,
)
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.entering import entered_words, entering
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.web.staff.unanswered import unanswered_page

HITS = 12


@bp.get("/zusagen")
@requires(Permission.MODERATE)
def entries() -> str:
    """Find an offer to enter somebody for, or a person by her number; below, whom the staff have entered."""
    return _page()


def _page(refusal: DomainError | None = None) -> str:
    city = the_city()
    text = " ".join(request.args.get("q", "").split())[:80]
    hits = search_publications(city.id, Criteria(text=text), size=HITS) if question(text) else None
    return render_template(
        "staff/entries.html", text=text, hits=hits, refusal=refusal, form_errors=refusal is not None,
        known=registration_of_reference(city.id, text) if text else None,
        page=entered_by_city(city.id, request.args.get("seite", 1, int)), state_labels=STATE_LABELS,
        way_labels=WAY_LABELS, work_nav=staff_navigation(), work_current="staff.callbacks",
    )  # fmt: skip


@bp.route("/zusagen/<public_id>/eintragen", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def entry_new(public_id: str) -> ResponseReturnValue:
    """The form for one offer that the city shows; the association is told."""
    entry = entering(offer_to_enter(public_id, the_city().id, only_shown=True), for_city=True)
    if entry.done:
        said = entered_words(entry.done, _("Entered. The association gets a mail."))
        return redirect_with(said, "staff.entry", registration_id=entry.done[0].registration_id)
    page = render_template(
        "staff/entry_new.html", **entry.shown, work_nav=staff_navigation(), work_current="staff.callbacks"
    )
    return page, 422 if request.method == "POST" else 200


@bp.get("/zusagen/person/<registration_id>")
@requires(Permission.MODERATE)
def entry(registration_id: str) -> str:
    """A confirmation on paper."""
    slip = entered_person(registration_id)
    return render_template("staff/entry.html", slip=slip, work_nav=staff_navigation(), work_current="staff.callbacks")


@bp.post("/zusagen/person/<registration_id>/absagen")
@requires(Permission.MODERATE)
def entry_withdraw(registration_id: str) -> ResponseReturnValue:
    """Call off for somebody who calls the city; the association is told."""
    check_token()
    try:
        operations.withdraw_for(registration_id, actor=the_actor(), for_city=True)
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(refusal), 422
    return redirect_with(_("Called off. The association gets a mail."), "staff.entries")


@bp.post("/zusagen/person/<registration_id>/anruf")
@requires(Permission.MODERATE)
def entry_call(registration_id: str) -> ResponseReturnValue:
    """Somebody rings the town about the place that is offered to her: she takes it, or does not."""
    check_token()
    answer = {"comes": CallAnswer.COMES, "does_not_come": CallAnswer.DOES_NOT_COME}.get(request.form.get("anruf", ""))
    if answer is None:
        abort(400)
    from_lists = request.form.get("zurueck") == "wartelisten"
    try:
        done = operations.answer_call(registration_id, answer, actor=the_actor(), for_city=True)
    except NotFound:
        raise
    except DomainError as refusal:
        return (unanswered_page(refusal) if from_lists else _page(refusal)), 422
    said = {
        RegistrationState.CONFIRMED: _("Noted: this person comes. The association knows."),
        RegistrationState.PENDING: _("Noted: this person would like to come. Now the association answers."),
        RegistrationState.AWAITING_GUARDIAN: _("Noted. Now we ask the parents."),
    }.get(done.state, _("Noted: this person does not come. The place goes to the next one."))
    return redirect_with(said, "staff.unanswered" if from_lists else "staff.entries")

"""Hours of people who take part without dates: what they have written down, and what the association notes itself."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engagement.attendance import operations
from engagement.attendance.forms import ArrivalForm, DecideHoursForm, NoteHoursForm
from engagement.attendance.queries import hours_of_offer, waiting_proposals
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import hours_words
from engagement.web.notices import redirect_with

PAGE = "/<association_id>/angebote/<public_id>/stunden"


@bp.route(PAGE, methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def hours_noted(association_id: str, public_id: str) -> ResponseReturnValue:
    """What waits for a word, the form for hours of one's own, and what is confirmed."""
    form = NoteHoursForm()
    form.person.choices = _people(public_id)
    if request.method == "POST" and form.validate():
        try:
            operations.note_hours(
                str(form.person.data),
                day=form.day.data or today(the_city().zone),
                minutes=form.hours.minutes or 0,
                actor=the_actor(),
            )
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _noted(_("The hours are confirmed."), association_id, public_id)
    if request.method == "GET":
        form.day.data = today(the_city().zone)
    return _page(public_id, form)


@bp.post(f"{PAGE}/<entry_id>")
@requires(Permission.REGISTRATION_DECIDE)
def hours_removed(association_id: str, public_id: str, entry_id: str) -> ResponseReturnValue:
    """Take hours back that were noted by mistake."""
    if not ArrivalForm().validate():
        abort(400)
    operations.remove_hours(entry_id, actor=the_actor())
    return _noted(_("The hours are removed."), association_id, public_id)


@bp.post(f"{PAGE}/eintrag/<proposal_id>")
@requires(Permission.REGISTRATION_DECIDE)
def hours_decided(association_id: str, public_id: str, proposal_id: str) -> ResponseReturnValue:
    """Confirm, correct or decline what somebody has written down."""
    form = DecideHoursForm()
    is_yes = request.form.get("was") == "ja"
    if is_yes and not (form.hours.data or "").strip():
        form.hours.data = "0"  # said to be wrong by the field itself
    if form.validate():
        try:
            if is_yes:
                operations.confirm_proposal(proposal_id, minutes=form.hours.minutes or 0, actor=the_actor())
            else:
                operations.decline_proposal(proposal_id, answer=form.answer.data or "", actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _("The hours are confirmed.") if is_yes else _("Declined. We tell the person.")
            return _noted(said, association_id, public_id)
    noting = NoteHoursForm(formdata=None, day=today(the_city().zone))
    noting.person.choices = _people(public_id)
    return _page(public_id, noting, decided=(proposal_id, form))


def _people(public_id: str) -> list[tuple[str, str]]:
    people = hours_of_offer(public_id).people
    return [("", _("Please choose")), *((each.registration_id, each.name) for each in people)]


def _page(
    public_id: str, form: NoteHoursForm, *, decided: tuple[str, DecideHoursForm] | None = None
) -> tuple[str, int]:  # fmt: skip
    waiting = []
    for each in waiting_proposals(public_id):
        is_this = decided is not None and decided[0] == each.public_id
        one = decided[1] if decided and is_this else DecideHoursForm(formdata=None, hours=hours_words(each.minutes))
        waiting.append((each, one.of(each.public_id)))
    refused = decided[1] if decided else form
    page = render_template(
        "association/hours_noted.html", found=hours_of_offer(public_id, page=request.args.get("seite", 1, type=int)),
        form=form, waiting=waiting, refused=refused, **work_page(),
    )  # fmt: skip
    return page, 422 if refused.errors else 200


def _noted(said: str, association_id: str, public_id: str) -> Response:
    return redirect_with(said, "association.hours_noted", association_id=association_id, public_id=public_id)

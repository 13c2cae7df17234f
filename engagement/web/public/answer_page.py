"""The association answers from its mail, without signing in."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.forms_deciding import DeclineForm
from engagement.registrations.links import read_answer_token
from engagement.registrations.queries.answering import question
from engagement.web.notices import redirect_with
from engagement.web.public import bp


@bp.route("/antwort/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """Who asks, and two buttons. Opening the link answers nothing."""
    public_id, addressee = read_answer_token(token)
    question(public_id, addressee)  # that it belongs to this town, and that the addressee still answers
    form, refusal = DeclineForm(), None
    if request.method == "POST":
        said = request.form.get("antwort")
        if said not in ("ja", "nein"):
            abort(400)
        if form.validate():
            try:
                done = operations.answer_by_mail(
                    public_id, addressee=addressee, accepts=said == "ja", reason=form.reason.data or ""
                )
                return redirect_with(_notice(done.state), "public.answer", token=token)
            except NotFound:
                raise
            except DomainError as error:
                refusal = error
    page = render_template(
        "public/answer.html", asked=question(public_id, addressee), form=form, refusal=refusal,
        form_errors=bool(form.errors) or refusal is not None,
    )  # fmt: skip
    return page, 422 if form.errors or refusal is not None else 200


def _notice(state: RegistrationState) -> str:
    if state is RegistrationState.CONFIRMED:
        return _("Thank you. We have told the person that she can come.")
    return _("Thank you. We have told the person in a friendly way.")

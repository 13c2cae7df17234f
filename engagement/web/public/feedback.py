"""„War alles gut?“, reached by the link of the thank-you mail."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.feedback import operations
from engagement.feedback.enums import Mood
from engagement.feedback.forms import FeedbackForm
from engagement.feedback.links import read_feedback_token
from engagement.feedback.queries import question
from engagement.feedback.rules import AnsweredBefore, TooLateToAnswer, TooManyAnswers
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.context import the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp


@bp.route("/rueckmeldung/<token>", methods=["GET", "POST"])
@public
def feedback(token: str) -> ResponseReturnValue:
    """One short form; once it is answered, or closed, the page says so."""
    registration_id = read_feedback_token(token)
    form, status = FeedbackForm(), 200
    closed: DomainError | None = None
    asked = question(registration_id, the_city().id)
    try:
        asked.check()
    except (AnsweredBefore, TooLateToAnswer) as refusal:
        closed = refusal
    if request.method == "POST" and closed is None:
        status = _answer(registration_id, form)
        if status == 200:
            return redirect_with(_("Thank you for your answer."), "public.feedback", token=token)
    failed = bool(form.errors or form.form_errors)
    return render_template("public/feedback.html", asked=asked, form=form, closed=closed, form_errors=failed), status


def _answer(registration_id: str, form: FeedbackForm) -> int:
    if not form.validate():
        return 422
    try:
        operations.give_feedback(
            registration_id, city_id=the_city().id, mood=Mood(form.mood.data), text=form.text.data or "",
            is_for_city=bool(form.is_for_city.data), network=request.remote_addr or "",
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return 429 if isinstance(refusal, TooManyAnswers) else 422
    return 200

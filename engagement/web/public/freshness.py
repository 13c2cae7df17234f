"""„Stimmt das Angebot noch?“: the page of a mailed link. The link opens it, its buttons act; nobody has to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.permissions import public
from engagement.core.tokens import TokenExpired, TokenInvalid
from engagement.opportunities.queries.upkeep import asked_offer
from engagement.opportunities.rules.freshness import AlreadyAnswered
from engagement.web.context import the_city
from engagement.web.public import bp
from engagement.workflows.freshness import answer_question, question_of

if TYPE_CHECKING:
    from engagement.kernel.errors import DomainError

ANSWERS = {"ja": True, "vorbei": False}


@bp.route("/angebot-pruefen/<token>", methods=["GET", "POST"])
@public
def offer_current(token: str) -> ResponseReturnValue:
    """Asks, and takes the answer."""
    try:
        public_id, asked_at = question_of(token)
    except (TokenExpired, TokenInvalid) as refusal:
        return _page(None, refusal=refusal), 410
    offer = asked_offer(public_id, the_city().id)
    if request.method == "GET":
        return _page(offer, refusal=None if offer.asked_at == asked_at else AlreadyAnswered())
    answer = request.form.get("antwort", "")
    if answer not in ANSWERS or not BaseForm().validate():
        raise BadRequest
    try:
        answer_question(token, holds=ANSWERS[answer])
    except AlreadyAnswered as refusal:
        return _page(offer, refusal=refusal)
    return _page(offer, answered=answer)


def _page(offer: object, *, refusal: DomainError | None = None, answered: str = "") -> str:
    return render_template("public/offer_current.html", offer=offer, refusal=refusal, answered=answered)

"""„Barriere melden“ without signing in, and the page of the report afterwards."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from engagement.barriers import operations
from engagement.barriers.enums import AnswerKind
from engagement.barriers.errors import TooManyBarriers
from engagement.barriers.forms import BarrierForm
from engagement.barriers.links import barrier_token, read_barrier_token
from engagement.barriers.queries import barrier_report
from engagement.core.links import split_language
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.context import the_actor, the_city
from engagement.web.public import bp

PAGE_LENGTH = 300
HERE = "public.barrier_new"


@bp.route("/barriere-melden", methods=["GET", "POST"])
@public
def barrier_new() -> ResponseReturnValue:
    """What does not work, where, and how to answer."""
    if request.method == "GET":
        return render_template("public/barrier_form.html", form=BarrierForm(formdata=None, page=_came_from()))
    form, status = BarrierForm(), 422
    if form.validate():
        try:
            told = operations.tell(
                the_city().id, text=form.text.data or "", page=form.page.data or "", name=form.name.data or "",
                email=form.email.data or "", phone=form.phone.data or "", network=request.remote_addr or "",
                actor=the_actor(),
            )  # fmt: skip
            return redirect(url_for("public.barrier", token=barrier_token(told.report_id)), 303)
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            status = 429 if isinstance(refusal, TooManyBarriers) else 422
    return render_template("public/barrier_form.html", form=form), status


@bp.get("/barriere/<token>")
@public
def barrier(token: str) -> str:
    """The receipt; later what the staff answered by mail."""
    report = barrier_report(the_city().id, read_barrier_token(token))
    answers = [each for each in report.answers if each.kind is AnswerKind.MAIL]
    return render_template("public/barrier.html", report=report, answers=answers)


def _came_from() -> str:
    """The path of the page from which somebody comes, where it is one of ours and holds no secret of hers."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host:
        return ""
    try:
        endpoint, values = current_app.url_map.bind("").match(_inside(came.path), method="GET")
    except HTTPException:
        return ""
    # A signed link opens somebody's own page: it does not go into a report that others read.
    return "" if "token" in values or endpoint == HERE else came.path[:PAGE_LENGTH]


def _inside(path: str) -> str:
    """The path that the url map knows, for either form of a city's addresses."""
    own, plain = f"/{the_city().slug}/", split_language(path)[1]
    return plain if plain.startswith(own) else own + plain.lstrip("/")

"""„Nichts gefunden? Wir rufen Sie an“ in a town."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.callbacks.forms import CallbackForm
from engagement.core.permissions import public
from engagement.web.callbacks import ask, asked_at
from engagement.web.context import the_city
from engagement.web.public import bp


@bp.route("/anruf", methods=["GET", "POST"])
@public
def callback() -> ResponseReturnValue:
    """Name, number, what somebody can do, when she can be reached."""
    form = CallbackForm(wish=request.args.get("q", "")[:200])
    form.fit(None)
    status = 200
    if request.method == "POST":
        done = ask(form, the_city()) if form.validate() else 422
        if not isinstance(done, int):
            return done
        status = done
    return render_template("public/callback.html", form=form), status


@bp.get("/anruf/<token>")
@public
def callback_received(token: str) -> str:
    """The receipt."""
    return render_template("public/callback_received.html", at=asked_at(token))

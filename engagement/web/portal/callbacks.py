"""„Wir rufen Sie an“ on the portal: the town is asked, too."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.callbacks.forms import CallbackForm
from engagement.cities.queries import published_cities
from engagement.core.permissions import public
from engagement.core.scope import Scope, entered
from engagement.web.callbacks import ask
from engagement.web.portal import bp


@bp.route("/rueckruf", methods=["GET", "POST"])
@public
def callback() -> ResponseReturnValue:
    """As in a town, with the towns to choose from."""
    towns = {city.slug: city for city in published_cities()}
    form = CallbackForm(wish=request.args.get("q", "")[:200])
    form.fit([(city.slug, city.name) for city in towns.values()])
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            city = towns[form.town.data]
            with entered(Scope.city(city.id)):
                done = ask(form, city)
            if not isinstance(done, int):
                return done
            status = done
    return render_template("public/callback.html", form=form), status

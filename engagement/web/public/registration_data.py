"""What is kept about one registration, its end, and links that got lost; for people without an account."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.registrations import operations
from engagement.registrations.errors import TooManyRequests
from engagement.registrations.forms import LostLinkForm
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.registrations.rules import CALLER_LIMIT, SENDER_WINDOW
from engagement.web.account.own_data import filled_columns, shown_value
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp
from engagement.workflows.own_data import registration_data, registration_data_json, registration_sections


@bp.route("/zusage/<token>/daten", methods=["GET", "POST"])
@public
def registration_data_page(token: str) -> ResponseReturnValue:
    """All that is kept about a registration; the button deletes it, and calls off first what is to come."""
    public_id = read_registration_token(token)
    view = registration_view(public_id)
    if request.method == "POST":
        operations.erase(public_id, actor=the_actor())
        return redirect_with(_("Deleted. The link in our mails opens nothing any more."), "public.home")
    facts = [(label, shown_value(value)) for _key, label, value in registration_data(public_id) if value]
    return render_template(
        "public/registration_data.html", view=view, offer=view.offer, facts=facts, token=token, shown=shown_value,
        sections=[filled_columns(section) for section in registration_sections(public_id)],
    )  # fmt: skip


@bp.get("/zusage/<token>/daten.json")
@public
def registration_data_file(token: str) -> ResponseReturnValue:
    """The same to take along."""
    public_id = read_registration_token(token)
    registration_view(public_id)
    headers = {"Content-Disposition": 'attachment; filename="meine-zusage.json"', "Cache-Control": "no-store"}
    return Response(registration_data_json(public_id), mimetype="application/json", headers=headers)


@bp.route("/zusage/link-verloren", methods=["GET", "POST"])
@public
def lost_link() -> ResponseReturnValue:
    """Mail the links again. The answer is the same for every address; nothing is ever shown here."""
    form = LostLinkForm()
    if request.method == "GET" or not form.validate():
        page = render_template("public/lost_link.html", form=form, form_errors=bool(form.errors))
        return page, 422 if request.method == "POST" else 200
    sender = throttle.Limit(
        "registration_links_network", network_of(request.remote_addr or ""), CALLER_LIMIT, SENDER_WINDOW
    )
    try:
        operations.send_links(form.email.data or "", city_id=the_city().id, sender=[sender])
    except TooManyRequests as refusal:
        form.refuse(refusal)
        return render_template("public/lost_link.html", form=form, form_errors=True), 429
    return render_template("public/lost_link_sent.html")

"""Changing a registration by its mailed link, and handing it over to another contact person."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.forms import DetailsForm, SuccessorForm, TakeOverForm
from engagement.registrations.links import read_registration_token, read_successor_token
from engagement.registrations.operations import Details
from engagement.registrations.queries import RegistrationView, offer_to_join, registration_view
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp


def _changeable(token: str) -> RegistrationView:
    """The registration of a link, in this town. What has ended or begun cannot be changed and is not found."""
    view = registration_view(read_registration_token(token))
    if not view.can_withdraw:
        raise NotFound
    return view


@bp.route("/zusage/<token>/aendern", methods=["GET", "POST"])
@public
def registration_change(token: str) -> ResponseReturnValue:
    """Name, number, people, message. The mail address cannot be changed: it is what the link goes to."""
    view = _changeable(token)
    form = DetailsForm(
        name=view.name, phone=view.phone, message=view.message, party_size=view.party_size,
        group_name=view.group_name, companions="\n".join(view.companions),
    )  # fmt: skip
    if request.method == "POST" and form.validate():
        details = Details(
            form.name.data or "", form.phone.data or "", form.message.data or "", form.party_size.data or 1,
            form.group_name.data or "", form.names,
        )  # fmt: skip
        try:
            operations.change_details(view.public_id, details, actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("Changed. The association knows."), "public.registration", token=token)
    page = render_template(
        "public/registration_change.html", view=view, offer=view.offer, form=form, token=token,
        form_errors=bool(form.errors),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@bp.route("/zusage/<token>/weitergeben", methods=["GET", "POST"])
@public
def registration_successor(token: str) -> ResponseReturnValue:
    """Name somebody else as the contact person, or take that back."""
    view = _changeable(token)
    form = SuccessorForm()
    try:
        if request.method == "POST" and request.form.get("was") == "zurueck":
            operations.drop_successor(view.public_id, actor=the_actor())
            return redirect_with(_("Taken back. You stay the contact person."), "public.registration", token=token)
        if request.method == "POST" and form.validate():
            name, email = form.name.data or "", form.email.data or ""
            operations.ask_successor(view.public_id, name=name, email=email, actor=the_actor())
            said = _("We have written to %(name)s. Until the answer comes, you stay the contact person.", name=name)
            return redirect_with(said, "public.registration", token=token)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
    page = render_template(
        "public/registration_successor.html", view=view, offer=view.offer, form=form, token=token,
        form_errors=bool(form.errors),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@bp.route("/zusage/uebernehmen/<token>", methods=["GET", "POST"])
@public
def take_over(token: str) -> ResponseReturnValue:
    """Who was asked to be the contact person says yes here; opening the link changes nothing."""
    public_id, email = read_successor_token(token)
    view = registration_view(public_id)
    form = TakeOverForm()
    age = offer_to_join(view.offer.public_id, the_city().id).age
    form.fit(age)
    if request.method == "POST":
        try:
            operations.take_over(public_id, email=email, is_old_enough=bool(form.is_old_enough.data), actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return render_template("public/taken_over.html", view=view, offer=view.offer)
    is_open = view.can_withdraw and view.asked_successor(email)
    page = render_template(
        "public/take_over.html", view=view, offer=view.offer, form=form, is_open=is_open,
        form_errors=bool(form.errors),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200

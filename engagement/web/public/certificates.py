"""A person's code for the door, certificates by the mailed link, and the check of a certificate by anybody."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.rules.attempts import network_of
from engagement.attendance import operations
from engagement.attendance.certificates import read_certificate
from engagement.attendance.errors import TooManyCodes
from engagement.attendance.forms import CheckNameForm, TypedCodeForm
from engagement.attendance.queries import certified_guest
from engagement.cities.queries import theme_of_city
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.core.tokens import TokenInvalid
from engagement.documents.codes import qr_svg
from engagement.kernel.errors import DomainError
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.web.context import the_city
from engagement.web.papers import certificate_response
from engagement.web.public import bp


@bp.get("/zusage/<token>/code.svg")
@public
def registration_code(token: str) -> ResponseReturnValue:
    """The code that the association reads at the door. It names the registration; only the team can open it."""
    view = registration_view(read_registration_token(token))
    url = external_url(
        "association.arrival", city=the_city().slug, association_id=view.offer.association_id,
        registration_id=view.public_id,
    )  # fmt: skip
    return Response(qr_svg(url), mimetype="image/svg+xml")


@bp.get("/zusage/<token>/bescheinigung.pdf")
@public
def registration_certificate(token: str) -> ResponseReturnValue:
    """All confirmed hours of this person at this association in this city, on paper."""
    public_id = read_registration_token(token)
    registration_view(public_id)  # the check that this registration belongs to this town, and that the link lives
    return certificate_response(certified_guest(public_id), colour=theme_of_city(the_city()).light.action)


@bp.route("/pruefen", methods=["GET", "POST"])
@public
def certificate_check() -> ResponseReturnValue:
    """For who holds a paper and has no camera: the code, typed. Leads to what the paper must say."""
    form, status = TypedCodeForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                code = operations.check_code(form.code.data or "", network=network_of(request.remote_addr or ""))
                return redirect(url_for("public.certificate", token=code), 303)
            except DomainError as refusal:
                form.refuse(refusal)
                status = 429 if isinstance(refusal, TooManyCodes) else 422
    return render_template("public/certificate_check.html", form=form, form_errors=bool(form.errors)), status


@bp.route("/bescheinigung/<token>", methods=["GET", "POST"])
@public
def certificate(token: str) -> ResponseReturnValue:
    """Whether a paper is genuine: what it must say, and whether it names the right person. Nothing is looked up."""
    try:
        claim = read_certificate(token)
    except TokenInvalid:
        return render_template("public/certificate_check.html", form=TypedCodeForm(formdata=None), is_wrong=True), 400
    form = CheckNameForm()
    is_right = None
    if request.method == "POST" and form.validate():
        is_right = claim.is_about(str(form.name.data))
    page = render_template(
        "public/certificate.html", claim=claim, form=form, is_right=is_right, form_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200

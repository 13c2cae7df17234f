"""The cities of the platform."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.cities.domains import readable_domain
from engagement.cities.forms import AdministratorForm, CityForm
from engagement.cities.operations import create_city, invite_first_administrator
from engagement.cities.queries import city_by_slug, city_rows, domains
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.reports.queries import open_complaints_everywhere
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.platform import bp
from engagement.web.reserved import first_segments
from engagement.web.staff.domain import domain_page

NavigationEntry = tuple[str, str, dict[str, Any], int | None]


def platform_work() -> dict[str, Any]:
    navigation: list[NavigationEntry] = [
        (_("Cities"), "platform.index", {}, None),
        (_("New city"), "platform.city_new", {}, None),
        (_("Complaints"), "platform.complaints", {}, len(open_complaints_everywhere())),
        (_("Mails"), "platform.mails", {}, None),
    ]
    return {"work_nav": navigation, "work_sub": _("Administration of the platform")}


@bp.get("/")
@requires(Permission.PLATFORM_ADMINISTER)
def index() -> ResponseReturnValue:
    """All cities with what is in them."""
    own = {slug: (readable_domain(domain), is_used) for domain, slug, is_used in domains()}
    return render_template("platform/index.html", cities=city_rows(), domains=own, **platform_work())


@bp.route("/staedte/neu", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def city_new() -> ResponseReturnValue:
    """Start a city and invite its first administrator."""
    form, status = CityForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            values: dict[str, Any] = {
                "address_postcode": form.postcode.data or "",
                "contact_phone": form.phone.data or "",
                "state_name": form.state_name.data,
            }
            try:
                create_city(
                    str(form.slug.data), name=str(form.name.data), actor=the_actor(), admin_email=str(form.email.data),
                    reserved=first_segments(current_app), **values,
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(
                    _("%(name)s is there. The invitation is on its way.", name=form.name.data), "platform.index"
                )
    return render_template("platform/city_new.html", form=form, **platform_work()), status


@bp.route("/staedte/<slug>/einladen", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def city_invite(slug: str) -> ResponseReturnValue:
    """Invite an administrator of a city: once more, or because the city has none left."""
    city = city_by_slug(slug)
    if city is None:
        raise NotFound
    form, status = AdministratorForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                invite_first_administrator(city.id, email=str(form.email.data), actor=the_actor())
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(_("The invitation is on its way."), "platform.index")
    return render_template("platform/city_invite.html", form=form, invited_city=city, **platform_work()), status


@bp.route("/staedte/<slug>/adresse", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def city_domain(slug: str) -> ResponseReturnValue:
    """The web address of a city's own, for the operator."""
    city = city_by_slug(slug)
    if city is None:
        raise NotFound
    return domain_page(city, "platform/city_domain.html", back=url_for("platform.index"), **platform_work())

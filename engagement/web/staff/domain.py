"""The town's own web address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from engagement.cities.domains import readable_domain
from engagement.cities.forms import DomainForm
from engagement.cities.operations import set_domain
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.context import the_actor, the_city
from engagement.web.hosts import hostname
from engagement.web.notices import with_notice
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

if TYPE_CHECKING:
    from engagement.cities.models import City


@bp.route("/adresse", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def domain() -> ResponseReturnValue:
    """Name it, try it, use it."""
    return domain_page(
        the_city(),
        "staff/domain.html",
        work_nav=staff_navigation(),
        work_current="staff.settings",
        work_sub=_("Workplace of the town"),
    )


def domain_page(city: City, template: str, **values: Any) -> ResponseReturnValue:
    """The form, for the city and for the operator."""
    form, status = DomainForm(domain=readable_domain(city.domain or ""), is_used=city.is_domain_used), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                set_domain(city.id, str(form.domain.data or ""), is_used=bool(form.is_used.data), actor=the_actor())
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect(with_notice(request.path, _("Saved.")), 303)
    settings = current_app.config["SETTINGS"]
    scheme = "https" if settings.uses_https else "http"
    return render_template(
        template, form=form, named_city=city, domain=readable_domain(city.domain or ""),
        domain_url=f"{scheme}://{city.domain}/", platform_host=hostname(settings.platform_host), **values,
    ), status  # fmt: skip

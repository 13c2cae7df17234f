"""The town's districts."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from engagement.cities import operations
from engagement.cities.forms import DistrictForm
from engagement.cities.queries import district_rows
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.settings import settings_page
from engagement.workflows.change_districts import remove_district, rename_district


def _page(form: DistrictForm, renaming: str | None = None) -> str:
    return settings_page(
        "staff/settings_districts.html", form=form, rows=district_rows(the_city().id), renaming=renaming
    )


def _act(form: DistrictForm, act: Callable[[], None], renaming: str | None = None) -> ResponseReturnValue:
    try:
        act()
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, renaming), 422
    return redirect_with(_("Saved."), "staff.settings_districts")


@bp.route("/einstellungen/stadtteile", methods=["GET", "POST"])
@requires(Permission.CITY_ADMINISTER)
def settings_districts() -> ResponseReturnValue:
    """All districts with what hangs on them; the form adds one."""
    form = DistrictForm()
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    return _act(form, lambda: operations.add_district(the_city().id, name=str(form.name.data), actor=the_actor()))


@bp.post("/einstellungen/stadtteile/<district_id>/name")
@requires(Permission.CITY_ADMINISTER)
def district_rename(district_id: str) -> ResponseReturnValue:
    """Give it another name."""
    form = DistrictForm()
    if district_id not in {row.public_id for row in district_rows(the_city().id)}:
        raise NotFound
    if not form.validate():
        return _page(form, district_id), 422
    city_id, name = the_city().id, str(form.name.data)
    return _act(form, lambda: rename_district(city_id, district_id, name=name, actor=the_actor()), district_id)


@bp.post("/einstellungen/stadtteile/<district_id>/schieben")
@requires(Permission.CITY_ADMINISTER)
def district_move(district_id: str) -> ResponseReturnValue:
    """Change the order."""
    check_token()
    operations.move_district(the_city().id, district_id, up=request.form.get("up") == "1", actor=the_actor())
    return redirect_with(_("Saved."), "staff.settings_districts")


@bp.post("/einstellungen/stadtteile/<district_id>/entfernen")
@requires(Permission.CITY_ADMINISTER)
def district_remove(district_id: str) -> ResponseReturnValue:
    """Remove it; offers and associations stay, without a district."""
    check_token()
    city_id = the_city().id
    return _act(DistrictForm(formdata=None), lambda: remove_district(city_id, district_id, actor=the_actor()))

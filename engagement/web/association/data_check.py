"""„Stimmen diese Angaben noch?“: the page behind the yearly mail. It needs no sign-in; its button acts."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from engagement.associations.labels import KIND_LABELS
from engagement.associations.operations import confirm_data
from engagement.associations.operations.confirming import CONFIRMATION_PURPOSE
from engagement.associations.queries import Profile, contacts_of
from engagement.associations.queries import profile as load_profile
from engagement.associations.rules import LINK_DAYS
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.core.tokens import read
from engagement.web.association import bp
from engagement.web.context import the_actor, the_city
from engagement.web.hours import hour_lines
from engagement.web.notices import redirect_with


@bp.get("/angaben/<token>")
@public
def data_check(token: str) -> ResponseReturnValue:
    """What the entry says, to look through."""
    return _page(token, BaseForm(formdata=None))


@bp.post("/angaben/<token>")
@public
def data_confirm(token: str) -> ResponseReturnValue:
    """Yes, all is right."""
    found, form = _load(token), BaseForm()
    if not form.validate():
        return _page(token, form), 422
    confirm_data(found.association.public_id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("Thank you. We ask again in a year."), "association.data_check", token=token)


def _load(token: str) -> Profile:
    public_id = str(read(CONFIRMATION_PURPOSE, token, max_age_seconds=LINK_DAYS * 24 * 3600))
    found = load_profile(public_id, the_city().id)
    if found is None or not found.has_owner:
        abort(404)
    return found


def _page(token: str, form: BaseForm) -> str:
    found = _load(token)
    one = found.association
    return render_template(
        "association/data_check.html", found=found, one=one, form=form, token=token, kind_label=KIND_LABELS[one.kind],
        hours=[f"{days} {times}" for days, times in hour_lines(one.opening_hours)],
        contacts=contacts_of(one.id, public_only=False),
    )  # fmt: skip

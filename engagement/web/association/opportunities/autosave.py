"""Saving a draft in the background: what can be read is kept, what cannot is named, nothing of the page changes.

The script asks; without it the form's own buttons save. An offer that people see is never saved this way: its dates
would count at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engagement.cities.queries import districts_of
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.media.queries import picture_of
from engagement.opportunities import operations
from engagement.opportunities.queries import AuthoredOffer, made_by_form
from engagement.opportunities.queries.points import point_problems
from engagement.opportunities.rules.content import problems
from engagement.opportunities.rules.errors import StaleContent
from engagement.web.association import bp
from engagement.web.association.opportunities import mapping, places, saving
from engagement.web.association.opportunities.beside import beside
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.formatting import time_range
from engagement.web.maps import has_maps

if TYPE_CHECKING:
    from engagement.opportunities.forms import OpportunityForm

# Fields of the form that fill another column than their name says.
COLUMNS = {
    "description": "description_html",
    "district": "district_id",
    "picture": "picture_id",
    "main_field": "fields",
}


@bp.post("/<association_id>/angebote/entwurf")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_autosave_new(association_id: str) -> ResponseReturnValue:
    """The first saving makes the draft; a later one that still comes from the new form changes it."""
    form = saving.empty_form()
    key = saving.key_of(form)
    known = made_by_form(key, the_association().id) if key else None
    return _autosave(form, saving.the_offer(known) if known else None)


@bp.post("/<association_id>/angebote/<public_id>/entwurf")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_autosave(association_id: str, public_id: str) -> ResponseReturnValue:
    """Save what is typed into the form of a draft."""
    offer = saving.the_offer(public_id)
    return _autosave(saving.empty_form(), offer)


def _autosave(form: OpportunityForm, offer: AuthoredOffer | None) -> ResponseReturnValue:
    form.validate()
    if "csrf_token" in form.errors:
        return _answer("signed_out", _("You are signed in anew. Please press “Save”."), 400)
    if offer is not None and offer.is_shown:
        return _answer("published", _("This offer is published. Please press “Save”."), 409)
    content, left = _readable(form, offer)
    shifts, wrong = mapping.shifts_from(form, the_city().zone)
    if content.get("is_ongoing"):
        shifts, wrong = [], []
    has_dates = not wrong and not any(row.errors for row in form.rows)
    if not has_dates:
        left.append(_("dates"))
    try:
        public_id = _save(form, offer, content, shifts if has_dates else None)
    except (NotFound, Forbidden):
        raise
    except StaleContent:
        return _answer("stale", _("Somebody else has saved this offer in the meantime."), 409, look=_edit_url(offer))
    except DomainError as refusal:
        return _answer("refused", gettext(refusal.message, **refusal.values), 422)
    return _saved(form, public_id, left)


def _readable(form: OpportunityForm, offer: AuthoredOffer | None) -> tuple[dict[str, Any], list[str]]:
    """The columns that can be stored as they stand, and the labels of the fields that cannot yet."""
    kept = str(form.kept_picture.data or "")
    picture = picture_of(the_association().id, kept) if kept else None
    stored = offer.opportunity if offer is not None else None
    places.drop_outdated(form, stored)
    content = mapping.content_from(form, districts_of(the_city().id), picture, stored)
    found = [*problems(content), *point_problems(content, city_id=the_city().id, stored=stored)]
    wrong = {gap.field for gap in found}
    wrong |= {field.name for field in form if field.errors and field.type not in ("FieldList", "FormField")}
    if content.get("district_id") == 0:
        wrong.add("district")
    left = [str(form[name].label.text) for name in wrong if name in form]
    bad = {COLUMNS.get(name, name) for name in wrong}
    return {name: value for name, value in content.items() if name not in bad}, left


def _save(form: OpportunityForm, offer: AuthoredOffer | None, content: dict[str, Any], shifts: Any) -> str:
    if offer is None:
        public_id = operations.create_draft(
            the_association().id, city_id=the_city().id, actor=the_actor(), shifts=shifts or (),
            form_key=saving.key_of(form), **content,
        )  # fmt: skip
    else:
        public_id = offer.opportunity.public_id
        version = saving.version_of(form)
        operations.save_content(public_id, version=version, actor=the_actor(), content=content, shifts=shifts)
    saving.save_beside(public_id, form, offer)
    return public_id


def _saved(form: OpportunityForm, public_id: str, left: list[str]) -> ResponseReturnValue:
    offer = saving.the_offer(public_id)
    text = _("Draft saved at %(time)s.", time=time_range(utcnow()))
    if left:
        text += " " + _("Not complete yet: %(fields)s.", fields=", ".join(sorted(left)))
    if form.point_note and has_maps():
        text += " " + form.point_note
    where = {"association_id": the_association().public_id, "public_id": public_id}
    aside = render_template("association/_offer_beside.html", **beside(form, offer.opportunity.picture))
    return _answer(
        "saved", text, 200, version=offer.opportunity.version, edit=_edit_url(offer), beside=aside,
        # Names of places in an address.
        autosave=url_for("association.opportunity_autosave", **where),  # type: ignore[arg-type]
    )  # fmt: skip


def _edit_url(offer: AuthoredOffer | None) -> str:
    if offer is None:
        return ""
    public_id = offer.opportunity.public_id
    return url_for("association.opportunity_edit", association_id=the_association().public_id, public_id=public_id)


def _answer(state: str, text: str, status: int, **more: object) -> ResponseReturnValue:
    return jsonify(state=state, text=text, **more), status

"""The form of an opportunity, new or known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from engagement.cities.queries import districts_of
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local, utcnow
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.media.images import PictureRefused
from engagement.media.operations import store_picture
from engagement.media.queries import picture_of
from engagement.opportunities import operations
from engagement.opportunities.forms import OpportunityForm
from engagement.opportunities.queries import AuthoredOffer, authored_offer, content_of
from engagement.opportunities.rules.content import problems
from engagement.opportunities.rules.errors import Incomplete, InvalidContent, StaleContent
from engagement.opportunities.rules.gaps import gaps
from engagement.web.association import bp
from engagement.web.association.opportunities import mapping, page, rows
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with

if TYPE_CHECKING:
    from engagement.media.models import Picture

SAVE, SUBMIT, PREVIEW = "save", "submit", "preview"


@bp.route("/<association_id>/angebote/neu", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_new(association_id: str) -> ResponseReturnValue:
    """An empty form; the first saving makes a draft."""
    form = _form()
    if request.method == "POST":
        return _handle(form, None)
    form.contact_name.data, form.contact_email.data = current_user.name, current_user.email
    form.town.data = the_city().name
    form.shifts.append_entry()
    return page.form_page(form, None)


@bp.route("/<association_id>/angebote/<public_id>/bearbeiten", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_edit(association_id: str, public_id: str) -> ResponseReturnValue:
    """The form with what is stored. `?pruefen=1` shows what is missing before it can be handed in."""
    offer = _offer(public_id)
    form = _form()
    if request.method == "POST":
        return _handle(form, offer)
    now = utcnow()
    mapping.filled(form, offer, now, the_city().zone)
    if request.args.get("pruefen") == "1":
        dates = [shift for shift in offer.shifts if shift.cancelled_at is None]
        found = gaps(
            content_of(offer.opportunity), dates, local(now, the_city().zone), was_published=offer.was_published
        )
        form.tell(mapping.sentences(found))
    if not form.rows:
        form.shifts.append_entry()
    return page.form_page(form, offer)


@bp.post("/<association_id>/angebote/<public_id>/einreichen")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_submit(association_id: str, public_id: str) -> ResponseReturnValue:
    """Hand in what is stored; gaps are shown in the form."""
    _offer(public_id)
    if not BaseForm().validate():
        raise BadRequest
    return _submit(public_id)


def _submit(public_id: str) -> ResponseReturnValue:
    where = {"association_id": the_association().public_id, "public_id": public_id}
    try:
        operations.submit(public_id, actor=the_actor())
    except Incomplete:
        text = _("Saved as it is. Something is missing before you can hand it in.")
        return redirect_with(text, "association.opportunity_edit", pruefen=1, **where)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        return redirect_with(gettext(refusal.message, **refusal.values), "association.opportunity_preview", **where)
    text = _("Handed in. %(city)s looks at it and writes to you.", city=the_city().name)
    return redirect_with(text, "association.opportunity_preview", **where)


def _handle(form: OpportunityForm, offer: AuthoredOffer | None) -> ResponseReturnValue:
    action = request.form.get("action", SAVE)
    is_readable = form.validate()
    picture = _picture(form)
    if rows.changes_rows(action):
        anchor = rows.change_rows(form, action)
        return page.form_page(form, offer, picture=picture, look_at=anchor)
    public_id = _save(form, offer, picture) if is_readable and not form.errors else None
    if public_id is None:
        if not form.rows:
            form.shifts.append_entry()
        return page.form_page(form, offer, picture=picture), 422
    if action == SUBMIT:
        return _submit(public_id)
    where = {"association_id": the_association().public_id, "public_id": public_id}
    endpoint = "association.opportunity_preview" if action == PREVIEW else "association.opportunity_edit"
    return redirect_with(_saved_text(offer), endpoint, **where)


def _save(form: OpportunityForm, offer: AuthoredOffer | None, picture: Picture | None) -> str | None:
    """Save and return the public id, or tell in the form why not and return None."""
    stored = offer.opportunity if offer is not None else None
    content = mapping.content_from(form, districts_of(the_city().id), picture, stored)
    shifts, wrong = mapping.shifts_from(form, the_city().zone)
    if content["is_ongoing"]:
        shifts, wrong = [], []
    form.tell(mapping.sentences([*problems(content), *wrong]))
    if form.errors:
        return None
    try:
        if offer is None:
            return operations.create_draft(
                the_association().id, city_id=the_city().id, actor=the_actor(), shifts=shifts, **content
            )
        operations.save_content(
            offer.opportunity.public_id, version=_version(form), actor=the_actor(), content=content, shifts=shifts
        )
        return offer.opportunity.public_id
    except (NotFound, Forbidden):
        raise
    except InvalidContent as refusal:
        form.tell(mapping.sentences(refusal.problems))
    except StaleContent as refusal:
        form.refuse(refusal)
        form.version.data = str(_offer(offer.opportunity.public_id).opportunity.version) if offer else ""
    except DomainError as refusal:
        sentence = gettext(refusal.message, **refusal.values)
        form.tell([(refusal.field, sentence)]) if refusal.field else form.refuse(refusal)
    return None


def _form() -> OpportunityForm:
    form = OpportunityForm()
    form.title.label.text = _("%(name)s is looking for …", name=the_association().name)
    form.offer_districts([(row.public_id, row.name) for row in districts_of(the_city().id)])
    return form


def _offer(public_id: str) -> AuthoredOffer:
    return authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)


def _version(form: OpportunityForm) -> int:
    text = str(form.version.data or "")
    return int(text) if text.isdecimal() else 0


def _saved_text(offer: AuthoredOffer | None) -> str:
    if offer is None or not offer.was_published:
        return _("Saved.")
    return _("Saved. Dates and places count from now on. Hand in new texts, so that the town can approve them.")


def _picture(form: OpportunityForm) -> Picture | None:
    """The picture of the form: a new upload, which is kept from now on, else the one that it had."""
    upload = form.picture.data
    association = the_association()
    association_id = association.id
    content = upload.read() if upload else b""
    if content and "csrf_token" not in form.errors:
        try:
            form.kept_picture.data = store_picture(association_id, content, actor=the_actor())
        except PictureRefused as refusal:
            form.refuse(refusal)
    elif form.remove_picture.data:
        form.kept_picture.data = ""
        form.remove_picture.data = False
    return picture_of(association_id, str(form.kept_picture.data)) if form.kept_picture.data else None

"""What a sent form of an opportunity leads to: saved, handed in, or shown again with what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engagement.cities.policies import policies_of
from engagement.cities.queries import districts_of
from engagement.core.i18n import _
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.media.images import PictureRefused
from engagement.media.operations import store_picture
from engagement.media.queries import picture_of
from engagement.opportunities import operations
from engagement.opportunities.forms import OpportunityForm
from engagement.opportunities.queries import AuthoredOffer, authored_offer
from engagement.opportunities.rules.content import problems
from engagement.opportunities.rules.errors import Incomplete, InvalidContent, NothingChanged, StaleContent
from engagement.web.association.opportunities import contacts, mapping, page, places, rows, series, showcases
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.maps import has_maps
from engagement.web.notices import redirect_with

if TYPE_CHECKING:
    from engagement.media.models import Picture

SAVE, SUBMIT, PREVIEW = "save", "submit", "preview"


def empty_form() -> OpportunityForm:
    """The form with the choices and words of this association and city."""
    form = OpportunityForm()
    form.title.label.text = _("%(name)s is looking for …", name=the_association().name)
    form.offer_districts([(row.public_id, row.name) for row in districts_of(the_city().id)])
    form.offer_waitlist(policies_of(the_city()).waitlist_hours)
    showcases.offer_cities(form)
    return form


def the_offer(public_id: str) -> AuthoredOffer:
    """An opportunity of this association in this city; 404 for any other."""
    return authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)


def submit(public_id: str, *, is_again: bool = False, city_id: int | None = None) -> ResponseReturnValue:
    """Hand in what is stored, everywhere or in one town (row number).

    `is_again`: the same form came a second time, so that nothing new is no refusal.
    """
    where = {"association_id": the_association().public_id, "public_id": public_id}
    try:
        done = operations.submit(public_id, actor=the_actor(), city_id=city_id)
    except Incomplete:
        text = _("Saved as it is. Something is missing before you can hand it in.")
        return redirect_with(text, "association.opportunity_edit", pruefen=1, **where)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        if is_again and isinstance(refusal, NothingChanged):
            text = _("Handed in. %(city)s looks at it and writes to you.", city=the_city().name)
        else:
            text = gettext(refusal.message, **refusal.values)
        return redirect_with(text, "association.opportunity_preview", **where)
    text = showcases.submitted_text(done, the_offer(public_id))
    return redirect_with(text, "association.opportunity_preview", **where)


def handle(form: OpportunityForm, offer: AuthoredOffer | None, *, is_again: bool = False) -> ResponseReturnValue:
    """Do what the pressed button says. `offer` is None for a form that has made none yet."""
    action = request.form.get("action", SAVE)
    is_readable = form.validate()
    picture = taken_in_picture(form)
    if action == contacts.MOVE:
        return page.form_page(form, offer, picture=picture, look_at=contacts.move(form))
    if rows.changes_rows(action):
        anchor = rows.change_rows(form, action)
        return page.form_page(form, offer, picture=picture, look_at=anchor)
    is_point_gone = places.drop_outdated(form, offer.opportunity if offer is not None else None)
    public_id = save(form, offer, picture) if is_readable and not form.errors else None
    if public_id is None:
        if not form.rows:
            form.shifts.append_entry()
        return page.form_page(form, offer, picture=picture), 422
    if is_point_gone and has_maps():
        return _to_the_point(public_id, offer, action)
    if action == SUBMIT:
        return submit(public_id, is_again=is_again)
    where = {"association_id": the_association().public_id, "public_id": public_id}
    endpoint = "association.opportunity_preview" if action == PREVIEW else "association.opportunity_edit"
    return redirect_with(_saved_text(offer), endpoint, **where)


def save(form: OpportunityForm, offer: AuthoredOffer | None, picture: Picture | None) -> str | None:
    """Save and return the public id, or tell in the form why not and return None."""
    stored = offer.opportunity if offer is not None else None
    content = mapping.content_from(form, districts_of(the_city().id), picture, stored)
    shifts, wrong = mapping.shifts_from(form, the_city().zone)
    if content["is_ongoing"]:
        shifts, wrong = [], []
    form.tell([*mapping.sentences([*problems(content), *wrong]), *series.not_taken(form)])
    if form.errors:
        return None
    try:
        if offer is None:
            public_id = operations.create_draft(
                the_association().id, city_id=the_city().id, actor=the_actor(), shifts=shifts, form_key=key_of(form),
                **content,
            )  # fmt: skip
        else:
            public_id = offer.opportunity.public_id
            operations.save_content(
                public_id, version=version_of(form), actor=the_actor(), content=content, shifts=shifts
            )
        save_beside(public_id, form, offer)
        return public_id
    except (NotFound, Forbidden):
        raise
    except InvalidContent as refusal:
        form.tell(mapping.sentences(refusal.problems))
    except StaleContent as refusal:
        form.refuse(refusal)
        form.version.data = str(the_offer(offer.opportunity.public_id).opportunity.version) if offer else ""
    except DomainError as refusal:
        sentence = gettext(refusal.message, **refusal.values)
        form.tell([(refusal.field, sentence)]) if refusal.field else form.refuse(refusal)
    return None


def save_beside(public_id: str, form: OpportunityForm, offer: AuthoredOffer | None) -> None:
    """Save what is no content of a stored offer: it needs nobody's approval and counts at once.

    Raises WaitlistHoursInvalid and what `choose_cities` does.
    """
    operations.choose_cities(public_id, city_ids=showcases.chosen_ids(form), actor=the_actor())
    chosen = str(form.waitlist_hours.data or "")
    before = str(offer.opportunity.waitlist_hours or "") if offer is not None else ""
    if chosen != before:
        hours = int(chosen) if chosen.isdecimal() else None
        operations.set_waitlist_hours(public_id, hours, actor=the_actor())


def key_of(form: OpportunityForm) -> str | None:
    """What names this form; None for one that is too long to be ours."""
    key = str(form.form_key.data or "")
    return key if 0 < len(key) <= 40 else None


def version_of(form: OpportunityForm) -> int:
    """The version that the form was loaded with. A new form sent again knows only what it made: the first."""
    text = str(form.version.data or "")
    if text.isdecimal():
        return int(text)
    return 1 if key_of(form) else 0


def _to_the_point(public_id: str, offer: AuthoredOffer | None, action: str) -> ResponseReturnValue:
    """Saved without its point: lead there before the town looks at it."""
    text = _("Saved, but not handed in yet. Please look at the point on the map.")
    return redirect_with(
        text if action == SUBMIT else _saved_text(offer), "association.opportunity_edit", _anchor="point",
        association_id=the_association().public_id, public_id=public_id, **{places.GONE: 1},
    )  # fmt: skip


def _saved_text(offer: AuthoredOffer | None) -> str:
    if offer is None or not offer.was_published:
        return _("Saved.")
    return _("Saved. Dates and places count from now on. Hand in the rest, so that people can see it.")


def taken_in_picture(form: OpportunityForm) -> Picture | None:
    """The picture of the form: a new upload, which is kept from now on, else the one that it had."""
    upload = form.picture.data
    association = the_association()
    association_id = association.id
    content = upload.read() if upload else b""
    if content and "csrf_token" not in form.errors:
        try:
            form.kept_picture.data = store_picture(association_id, content, actor=the_actor())
            if form.consent_for.data:
                form.picture_consent.data = False  # the tick was meant for the picture before
        except PictureRefused as refusal:
            form.refuse(refusal)
    elif form.remove_picture.data:
        form.kept_picture.data = ""
        form.remove_picture.data = form.picture_consent.data = False
    return picture_of(association_id, str(form.kept_picture.data)) if form.kept_picture.data else None

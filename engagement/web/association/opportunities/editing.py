"""The form of an opportunity, new or known."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local, utcnow
from engagement.opportunities.queries import content_of, made_by_form
from engagement.opportunities.rules.gaps import gaps
from engagement.web.association import bp
from engagement.web.association.opportunities import mapping, page, places, saving, showcases, starting
from engagement.web.context import the_association, the_city


@bp.route("/<association_id>/angebote/neu", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_new(association_id: str) -> ResponseReturnValue:
    """A form for a new offer, empty or with a start (see starting.py); the first saving makes a draft.

    Sent a second time – a double click, or the way back in the browser – it changes the draft that it has made.
    """
    form = saving.empty_form()
    if request.method == "POST":
        key = saving.key_of(form)
        known = made_by_form(key, the_association().id) if key else None
        return saving.handle(form, saving.the_offer(known) if known else None, is_again=known is not None)
    start = starting.begin(form)
    if not form.rows:
        form.shifts.append_entry()
    return page.form_page(form, None, start=start, picture=starting.picture_now(form))


@bp.route("/<association_id>/angebote/<public_id>/bearbeiten", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_edit(association_id: str, public_id: str) -> ResponseReturnValue:
    """The form with what is stored. `?pruefen=1` shows what is missing before it can be handed in."""
    offer = saving.the_offer(public_id)
    form = saving.empty_form()
    if request.method == "POST":
        return saving.handle(form, offer)
    now = utcnow()
    mapping.filled(form, offer, now, the_city().zone)
    showcases.fill_cities(form, offer)
    places.tell_gone(form)
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
    """Hand in what is stored, everywhere or in one town (`stadt`); gaps are shown in the form."""
    there = showcases.city_asked_for(saving.the_offer(public_id))
    if not BaseForm().validate():
        raise BadRequest
    return saving.submit(public_id, city_id=there.city_id if there is not None else None)

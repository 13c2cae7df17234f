"""The page around the form."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for

from engagement.kernel.clock import utcnow
from engagement.media.addresses import picture_view
from engagement.opportunities.richtext import MAX_TEXT
from engagement.opportunities.rules.content import LIMITS
from engagement.opportunities.rules.dates import MAX_SHIFTS, is_editable
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities import contacts, places, series, showcases
from engagement.web.association.opportunities.beside import beside
from engagement.web.association.opportunities.rows import blank_row
from engagement.web.context import the_association, the_city
from engagement.web.maps import page_map

if TYPE_CHECKING:
    from engagement.media.models import Picture
    from engagement.opportunities.forms import OpportunityForm
    from engagement.opportunities.queries import AuthoredOffer
    from engagement.web.association.opportunities.starting import Start

# Groups under „Mehr angeben“.
GROUPS: dict[str, tuple[str, ...]] = {
    "about": ("summary", "description", "picture", "picture_alt", "picture_credit", "picture_consent"),
    "easy": ("easy_title", "easy_text"),
    "topic": ("main_field", "fields", "target_groups", "time_patterns", "times_of_day"),
    "needs": ("min_age", "admits_minors", "minors_only",
              "german_level", "skills", "extended_background_check", "background_check_reason",
              "measles_proof", "requirements_note"),
    "gets": ("travel_costs", "allowance", "insurance", "training"),
    "day": ("meeting_point", "recognise_us", "bring_along", "step_free"),
    "decides": ("approval_required", "forbids_overlap", "waitlist_hours"),
}  # fmt: skip


def form_page(
    form: OpportunityForm, offer: AuthoredOffer | None, *, picture: Picture | None = None, look_at: str = "",
    start: Start | None = None,
) -> str:  # fmt: skip
    """Render the form with whatever it holds. `look_at` is the id of the field to begin with, `start` says how a new
    one was filled."""
    if picture is None and offer is not None and form.kept_picture.data:
        stored = offer.opportunity.picture
        picture = stored if stored is not None and stored.public_id == form.kept_picture.data else None
    form.consent_for.data = form.kept_picture.data
    showcases.offer_cities(form, offer)
    places.remember(form)
    return render_template(
        "association/opportunity_form.html", form=form, offer=offer, start=start, blank_row=blank_row(),
        look_at=look_at,
        picture_now=picture_view(picture), is_shown=offer is not None and offer.is_shown,
        autosave_url=_autosave_url(offer), rules=showcases.rules_of(offer),
        next_text="" if offer is not None and offer.is_shown else showcases.next_text(offer),
        handed_in=showcases.handed_in(offer),
        groups={name: [form[field] for field in fields] for name, fields in GROUPS.items()},
        filled={name: sum(_says(form, field) for field in fields) for name, fields in GROUPS.items()},
        suggestions=series.suggestions(form), knows_free_days=series.knows_free_days(),
        stored_series=_series(offer), in_text=contacts.in_text(form),
        past_dates=_kept_dates(offer), map=page_map(the_city()), form_errors=bool(form.errors),
        limits=LIMITS | {"description": MAX_TEXT, "shifts": MAX_SHIFTS}, **beside(form, picture), **work_page(),
    )  # fmt: skip


def _kept_dates(offer: AuthoredOffer | None) -> int:
    """How many dates the form does not show, because they are over or cancelled."""
    if offer is None:
        return 0
    now = utcnow()
    return sum(not is_editable(shift, now, was_published=offer.was_published) for shift in offer.shifts)


def _autosave_url(offer: AuthoredOffer | None) -> str:
    association_id = the_association().public_id
    if offer is None:
        return url_for("association.opportunity_autosave_new", association_id=association_id)
    public_id = offer.opportunity.public_id
    return url_for("association.opportunity_autosave", association_id=association_id, public_id=public_id)


def _series(offer: AuthoredOffer | None) -> list[tuple[str, int]]:
    """Series with more than one date ahead: where they are changed, and how many, soonest first."""
    if offer is None:
        return []
    now = utcnow()
    ahead = Counter(
        shift.series for shift in offer.shifts if shift.series and shift.cancelled_at is None and shift.starts_at > now
    )
    where: dict[str, Any] = {"association_id": the_association().public_id, "public_id": offer.opportunity.public_id}
    return [
        (url_for("association.series", series_id=name, **where), number) for name, number in ahead.items() if number > 1
    ]


def _says(form: OpportunityForm, name: str) -> bool:
    if name == "picture":
        return bool(form.kept_picture.data)
    value = form[name].data
    return bool(value) or (name == "min_age" and value == 0)

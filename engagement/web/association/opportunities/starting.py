"""How a new offer begins: empty, from a template, or like one of the association's own. Nothing is saved here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engagement.cities.queries import districts_of
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local, today, utcnow
from engagement.kernel.values import new_public_id
from engagement.media.queries import picture_of
from engagement.opportunities.queries import AuthoredOffer, authored_offer
from engagement.opportunities.queries.listing import authors_page
from engagement.opportunities.rules.moving import in_year, moved, next_year
from engagement.opportunities.starters.queries import city_starters, own_starters, starter_for
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities import mapping
from engagement.web.context import the_association, the_city

if TYPE_CHECKING:
    from engagement.media.models import Picture
    from engagement.opportunities.forms import OpportunityForm

YEARS_AHEAD = 3


@dataclass(frozen=True)
class Start:
    """What stands above a form that was filled in advance: where it comes from, and the years to choose from."""

    text: str
    year: int | None = None
    years: tuple[int, ...] = ()
    like: str = ""  # public id of the offer whose dates were moved


@bp.get("/<association_id>/angebote/anfangen")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_start(association_id: str) -> ResponseReturnValue:
    """Asks how to begin."""
    own_id, city_id = the_association().id, the_city().id
    offers = [row for row in authors_page(own_id, with_archived=True).items if row.home_slug == the_city().slug]
    return render_template(
        "association/opportunity_start.html", offers=offers,
        own=own_starters(own_id), starters=city_starters(city_id), form=BaseForm(), **work_page(),
    )  # fmt: skip


def begin(form: OpportunityForm) -> Start | None:
    """Fill a new form with what the address asks for: `vorlage`, `kopie` or `wie` (with `jahr`)."""
    form.form_key.data = new_public_id()
    form.contact_name.data, form.contact_email.data = current_user.name, current_user.email
    form.town.data = the_city().name
    if address := request.args.get("vorlage"):
        return _from_template(form, address)
    if public_id := request.args.get("kopie"):
        return _as_copy(form, _own(public_id))
    if public_id := request.args.get("wie"):
        return _like_last_year(form, _own(public_id))
    return None


def _own(public_id: str) -> AuthoredOffer:
    return authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)


def _from_template(form: OpportunityForm, address: str) -> Start:
    found = starter_for(address, association_id=the_association().id, city_id=the_city().id)
    ids = {row.id: row.public_id for row in districts_of(the_city().id)}
    mapping.fill_content(form, found.content, district=ids.get(found.content.get("district_id") or 0, ""))
    return Start(_("From the template “%(name)s”. Please adapt it. Nothing is saved yet.", name=found.name))


def _as_copy(form: OpportunityForm, offer: AuthoredOffer) -> Start:
    mapping.fill_stored(form, offer.opportunity)
    now = utcnow()
    for shift in offer.shifts:
        if shift.cancelled_at is None and shift.starts_at > now:
            row = mapping.row_of(shift, offer.opportunity.people_needed, the_city().zone, is_new=True)
            form.shifts.append_entry(row)
    name = offer.opportunity.title or _("Without a title yet")
    return Start(_("A copy of “%(name)s”, without dates that are over. Nothing is saved yet.", name=name))


def _like_last_year(form: OpportunityForm, offer: AuthoredOffer) -> Start:
    source, zone = offer.opportunity, the_city().zone
    mapping.fill_stored(form, source)
    dates = [shift for shift in offer.shifts if shift.cancelled_at is None]
    days = [local(shift.starts_at, zone).date() for shift in dates]
    first = min(days, default=source.starts_on or today(zone))
    soonest = next_year(first, today(zone))
    years = tuple(range(soonest, soonest + YEARS_AHEAD))
    wanted = request.args.get("jahr", soonest, type=int)
    year = wanted if wanted in years else soonest
    for shift, day in zip(dates, moved(days, year), strict=True):
        form.shifts.append_entry(mapping.row_of(shift, source.people_needed, zone, is_new=True) | {"day": day})
    for name in ("starts_on", "ends_on"):
        stored = getattr(source, name)
        if stored is not None:
            form[name].data = in_year(stored, stored.year + year - first.year)
    text = _("Like “%(name)s”, with the dates moved to the same weekdays. Please check them. Nothing is saved yet.",
             name=source.title or _("Without a title yet"))  # fmt: skip
    return Start(text, year=year, years=years, like=source.public_id)


def picture_now(form: OpportunityForm) -> Picture | None:
    """The picture that a filled form brings along."""
    kept = str(form.kept_picture.data or "")
    return picture_of(the_association().id, kept) if kept else None

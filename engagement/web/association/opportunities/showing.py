"""One opportunity as citizens will see it, with its state and what can be done."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.opportunities.queries import AuthoredOffer, authored_offer
from engagement.opportunities.rules import states
from engagement.opportunities.views import offer_view
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities import showcases
from engagement.web.context import the_association, the_city


@bp.get("/<association_id>/angebote/<public_id>/vorschau")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_preview(association_id: str, public_id: str) -> ResponseReturnValue:
    """The working copy in the dress of the public page."""
    found = authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)
    view = offer_view(
        found.opportunity, public_id=public_id, association=the_association(), shifts=found.shifts,
        urgency=found.opportunity,
    )  # fmt: skip
    return render_template(
        "association/opportunity_preview.html", offer=replace(view, title=view.title or _("Without a title yet")),
        found=found, preview=True, others=0, actions=_actions(found), acts=showcases.acts_by_city(found),
        unsent=showcases.unsent_changes(found), **work_page(),
    )  # fmt: skip


def _actions(found: AuthoredOffer) -> frozenset[str]:
    """What may be done with the whole offer: what at least one town allows, and putting away when all do."""
    each = [states.actions(one.state, was_published=one.published_at is not None) for one in found.standing]
    everywhere = [states.actions(one.state, was_published=one.published_at is not None) for one in found.everywhere]
    return frozenset().union(*each) - {"archive"} | frozenset({"archive"}).intersection(*everywhere)

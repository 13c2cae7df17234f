"""The association's opportunities with their states."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations.queries import open_suspension
from engagement.core.permissions import Permission, requires
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.labels import PUBLICATION_STATE_LABELS
from engagement.opportunities.queries.listing import authors_page, state_counts
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_association, the_city


@bp.get("/<association_id>/angebote/")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunities(association_id: str) -> ResponseReturnValue:
    """All but the archived ones, or those of one state (`?stand=`), whichever town they are at home in."""
    own_id = the_association().id
    state = _chosen_state()
    counts = state_counts(own_id)
    number = request.args.get("seite", 1, type=int)
    page = authors_page(own_id, states=[state] if state else [], number=number)
    filters = [(each, PUBLICATION_STATE_LABELS[each], counts[each]) for each in PublicationState if counts.get(each)]
    total = sum(count for each, count in counts.items() if each is not PublicationState.ARCHIVED)
    return render_template(
        "association/opportunities.html",
        page=page,
        filters=filters,
        total=total,
        chosen=state,
        is_suspended=open_suspension(own_id, the_city().id) is not None,
        **work_page(),
    )


def _chosen_state() -> PublicationState | None:
    wanted = request.args.get("stand", "")
    return next((each for each in PublicationState if each == wanted), None)

"""„Jemanden eintragen“: people who said on the phone, in person or on paper that they come."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.queries import entered_person, offer_to_enter
from engagement.registrations.queries.background_check import background_check
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.people import LIST, people_page, to_people
from engagement.web.background_check import letter
from engagement.web.context import the_actor, the_city
from engagement.web.entering import entered_words, entering
from engagement.web.notices import redirect_with


@bp.route(f"{LIST}/eintragen", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def people_enter(association_id: str, public_id: str) -> ResponseReturnValue:
    """The form; `?termin=` chooses a date. Afterwards a confirmation to print, one for all dates."""
    entry = entering(offer_to_enter(public_id, the_city().id))
    if entry.done:
        said = _("Entered. The place is taken.") if not entry.offer.is_ongoing else _("Entered.")
        return redirect_with(
            entered_words(entry.done, said), "association.people_entered", association_id=association_id,
            public_id=public_id, registration_id=entry.done[0].registration_id,
        )  # fmt: skip
    page = render_template("association/people_enter.html", **entry.shown, **work_page())
    return page, 422 if request.method == "POST" else 200


@bp.get(f"{LIST}/<registration_id>/bestaetigung")
@requires(Permission.REGISTRATION_VIEW)
def people_entered(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """A confirmation on paper for one person of the list."""
    slip = entered_person(registration_id, opportunity_id=public_id)
    return render_template("association/people_entered.html", slip=slip, opportunity_id=public_id, **work_page())


@bp.post(f"{LIST}/<registration_id>/absagen")
@requires(Permission.REGISTRATION_DECIDE)
def people_withdraw(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """Call off for somebody who said so."""
    check_token()
    try:
        operations.withdraw_for(registration_id, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        return people_page(public_id, refusal=refusal), 422
    said = _("Called off for this person. The place is free again.")
    return to_people(said, association_id, public_id)


@bp.get(f"{LIST}/<registration_id>/fuehrungszeugnis.pdf", endpoint="background_check")
@requires(Permission.REGISTRATION_VIEW)
def background_check_letter(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """The letter with which one person asks for her certificate, for the team to sign."""
    return letter(background_check(registration_id, opportunity_id=public_id))

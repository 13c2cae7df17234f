"""A guest answers the mail about several dates."""

from __future__ import annotations

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.errors import DomainError
from engagement.registrations.errors import AlreadyEnded, AlreadyRegistered, DatesRefused
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails_of_several
from engagement.registrations.operations.confirming import renew
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.queries.blocks import association_of, hold_association
from engagement.registrations.queries.joinable import joinable
from engagement.registrations.queries.joining import offer_of
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.together import dates_together

OF_ONE_DATE = ("shift", "despite_overlap", "party_size")


@retried
@operation
def confirm_together(registration_id: str, *, actor: Actor, despite_overlap: bool = False) -> Outcome:
    """Confirm all dates that were chosen in the form of this registration and still wait, at once. A place whose 30
    minutes are over is taken anew. Either all are confirmed, or none; one mail tells of all.

    A second call changes nothing. Raises what `renew_hold` raises about the offer and the person, and DatesRefused.
    """
    opportunity_id, shift_id, city_id = offer_of(registration_id)
    # The offer comes before the person, as where somebody registers.
    joinable(opportunity_id, shift_id, city_id)
    hold_association(association_of(registration_id))
    given = locked_registration(registration_id).registration
    refusals: dict[str, DomainError] = {}
    confirmed: list[Registration] = []
    waiting = [each for each in dates_together(registration_id) if each.can_confirm]
    for each in sorted(waiting, key=lambda each: each.shift_row):
        try:
            done = renew(each.registration_id, actor, is_agreed=despite_overlap, is_told=False)
        except (AlreadyRegistered, AlreadyEnded):
            continue  # she has this date with her account
        except DomainError as refusal:
            if refusal.field not in OF_ONE_DATE:
                raise
            refusals[each.shift_id] = refusal
            continue
        if not done.is_repeated:
            confirmed.append(locked_registration(each.registration_id).registration)
    if refusals:
        raise DatesRefused(refusals)
    mails_of_several.send_joined_several(confirmed)
    db.session.refresh(given)
    return outcome(given, is_repeated=not confirmed)

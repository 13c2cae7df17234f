"""Taking over an entry. Pure."""

from __future__ import annotations

from engagement.associations.enums import ClaimState
from engagement.kernel.errors import N_, DomainError, Stale

MAX_OPEN_CLAIMS = 10


class InHandsAlready(DomainError):
    message = N_("This association has a team already. Please ask one of its people to invite you.")


class TooManyClaims(DomainError):
    message = N_("You have asked for %(limit)d associations. Please wait for the city's answer.")


class ClaimDecided(Stale):
    message = N_("Somebody else has decided on this in the meantime.")


def check_claimable(has_owner: bool) -> None:
    """An entry with an owner is in hands: her team invites others, the city does not hand it on."""
    if has_owner:
        raise InHandsAlready


def check_claim_count(count: int) -> None:
    if count >= MAX_OPEN_CLAIMS:
        raise TooManyClaims(limit=MAX_OPEN_CLAIMS)


def check_claim_pending(state: ClaimState) -> None:
    if state is not ClaimState.PENDING:
        raise ClaimDecided

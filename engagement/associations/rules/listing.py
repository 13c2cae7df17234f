"""What a city may decide on an association. Pure."""

from __future__ import annotations

from engagement.associations.enums import ListingState
from engagement.kernel.errors import N_, DomainError, Stale

MIN_FACTS = 15


class ListingDecided(Stale):
    message = N_("Somebody else has decided on this association in the meantime.")


class ReasonMissing(DomainError):
    field = "reason"
    message = N_("Please give a reason. The people of the association read it.")


class FactsTooShort(DomainError):
    field = "facts"
    message = N_("Please say in a whole sentence what happened. The association reads it.")


def check_can_verify(state: ListingState) -> None:
    """Only what waits for a decision; a suspended one is restored instead."""
    if state is not ListingState.UNVERIFIED:
        raise ListingDecided


def check_can_suspend(state: ListingState) -> None:
    if state is ListingState.SUSPENDED:
        raise ListingDecided


def check_can_restore(state: ListingState) -> None:
    if state is not ListingState.SUSPENDED:
        raise ListingDecided


def state_after_restoring(before: ListingState | None) -> ListingState:
    """As it was; one that was refused when it was new (None) waits for a decision again."""
    return before or ListingState.UNVERIFIED


def check_facts(facts: str) -> None:
    """A statement of reasons names its facts (Art. 17 (3) b DSA)."""
    if len(facts.strip()) < MIN_FACTS:
        raise FactsTooShort


def check_can_refuse(state: ListingState) -> None:
    if state is not ListingState.UNVERIFIED:
        raise ListingDecided


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing

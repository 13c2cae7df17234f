"""Which state leads to which. `PublicationState` says what citizens see; a pending revision may wait beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from engagement.associations.enums import ListingState
from engagement.kernel.errors import DomainError
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.rules.errors import (
    AssociationSuspended,
    CannotArchive,
    CannotEdit,
    CannotPause,
    CannotResume,
    CannotSubmit,
    CannotTakeDown,
    CannotWithdraw,
)

State = PublicationState
SHOWN = (State.PUBLISHED, State.PAUSED)


def check_edit(state: State) -> None:
    """Everything but the archive can be edited."""
    if state is State.ARCHIVED:
        raise CannotEdit


def after_submit(state: State, listing: ListingState | None) -> State:
    """A shown opportunity stays as it is while its new text waits; any other one goes into review.

    Raises:
        CannotSubmit: it is archived.
        AssociationSuspended: the city has suspended the association.
    """
    if state is State.ARCHIVED:
        raise CannotSubmit
    if listing is ListingState.SUSPENDED:
        raise AssociationSuspended
    return state if state in SHOWN else State.IN_REVIEW


def after_approval(state: State) -> State:
    """A pause is the authors' and outlasts an approval."""
    return state if state is State.PAUSED else State.PUBLISHED


def after_refusal(state: State, refused: State) -> State:
    """`refused` is CHANGES_REQUESTED or REJECTED; a shown opportunity goes on with its older text."""
    return state if state in SHOWN else refused


def check_pause(state: State) -> None:
    if state is not State.PUBLISHED:
        raise CannotPause


def check_resume(state: State) -> None:
    if state is not State.PAUSED:
        raise CannotResume


def after_withdrawal(state: State, was_published: bool) -> State:
    """What nobody has seen becomes a draft again. Raises CannotWithdraw."""
    if state not in (*SHOWN, State.IN_REVIEW, State.EXPIRED):
        raise CannotWithdraw
    return State.WITHDRAWN if was_published else State.DRAFT


def after_take_down(state: State) -> State:
    """A city takes what it shows offline. Raises CannotTakeDown."""
    if state not in SHOWN:
        raise CannotTakeDown
    return State.REJECTED


def can_leave(state: State, *, is_home: bool, was_published: bool) -> bool:
    """Whether authors may end it in one city alone: what is on its way there, and elsewhere also what never was."""
    if state in (State.DRAFT, State.CHANGES_REQUESTED, State.REJECTED):
        return not is_home
    return "withdraw" in actions(state, was_published=was_published)


def check_archive(state: State) -> None:
    if state in (*SHOWN, State.IN_REVIEW, State.ARCHIVED):
        raise CannotArchive


def is_over(*, is_ongoing: bool, ends_on: date | None, dates_over: bool, has_dates: bool, today: date) -> bool:
    """Whether a shown opportunity has run out: its last date is over, or without dates its last day is past."""
    if has_dates and not is_ongoing:
        return dates_over
    return ends_on is not None and ends_on < today


def actions(state: State, *, was_published: bool) -> frozenset[str]:
    """What authors may do in a state: edit, submit, pause, resume, withdraw, archive."""
    checks: dict[str, Callable[[], object]] = {
        "edit": lambda: check_edit(state),
        "submit": lambda: after_submit(state, None),
        "pause": lambda: check_pause(state),
        "resume": lambda: check_resume(state),
        "withdraw": lambda: after_withdrawal(state, was_published),
        "archive": lambda: check_archive(state),
    }
    return frozenset(name for name, check in checks.items() if _passes(check))


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except DomainError:
        return False
    return True

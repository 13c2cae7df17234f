"""Limits and steps of „Wir rufen Sie an“. Pure."""

from __future__ import annotations

from datetime import timedelta

from engagement.callbacks.enums import FINISHED, CallbackState
from engagement.callbacks.errors import Finished, NothingToNote

NETWORK_LIMIT, NETWORK_WINDOW = 8, timedelta(hours=1)
NUMBER_LIMIT, NUMBER_WINDOW = 3, timedelta(days=1)


def check_note(state: CallbackState, wanted: CallbackState | None, was_reached: bool | None, text: str) -> None:
    """Raise NothingToNote when nothing is said, Finished when a call is noted on what is done."""
    if wanted is None and was_reached is None and not text:
        raise NothingToNote
    if state in FINISHED and was_reached is not None:
        raise Finished


def state_after(state: CallbackState, wanted: CallbackState | None, was_reached: bool | None) -> CallbackState:
    """Where it stands after a note: what was chosen; a call that reached somebody moves on what was open."""
    if wanted is not None:
        return wanted
    if was_reached and state is CallbackState.OPEN:
        return CallbackState.REACHED
    return state

"""Words about people who would like to be called."""

from __future__ import annotations

import enum


class CallbackState(enum.StrEnum):
    OPEN = "open"  # nobody has reached her yet
    REACHED = "reached"
    PLACED = "placed"  # she has found something
    DONE = "done"  # nothing more to do, also when nothing came of it


WAITING = (CallbackState.OPEN, CallbackState.REACHED)
FINISHED = (CallbackState.PLACED, CallbackState.DONE)

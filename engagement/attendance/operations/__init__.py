"""Ticking people off, noting hours, letting them go."""

from engagement.attendance.operations.noting import note_hours, remove_hours, remove_own
from engagement.attendance.operations.ticking import Tick, tick

__all__ = ["Tick", "note_hours", "remove_hours", "remove_own", "tick"]

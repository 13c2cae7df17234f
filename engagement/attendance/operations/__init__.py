"""Ticking people off, noting hours, letting them go; hours that people write down themselves."""

from engagement.attendance.operations.checking import check_code
from engagement.attendance.operations.noting import note_hours, remove_hours, remove_own
from engagement.attendance.operations.proposing import (
    confirm_proposal,
    decline_proposal,
    forget_proposals,
    propose_hours,
    take_back_hours,
)
from engagement.attendance.operations.telling import tell_of_decisions, tell_of_proposals
from engagement.attendance.operations.ticking import Tick, tick

__all__ = [
    "Tick", "check_code", "confirm_proposal", "decline_proposal", "forget_proposals", "note_hours", "propose_hours",
    "remove_hours", "remove_own", "take_back_hours", "tell_of_decisions", "tell_of_proposals", "tick",
]  # fmt: skip

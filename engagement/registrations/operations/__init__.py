"""Changing registrations."""

from __future__ import annotations

from engagement.registrations.operations.adopting import adopt_guest_registrations
from engagement.registrations.operations.answering import accept, decline
from engagement.registrations.operations.blocking import block_person, unblock_person
from engagement.registrations.operations.calling import answer_call, finish_call_task
from engagement.registrations.operations.cancelling import cancel_for_opportunity, cancel_for_shift
from engagement.registrations.operations.confirming import confirm_hold, renew_hold
from engagement.registrations.operations.entering import Person, enter, withdraw_for
from engagement.registrations.operations.expiring import expire_holds
from engagement.registrations.operations.outcome import Outcome
from engagement.registrations.operations.registering import register
from engagement.registrations.operations.suspending import forget_suspension_calls, tell_of_suspension
from engagement.registrations.operations.withdrawing import withdraw

__all__ = [
    "block_person", "unblock_person",
    "Outcome", "Person", "accept", "adopt_guest_registrations", "answer_call", "cancel_for_opportunity",
    "cancel_for_shift", "confirm_hold", "decline", "enter", "expire_holds", "finish_call_task",
    "forget_suspension_calls", "register",
    "renew_hold", "tell_of_suspension", "withdraw", "withdraw_for",
]  # fmt: skip

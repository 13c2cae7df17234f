"""Changing registrations."""

from __future__ import annotations

from engagement.registrations.operations.adopting import adopt_guest_registrations
from engagement.registrations.operations.answering import accept, answer_by_mail, decline
from engagement.registrations.operations.asking_names import ask_for_names
from engagement.registrations.operations.blocking import block_person, unblock_person
from engagement.registrations.operations.calling import answer_call, answer_calls, finish_call_task
from engagement.registrations.operations.cancelling import cancel_for_opportunity, cancel_for_shift
from engagement.registrations.operations.changing import Details, change_details
from engagement.registrations.operations.closing import close_unanswered
from engagement.registrations.operations.confirming import confirm_hold, renew_hold
from engagement.registrations.operations.confirming_several import confirm_together
from engagement.registrations.operations.deciding import decide_dates
from engagement.registrations.operations.entering import Person, enter, withdraw_for
from engagement.registrations.operations.entering_several import enter_several
from engagement.registrations.operations.erasing import erase
from engagement.registrations.operations.expiring import expire_holds
from engagement.registrations.operations.following_up import follow_up_silence
from engagement.registrations.operations.guardian_phones import forget_guardian_phones, note_guardian_phone
from engagement.registrations.operations.guardians import agree, agree_to_all, refuse, refuse_all
from engagement.registrations.operations.handing_over import (
    ask_successor,
    drop_successor,
    forget_successors,
    take_over,
)
from engagement.registrations.operations.links import send_links, void_links
from engagement.registrations.operations.moving_dates import agree_to_time, ask_after_move
from engagement.registrations.operations.offering import take_offer, tend_waitlists
from engagement.registrations.operations.outcome import Outcome
from engagement.registrations.operations.planning import renew_calendar, set_reminders
from engagement.registrations.operations.registering import register
from engagement.registrations.operations.registering_several import register_several
from engagement.registrations.operations.reminding import remind_due, thank_due
from engagement.registrations.operations.suspending import forget_suspension_calls, tell_of_suspension
from engagement.registrations.operations.unreached import pass_on_undelivered
from engagement.registrations.operations.wishes import Minor
from engagement.registrations.operations.withdrawing import withdraw

__all__ = [
    "agree_to_all", "agree_to_time", "answer_calls", "refuse_all", "ask_after_move", "close_unanswered",
    "confirm_together", "decide_dates", "register_several",
    "Minor", "agree", "refuse", "forget_guardian_phones", "note_guardian_phone",
    "Details", "ask_for_names", "ask_successor", "change_details", "drop_successor", "erase", "forget_successors",
    "send_links",
    "take_over", "void_links",
    "block_person", "unblock_person",
    "Outcome", "Person", "accept", "answer_by_mail", "adopt_guest_registrations", "answer_call",
    "cancel_for_opportunity",
    "cancel_for_shift", "confirm_hold", "decline", "enter", "enter_several", "expire_holds", "finish_call_task",
    "forget_suspension_calls", "pass_on_undelivered", "register",
    "remind_due", "renew_calendar", "set_reminders", "thank_due",
    "renew_hold", "follow_up_silence", "take_offer", "tend_waitlists", "tell_of_suspension", "withdraw", "withdraw_for",
]  # fmt: skip

"""What comes after registering: hours, answers, messages and calls. Each takes a condition on the registrations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.attendance.enums import ProposalState
from engagement.attendance.models import Attendance, HoursProposal
from engagement.cities.models import City
from engagement.core.i18n import _, _l
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.models import Feedback
from engagement.messages.models import Message, MessageThread
from engagement.opportunities.models import Opportunity
from engagement.registrations.models import CallTask, Participant, Registration
from engagement.workflows.own_data.sections import Section, section, yes_or_no

PROPOSAL_LABELS: dict[ProposalState, Any] = {
    ProposalState.OPEN: _l("waits for an answer"),
    ProposalState.CONFIRMED: _l("the association has confirmed them"),
    ProposalState.DECLINED: _l("the association has not confirmed them"),
}


def hours(criterion: sa.ColumnElement[bool]) -> Section:
    """Presence and confirmed hours that a condition names; they outlive the registration."""
    columns = {
        "day": _l("Day"), "offer": _l("Offer"), "association": _l("Association"), "city": _l("City"),
        "was_there": _l("Was there?"), "minutes": _l("Minutes"), "people": _l("People"),
        "confirmed_at": _l("Confirmed"),
    }  # fmt: skip
    statement = (
        sa.select(
            Attendance.day, Attendance.title, Association.name, City.name, Attendance.was_there, Attendance.minutes,
            Attendance.people, Attendance.confirmed_at,
        )
        .select_from(Attendance)
        .join(Association, Association.id == Attendance.association_id)
        .join(City, City.id == Attendance.city_id)
        .where(criterion)
        .order_by(Attendance.day.desc(), Attendance.id.desc())
    )  # fmt: skip
    return section("hours", _("Presence and hours"), columns, statement, {"was_there": yes_or_no})


def proposed_hours(criterion: sa.ColumnElement[bool]) -> Section:
    """Hours that the person has written down herself, and what the association said to them."""
    columns = {
        "day": _l("Day"), "offer": _l("Offer"), "association": _l("Association"), "minutes": _l("Minutes"),
        "note": _l("Note"), "state": _l("State"), "created_at": _l("Written"), "decided_at": _l("Decided"),
        "decided_minutes": _l("Minutes that count"), "answer": _l("Answer"),
    }  # fmt: skip
    statement = (
        sa.select(
            HoursProposal.day, Opportunity.title, Association.name, HoursProposal.minutes, HoursProposal.note,
            HoursProposal.state, HoursProposal.created_at, HoursProposal.decided_at, HoursProposal.decided_minutes,
            HoursProposal.answer,
        )
        .select_from(HoursProposal)
        .join(Registration, Registration.id == HoursProposal.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == HoursProposal.association_id)
        .where(criterion)
        .order_by(HoursProposal.day.desc(), HoursProposal.id.desc())
    )  # fmt: skip
    name = _("Hours that you have written down")
    return section("proposed_hours", name, columns, statement, {"state": PROPOSAL_LABELS.__getitem__})


def messages(criterion: sa.ColumnElement[bool]) -> Section:
    """Her conversations: what she wrote, and what the association wrote to her."""
    columns = {
        "association": _l("Association"), "offer": _l("Offer"), "from": _l("Written by"), "text": _l("Message"),
        "created_at": _l("Written"),
    }  # fmt: skip
    writer = sa.case((Message.is_from_person, MessageThread.name), else_=Association.name)
    statement = (
        sa.select(Association.name, Opportunity.title, writer, Message.text, Message.created_at)
        .select_from(Message)
        .join(MessageThread, MessageThread.id == Message.thread_id)
        .join(Participant, Participant.id == MessageThread.participant_id)
        .join(Opportunity, Opportunity.id == MessageThread.opportunity_id)
        .join(Association, Association.id == MessageThread.association_id)
        .where(criterion)
        .order_by(Message.id.desc())
    )
    return section("messages", _("Messages"), columns, statement)


def thread_of(criterion: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The condition on threads: with the person of a registration, about its offer."""
    return (
        sa.exists()
        .where(
            criterion,
            Registration.opportunity_id == MessageThread.opportunity_id,
            Registration.participant_id == MessageThread.participant_id,
        )
        .correlate(MessageThread)
    )


def feedback(criterion: sa.ColumnElement[bool]) -> Section:
    """What she answered when she was asked how it was."""
    columns = {
        "association": _l("Association"), "offer": _l("Offer"), "answer": _l("Answer"), "text": _l("Message"),
        "for_city": _l("The city may read it"), "created_at": _l("Written"),
    }  # fmt: skip
    statement = (
        sa.select(
            Association.name, Opportunity.title, Feedback.mood, Feedback.text, Feedback.is_for_city,
            Feedback.created_at,
        )
        .select_from(Feedback)
        .join(Registration, Registration.id == Feedback.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Feedback.association_id)
        .where(criterion)
        .order_by(Feedback.id.desc())
    )  # fmt: skip
    shown = {"answer": MOOD_LABELS.__getitem__, "for_city": yes_or_no}
    return section("feedback", _("What you said afterwards"), columns, statement, shown)


def calls(criterion: sa.ColumnElement[bool]) -> Section:
    """Calls that an association owes, or has made, because no mail reaches her."""
    columns = {
        "association": _l("Association"), "offer": _l("Offer"), "created_at": _l("Noted"), "reason": _l("Reason"),
        "tries": _l("Calls that nobody answered"), "last_call_at": _l("Last call"), "done_at": _l("Reached"),
    }  # fmt: skip
    statement = (
        sa.select(
            Association.name, Opportunity.title, CallTask.created_at, CallTask.reason, CallTask.tries,
            CallTask.last_try_at, CallTask.done_at,
        )
        .select_from(CallTask)
        .join(Registration, Registration.id == CallTask.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == CallTask.association_id)
        .where(criterion)
        .order_by(CallTask.id.desc())
    )  # fmt: skip
    return section("calls", _("Calls"), columns, statement)

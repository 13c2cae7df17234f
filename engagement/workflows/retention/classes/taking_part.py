"""Registrations and the people behind them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.associations.models import Block
from engagement.attendance.models import Attendance, HoursProposal
from engagement.core.i18n import _l
from engagement.feedback.models import Feedback
from engagement.messages.models import Message, MessageThread
from engagement.opportunities.models import Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Participant, Registration
from engagement.workflows.retention.terms import (
    ALL,
    HOURS_48,
    MONTHS_12,
    MONTHS_24,
    Activity,
    DataClass,
    Ground,
    Recipient,
    Role,
    Rows,
    days,
)

ENDED_STATES = (State.WITHDRAWN, State.DECLINED, State.CANCELLED)
PEOPLE = _l("people who take part")
BOTH = (Role.CITY, Role.ASSOCIATION, Role.OPERATOR)
KNOWN_TO = (Recipient.ASSOCIATION, Recipient.STAFF, Recipient.MAIL)
NOTED = sa.func.coalesce(Attendance.ends_at, Attendance.created_at)
DATE = sa.select(Shift.ends_at).where(Shift.id == Registration.shift_id).scalar_subquery()

REGISTRATION_UNCONFIRMED = DataClass(
    key="registration_unconfirmed",
    name=_l("Registrations that were never confirmed"),
    what=_l("name, contact, message, age band and parent of who is not yet 18, offer and date"),
    purpose=_l("keeping a place until the address is confirmed, or until the association has called"),
    people=PEOPLE,
    starts=_l("from the moment when the place was given back"),
    period=HOURS_48,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.TAKING_PART,
    columns={"registration": ALL},
    recipients=(Recipient.MAIL,),
    rows=(
        Rows(
            Registration, Registration.updated_at,
            sa.and_(Registration.state == State.EXPIRED, Registration.unanswered_at.is_(None)),
            Registration.city_id,
        ),
    ),
)  # fmt: skip

BLOCK = DataClass(
    key="block",
    name=_l("People whom an association has blocked"),
    what=_l("name and reason; the account, and keyed hashes of e-mail address and telephone number"),
    purpose=_l("so that an association need not work with somebody who has harmed it or others"),
    people=PEOPLE,
    starts=_l("from the day of the block"),
    period=MONTHS_24,
    grounds=(Ground.AGREEMENT,),
    activity=Activity.TAKING_PART,
    columns={"association_block": ALL},
    recipients=(Recipient.TEAM,),
    responsible=(Role.ASSOCIATION, Role.OPERATOR),
    rows=(Rows(Block, Block.created_at),),
)

REGISTRATION_ENDED = DataClass(
    key="registration_ended",
    name=_l("Registrations withdrawn, declined, cancelled or never answered"),
    what=_l("name, contact, message, age band and parent of who is not yet 18, reason, offer and date"),
    purpose=_l("so that both sides know that nobody is coming, and questions can be answered"),
    people=PEOPLE,
    starts=_l("from the withdrawal, the refusal, the cancellation or the date without an answer"),
    period=days(30),
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"registration": ALL},
    recipients=KNOWN_TO,
    responsible=BOTH,
    rows=(
        Rows(Registration, Registration.updated_at, Registration.state.in_(ENDED_STATES), Registration.city_id),
        Rows(Registration, Registration.updated_at, Registration.unanswered_at.is_not(None), Registration.city_id),
    ),
)  # fmt: skip

REGISTRATION_COMPLETED = DataClass(
    key="registration_completed",
    name=_l("Registrations whose date is over"),
    what=_l(
        "name, contact, message, age band and parent of who is not yet 18 (the parent's telephone number for a week), "
        "offer and date"
    ),
    purpose=_l("carrying out the offer, proof of the engagement and of the insurance"),
    people=PEOPLE,
    starts=_l("from the date; where there is none, from the last change"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"registration": ALL},
    recipients=KNOWN_TO,
    responsible=BOTH,
    rows=(
        Rows(
            Registration, DATE, sa.and_(Registration.shift_id.is_not(None), Registration.state.in_(ACTIVE_STATES)),
            Registration.city_id,
        ),
        Rows(
            Registration, Registration.updated_at,
            sa.and_(Registration.shift_id.is_(None), Registration.state.in_(ACTIVE_STATES)), Registration.city_id,
        ),
    ),
)  # fmt: skip

REGISTRATION_CALLS = DataClass(
    key="registration_calls",
    name=_l("Calls and entries"),
    what=_l("who entered somebody and how, notes, whom to call and why, how often it was tried"),
    purpose=_l("reaching people without an e-mail address, and knowing who entered them"),
    people=PEOPLE,
    starts=_l("as long as the registration that they belong to"),
    period=None,
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"registration_entry": ALL, "call_task": ALL},
    recipients=(Recipient.ASSOCIATION, Recipient.STAFF),
    responsible=BOTH,
)

PARTICIPANT = DataClass(
    key="participant",
    name=_l("Contact of people who take part without an account"),
    what=_l("e-mail address or telephone number"),
    purpose=_l("confirming, withdrawing, and being told what changes"),
    people=PEOPLE,
    starts=_l("when the last registration of this person is deleted"),
    period=timedelta(0),
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"participant": ALL},
    recipients=KNOWN_TO,
    responsible=BOTH,
    rows=(
        # One who registers at this moment holds her row, and is passed by.
        Rows(
            Participant, Participant.created_at,
            sa.and_(
                Participant.user_id.is_(None), ~sa.exists().where(Registration.participant_id == Participant.id)
            ),
        ),
    ),
)  # fmt: skip

PRESENCE = DataClass(
    key="presence",
    name=_l("Presence and hours of people without an account"),
    what=_l("whether somebody was there, hours, offer and day"),
    purpose=_l("proof of the engagement, and the certificate about it"),
    people=PEOPLE,
    starts=_l("from the day"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"attendance": ALL},
    recipients=(Recipient.ASSOCIATION,),
    responsible=BOTH,
    rows=(
        # That somebody did not come serves nobody for longer, with an account or without.
        Rows(
            Attendance, NOTED, sa.or_(Attendance.user_id.is_(None), Attendance.was_there.is_(False)), Attendance.city_id
        ),
    ),
)  # fmt: skip

PROPOSED_HOURS = DataClass(
    key="proposed_hours",
    name=_l("Hours that people write down themselves"),
    what=_l("day, hours, what somebody did, and what the association answered"),
    purpose=_l("so that nobody’s hours are forgotten, and the association can confirm them"),
    people=PEOPLE,
    starts=_l("from the entry"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"hours_proposal": ALL},
    recipients=(Recipient.ASSOCIATION, Recipient.MAIL),
    responsible=BOTH,
    rows=(Rows(HoursProposal, HoursProposal.created_at, city=HoursProposal.city_id),),
)  # fmt: skip

HOURS = DataClass(
    key="hours",
    name=_l("Hours of people with an account"),
    what=_l("hours, offer, association and day"),
    purpose=_l("the person’s own ledger, certificates, the “Ehrenamtskarte”"),
    people=PEOPLE,
    starts=_l("as long as the person wants, at most as long as the account"),
    period=None,
    grounds=(Ground.AGREEMENT,),
    activity=Activity.TAKING_PART,
    columns={"attendance": ALL},
    recipients=(Recipient.ASSOCIATION,),
    responsible=BOTH,
)

FEEDBACK = DataClass(
    key="feedback",
    name=_l("What people say about how it was"),
    what=_l("whether all was well, and words about it"),
    purpose=_l("so that associations learn what to do better, and hear of what went wrong"),
    people=PEOPLE,
    starts=_l("from the answer"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.TAKING_PART,
    columns={"feedback": ALL},
    recipients=(Recipient.ASSOCIATION, Recipient.STAFF),
    responsible=BOTH,
    rows=(Rows(Feedback, Feedback.created_at, city=Feedback.city_id),),
)  # fmt: skip

MESSAGE = DataClass(
    key="message",
    name=_l("Messages between associations and people"),
    what=_l("what was written, by whom, and when"),
    purpose=_l("talking about an offer without seeing each other’s addresses"),
    people=PEOPLE,
    starts=_l("from the message"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"message": ALL},
    recipients=(Recipient.TEAM, Recipient.MAIL),
    responsible=BOTH,
    rows=(
        Rows(
            Message, Message.created_at,
            city=sa.select(MessageThread.city_id).where(MessageThread.id == Message.thread_id).scalar_subquery(),
        ),
    ),
)  # fmt: skip

MESSAGE_THREAD = DataClass(
    key="message_thread",
    name=_l("Who has written with whom"),
    what=_l("name and offer"),
    purpose=_l("keeping what was written together"),
    people=PEOPLE,
    starts=_l("when the last message is deleted"),
    period=timedelta(0),
    grounds=(Ground.PUBLIC_TASK, Ground.AGREEMENT),
    activity=Activity.TAKING_PART,
    columns={"message_thread": ALL, "merged_thread": ALL},
    recipients=(Recipient.TEAM,),
    responsible=BOTH,
    rows=(
        Rows(
            MessageThread, MessageThread.last_at, ~sa.exists().where(Message.thread_id == MessageThread.id),
            MessageThread.city_id,
        ),
    ),
)  # fmt: skip

CLASSES = (
    REGISTRATION_UNCONFIRMED, REGISTRATION_ENDED, REGISTRATION_COMPLETED, REGISTRATION_CALLS, PRESENCE, PROPOSED_HOURS,
    HOURS, FEEDBACK,
    MESSAGE, MESSAGE_THREAD, PARTICIPANT, BLOCK,
)  # fmt: skip

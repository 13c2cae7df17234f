"""Everything that the platform knows about a person (Art. 15 and 20 GDPR), to read and to keep.

With an account: all of it (`own_data`). By a mailed link: all that is kept about that one registration.
"""

from __future__ import annotations

import sqlalchemy as sa

from engagement.attendance.models import Attendance
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.registrations.models import Participant, Registration
from engagement.workflows.own_data import account, noted, registering, taking_part
from engagement.workflows.own_data.sections import Section, Value, as_json, as_objects, without_empty

__all__ = [
    "Section", "Value", "own_data", "own_data_json", "registration_data", "registration_data_json",
    "registration_sections",
]  # fmt: skip


def own_data(user_id: int) -> list[Section]:
    """Everything about a person, kind by kind; kinds of which there is nothing are left out."""
    own = Registration.user_id == user_id
    with unscoped("a person's data of all cities"):
        email, public_id = account.address(user_id)
        return without_empty([
            account.account(user_id), account.changes(user_id), account.devices(user_id),
            registering.registrations(own),
            taking_part.hours(Attendance.user_id == user_id),
            taking_part.proposed_hours(own), taking_part.feedback(own),
            taking_part.messages(Participant.user_id == user_id),
            taking_part.calls(own),
            account.bookmarks(user_id), account.teams(user_id), account.claims(user_id), account.cities(user_id),
            *noted.contacts(email), *noted.invitations(email), noted.reports(email), noted.barriers(email),
            noted.blocks(email, user_id), noted.unreachable(email),
            account.mails(user_id), account.log(user_id),
            noted.acts(own, account_id=public_id, own=user_id),
        ])  # fmt: skip


def own_data_json(user_id: int) -> str:
    """The same as JSON: a list of objects for each kind, moments in ISO 8601 and UTC."""
    return as_json({found.key: as_objects(found) for found in own_data(user_id)})


def registration_data(public_id: str) -> list[tuple[str, str, Value]]:
    """What is kept about one registration in the scope at hand: key, label, value. Raises NotFound."""
    one = Registration.public_id == public_id
    found = registering.registrations(one)
    if not found.rows:
        raise NotFound
    both = (found, registering.person(one))
    return [
        (*column, value) for part in both for column, value in zip(part.columns, part.rows[0], strict=True)
    ]  # fmt: skip


def registration_sections(public_id: str) -> list[Section]:
    """What came after it, kind by kind: hours, answers, messages, calls, and what others noted.

    Raises NotFound outside the scope at hand.
    """
    number = db.session.scalar(sa.select(Registration.id).where(Registration.public_id == public_id))
    if number is None:
        raise NotFound
    one = Registration.id == number
    with unscoped("the person reads what is kept about her registration by her link"):
        return without_empty([
            taking_part.hours(Attendance.registration_id == number),
            taking_part.proposed_hours(one), taking_part.feedback(one),
            taking_part.messages(taking_part.thread_of(one)),
            taking_part.calls(one),
            noted.blocks(registering.address(one)), noted.unreachable(registering.address(one)), noted.acts(one),
        ])  # fmt: skip


def registration_data_json(public_id: str) -> str:
    """Both as JSON: the facts by their keys, and a list of objects for each kind. Raises NotFound."""
    facts = {key: value for key, _label, value in registration_data(public_id)}
    return as_json(facts | {found.key: as_objects(found) for found in registration_sections(public_id)})

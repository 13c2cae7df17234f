"""Once a year the team is asked whether its entry is still right."""

from __future__ import annotations

import logging
from datetime import datetime

import sqlalchemy as sa

from engagement.associations import rules
from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import city_to_ask_from, ids_to_ask, recipients
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.tokens import sign
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import enqueue_mail

CONFIRMATION_PURPOSE = "association-data"
log = logging.getLogger(__name__)


def ask_for_confirmation() -> int:
    """Ask, or remind, every team that is due, each in its own transaction; returns how many (job, system scope).

    Safe to run twice at once and as often as one likes.
    """
    done = 0
    for association_id in ids_to_ask(utcnow()):
        try:
            done += _ask(association_id)
        except Exception:
            log.exception("association %s could not be asked", association_id)
    return done


@operation
def _ask(association_id: int) -> bool:
    now = utcnow()
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    if association is None or not is_due(association, now):
        return False
    city_id, people = city_to_ask_from(association_id), recipients(association_id, MailKind.REMINDERS)
    if city_id is None or not people:
        return False
    frame = mail_frame_of(city_id)
    context = {
        "association_name": association.name, "is_reminder": association.ask_open_since is not None,
        "url": external_url(
            "association.data_check", city=frame.city_slug, token=confirmation_token(association.public_id)
        ),
    }  # fmt: skip
    for person in people:
        enqueue_mail("association_confirm", to_email=person.email, to_name=person.name, frame=frame, context=context)
    association.ask_open_since = association.ask_open_since or now
    association.ask_mailed_at = now
    association.ask_count += 1
    return True


@operation
def confirm_data(public_id: str, *, city_id: int, actor: Actor) -> None:
    """Note that the entry is right; whoever calls has read the id from the mailed link, or is of the team.

    Twice is once more a yes. Raises NotFound.
    """
    association = db.session.scalar(lock(sa.select(Association).where(Association.public_id == public_id)))
    if association is None:
        raise NotFound
    note_confirmed(association)
    record(
        actor, "association.confirmed", kind="association", public_id=association.public_id, label=association.name,
        city_id=city_id, association_id=association.id,
    )  # fmt: skip


def note_confirmed(association: Association) -> None:
    """The team has looked at the entry just now. Joins the open transaction."""
    association.confirmed_at = utcnow()
    association.ask_open_since = association.ask_mailed_at = None
    association.ask_count = 0


def is_due(association: Association, now: datetime) -> bool:
    return rules.is_ask_due(
        base=association.confirmed_at or association.created_at, open_since=association.ask_open_since,
        mailed_at=association.ask_mailed_at, count=association.ask_count, now=now,
    )  # fmt: skip


def confirmation_token(public_id: str) -> str:
    """The token of the page behind the mailed link."""
    return sign(CONFIRMATION_PURPOSE, public_id)

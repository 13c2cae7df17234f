"""Saying how it was."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import ANONYMOUS
from engagement.core.links import external_url
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.feedback import rules
from engagement.feedback.enums import Mood
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.models import Feedback
from engagement.feedback.queries import Question, question
from engagement.notifications.operations import enqueue_mail
from engagement.registrations.models import Registration


@retried
@operation
def give_feedback(
    registration_id: str, *, city_id: int, mood: Mood, text: str = "", is_for_city: bool = False, network: str
) -> None:
    """Keep one answer and tell the association; whoever calls has read the id from the person's mailed link.

    A good answer without words needs nobody's attention and is not mailed. Raises NotFound, AnsweredBefore,
    TooLateToAnswer, WordsMissing, TooManyAnswers.
    """
    sender = network_of(network)
    if not throttle.passes(throttle.Limit("feedback_network", sender, rules.NETWORK_LIMIT, rules.NETWORK_WINDOW)):
        raise rules.TooManyAnswers
    # Two clicks come one after the other.
    db.session.execute(lock(sa.select(Registration.id).where(Registration.public_id == registration_id)))
    asked = question(registration_id, city_id)
    asked.check()
    rules.check_words(mood, text)
    db.session.add(
        Feedback(
            city_id=city_id, association_id=asked.association_id, registration_id=asked.registration_row, mood=mood,
            text=text, is_for_city=is_for_city,
        )
    )  # fmt: skip
    record(
        ANONYMOUS, "feedback.given", kind="registration", public_id=registration_id, label=asked.title,
        city_id=city_id, association_id=asked.association_id,
    )  # fmt: skip
    if text or mood is not Mood.GOOD:
        _tell(asked, city_id, mood, text)
    db.session.flush()


def _tell(asked: Question, city_id: int, mood: Mood, text: str) -> None:
    city = city_by_id(city_id)
    public_id = db.session.scalars(sa.select(Association.public_id).where(Association.id == asked.association_id)).one()
    address = external_url("association.feedback", city=city.slug, association_id=public_id)
    for person in recipients(asked.association_id, MailKind.MESSAGES):
        enqueue_mail(
            "feedback_new", to_email=person.email, to_name=person.name, frame=mail_frame(city),
            context={
                "name": asked.name, "title": asked.title, "starts_at": asked.starts_at, "ends_at": asked.ends_at,
                "mood": MOOD_LABELS[mood], "text": text, "list_url": address,
            },
        )  # fmt: skip


@operation
def forget_feedback(user_id: int) -> None:
    """Somebody's account ends: what she said about her dates goes."""
    theirs = sa.select(Registration.id).where(Registration.user_id == user_id)
    gone = sa.delete(Feedback).where(Feedback.registration_id.in_(theirs))
    db.session.execute(gone.execution_options(synchronize_session=False))

"""Telling staff by mail what is new in the queue, as often as each of them wishes.

Safe to run as often as wanted and by several workers at once: a person's row says when she was told last, and is locked
while that is decided.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engagement.cities.models import City, CityStaff
from engagement.cities.queries import REVIEWERS, StaffContact, contacts_of, deputies_of, mail_frame, staff_of
from engagement.cities.rules.queue_mail import is_due, is_new
from engagement.core.links import external_url
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.moderation.queries import QueueItem, queue
from engagement.notifications.operations import enqueue_mail

SHOWN = 10


def send_queue_mails() -> int:
    """One round over all cities, one transaction a city. Returns how many mails were put into the outbox."""
    with entered(SYSTEM):
        ids = db.session.scalars(sa.select(City.id).order_by(City.id)).all()
        return sum(tell_city(city_id) for city_id in ids)


@operation
def tell_city(city_id: int) -> int:
    """Tell those whose turn it is, and who stands in for them. Returns the number of mails."""
    waiting = queue(city_id)
    if not waiting.items:
        return 0
    now = utcnow()
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    db.session.scalars(lock(sa.select(CityStaff).where(CityStaff.city_id == city_id).order_by(CityStaff.id))).all()
    people = staff_of(city_id)
    told: dict[int, tuple[StaffContact, Sequence[QueueItem]]] = {}
    own = {person.user_id for person in people if person.role in REVIEWERS and person.queue_mail.value != "none"}
    deputies = deputies_of(city_id)
    for person in people:
        if person.user_id not in own or not is_due(person.queue_mail, person.queue_mailed_at, now, city.zone):
            continue
        since = person.queue_mailed_at or person.created_at
        new = [item for item in waiting.items if is_new(item.waiting_since, since)]
        if not new:
            continue
        person.queue_mailed_at = now
        for contact in contacts_of(people, [person], deputies):
            # A deputy who hears of the queue herself is told in her own rhythm, not twice.
            if contact.user_id == person.user_id or contact.user_id not in own:
                told.setdefault(contact.user_id, (contact, new))
    for contact, cases in told.values():
        _mail(city, contact, cases, waiting.total)
    return len(told)


def _mail(city: City, contact: StaffContact, new: Sequence[QueueItem], total: int) -> None:
    context = {
        "city_name": city.name, "total": total, "count": len(new), "stands_in_for": list(contact.stands_in_for),
        "items": [
            {"title": item.title, "who": item.association_name, "kind": item.kind.value} for item in new[:SHOWN]
        ],
        "url": external_url("staff.queue", city=city.slug), "settings_url": external_url("staff.me", city=city.slug),
    }  # fmt: skip
    enqueue_mail("staff_queue", to_email=contact.email, to_name=contact.name, frame=mail_frame(city), context=context)

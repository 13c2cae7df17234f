"""Telling staff by mail what is new in the queue, as often as each of them wishes.

Safe to run as often as wanted and by several workers at once: a person's row says when she was told last, and is locked
while that is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.barriers.queries import waiting_barriers
from engagement.callbacks.queries import waiting_callbacks
from engagement.cities.models import City, CityStaff
from engagement.cities.queries import REVIEWERS, StaffContact, contacts_of, deputies_of, mail_frame, staff_of
from engagement.cities.rules.queue_mail import is_due, is_new
from engagement.core.links import external_url
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.moderation.queries import later_looks, queue
from engagement.notifications.operations import enqueue_mail
from engagement.reports.queries import waiting_complaints

SHOWN = 10
LOOK = "look"  # beside the kinds of the queue: shown already, and nobody of the city has seen it


@dataclass(frozen=True)
class _Case:
    kind: str
    title: str
    who: str
    since: datetime


@dataclass(frozen=True)
class _Waiting:
    """What a city's staff have before them. Of calls and complaints each has had a mail of its own: they only count."""

    cases: Sequence[_Case]
    total: int
    looks: int
    callbacks: int
    barriers: int
    complaints: int


def _waiting(city_id: int) -> _Waiting:
    found, looks = queue(city_id), later_looks(city_id)
    cases = [_Case(each.kind.value, each.title, each.association_name, each.waiting_since) for each in found.items]
    cases += [_Case(LOOK, each.title, each.association_name, each.since) for each in looks.items]
    return _Waiting(
        cases, found.total, looks.total, waiting_callbacks(city_id), waiting_barriers(city_id),
        waiting_complaints(city_id),
    )  # fmt: skip


def send_queue_mails() -> int:
    """One round over all cities, one transaction a city. Returns how many mails were put into the outbox."""
    with entered(SYSTEM):
        ids = db.session.scalars(sa.select(City.id).order_by(City.id)).all()
        return sum(tell_city(city_id) for city_id in ids)


@operation
def tell_city(city_id: int) -> int:
    """Tell those whose turn it is, and who stands in for them. Returns the number of mails."""
    waiting = _waiting(city_id)
    if not waiting.cases:
        return 0
    now = utcnow()
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    db.session.scalars(lock(sa.select(CityStaff).where(CityStaff.city_id == city_id).order_by(CityStaff.id))).all()
    people = staff_of(city_id)
    told: dict[int, tuple[StaffContact, Sequence[_Case]]] = {}
    own = {person.user_id for person in people if person.role in REVIEWERS and person.queue_mail.value != "none"}
    deputies = deputies_of(city_id)
    for person in people:
        if person.user_id not in own or not is_due(person.queue_mail, person.queue_mailed_at, now, city.zone):
            continue
        since = person.queue_mailed_at or person.created_at
        new = [case for case in waiting.cases if is_new(case.since, since)]
        if not new:
            continue
        person.queue_mailed_at = now
        for contact in contacts_of(people, [person], deputies):
            # A deputy who hears of the queue herself is told in her own rhythm, not twice.
            if contact.user_id == person.user_id or contact.user_id not in own:
                told.setdefault(contact.user_id, (contact, new))
    for contact, cases in told.values():
        _mail(city, contact, cases, waiting)
    return len(told)


def _mail(city: City, contact: StaffContact, new: Sequence[_Case], waiting: _Waiting) -> None:
    context = {
        "city_name": city.name, "total": waiting.total, "looks": waiting.looks, "callbacks": waiting.callbacks,
        "barriers": waiting.barriers, "complaints": waiting.complaints, "count": len(new),
        "stands_in_for": list(contact.stands_in_for),
        "items": [{"title": case.title, "who": case.who, "kind": case.kind} for case in new[:SHOWN]],
        "url": external_url("staff.queue", city=city.slug), "settings_url": external_url("staff.me", city=city.slug),
    }  # fmt: skip
    enqueue_mail("staff_queue", to_email=contact.email, to_name=contact.name, frame=mail_frame(city), context=context)

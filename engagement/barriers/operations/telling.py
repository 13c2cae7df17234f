"""Somebody tells of a barrier, without signing in."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.audit.operations import record
from engagement.barriers import rules
from engagement.barriers.errors import BarrierPhoneUnusable, DescriptionMissing, TooManyBarriers
from engagement.barriers.models import BarrierReport
from engagement.barriers.operations import mails
from engagement.cities.models import City
from engagement.core.actor import Actor
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id


@dataclass(frozen=True)
class Told:
    """The report's public id. `is_repeated`: the same was sent within a day, and nothing was added."""

    report_id: str
    is_repeated: bool = False


@retried
@operation
def tell(
    city_id: int, *, text: str, page: str = "", name: str = "", email: str = "", phone: str = "", network: str,
    actor: Actor,
) -> Told:  # fmt: skip
    """Put a barrier into the city's list, mail its desk, and a receipt to the address that was left.

    `network` is the sender's address. Raises DescriptionMissing, BarrierPhoneUnusable, TooManyBarriers.
    """
    if not text.strip():
        raise DescriptionMissing
    if phone and normalise_phone(phone) is None:
        raise BarrierPhoneUnusable
    # Sending twice at once is once: writers about one city wait for each other here.
    db.session.execute(lock(sa.select(City.id).where(City.id == city_id))).one()
    mark = rules.fingerprint(text, page, email.lower() or phone)
    same = db.session.scalar(
        sa.select(BarrierReport.public_id)
        .where(
            BarrierReport.city_id == city_id, BarrierReport.fingerprint == mark,
            BarrierReport.created_at > utcnow() - rules.JOINS_WITHIN,
        )
        .order_by(BarrierReport.id)
        .limit(1)
    )  # fmt: skip
    if same is not None:
        return Told(same, is_repeated=True)
    _count(network_of(network))
    now = utcnow()
    report = BarrierReport(
        public_id=new_public_id(), city_id=city_id, text=text, page=page, name=" ".join(name.split()), email=email,
        phone=" ".join(phone.split()), fingerprint=mark, created_at=now, due_at=rules.answer_until(now),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    record(actor, "barrier.told", kind="barrier", public_id=report.public_id, city_id=city_id)
    mails.send_receipt(report)
    mails.tell_desk(report)
    return Told(report.public_id)


def _count(network: str) -> None:
    if not throttle.passes(throttle.Limit("barrier_network", network, rules.NETWORK_LIMIT, rules.NETWORK_WINDOW)):
        raise TooManyBarriers

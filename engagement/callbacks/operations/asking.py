"""Somebody would like to be called."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.audit.operations import record
from engagement.callbacks import rules
from engagement.callbacks.enums import WAITING
from engagement.callbacks.errors import PhoneUnusable, TooManyRequests
from engagement.callbacks.models import CallbackNote, CallbackRequest
from engagement.cities.queries import city_by_id, desk_contacts, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.phones import normalise_phone
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.values import new_public_id
from engagement.notifications.operations import enqueue_mail

NOTE_LENGTH = 1000


@dataclass(frozen=True)
class Asked:
    """The request's public id. `is_repeated`: the number waits already, and only what is new was added."""

    request_id: str
    is_repeated: bool


@retried
@operation
def ask(
    city_id: int, *, name: str, phone: str, wish: str = "", reachable: str = "", network: str, actor: Actor
) -> Asked:
    """Put a wish to be called into the city's list and mail its desk.

    A number waits once: asking again adds the newer words, and brings no second mail. `network` is the sender's
    address. Raises NotFound, PhoneUnusable, TooManyRequests.
    """
    number = normalise_phone(phone)
    if number is None:
        raise PhoneUnusable
    _count(network_of(network), number)
    values = {
        "name": " ".join(name.split()), "phone": " ".join(phone.split()), "wish": wish, "reachable": reachable,
    }  # fmt: skip
    public_id = new_public_id()
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(CallbackRequest).values(public_id=public_id, city_id=city_id, phone_normalised=number, **values)
    # Twice at once is once: the index decides.
    db.session.execute(statement.on_conflict_do_nothing())
    row = db.session.scalars(
        sa.select(CallbackRequest)
        .where(
            CallbackRequest.city_id == city_id, CallbackRequest.phone_normalised == number,
            CallbackRequest.state.in_(WAITING),
        )
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip
    is_repeated = row.public_id != public_id
    if is_repeated:
        # Anybody can type a number: what was written first stays, the newer words stand below it.
        more = " · ".join(part for part in values.values() if part)
        db.session.add(CallbackNote(city_id=city_id, request_id=row.id, text=more[:NOTE_LENGTH]))
    else:
        record(actor, "callback.asked", kind="callback", public_id=row.public_id, city_id=city_id)
        _tell_desk(row)
    return Asked(row.public_id, is_repeated)


def _count(network: str, number: str) -> None:
    if not throttle.passes(
        throttle.Limit("callback_network", network, rules.NETWORK_LIMIT, rules.NETWORK_WINDOW),
        throttle.Limit("callback_number", number, rules.NUMBER_LIMIT, rules.NUMBER_WINDOW),
    ):
        raise TooManyRequests


def _tell_desk(request: CallbackRequest) -> None:
    city = city_by_id(request.city_id)
    context = {
        "name": request.name, "phone": request.phone, "wish": request.wish, "reachable": request.reachable,
        "work_url": external_url("staff.callback", city=city.slug, public_id=request.public_id),
    }  # fmt: skip
    for person in desk_contacts(city):
        enqueue_mail(
            "callback_new", to_email=person.email, to_name=person.name, frame=mail_frame(city),
            context={**context, "stands_in_for": list(person.stands_in_for)},
        )  # fmt: skip

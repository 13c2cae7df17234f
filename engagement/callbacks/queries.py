"""Reading who would like to be called."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from engagement.callbacks.enums import WAITING, CallbackState
from engagement.callbacks.models import CallbackNote, CallbackRequest
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.errors import NotFound


def waiting_callbacks(city_id: int) -> int:
    """How many people wait for a call or for an answer; for the menu and the digest. One query."""
    statement = sa.select(sa.func.count(CallbackRequest.id)).where(
        CallbackRequest.city_id == city_id, CallbackRequest.state.in_(WAITING)
    )
    return db.session.scalar(statement) or 0


def callback_page(city_id: int, number: int, state: CallbackState | None = None) -> Page[CallbackRequest]:
    """One page of a city's list; without a state those that wait. Who waits longest stands on top; what is finished,
    the latest."""
    states = (state,) if state is not None else WAITING
    statement = (
        sa.select(CallbackRequest)
        .where(CallbackRequest.city_id == city_id, CallbackRequest.state.in_(states))
        .options(joinedload(CallbackRequest.taken_by))
    )
    is_waiting = states == WAITING or state in WAITING
    first = CallbackRequest.created_at.asc() if is_waiting else CallbackRequest.finished_at.desc()
    return paginate(statement.order_by(first, CallbackRequest.id), number)


def callback(city_id: int, public_id: str) -> CallbackRequest:
    """One request with its notes. Raises NotFound, also for another city's."""
    statement = (
        sa.select(CallbackRequest)
        .where(CallbackRequest.city_id == city_id, CallbackRequest.public_id == public_id)
        .options(
            joinedload(CallbackRequest.taken_by),
            selectinload(CallbackRequest.notes).joinedload(CallbackNote.author),
        )
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found

"""Staff take a request, call, and write down what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.callbacks import rules
from engagement.callbacks.enums import FINISHED, CallbackState
from engagement.callbacks.errors import WaitsAgain
from engagement.callbacks.models import CallbackNote, CallbackRequest
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound


@retried
@operation
def take(city_id: int, public_id: str, *, actor: Actor) -> None:
    """Say that one looks after it; whoever did so before hands it over by that. Raises NotFound, Forbidden."""
    request, acting = _locked(city_id, public_id, actor)
    if request.taken_by_id == acting.user_id:
        return
    request.taken_by_id, request.taken_at = acting.user_id, utcnow()
    _record(acting, "callback.taken", request)


@retried
@operation
def note(
    city_id: int, public_id: str, *, text: str = "", was_reached: bool | None = None,
    wanted: CallbackState | None = None, actor: Actor,
) -> None:  # fmt: skip
    """Write down a call, a new state, or words. Nobody had taken it: then the writer has.

    Raises NotFound, Forbidden, NothingToNote, Finished, WaitsAgain.
    """
    request, acting = _locked(city_id, public_id, actor)
    rules.check_note(request.state, wanted, was_reached, text)
    now = utcnow()
    if was_reached is not None:
        request.tries += 1
        request.last_try_at = now
    before, after = request.state, rules.state_after(request.state, wanted, was_reached)
    request.state = after
    if after in FINISHED and before not in FINISHED:
        request.finished_at = now
    elif after not in FINISHED:
        request.finished_at = None
    if before in FINISHED and after not in FINISHED:
        try:
            db.session.flush()
        except IntegrityError:  # a number waits once: the index decides
            raise WaitsAgain from None
    if request.taken_by_id is None:
        request.taken_by_id, request.taken_at = acting.user_id, now
    db.session.add(
        CallbackNote(
            city_id=city_id, request_id=request.id, author_id=acting.user_id, at=now, text=text,
            was_reached=was_reached, state=after if after is not before else None,
        )
    )  # fmt: skip
    _record(acting, f"callback.{after.value}" if after is not before else "callback.noted", request)


def _locked(city_id: int, public_id: str, actor: Actor) -> tuple[CallbackRequest, Actor]:
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    request = db.session.scalar(
        lock(
            sa.select(CallbackRequest).where(CallbackRequest.city_id == city_id, CallbackRequest.public_id == public_id)
        )
    )
    if request is None:
        raise NotFound
    return request, acting


def _record(actor: Actor, action: str, request: CallbackRequest) -> None:
    record(actor, action, kind="callback", public_id=request.public_id, city_id=request.city_id)

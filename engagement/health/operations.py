"""Writing signs of life."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.health.models import Heartbeat
from engagement.kernel.clock import utcnow


@operation
def beat(name: str) -> None:
    """Note that a part of the installation is at work now."""
    done = db.session.execute(sa.update(Heartbeat).where(Heartbeat.name == name).values(at=utcnow()))
    if done.rowcount == 0:  # type: ignore[attr-defined]  # a write's result has it
        db.session.add(Heartbeat(name=name, at=utcnow()))

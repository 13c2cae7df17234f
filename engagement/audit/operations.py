"""Writing the log."""

from __future__ import annotations

from typing import Any

from engagement.audit.models import AuditEntry
from engagement.core.actor import Actor
from engagement.core.transaction import insert_soon, is_writing


def record(
    actor: Actor, action: str, *, kind: str, public_id: str, label: str = "", city_id: int | None = None,
    association_id: int | None = None, **details: Any,
) -> None:  # fmt: skip
    """Log one act in the transaction of the act itself.

    `action` is a verb such as "publication.approved"; `details` are plain JSON values and hold no contact data.
    """
    if not is_writing():
        raise RuntimeError("an audit entry belongs into the transaction of what it tells about")
    insert_soon(
        AuditEntry, actor_id=actor.user_id, actor_name=actor.name, action=action, subject_kind=kind,
        subject_id=public_id, subject_label=label[:200], city_id=city_id, association_id=association_id,
        details=details,
    )  # fmt: skip

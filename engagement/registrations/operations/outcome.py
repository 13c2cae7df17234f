"""What an operation on a registration tells its caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class Outcome:
    """Where a registration stands. `is_repeated`: it stood there before, nothing was changed."""

    registration_id: str
    state: RegistrationState
    is_repeated: bool = False


def outcome(registration: Registration, *, is_repeated: bool = False) -> Outcome:
    return Outcome(registration.public_id, registration.state, is_repeated)


def log(actor: Actor, action: str, registration: Registration, title: str, **details: Any) -> None:
    """An audit entry: the offer's title, never the person's name or contact."""
    record(
        actor, f"registration.{action}", kind="registration", public_id=registration.public_id, label=title,
        city_id=registration.city_id, association_id=registration.association_id,
        **details,
    )  # fmt: skip

"""Making cities, and who works for them."""

from __future__ import annotations

from engagement.cities.operations.create import create_city
from engagement.cities.operations.staff import (
    accept_staff_invitation,
    change_staff_role,
    invite_first_administrator,
    invite_staff,
    remove_staff,
    revoke_staff_invitation,
)

__all__ = [
    "accept_staff_invitation", "change_staff_role", "create_city", "invite_first_administrator", "invite_staff",
    "remove_staff", "revoke_staff_invitation",
]  # fmt: skip

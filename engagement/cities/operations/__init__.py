"""Making cities, and who works for them."""

from __future__ import annotations

from engagement.cities.operations.accessibility import save_statement
from engagement.cities.operations.create import create_city
from engagement.cities.operations.deputies import choose_queue_mail, end_deputyship, name_deputy
from engagement.cities.operations.domain import set_domain
from engagement.cities.operations.handover import remove_staff
from engagement.cities.operations.pages import (
    create_page,
    move_page,
    remove_page,
    reset_page,
    restore_page,
    save_page,
)
from engagement.cities.operations.settings import (
    add_district,
    locked_city,
    move_district,
    save_city_contact,
    save_city_periods,
    save_city_rules,
)
from engagement.cities.operations.staff import (
    accept_staff_invitation,
    change_staff_role,
    invite_first_administrator,
    invite_staff,
    revoke_staff_invitation,
)

__all__ = [
    "accept_staff_invitation", "add_district", "change_staff_role", "choose_queue_mail", "create_city",
    "create_page", "end_deputyship", "invite_first_administrator", "invite_staff", "locked_city", "move_district",
    "move_page", "name_deputy", "remove_page", "remove_staff", "reset_page", "restore_page",
    "revoke_staff_invitation", "save_city_contact", "save_city_periods", "save_city_rules", "save_page",
    "save_statement", "set_domain",
]  # fmt: skip

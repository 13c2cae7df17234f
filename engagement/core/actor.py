"""Who is acting, as plain values: what a permission is decided on."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class CityRole(enum.StrEnum):
    """Power in one city. Each can do all that the one before can: texts; the queue; everything."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class MembershipRole(enum.StrEnum):
    """Power in one association. An owner can do all that an editor can."""

    OWNER = "owner"
    EDITOR = "editor"


@dataclass(frozen=True)
class Actor:
    """A person with the roles as they were when loaded; the operation loads them again inside its transaction.

    A role in a city is her own, or that of a colleague whose deputy she is at this moment, whichever may do more.
    """

    user_id: int | None = None
    name: str = ""
    city_roles: Mapping[int, CityRole] = field(default_factory=dict)
    memberships: Mapping[int, MembershipRole] = field(default_factory=dict)
    is_platform_admin: bool = False
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.is_system

    def works_for(self, city_id: int | None) -> bool:
        return city_id is not None and city_id in self.city_roles

    def moderates(self, city_id: int | None) -> bool:
        return city_id is not None and self.city_roles.get(city_id) in (CityRole.MODERATOR, CityRole.ADMINISTRATOR)

    def administers(self, city_id: int | None) -> bool:
        return city_id is not None and self.city_roles.get(city_id) is CityRole.ADMINISTRATOR

    def edits(self, association_id: int | None) -> bool:
        return association_id is not None and association_id in self.memberships

    def owns(self, association_id: int | None) -> bool:
        return association_id is not None and self.memberships.get(association_id) is MembershipRole.OWNER


ANONYMOUS = Actor()
SYSTEM_ACTOR = Actor(is_system=True, name="System")

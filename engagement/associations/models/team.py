"""The people of an association, and those who would like to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.associations.enums import ClaimState
from engagement.associations.models.association import Association
from engagement.core.actor import MembershipRole
from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, UtcDateTime, enum_column
from engagement.core.scope import EVERYWHERE, ScopeKind
from engagement.kernel.clock import utcnow


class Membership(IdMixin, Base):
    """A person who may act for an association."""

    __tablename__ = "membership"
    __readable__ = EVERYWHERE | {ScopeKind.ASSOCIATION: "association_id", ScopeKind.PERSON: "user_id"}
    __table_args__ = (sa.UniqueConstraint("association_id", "user_id"),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    role: Mapped[MembershipRole] = mapped_column(enum_column(MembershipRole, "role"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # MailKind values that this person wants; None until she chooses, then what her role gets counts.
    mail_kinds: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))

    association: Mapped[Association] = relationship(back_populates="memberships")
    user: Mapped[Any] = relationship("User")


class MembershipInvitation(PublicIdMixin, Base):
    """An invitation by mail to an association's team. The city is the showcase from which it was sent.

    With `handed_over_by_id` it is a hand-over: whoever accepts becomes owner in that person's place.
    """

    __tablename__ = "membership_invitation"
    __readable__ = {ScopeKind.ASSOCIATION: "association_id", ScopeKind.CITY: "city_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[MembershipRole] = mapped_column(enum_column(MembershipRole, "role"))
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    leaves_after: Mapped[bool] = mapped_column(default=False)  # who hands over leaves the team then
    # A hand-over to a member is for her alone; by mail it is for whoever holds the link.
    for_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))

    association: Mapped[Association] = relationship()
    handed_over_by: Mapped[Any] = relationship("User", foreign_keys=[handed_over_by_id])
    for_user: Mapped[Any] = relationship("User", foreign_keys=[for_user_id])


class Claim(PublicIdMixin, CityMixin, Base):
    """„Das ist unser Verein“: a person asks to take over an imported entry; the city's staff confirm."""

    __tablename__ = "claim"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.PERSON: "user_id"}
    __table_args__ = (
        sa.Index(
            "uq_claim_pending", "association_id", "user_id", unique=True,
            sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"),
        ),
    )  # fmt: skip

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    role_in_association: Mapped[str] = mapped_column(sa.String(160), default="")  # "Schriftführerin"
    message: Mapped[str] = mapped_column(sa.String(1000), default="")
    state: Mapped[ClaimState] = mapped_column(enum_column(ClaimState, "state"), default=ClaimState.PENDING)
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    association: Mapped[Association] = relationship()
    user: Mapped[Any] = relationship("User", foreign_keys=[user_id])
    decided_by: Mapped[Any] = relationship("User", foreign_keys=[decided_by_id])

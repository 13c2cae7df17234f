"""Associations and their place in a city."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.associations.enums import AssociationKind, ListingState, SuspensionGround
from engagement.core.models import Base, CityMixin, PublicIdMixin, TimestampMixin, UtcDateTime, enum_column
from engagement.core.scope import ANY, EVERYWHERE, Readable, ScopeKind
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from engagement.associations.models.team import Membership

OF_CITY_OR_ASSOCIATION: Readable = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}


class Association(PublicIdMixin, TimestampMixin, Base):
    """A club, initiative, foundation or institution. Seen in a city through its listing."""

    __tablename__ = "association"
    __readable__ = EVERYWHERE | {ScopeKind.ASSOCIATION: "id"}
    __table_args__ = (sa.UniqueConstraint("home_city_id", "import_source", "import_key"),)

    home_city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), index=True)
    kind: Mapped[AssociationKind] = mapped_column(enum_column(AssociationKind, "kind"), default=AssociationKind.CLUB)
    name: Mapped[str] = mapped_column(sa.String(160))
    alternative_names: Mapped[str] = mapped_column(sa.String(400), default="")
    sort_name: Mapped[str] = mapped_column(sa.String(400), index=True)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")  # folded name, purpose, district, categories
    purpose: Mapped[str] = mapped_column(sa.String(2000), default="")
    categories: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # as imported, for display and search
    street: Mapped[str] = mapped_column(sa.String(160), default="")
    postcode: Mapped[str] = mapped_column(sa.String(10), default="")
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    further_addresses: Mapped[str] = mapped_column(sa.String(600), default="")
    district_id: Mapped[int | None] = mapped_column(sa.ForeignKey("district.id", ondelete="SET NULL"))
    # The part of town in words, where the city has no such district or the association stands in several.
    district_text: Mapped[str] = mapped_column(sa.String(160), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_public: Mapped[bool] = mapped_column(default=False)
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default=DEFAULT_LANGUAGE)  # of what it says of itself
    founded: Mapped[int | None]
    # Weekday (rules.WEEKDAYS) → spans of minutes from midnight; closed days are missing.
    opening_hours: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    opening_note: Mapped[str] = mapped_column(sa.String(300), default="")
    # „Stimmen diese Angaben noch?“: the team's last yes (or edit); since when a question is open; the mails about it.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ask_open_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ask_mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ask_count: Mapped[int] = mapped_column(default=0)
    # Rises with every saved profile; a form sent with an older number is refused as stale.
    version: Mapped[int] = mapped_column(default=1)
    import_source: Mapped[str | None] = mapped_column(sa.String(40))
    import_key: Mapped[str | None] = mapped_column(sa.String(200))
    import_hash: Mapped[str | None] = mapped_column(sa.String(64))
    # What the last import wrote: a column that differs from it was edited by people, and later imports leave it alone.
    import_values: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    home_city: Mapped[Any] = relationship("City")
    district: Mapped[Any] = relationship("District")
    logo: Mapped[Any] = relationship("Logo", uselist=False, viewonly=True)
    listings: Mapped[list[Listing]] = relationship(back_populates="association", cascade="all, delete-orphan")
    memberships: Mapped[list[Membership]] = relationship(back_populates="association", cascade="all, delete-orphan")


class Listing(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """An association in one city's showcase; that city alone decides on it."""

    __tablename__ = "listing"
    __readable__ = {**OF_CITY_OR_ASSOCIATION, ScopeKind.PERSON: ANY, ScopeKind.PORTAL: ANY}
    __table_args__ = (sa.UniqueConstraint("city_id", "association_id"),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    state: Mapped[ListingState] = mapped_column(enum_column(ListingState, "state"), default=ListingState.UNVERIFIED)
    is_trusted: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    association: Mapped[Association] = relationship(back_populates="listings")
    city: Mapped[Any] = relationship("City")


class Suspension(PublicIdMixin, CityMixin, Base):
    """A city's decision not to show an association for the time being, with the reasons that it was told.

    The listing's state hides it; this row says why, and what the state was before. One open row for each listing.
    """

    __tablename__ = "suspension"
    __readable__ = OF_CITY_OR_ASSOCIATION
    __table_args__ = (
        sa.Index(
            "uq_suspension_open", "city_id", "association_id", unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    ground: Mapped[SuspensionGround] = mapped_column(enum_column(SuspensionGround, "ground"))
    facts: Mapped[str] = mapped_column(sa.String(2000))
    state_before: Mapped[ListingState] = mapped_column(enum_column(ListingState, "state_before"))
    suspended_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    suspended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    lift_note: Mapped[str] = mapped_column(sa.String(1000), default="")

    suspended_by: Mapped[Any] = relationship("User", foreign_keys=[suspended_by_id])
    lifted_by: Mapped[Any] = relationship("User", foreign_keys=[lifted_by_id])

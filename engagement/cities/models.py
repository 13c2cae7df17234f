"""A city: the showcase, its districts, pages and staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.cities.enums import Assessment, Compliance, Figure, QueueMail
from engagement.core.actor import CityRole
from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, TimestampMixin, UtcDateTime, enum_column
from engagement.core.scope import EVERYWHERE, Readable, ScopeKind
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id

CITY_ONLY: Readable = {ScopeKind.CITY: "city_id"}
CITY_OR_LISTED: Readable = {**EVERYWHERE, ScopeKind.CITY: "city_id"}


class City(IdMixin, TimestampMixin, Base):
    """A town's showcase. Everyone may know which towns exist; the slug is its first path segment."""

    __tablename__ = "city"
    __readable__ = EVERYWHERE

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    # The town's own host name in ASCII, without port. The town's pages answer there at once; mails, search engines and
    # feeds name it once somebody has seen it work.
    domain: Mapped[str | None] = mapped_column(sa.String(253), index=True, unique=True)
    is_domain_used: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(sa.String(80))
    sort_name: Mapped[str] = mapped_column(sa.String(400))
    state_name: Mapped[str] = mapped_column(sa.String(60), default="Baden-Württemberg")
    claim: Mapped[str] = mapped_column(sa.String(80), default="")
    intro: Mapped[str] = mapped_column(sa.String(300), default="")
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_role: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_hours: Mapped[str] = mapped_column(sa.String(160), default="")
    contact_place: Mapped[str] = mapped_column(sa.String(160), default="")
    address_street: Mapped[str] = mapped_column(sa.String(160), default="")
    address_postcode: Mapped[str] = mapped_column(sa.String(10), default="")
    address_town: Mapped[str] = mapped_column(sa.String(80), default="")
    # Where the town's maps open, as opportunities write a point: „49.03610, 8.70610“; empty until somebody sets it.
    map_point: Mapped[str] = mapped_column(sa.String(24), default="")
    timezone: Mapped[str] = mapped_column(sa.String(40), default="Europe/Berlin")
    theme: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    theme_version: Mapped[str] = mapped_column(sa.String(16), default="1")
    # Keys of pictures that come with the product.
    logo: Mapped[str | None] = mapped_column(sa.String(40))
    hero: Mapped[str | None] = mapped_column(sa.String(40))
    hero_alt: Mapped[str] = mapped_column(sa.String(300), default="")
    # What pages show of the published look without asking further tables: the town's own pictures (public id, files,
    # size) as logo, night_logo and hero, and the order of the home page as sections.
    look: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    is_published: Mapped[bool] = mapped_column(default=True)
    policies: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # read with cities.policies.policies_of
    # The town's own pages in the order of the footer, so that no page has to ask: slug, and title by language.
    footer_pages: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    # Rises with every saved change of the settings; a form sent with an older number is refused as stale.
    version: Mapped[int] = mapped_column(default=1)
    # Another word whenever what the town's lists show has changed: see opportunities.search.marks.
    shelf_mark: Mapped[str] = mapped_column(sa.String(16), default=new_public_id)

    districts: Mapped[list[District]] = relationship(
        back_populates="city", order_by="District.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class District(PublicIdMixin, CityMixin, Base):
    """A part of a town, for „Wo?“."""

    __tablename__ = "district"
    __readable__ = CITY_OR_LISTED
    __table_args__ = (sa.UniqueConstraint("city_id", "name"), sa.UniqueConstraint("city_id", "id"))

    name: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int] = mapped_column(default=0)
    is_core: Mapped[bool] = mapped_column(default=False)

    city: Mapped[City] = relationship(back_populates="districts")


class CityPage(IdMixin, CityMixin, TimestampMixin, Base):
    """A page in the town's own words, or a page of its own. A page that the product brings needs no row.

    `source` is Markdown with placeholders (cities/pages.py), rendered when it is shown; None is the product's text.
    """

    __tablename__ = "city_page"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.UniqueConstraint("city_id", "slug", "language"),)

    slug: Mapped[str] = mapped_column(sa.String(40))
    language: Mapped[str] = mapped_column(sa.String(5), default="de")
    title: Mapped[str] = mapped_column(sa.String(160))
    source: Mapped[str | None] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class CityPageVersion(PublicIdMixin, CityMixin, Base):
    """A page as somebody saved it, for looking back and restoring."""

    __tablename__ = "city_page_version"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.UniqueConstraint("city_id", "slug", "language", "number"),)

    slug: Mapped[str] = mapped_column(sa.String(40))
    language: Mapped[str] = mapped_column(sa.String(5))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(160))
    source: Mapped[str | None] = mapped_column(sa.Text)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(sa.String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class AccessibilityStatement(IdMixin, CityMixin, TimestampMixin, Base):
    """What a city says about the accessibility of its pages (cities/accessibility.py); without a row the default."""

    __tablename__ = "accessibility_statement"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.UniqueConstraint("city_id"),)

    status: Mapped[Compliance] = mapped_column(enum_column(Compliance, "status"), default=Compliance.PARTIAL)
    barriers: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    method: Mapped[Assessment] = mapped_column(enum_column(Assessment, "method"), default=Assessment.SELF)
    assessed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    assessed_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    commissioner: Mapped[str] = mapped_column(sa.String(300), default="")  # name, phone, e-mail
    body: Mapped[str] = mapped_column(sa.String(600), default="")  # arbitration body, where the Land's is not known
    sign_video_url: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column(default=1)


class CityLook(PublicIdMixin, CityMixin, Base):
    """How a town looks, as somebody published it; number 0 is the draft that its administrators are trying out.

    `logo`, `night_logo` and `hero` are as in cities.look.LookValues; pictures named here are kept (media/queries.py).
    """

    __tablename__ = "city_look"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.UniqueConstraint("city_id", "number"),)

    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)  # rises whenever the draft is saved
    choice: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    theme: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    claim: Mapped[str] = mapped_column(sa.String(80), default="")
    logo: Mapped[str] = mapped_column(sa.String(40), default="")
    night_logo: Mapped[str] = mapped_column(sa.String(40), default="")
    hero: Mapped[str] = mapped_column(sa.String(40), default="")
    hero_alt: Mapped[str] = mapped_column(sa.String(300), default="")
    sections: Mapped[list[str]] = mapped_column(sa.JSON)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(sa.String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class CityStaff(IdMixin, CityMixin, Base):
    """A person's role in a city."""

    __tablename__ = "city_staff"
    # Read in every scope: who acts is loaded before the page's scope is known.
    __readable__ = EVERYWHERE
    __table_args__ = (sa.UniqueConstraint("city_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    role: Mapped[CityRole] = mapped_column(enum_column(CityRole, "role"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    queue_mail: Mapped[QueueMail] = mapped_column(enum_column(QueueMail, "queue_mail"), default=QueueMail.DAILY)
    queue_mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    city: Mapped[City] = relationship()
    user: Mapped[Any] = relationship("User")


class StaffDeputy(PublicIdMixin, CityMixin, Base):
    """A colleague stands in for another one from a day on, to a last day or until further notice.

    Whether that is now follows from the dates each time somebody asks. When either of the two leaves, the row goes.
    """

    __tablename__ = "staff_deputy"
    # Read in every scope, as the roles are.
    __readable__ = EVERYWHERE
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["city_id", "absent_id"], ["city_staff.city_id", "city_staff.user_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "deputy_id"], ["city_staff.city_id", "city_staff.user_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("absent_id <> deputy_id", name="somebody_else"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    absent: Mapped[Any] = relationship("User", foreign_keys=[absent_id])
    deputy: Mapped[Any] = relationship("User", foreign_keys=[deputy_id])


class StaffInvitation(PublicIdMixin, CityMixin, Base):
    """An invitation by mail to work for a city; void once accepted, revoked or too old."""

    __tablename__ = "staff_invitation"
    __readable__ = CITY_ONLY

    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[CityRole] = mapped_column(enum_column(CityRole, "role"))
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CityFigure(IdMixin, CityMixin, Base):
    """How much of something happened in a town in a month. It stays when the rows that were counted are deleted."""

    __tablename__ = "city_figure"
    __readable__ = CITY_ONLY
    __table_args__ = (
        sa.UniqueConstraint("city_id", "month", "figure"),
        sa.CheckConstraint("value >= 0", name="counted"),
    )

    month: Mapped[date]  # its first day
    figure: Mapped[Figure] = mapped_column(enum_column(Figure, "figure"))
    value: Mapped[int]


__all__ = [
    "CITY_ONLY",
    "AccessibilityStatement",
    "City",
    "CityFigure",
    "CityLook",
    "CityPage",
    "CityPageVersion",
    "CityStaff",
    "District",
    "StaffDeputy",
    "StaffInvitation",
]

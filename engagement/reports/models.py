"""„Problem melden“: cases, the reports in them, and complaints about decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.associations.enums import SuspensionGround
from engagement.core.models import Base, CityMixin, PublicIdMixin, UtcDateTime, enum_column
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow
from engagement.reports.enums import CaseState, Category, Measure, Side, SubjectKind

# Who reported something is never told to an association: its scope reads none of these tables.
CITY_ONLY: Readable = {ScopeKind.CITY: "city_id"}


class ReportCase(PublicIdMixin, CityMixin, Base):
    """Everything reported about one thing in one city until it is decided: one open case for a thing."""

    __tablename__ = "report_case"
    __readable__ = CITY_ONLY
    __table_args__ = (
        sa.Index(
            "uq_report_case_open", "city_id", "subject_id", unique=True,
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("state <> 'decided' OR measure IS NOT NULL", name="decided_has_measure"),
    )  # fmt: skip

    subject_kind: Mapped[SubjectKind] = mapped_column(enum_column(SubjectKind, "subject_kind"))
    subject_id: Mapped[str] = mapped_column(sa.String(16))  # public id of the opportunity or the association
    title: Mapped[str] = mapped_column(sa.String(200))
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    publication_id: Mapped[int | None] = mapped_column(sa.ForeignKey("publication.id", ondelete="CASCADE"))
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState, "state"), default=CaseState.OPEN)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    reports_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    measure: Mapped[Measure | None] = mapped_column(enum_column(Measure, "measure"))
    ground: Mapped[SuspensionGround | None] = mapped_column(enum_column(SuspensionGround, "ground"))
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    # When nothing waits any more: the period of deletion starts here. A complaint empties it until it is decided.
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    association: Mapped[Any] = relationship("Association")
    decided_by: Mapped[Any] = relationship("User")
    reports: Mapped[list[Report]] = relationship(
        back_populates="case", order_by="Report.id", cascade="all, delete-orphan", passive_deletes=True
    )
    complaints: Mapped[list[Complaint]] = relationship(
        back_populates="case", order_by="Complaint.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_open(self) -> bool:
        return self.state is CaseState.OPEN


class Report(PublicIdMixin, CityMixin, Base):
    """What one person wrote, and the thing as it was shown to her."""

    __tablename__ = "report"
    __readable__ = CITY_ONLY

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("report_case.id", ondelete="CASCADE"), index=True)
    category: Mapped[Category] = mapped_column(enum_column(Category, "category"))
    text: Mapped[str] = mapped_column(sa.String(2000), default="")
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    is_sincere: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("revision.id", ondelete="SET NULL"))
    shown: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)  # an association's entry as it stood
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    case: Mapped[ReportCase] = relationship(back_populates="reports")
    revision: Mapped[Any] = relationship("Revision")


class Complaint(PublicIdMixin, CityMixin, Base):
    """Somebody does not agree with a decision. One for a person who reported, and one for the association."""

    __tablename__ = "complaint"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.UniqueConstraint("case_id", "complainant"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("report_case.id", ondelete="CASCADE"))
    side: Mapped[Side] = mapped_column(enum_column(Side, "side"))
    complainant: Mapped[str] = mapped_column(sa.String(16))  # “association”, or the report's public id
    text: Mapped[str] = mapped_column(sa.String(2000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # A neighbouring city whose staff decide, where nobody else here can.
    reviewer_city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id", ondelete="SET NULL"), index=True)
    first_decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    is_changed: Mapped[bool | None]  # whether the decision became another one
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")

    case: Mapped[ReportCase] = relationship(back_populates="complaints")
    decided_by: Mapped[Any] = relationship("User", foreign_keys=[decided_by_id])
    reviewer_city: Mapped[Any] = relationship("City", foreign_keys=[reviewer_city_id])

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

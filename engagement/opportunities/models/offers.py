"""Opportunities, the frozen revisions that cities decide on, their publications and their shifts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, TimestampMixin, UtcDateTime, enum_column
from engagement.core.scope import ANY, Readable, ScopeKind, Through
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.opportunities.enums import FacetKind, GermanLevel, PublicationState

# Revisions, shifts and facets hang on an opportunity or a publication, and are read through those, which are narrowed.
THROUGH_PARENT: Readable = {
    ScopeKind.CITY: ANY, ScopeKind.PORTAL: ANY, ScopeKind.PERSON: ANY, ScopeKind.ASSOCIATION: "association_id",
}  # fmt: skip


class ContentMixin:
    """What an opportunity says. The same columns stand on the working copy and on each frozen revision."""

    language: Mapped[str] = mapped_column(sa.String(8), default=DEFAULT_LANGUAGE)  # of everything written here
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description_html: Mapped[str] = mapped_column(sa.Text, default="")
    easy_title: Mapped[str] = mapped_column(sa.String(160), default="")  # in Leichte Sprache
    easy_text: Mapped[str] = mapped_column(sa.String(4000), default="")  # plain: a line is a sentence
    fields: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # Field values, the first is the main one
    target_groups: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    time_patterns: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    times_of_day: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    is_ongoing: Mapped[bool] = mapped_column(default=False)
    schedule_note: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_remote: Mapped[bool] = mapped_column(default=False)
    location_name: Mapped[str] = mapped_column(sa.String(160), default="")
    street: Mapped[str] = mapped_column(sa.String(160), default="")
    postcode: Mapped[str] = mapped_column(sa.String(10), default="")
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    point: Mapped[str] = mapped_column(sa.String(24), default="")  # „49.03610, 8.70610“: latitude, longitude
    meeting_point: Mapped[str] = mapped_column(sa.String(300), default="")
    recognise_us: Mapped[str] = mapped_column(sa.String(300), default="")
    bring_along: Mapped[str] = mapped_column(sa.String(300), default="")
    step_free: Mapped[bool | None]
    people_needed: Mapped[int | None]
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    contact_public: Mapped[bool] = mapped_column(default=False)
    min_age: Mapped[int | None]
    extended_background_check: Mapped[bool] = mapped_column(default=False)
    background_check_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    measles_proof: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[str] = mapped_column(sa.String(300), default="")
    requirements_note: Mapped[str] = mapped_column(sa.String(500), default="")
    allowance: Mapped[str] = mapped_column(sa.String(160), default="")
    insurance: Mapped[str] = mapped_column(sa.String(160), default="")
    travel_costs: Mapped[str] = mapped_column(sa.String(160), default="")
    training: Mapped[str] = mapped_column(sa.String(160), default="")
    picture_alt: Mapped[str] = mapped_column(sa.String(200), default="")
    picture_credit: Mapped[str] = mapped_column(sa.String(120), default="")  # who took it
    picture_consent: Mapped[bool] = mapped_column(default=False)  # of all in it; the picture keeps who says so
    keeps_contact_in_text: Mapped[bool] = mapped_column(default=False)  # an address in the text is meant to be there
    approval_required: Mapped[bool] = mapped_column(default=False)
    admits_minors: Mapped[bool] = mapped_column(default=False)  # once a parent agrees, from `min_age` on
    minors_only: Mapped[bool] = mapped_column(default=False)
    forbids_overlap: Mapped[bool] = mapped_column(default=False)  # else who has two things at a time is asked

    @declared_attr
    def german_level(cls) -> Mapped[GermanLevel | None]:
        return mapped_column(enum_column(GermanLevel, "german_level"))

    @declared_attr
    def district_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey("district.id", ondelete="SET NULL"))

    @declared_attr
    def picture_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey("picture.id", ondelete="SET NULL"))

    @declared_attr
    def district(cls) -> Mapped[Any]:
        # A declared column is one at class time.
        return relationship("District", foreign_keys=[cls.district_id])  # type: ignore[list-item]

    @declared_attr
    def picture(cls) -> Mapped[Any]:
        # A declared column is one at class time.
        return relationship("Picture", foreign_keys=[cls.picture_id])  # type: ignore[list-item]


CONTENT_COLUMNS: tuple[str, ...] = (  # copied when a revision is frozen, in the order of the form
    "language", "title", "summary", "description_html", "easy_title", "easy_text", "fields", "target_groups",
    "time_patterns", "times_of_day", "is_ongoing", "schedule_note", "starts_on", "ends_on", "is_remote",
    "location_name", "street", "postcode", "town", "point", "district_id", "meeting_point", "recognise_us",
    "bring_along", "step_free", "people_needed", "contact_name", "contact_email", "contact_phone", "contact_public",
    "min_age", "extended_background_check", "background_check_reason", "measles_proof", "german_level", "skills",
    "requirements_note", "allowance", "insurance", "travel_costs", "training", "picture_id", "picture_alt",
    "picture_credit", "picture_consent", "keeps_contact_in_text", "approval_required", "forbids_overlap",
    "admits_minors", "minors_only",
)  # fmt: skip


class Opportunity(PublicIdMixin, TimestampMixin, ContentMixin, Base):
    """What its authors edit: the working copy."""

    __tablename__ = "opportunity"
    __readable__ = {
        ScopeKind.CITY: Through("publication", "opportunity_id", "city_id"), ScopeKind.ASSOCIATION: "association_id",
        ScopeKind.PERSON: ANY, ScopeKind.PORTAL: ANY,
    }  # fmt: skip
    __table_args__ = (sa.Index("ix_opportunity_form_key", "association_id", "form_key", unique=True),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    home_city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    # Rises with every saved change; a form sent with an older number is refused as stale.
    version: Mapped[int] = mapped_column(default=1)
    # The form that made it; sent twice, it makes one opportunity.
    form_key: Mapped[str | None] = mapped_column(sa.String(40))
    # „Dringend gesucht“ up to and including this day, and why. It counts at once, so it is no content.
    urgent_until: Mapped[date | None] = mapped_column(index=True)
    urgent_reason: Mapped[str] = mapped_column(sa.String(160), default="")
    # For how many hours a freed place is kept for the next on the waitlist; none: as long as the town does.
    waitlist_hours: Mapped[int | None]
    # When its authors last changed it or said that it still holds; when they were asked, and asked again.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    association: Mapped[Any] = relationship("Association")
    home_city: Mapped[Any] = relationship("City")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="opportunity", order_by="Revision.number", cascade="all, delete-orphan"
    )
    publications: Mapped[list[Publication]] = relationship(back_populates="opportunity", cascade="all, delete-orphan")
    shifts: Mapped[list[Shift]] = relationship(
        back_populates="opportunity", order_by="Shift.starts_at, Shift.id", cascade="all, delete-orphan"
    )


class Revision(PublicIdMixin, ContentMixin, Base):
    """The content as it was submitted. Never changed afterwards: an approval names exactly what was seen."""

    __tablename__ = "revision"
    __readable__ = THROUGH_PARENT
    __table_args__ = (sa.UniqueConstraint("opportunity_id", "number"),)

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"))
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    number: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    opportunity: Mapped[Opportunity] = relationship(back_populates="revisions")
    submitted_by: Mapped[Any] = relationship("User")


class Publication(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """An opportunity in one city's showcase: what is shown, what waits for a decision, and its state."""

    __tablename__ = "publication"
    __readable__ = {
        ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id",
        ScopeKind.PERSON: ANY, ScopeKind.PORTAL: ANY,
    }  # fmt: skip
    __table_args__ = (
        sa.UniqueConstraint("opportunity_id", "city_id"),
        sa.UniqueConstraint("id", "city_id"),
        sa.Index("ix_publication_city_state", "city_id", "state"),
        sa.Index("ix_publication_city_look", "city_id", "look_since"),
        sa.CheckConstraint("state <> 'published' OR shown_revision_id IS NOT NULL", name="published_is_shown"),
        sa.CheckConstraint("state <> 'in_review' OR pending_revision_id IS NOT NULL", name="in_review_is_pending"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"))
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    state: Mapped[PublicationState] = mapped_column(
        enum_column(PublicationState, "state"), default=PublicationState.DRAFT
    )
    shown_revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("revision.id"))
    pending_revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("revision.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of the pending revision
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # first publication
    paused_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether the authors want it here; handing in passes over a showcase that they have left.
    is_chosen: Mapped[bool] = mapped_column(default=True)
    # What went online without a decision and waits for the staff's later look: the latest moment, and why (LookReason).
    look_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    look_reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    # The number of the revision that the staff saw last, approving it or looking later. Differences are shown to it.
    seen_number: Mapped[int | None]
    # The last reason given by the city, shown to the authors until the next decision.
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")
    easy_title: Mapped[str] = mapped_column(sa.String(160), default="")  # by the staff, where the association has none
    easy_text: Mapped[str] = mapped_column(sa.String(4000), default="")
    search_stems: Mapped[str] = mapped_column(sa.Text, default="")  # stemmed words of the shown revision
    search_folded: Mapped[str] = mapped_column(sa.Text, default="")  # folded text of it, for parts of words

    opportunity: Mapped[Opportunity] = relationship(back_populates="publications")
    association: Mapped[Any] = relationship("Association")
    city: Mapped[Any] = relationship("City")
    shown_revision: Mapped[Revision | None] = relationship(foreign_keys=[shown_revision_id])
    pending_revision: Mapped[Revision | None] = relationship(foreign_keys=[pending_revision_id])
    facets: Mapped[list[PublicationFacet]] = relationship(back_populates="publication", cascade="all, delete-orphan")

    @property
    def home_town(self) -> str:
        """The town that the offer comes from, in another city's showcase; empty at home. Its opportunity is loaded."""
        opportunity = self.opportunity
        return "" if opportunity.home_city_id == self.city_id else str(opportunity.home_city.name)


class PublicationFacet(IdMixin, CityMixin, Base):
    """One value of the shown revision that lists can be filtered by."""

    __tablename__ = "publication_facet"
    __readable__ = {
        ScopeKind.CITY: "city_id", ScopeKind.PORTAL: ANY,
        ScopeKind.ASSOCIATION: Through("publication", "id", "association_id", own="publication_id"),
    }  # fmt: skip
    __table_args__ = (
        sa.UniqueConstraint("publication_id", "kind", "value"),
        sa.Index("ix_publication_facet_kind_value", "city_id", "kind", "value"),
        sa.ForeignKeyConstraint(
            ["publication_id", "city_id"], ["publication.id", "publication.city_id"], ondelete="CASCADE"
        ),
    )

    publication_id: Mapped[int]
    kind: Mapped[FacetKind] = mapped_column(enum_column(FacetKind, "kind"))
    value: Mapped[str] = mapped_column(sa.String(80))

    publication: Mapped[Publication] = relationship(back_populates="facets")


class Shift(PublicIdMixin, TimestampMixin, Base):
    """A date with places. `taken` counts places of active registrations; one conditional UPDATE alone changes it."""

    __tablename__ = "shift"
    __readable__ = THROUGH_PARENT
    __table_args__ = (
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within_capacity"),
        sa.CheckConstraint("capacity >= 1 AND capacity <= 1000", name="capacity_sensible"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.Index("ix_shift_opportunity_starts", "opportunity_id", "starts_at"),
    )

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"))
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    series: Mapped[str | None] = mapped_column(sa.String(16))  # the same on dates that came from one rule
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # It takes place only with so many people, decided at this moment: since when it does, since when the association
    # is asked about it, and when the people were told that it is still open.
    minimum: Mapped[int | None]
    decide_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    takes_place_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_open_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Rises by itself with every change that a calendar has to know (RFC 5545, SEQUENCE); see `_count_change`.
    calendar_sequence: Mapped[int] = mapped_column(default=0)

    opportunity: Mapped[Opportunity] = relationship(back_populates="shifts")

    @property
    def free(self) -> int:
        return self.capacity - self.taken


@event.listens_for(Shift, "before_update")
def _count_change(_mapper: Any, _connection: Any, shift: Shift) -> None:
    """Whoever changes a date need not think of the calendars that hold it already."""
    state = sa.inspect(shift)
    if any(state.attrs[name].history.has_changes() for name in ("starts_at", "ends_at", "note", "cancelled_at")):
        shift.calendar_sequence = (shift.calendar_sequence or 0) + 1

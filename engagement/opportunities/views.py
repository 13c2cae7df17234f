"""An opportunity as citizens see it: plain values for `templates/public/_offer_body.html`.

Built from the shown revision for the public page, from the working copy for the preview, so both look the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from engagement.associations.models import Association
from engagement.kernel.clock import today, utcnow
from engagement.media.addresses import PictureView, picture_view
from engagement.opportunities.enums import Field, GermanLevel, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.easy import EasyVersion, easy_version
from engagement.opportunities.rules.urgency import is_urgent


@dataclass(frozen=True)
class ShiftView:
    """One date with its places; moments in UTC."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    note: str
    minimum: int | None = None  # it takes place only with so many people,
    decide_by: datetime | None = None  # which is decided then;
    takes_place: bool = False  # it is

    @property
    def taken(self) -> int:
        return self.capacity - self.free

    @property
    def is_full(self) -> bool:
        return self.free <= 0


@dataclass(frozen=True)
class ContactView:
    """Who asks. E-mail and phone are empty unless they may be shown to whoever looks."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class OfferView:
    """All that the page of an opportunity shows. Labels of the enums are in `labels.py`."""

    public_id: str
    language: str  # of all that its authors wrote
    title: str
    summary: str
    description: Markup
    association_id: str  # public id
    association_name: str
    association_purpose: str
    association_language: str
    fields: tuple[Field, ...]
    target_groups: tuple[TargetGroup, ...]
    time_patterns: tuple[TimePattern, ...]
    times_of_day: tuple[TimeOfDay, ...]
    is_ongoing: bool
    schedule_note: str
    starts_on: date | None
    ends_on: date | None
    shifts: tuple[ShiftView, ...]  # to come, soonest first; none for an ongoing opportunity
    is_remote: bool
    location_name: str
    street: str
    postcode: str
    town: str
    district_name: str
    meeting_point: str
    recognise_us: str
    bring_along: str
    step_free: bool | None
    people_needed: int | None
    contact: ContactView
    min_age: int | None
    extended_background_check: bool
    background_check_reason: str
    measles_proof: bool
    german_level: GermanLevel | None
    skills: str
    requirements_note: str
    allowance: str
    insurance: str
    travel_costs: str
    training: str
    approval_required: bool
    forbids_overlap: bool
    admits_minors: bool
    minors_only: bool
    picture: PictureView | None
    easy: EasyVersion | None = None  # in Leichte Sprache
    urgent_until: date | None = None  # „dringend gesucht“ up to this day, while it is in force
    urgent_reason: str = ""
    point: str = ""  # on the map: latitude, longitude

    @property
    def field(self) -> Field | None:
        """The main field: it names the illustration when there is no picture."""
        return self.fields[0] if self.fields else None

    @property
    def next_shift(self) -> ShiftView | None:
        """The soonest date with a free place, else the soonest."""
        return next((shift for shift in self.shifts if not shift.is_full), self.shifts[0] if self.shifts else None)

    @property
    def free(self) -> int:
        """Free places over all dates to come."""
        return sum(max(0, shift.free) for shift in self.shifts)

    @property
    def place_parts(self) -> tuple[str, ...]:
        """Place, street, town and district as far as known, each one part of a line."""
        town = f"{self.postcode} {self.town}".strip()
        return tuple(part for part in (self.location_name, self.street, town, self.district_name) if part)

    @property
    def has_requirements(self) -> bool:
        return bool(
            self.min_age or self.admits_minors or self.minors_only
            or self.extended_background_check or self.measles_proof or self.german_level
            or self.skills or self.requirements_note or self.bring_along
        )  # fmt: skip

    @property
    def has_benefits(self) -> bool:
        return bool(self.allowance or self.insurance or self.travel_costs or self.training)


def offer_view(
    content: Opportunity | Revision, *, public_id: str, association: Association, shifts: Iterable[Shift],
    now: datetime | None = None, show_contact: bool = False, home_town: str = "", urgency: Opportunity | None = None,
    publication: Publication | None = None,
) -> OfferView:  # fmt: skip
    """Build the view. `content.district` and `content.picture` must be loaded.

    In another city's showcase `home_town` names where the offer comes from, in place of a district that only people
    from there know.

    `public_id` is the opportunity's. `show_contact` shows mail and phone even when they are not public, for people who
    are registered; without it they appear only where the contact person ticked that. `urgency` is the opportunity whose
    mark „dringend gesucht“ is to be seen; `publication` holds what the city wrote in Leichte Sprache.
    """
    urgent = urgency is not None and is_urgent(urgency.urgent_until, today())
    shows = show_contact or content.contact_public
    return OfferView(
        public_id=public_id,
        language=content.language,
        title=content.title,
        summary=content.summary,
        description=Markup(content.description_html),  # noqa: S704  # sanitised when saved, see richtext.py
        association_id=association.public_id,
        association_name=association.name,
        association_purpose=association.purpose,
        association_language=association.language,
        fields=tuple(Field(value) for value in content.fields),
        target_groups=tuple(TargetGroup(value) for value in content.target_groups),
        time_patterns=tuple(TimePattern(value) for value in content.time_patterns),
        times_of_day=tuple(TimeOfDay(value) for value in content.times_of_day),
        is_ongoing=content.is_ongoing,
        schedule_note=content.schedule_note,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        shifts=() if content.is_ongoing else shift_views(shifts, now or utcnow()),
        is_remote=content.is_remote,
        location_name=content.location_name,
        point="" if content.is_remote else content.point,
        street=content.street,
        postcode=content.postcode,
        town=town_elsewhere(content.town, home_town),
        district_name=content.district.name if content.district is not None and not home_town else "",
        meeting_point=content.meeting_point,
        recognise_us=content.recognise_us,
        bring_along=content.bring_along,
        step_free=content.step_free,
        people_needed=content.people_needed,
        contact=ContactView(
            content.contact_name, content.contact_email if shows else "", content.contact_phone if shows else ""
        ),
        min_age=content.min_age,
        extended_background_check=content.extended_background_check,
        background_check_reason=content.background_check_reason,
        measles_proof=content.measles_proof,
        german_level=content.german_level,
        skills=content.skills,
        requirements_note=content.requirements_note,
        allowance=content.allowance,
        insurance=content.insurance,
        travel_costs=content.travel_costs,
        training=content.training,
        approval_required=content.approval_required,
        forbids_overlap=content.forbids_overlap,
        admits_minors=content.admits_minors,
        minors_only=content.minors_only,
        picture=picture_view(content.picture, content.picture_alt, content.picture_credit),
        easy=easy_version(content, publication),
        urgent_until=urgency.urgent_until if urgent and urgency else None,
        urgent_reason=urgency.urgent_reason if urgent and urgency else "",
    )


def town_elsewhere(town: str, home_town: str) -> str:
    """The town with the place; where the offer comes from another city, that is named too. Unchanged at home."""
    if not home_town or home_town.casefold() in town.casefold():
        return town
    return f"{town}, {home_town}" if town else home_town


def shift_views(shifts: Iterable[Shift], now: datetime) -> tuple[ShiftView, ...]:
    """The dates that are neither over nor cancelled, soonest first."""
    coming: Sequence[Shift] = [shift for shift in shifts if shift.cancelled_at is None and shift.ends_at > now]
    return tuple(
        ShiftView(
            public_id=shift.public_id, starts_at=shift.starts_at, ends_at=shift.ends_at, capacity=shift.capacity,
            free=shift.free, note=shift.note, minimum=shift.minimum, decide_by=shift.decide_by,
            takes_place=shift.takes_place_at is not None,
        )
        for shift in sorted(coming, key=lambda shift: (shift.starts_at, shift.id or 0))
    )  # fmt: skip

"""Rows for tests, written directly: the shortest way to a state. What is tested goes through the operations.

Every function needs an app context, saves in a write transaction in the system scope, and returns the detached row.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from engagement.accounts.models import User
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing, Membership
from engagement.cities.models import City, CityStaff, District
from engagement.core.actor import CityRole, MembershipRole
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email, sort_key
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision, Shift

P = ParamSpec("P")
R = TypeVar("R")
number = itertools.count(1)
PASSWORD = "correct horse battery"  # hashing is slow: make_user leaves it out unless asked


def saved(make: Callable[P, R]) -> Callable[P, R]:
    """Run in the system scope inside one write transaction."""

    @wraps(make)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with entered(SYSTEM), writing():
            return make(*args, **kwargs)

    return run


@saved
def make_city(slug: str = "musterstadt", **values: Any) -> City:
    name = values.pop("name", slug.title())
    city = City(slug=slug, name=name, sort_name=sort_key(name), **values)
    city.contact_phone = city.contact_phone or "07000 0000-1"
    city.contact_email = city.contact_email or f"ehrenamt@{slug}.example"
    city.claim = city.claim or "macht mit"
    city.districts = [District(name="Kernstadt", position=0, is_core=True), District(name="Nordstadt", position=1)]
    db.session.add(city)
    db.session.flush()
    return city


@saved
def make_user(email: str = "", *, confirmed: bool = True, password: str | None = None, **values: Any) -> User:
    email = email or f"person{next(number)}@leute.example"
    user = User(email=email, email_normalised=normalise_email(email), name=values.pop("name", "Mara Muster"), **values)
    user.email_confirmed_at = utcnow() if confirmed else None
    if password is not None:
        from engagement.accounts.passwords import hash_password

        user.password_hash = hash_password(password)
    db.session.add(user)
    db.session.flush()
    return user


@saved
def make_staff(city: City, role: CityRole = CityRole.MODERATOR, **values: Any) -> User:
    user = make_user(**values)
    db.session.add(CityStaff(city_id=city.id, user_id=user.id, role=role))
    return user


@saved
def make_association(city: City, *, owner: User | None = None, verified: bool = True, **values: Any) -> Association:
    name = values.pop("name", f"Verein Nummer {next(number)} e. V.")
    association = Association(home_city_id=city.id, name=name, sort_name=sort_key(name), **values)
    association.purpose = association.purpose or "Wir helfen, wo Hilfe gebraucht wird."
    db.session.add(association)
    db.session.flush()
    state = ListingState.VERIFIED if verified else ListingState.UNVERIFIED
    db.session.add(Listing(city_id=city.id, association_id=association.id, state=state))
    if owner is not None:
        db.session.add(Membership(association_id=association.id, user_id=owner.id, role=MembershipRole.OWNER))
    return association


CONTENT: dict[str, Any] = {
    "title": "Hände, die beim Fest Kuchen verkaufen",
    "summary": "Zwei Stunden am Kuchenstand.",
    "description_html": "<p>Wir verkaufen Kuchen für den guten Zweck.</p>",
    "fields": ["leisure"],
    "target_groups": ["everyone"],
    "time_patterns": ["once"],
    "location_name": "Gemeindehaus",
    "contact_name": "Helga Beispiel",
    "contact_email": "helga@verein.example",
    "approval_required": False,
}


@saved
def make_opportunity(
    city: City, association: Association, *, state: PublicationState = PublicationState.PUBLISHED, capacity: int = 5,
    shifts: int = 1, starts_in: timedelta = timedelta(days=3), **content: Any,
) -> Opportunity:  # fmt: skip
    """An opportunity in any state; `is_ongoing=True` makes it one without shifts. Search rows are not made here."""
    values = CONTENT | content
    if values.get("is_ongoing"):
        shifts = 0
        values.setdefault("people_needed", 3)
    opportunity = Opportunity(association_id=association.id, home_city_id=city.id, **values)
    for index in range(shifts):
        start = utcnow().replace(minute=0, second=0, microsecond=0) + starts_in + timedelta(days=7 * index)
        opportunity.shifts.append(
            Shift(association_id=association.id, starts_at=start, ends_at=start + timedelta(hours=2), capacity=capacity)
        )
    db.session.add(opportunity)
    db.session.flush()
    publication = Publication(
        opportunity_id=opportunity.id, association_id=association.id, city_id=city.id, state=PublicationState.DRAFT
    )
    db.session.add(publication)
    if state is not PublicationState.DRAFT:
        revision = _freeze(opportunity)
        shown = state in (PublicationState.PUBLISHED, PublicationState.PAUSED, PublicationState.EXPIRED,
                          PublicationState.WITHDRAWN, PublicationState.ARCHIVED)  # fmt: skip
        publication.shown_revision = revision if shown else None
        publication.seen_number = 1 if shown else None
        publication.pending_revision = revision if state is PublicationState.IN_REVIEW else None
        publication.submitted_at = utcnow()
        publication.published_at = utcnow() if shown else None
        publication.state = state
    db.session.flush()
    return opportunity


def _freeze(opportunity: Opportunity) -> Revision:
    revision = Revision(opportunity_id=opportunity.id, association_id=opportunity.association_id, number=1)
    for column in CONTENT_COLUMNS:
        setattr(revision, column, getattr(opportunity, column))
    db.session.add(revision)
    db.session.flush()
    return revision

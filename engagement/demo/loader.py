"""Filling an empty installation with the demo, through the tables: it sets states and dates that took weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.passwords import hash_password
from engagement.associations.enums import AssociationKind, ListingState
from engagement.associations.models import Association, Contact, Listing, Membership
from engagement.associations.operations import index_association
from engagement.cities.models import City, CityStaff
from engagement.cities.operations import create_city
from engagement.cities.theme import PRESETS
from engagement.core.actor import SYSTEM_ACTOR, CityRole, MembershipRole
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.demo import content, logins
from engagement.demo.desk import add_desk_work
from engagement.demo.figures import add_figures
from engagement.demo.hours import add_hours
from engagement.demo.logins import Login
from engagement.demo.neighbours import add_neighbours
from engagement.demo.offers import add_offer
from engagement.demo.stories import add_stories
from engagement.demo.town import add_town_words
from engagement.demo.waiting import add_waitlist
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.values import normalise_email

CITY_COLUMNS = (
    "state_name", "claim", "intro", "contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours",
    "contact_place", "address_street", "address_postcode", "address_town", "map_point", "hero_alt",
)  # fmt: skip


def load() -> bool:
    """Fill the installation when it has no city yet, and say whether it did. One transaction: all or nothing."""
    with entered(SYSTEM), writing():
        if db.session.scalar(sa.select(sa.func.count(City.id))):
            return False
        hashed = hash_password(logins.PASSWORD)
        citizen = _user(logins.CITIZEN, hashed)
        _user(logins.PLATFORM, hashed).is_platform_admin = True
        for slug in content.CITIES:
            _load_city(slug, hashed, citizen)
        add_neighbours()
        return True


def _user(login: Login, password_hash: str | None) -> User:
    user = User(
        email=login.email, email_normalised=normalise_email(login.email), name=login.name,
        email_confirmed_at=utcnow(), password_hash=password_hash,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user


def _load_city(slug: str, hashed: str, citizen: User) -> None:
    entry = content.city_of(slug)
    values = {column: entry[column] for column in CITY_COLUMNS if column in entry}
    districts = [(district["name"], district["is_core"]) for district in entry["districts"]]
    city_id = create_city(slug, name=entry["name"], actor=SYSTEM_ACTOR, districts=districts, **values)
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    city.theme, city.theme_version = PRESETS[entry["theme"]].to_dict(), f"demo-{entry['theme']}"[:16]
    city.logo = city.hero = entry["theme"]
    for login, role in (
        (logins.moderator_login(slug), CityRole.MODERATOR),
        (logins.administrator_login(slug), CityRole.ADMINISTRATOR),
    ):
        db.session.add(CityStaff(city_id=city.id, user_id=_user(login, hashed).id, role=role))
    by_key = {}
    for position, association in enumerate(content.associations_of(slug)):
        by_key[association["key"]] = _load_association(city, association, position, hashed)
    guests = _guests()
    day: date = today(city.zone)
    for offer in content.opportunities_of(slug):
        add_offer(city, by_key[offer["association"]], offer, day, guests, citizen)
    add_hours(city, next(iter(by_key.values())), citizen, day)
    add_desk_work(city, next(iter(by_key.values())))
    add_waitlist(city)
    add_figures(city)
    add_stories(city, next(iter(by_key.values())), day)
    add_town_words(city, next(iter(by_key.values())))


def _load_association(city: City, entry: content.Entry, position: int, hashed: str) -> Association:
    is_first = position == 0
    since = utcnow() - timedelta(days=3 if not entry["verified"] else 700 - 31 * position)
    district = next((d for d in city.districts if d.name == entry.get("district")), None)
    association = Association(
        public_id=content.demo_id(city.slug, entry["key"]), home_city_id=city.id, kind=AssociationKind(entry["kind"]),
        name=entry["name"], purpose=entry["purpose"], street=entry["street"],
        postcode=entry["postcode"], town=entry["town"], district=district, phone=entry["phone"], email=entry["email"],
        contact_public=not entry["claimable"], website=entry["website"], founded=entry.get("founded"),
        created_at=since, confirmed_at=None if entry["claimable"] else max(since, utcnow() - timedelta(days=200)),
    )  # fmt: skip
    if position == 2 and not entry["claimable"]:  # one team that has not answered
        association.confirmed_at, association.ask_count = utcnow() - timedelta(days=440), 2
        association.ask_open_since = utcnow() - timedelta(days=75)
        association.ask_mailed_at = utcnow() - timedelta(days=45)
    index_association(association, district.name if district else "")
    if entry["claimable"]:
        association.import_source, association.import_key = "demo", entry["key"]
    db.session.add(association)
    db.session.flush()
    state = ListingState.VERIFIED if entry["verified"] else ListingState.UNVERIFIED
    listing = Listing(city_id=city.id, association_id=association.id, state=state, created_at=since)
    listing.verified_at = since if entry["verified"] else None
    db.session.add(listing)
    if is_first:
        _add_details(association, entry)
    if not entry["claimable"]:
        owner = logins.association_login(city.slug) if is_first else Login("", entry["email"], entry["contact_name"])
        user = _user(owner, hashed if is_first else None)
        db.session.add(Membership(association_id=association.id, user_id=user.id, role=MembershipRole.OWNER))
    return association


def _add_details(association: Association, entry: content.Entry) -> None:
    """Opening hours, and two contacts of whom one wishes to be shown."""
    association.opening_hours = {"tue": [[540, 720], [840, 1080]], "wed": [[540, 720]], "thu": [[540, 720]]}
    association.opening_note = "In den Schulferien nach Vereinbarung"
    for position, (name, task, is_public) in enumerate(
        ((entry["contact_name"], "Leitung", True), (content.people()[0], "Kasse und Mitgliedschaft", False))
    ):
        db.session.add(
            Contact(
                public_id=content.demo_id(association.public_id, "contact", position), association_id=association.id,
                position=position, name=name, task=task, phone=entry["phone"] or "07000 0000-1", is_public=is_public,
            )
        )  # fmt: skip


def _guests() -> Iterator[str]:
    return cycle(name for name in content.people() if name != logins.CITIZEN.name)

"""Registering an association and editing what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import AssociationKind, ListingState, MembershipRole
from engagement.associations.models import Association, Listing, Membership
from engagement.associations.operations.confirming import note_confirmed
from engagement.associations.queries import similar_listed, unverified_count
from engagement.associations.words import KIND_WORDS, directory_sort_key, search_text
from engagement.audit.operations import record
from engagement.cities.models import District
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.kernel.errors import NotFound
from engagement.kernel.languages import known_language

# What people may write; the district comes as its public id under “district”.
PROFILE_COLUMNS = (
    "kind", "name", "purpose", "street", "postcode", "town", "phone", "email", "contact_public", "website", "founded",
    "language",
)  # fmt: skip


@operation
def register_association(city_id: int, *, actor: Actor, accept_same_name: bool = False, **values: Any) -> str:
    """Enter an association in a city, unverified, with the actor as its owner; returns its public id.

    `values` are PROFILE_COLUMNS and `district` (public id or ""). A second click by the same person returns the first
    entry.

    Raises:
        Forbidden: nobody is signed in.
        NameTaken: one of this name is in the city and `accept_same_name` is not given.
        TooManyUnverified, WebsiteInvalid, FoundedInvalid, PhoneInvalid, PostcodeInvalid, ContactMissing,
        DistrictUnknown
    """
    # One after the other for each person, so that a double click meets its own first entry.
    db.session.scalar(lock(sa.select(User.id).where(User.id == actor.user_id)))
    actor = fresh(actor)
    check(actor, Permission.ASSOCIATION_REGISTER, city_id=city_id)
    district = _district(city_id, values.pop("district", ""))
    cleaned = _clean(values)
    for same in similar_listed(cleaned["name"], city_id):
        if actor.owns(same.id):
            return same.public_id
        if not accept_same_name:
            raise rules.NameTaken
    if actor.user_id is not None:
        rules.check_unverified_count(unverified_count(actor.user_id))
    association = Association(home_city_id=city_id, **cleaned)
    _place(association, district)
    db.session.add(association)
    db.session.flush()
    db.session.add(Listing(city_id=city_id, association_id=association.id, state=ListingState.UNVERIFIED))
    if actor.user_id is not None:
        db.session.add(Membership(association_id=association.id, user_id=actor.user_id, role=MembershipRole.OWNER))
    _record(actor, "association.registered", association, city_id)
    return association.public_id


@operation
def save_profile(association_id: int, *, city_id: int, version: int, actor: Actor, **values: Any) -> bool:
    """Change what an association says of itself; `version` is the one that the form was filled from.

    Returns whether the name is another now: then the search of its offers is to be written anew, which
    `workflows.save_association_profile` does.

    Raises:
        NotFound, Forbidden
        ProfileChanged: somebody saved in the meantime.
        WebsiteInvalid, FoundedInvalid, PhoneInvalid, PostcodeInvalid, ContactMissing, DistrictUnknown
    """
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    if association is None:
        raise NotFound
    actor = fresh(actor)
    check(actor, Permission.ASSOCIATION_EDIT, association_id=association_id)
    rules.check_version(association.version, version)
    district = _district(city_id, values.pop("district", ""))
    cleaned = _clean(values)
    changed = [name for name, value in cleaned.items() if getattr(association, name) != value]
    if district is not None or association.district_id is not None:
        changed += ["district"] if association.district_id != (district.id if district else None) else []
    note_confirmed(association)  # whoever saves has looked
    if not changed:
        return False
    for name, value in cleaned.items():
        setattr(association, name, value)
    if "district" in changed:
        association.district_text = ""  # the town's own district is chosen: words from a list have served
    _place(association, district)
    association.version += 1
    _record(actor, "association.edited", association, city_id, changed=changed)
    db.session.flush()
    return "name" in changed


def index_association(association: Association, district_name: str) -> None:
    """Write what the directory sorts and searches by; call it after every change of names, purpose or district."""
    association.sort_name = directory_sort_key(association.name)
    kind = KIND_WORDS[association.kind or AssociationKind.CLUB]
    parts = [association.purpose, kind, district_name, association.district_text, *(association.categories or [])]
    names = (association.name, association.alternative_names or "")
    association.search_text = search_text(*names, [part or "" for part in parts])


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(PROFILE_COLUMNS)
    if unknown:
        raise TypeError(f"not a column of the profile: {', '.join(sorted(unknown))}")
    cleaned = {name: values[name] for name in PROFILE_COLUMNS if name in values}
    cleaned["name"] = " ".join(cleaned["name"].split())
    cleaned["language"] = known_language(cleaned.get("language"))
    cleaned["website"] = rules.normalise_website(cleaned.get("website", ""))
    rules.check_postcode(cleaned.get("postcode", ""))
    rules.check_phone(cleaned.get("phone", ""))
    rules.check_founded(cleaned.get("founded"), today().year)
    rules.check_contact(cleaned.get("contact_public", False), cleaned.get("email", ""), cleaned.get("phone", ""))
    return cleaned


def _district(city_id: int, public_id: str) -> District | None:
    if not public_id:
        return None
    statement = sa.select(District).where(District.city_id == city_id, District.public_id == public_id)
    found = db.session.scalar(statement)
    if found is None:
        raise rules.DistrictUnknown
    return found


def _place(association: Association, district: District | None) -> None:
    association.district_id = district.id if district else None
    index_association(association, district.name if district else "")


def _record(actor: Actor, action: str, association: Association, city_id: int, **details: Any) -> None:
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name, city_id=city_id,
        association_id=association.id, **details,
    )  # fmt: skip

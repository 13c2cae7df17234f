"""Logo, opening hours and contacts: the parts of a profile that are saved on their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engagement.associations import rules
from engagement.associations.models import Association, Contact, Logo
from engagement.associations.operations.team import opened
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.media.models import Picture


@operation
def save_opening_hours(
    association_id: int, *, city_id: int, version: int, days: Mapping[str, str], note: str, actor: Actor
) -> None:
    """Change when an association is open; `days` holds a line for each of rules.WEEKDAYS (see rules.parse_day).

    Raises:
        NotFound, Forbidden
        ProfileChanged: somebody saved in the meantime.
        HoursUnreadable, HoursImpossible, HoursOverlap, TooManySpans: their field is the weekday.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    rules.check_version(association.version, version)
    hours = {day: [list(span) for span in rules.parse_day(days.get(day, ""), day)] for day in rules.WEEKDAYS}
    open_days = {day: spans for day, spans in hours.items() if spans}
    if open_days == association.opening_hours and note.strip() == association.opening_note:
        return
    association.opening_hours, association.opening_note = open_days, note.strip()
    association.version += 1
    _record(actor, "association.edited", association, city_id, changed=["opening_hours"])


@operation
def set_logo(
    association_id: int, *, city_id: int, picture_id: str, alt: str, on_dark: bool | None, actor: Actor
) -> None:
    """Show a stored picture (public id) of the association as its logo; `on_dark` None keeps the ground.

    Raises NotFound (also for another association's picture), Forbidden.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    # Locked, so that it is not tidied away as unused while it comes into use.
    statement = sa.select(Picture).where(Picture.public_id == picture_id, Picture.association_id == association_id)
    picture = db.session.scalar(lock(statement))
    if picture is None:
        raise NotFound
    logo = _logo(association_id)
    if logo is None:
        logo = Logo(association_id=association_id)
        db.session.add(logo)
    logo.picture_id, logo.alt = picture.id, " ".join(alt.split())
    if on_dark is not None:
        logo.on_dark = on_dark
    _record(actor, "association.edited", association, city_id, changed=["logo"])


@operation
def remove_logo(association_id: int, *, city_id: int, actor: Actor) -> None:
    """Show no logo any more; the picture is deleted two days later, when nothing else uses it. Twice is once.

    Raises NotFound, Forbidden.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    logo = _logo(association_id)
    if logo is not None:
        db.session.delete(logo)
        _record(actor, "association.edited", association, city_id, changed=["logo"])


@operation
def add_contact(association_id: int, *, city_id: int, actor: Actor, **values: Any) -> str:
    """Add somebody who can be asked, behind the others; returns her public id. `values` are the contact's columns.

    Raises NotFound, Forbidden, TooManyContacts, NoWayToReach, PhoneInvalid.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    known = _contacts(association_id)
    rules.check_contact_count(len(known))
    contact = Contact(association_id=association_id, position=len(known), **_clean(values))
    db.session.add(contact)
    db.session.flush()
    _record(actor, "association.contact_added", association, city_id)
    return contact.public_id


@operation
def save_contact(
    public_id: str, *, association_id: int, city_id: int, version: int, actor: Actor, **values: Any
) -> None:  # fmt: skip
    """Change a contact; `version` is the one that the form was filled from.

    Raises NotFound, Forbidden, ContactChanged, NoWayToReach, PhoneInvalid.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    contact = _contact(association_id, public_id)
    rules.check_contact_version(contact.version, version)
    for name, value in _clean(values).items():
        setattr(contact, name, value)
    contact.version += 1
    _record(actor, "association.contact_changed", association, city_id)


@operation
def remove_contact(public_id: str, *, association_id: int, city_id: int, actor: Actor) -> None:
    """Take a contact away. Raises NotFound, Forbidden."""
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    contact = _contact(association_id, public_id)
    db.session.delete(contact)
    db.session.flush()
    _number(association_id)
    _record(actor, "association.contact_removed", association, city_id)


@operation
def move_contact(public_id: str, *, association_id: int, up: bool, actor: Actor) -> None:
    """Let a contact and its neighbour change places; at the end of the list nothing happens.

    Raises NotFound, Forbidden.
    """
    opened(association_id, actor, Permission.ASSOCIATION_EDIT)
    contact = _contact(association_id, public_id)
    _number(association_id)
    row = _contacts(association_id)
    place = row.index(contact)
    other = place - 1 if up else place + 1
    if 0 <= other < len(row):
        row[place].position, row[other].position = other, place


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in ("name", "task", "phone", "email", "is_public")}
    found["name"] = " ".join(found["name"].split())
    rules.check_reachable(found["phone"], found["email"])
    rules.check_phone(found["phone"])
    return found


def _logo(association_id: int) -> Logo | None:
    found: Logo | None = db.session.scalar(lock(sa.select(Logo).where(Logo.association_id == association_id)))
    return found


def _contacts(association_id: int) -> list[Contact]:
    statement = sa.select(Contact).where(Contact.association_id == association_id)
    return list(db.session.scalars(lock(statement.order_by(Contact.position, Contact.id))).all())


def _contact(association_id: int, public_id: str) -> Contact:
    statement = sa.select(Contact).where(Contact.association_id == association_id, Contact.public_id == public_id)
    found: Contact | None = db.session.scalar(lock(statement))
    if found is None:
        raise NotFound
    return found


def _number(association_id: int) -> None:
    for position, contact in enumerate(_contacts(association_id)):
        contact.position = position
    db.session.flush()


def _record(actor: Actor, action: str, association: Association, city_id: int, **details: Any) -> None:
    record(
        actor, action, kind="association", public_id=association.public_id, label=association.name, city_id=city_id,
        association_id=association.id, **details,
    )  # fmt: skip

"""What the staff of a demo town have written: a page of its own, and a note for each other."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.cities.models import AccessibilityStatement, City, CityStaff
from engagement.cities.operations import create_page
from engagement.core.actor import SYSTEM_ACTOR, CityRole
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.notes.models import StaffNote

TITLE = "Die Ehrenamtskarte"
TEXT = """Wer sich viel für andere einsetzt, bekommt in {city_name} die Ehrenamtskarte.

## Was Sie davon haben

- freier Eintritt im Freibad und in der Stadtbücherei
- einmal im Jahr eine Einladung zum Ehrungsabend

## So bekommen Sie die Karte

Rufen Sie uns an: {contact_phone} ({contact_hours}). Oder kommen Sie vorbei: {contact_place}, {address_street}."""
BARRIERS = [
    {
        "what": "Texte der Vereine",
        "why": "Vereine schreiben ihre Angebote selbst. Manche Texte sind lang.",
        "help": "Rufen Sie uns an. Wir lesen Ihnen ein Angebot vor.",
        "ground": "open",
    },
    {
        "what": "Bilder der Vereine",
        "why": "Wir können nicht jede Beschreibung prüfen.",
        "help": "Alles Wichtige steht auch im Text.",
        "ground": "open",
    },
    {
        "what": "Seiten von Vereinen, auf die wir verlinken",
        "why": "Sie gehören uns nicht.",
        "help": "Fragen Sie uns. Wir sagen Ihnen, was dort steht.",
        "ground": "outside",
    },
]
NOTE = "Frau Brandt ist vormittags am besten zu erreichen. Das Sommerfest plant sie immer schon im Februar."


def add_town_words(city: City, association: Association) -> None:
    """Write the page, the note and the statement on accessibility; joins the open transaction."""
    db.session.add(
        AccessibilityStatement(
            city_id=city.id, assessed_by=f"Ehrenamtsbüro der Stadt {city.name}", assessed_on=today(),
            commissioner="Kommunale Behindertenbeauftragte im Landratsamt", barriers=BARRIERS,
        )
    )  # fmt: skip
    create_page(city.id, title=TITLE, source=TEXT, actor=SYSTEM_ACTOR)
    moderator = db.session.scalars(
        sa.select(User)
        .join(CityStaff, CityStaff.user_id == User.id)
        .where(CityStaff.city_id == city.id, CityStaff.role == CityRole.MODERATOR)
    ).one()
    now = utcnow()
    db.session.add(
        StaffNote(
            city_id=city.id, association_id=association.id, author_id=moderator.id, author_name=moderator.name,
            text=NOTE, created_at=now, updated_at=now,
        )
    )  # fmt: skip

"""The workplace of an association in a test, and short ways to fill its form."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from PIL import Image

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.opportunities.models import Opportunity, Publication, Shift
from tests.support.client import CheckingClient, Page

FORM = "main form.authoring"
ANSWERS = {
    "title": "Hände für das Fest", "shifts-0-day": "2026-05-09", "shifts-0-begins": "14:00", "shifts-0-ends": "17:00",
    "location_name": "Gemeindehaus", "people_needed": "6", "contact_name": "Helga", "contact_phone": "07252 1234",
}  # fmt: skip


@dataclass
class Workplace:
    client: CheckingClient
    city: City
    association: Association
    owner: User

    @property
    def base(self) -> str:
        return f"/{self.city.slug}/verein/{self.association.public_id}/angebote"

    def fill(
        self, page: Page, values: dict[str, Any] | None = None, button: str = "Einreichen", **options: Any
    ) -> Page:
        return self.client.submit(page, ANSWERS | (values or {}), form=FORM, button=button, **options)


def stored(app: Flask) -> tuple[Opportunity, Publication, list[Shift]]:
    """The newest opportunity."""
    with app.app_context(), entered(SYSTEM):
        opportunity = db.session.scalars(sa.select(Opportunity).order_by(Opportunity.id.desc())).first()
        assert opportunity is not None
        publication = db.session.scalar(sa.select(Publication).where(Publication.opportunity_id == opportunity.id))
        assert publication is not None
        shifts = sa.select(Shift).where(Shift.opportunity_id == opportunity.id).order_by(Shift.starts_at)
        return opportunity, publication, list(db.session.scalars(shifts))


def photo(size: tuple[int, int] = (800, 600), kind: str = "JPEG") -> io.BytesIO:
    target = io.BytesIO()
    Image.new("RGB", size, "orange").save(target, kind)
    target.seek(0)
    return target


def press(work: Workplace, page: Page, value: str) -> Page:
    """Press the button with a value, where several have the same words."""
    from tests.support.document import form_values

    data = dict(form_values(page.document.one("form.authoring"))) | {"action": value}
    return work.client.post(page.request.path, data=data)


def value_of(page: Page, name: str) -> str:
    """What a browser would send for one field of the form."""
    from tests.support.document import form_values

    return form_values(page.document.one("form.authoring"))[name][0]

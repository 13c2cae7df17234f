"""Logo, opening hours and contacts: what is kept, what is refused, who sees it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from engagement.associations import operations as act
from engagement.associations import rules
from engagement.associations.models import Contact
from engagement.associations.queries import contacts_of, logos_of
from engagement.core.actor import Actor
from engagement.core.scope import Scope, entered
from engagement.kernel.errors import Forbidden, NotFound
from engagement.media import operations as media
from engagement.media.images import PictureQuotaFull, PictureRefused, PictureTooSmall
from engagement.media.models import Picture
from engagement.media.queries import is_orphan, space_used
from tests.associations.world import World, actions
from tests.registrations.support import change
from tests.registrations.test_concurrency import at_once
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


class Own(World):
    def __init__(self) -> None:
        super().__init__()
        self.one = make.make_association(self.city, owner=self.person, name="Chor")

    def hours(self, version: int = 1, note: str = "", actor: Actor | None = None, **days: str) -> None:
        act.save_opening_hours(
            self.one.id, city_id=self.city.id, version=version, days=days, note=note, actor=actor or self.me
        )

    def contact(self, name: str = "Elke", **values: Any) -> str:
        return act.add_contact(
            self.one.id, city_id=self.city.id, actor=values.pop("actor", self.me),
            **({"name": name, "task": "", "phone": "07252 1234", "email": "", "is_public": False} | values),
        )  # fmt: skip

    def names(self, *, public_only: bool = False) -> list[str]:
        return [contact.name for contact in contacts_of(self.one.id, public_only=public_only)]


@pytest.fixture
def own(db_app: Flask) -> Own:
    return Own()


def png(size: tuple[int, int] = (300, 200), colour: tuple[int, ...] = (200, 30, 30, 255)) -> bytes:
    """A cut-out sign: a filled box on nothing."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste(colour, (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_hours_are_kept_by_weekday(own: Own) -> None:
    from tests.associations.world import association

    own.hours(mon="9-12 und 14–18:30 Uhr", wed="geschlossen", note=" nach Vereinbarung ")
    stored = association(own.one.public_id)
    assert stored.opening_hours == {"mon": [[540, 720], [840, 1110]]}
    assert (stored.opening_note, stored.version) == ("nach Vereinbarung", 2)
    own.hours(version=2, mon="9-12, 14-18:30", note="nach Vereinbarung")
    assert association(own.one.public_id).version == 2, "the same again is no change"
    with pytest.raises(rules.ProfileChanged):
        own.hours(version=1, mon="9-12")
    with pytest.raises(rules.HoursOverlap) as refusal:
        own.hours(version=2, tue="9-12, 11-13")
    assert refusal.value.field == "tue"
    with pytest.raises(Forbidden):
        own.hours(version=2, actor=own.moderator)


def test_contacts_are_public_only_where_ticked_and_have_an_order(own: Own) -> None:
    first, second, third = own.contact("Elke"), own.contact("Udo", is_public=True), own.contact("Ada", is_public=True)
    assert own.names() == ["Elke", "Udo", "Ada"]
    assert own.names(public_only=True) == ["Udo", "Ada"]
    move = {"association_id": own.one.id, "actor": own.me}
    act.move_contact(third, up=True, **move)
    act.move_contact(first, up=True, **move)  # is the first already
    assert own.names() == ["Elke", "Ada", "Udo"]
    act.move_contact(first, up=False, **move)
    act.remove_contact(third, city_id=own.city.id, **move)
    assert own.names() == ["Elke", "Udo"]
    values = {"name": "Udo Neu", "task": "Kasse", "phone": "", "email": "udo@verein.example", "is_public": False}
    act.save_contact(second, city_id=own.city.id, version=1, **move, **values)
    assert own.names(public_only=True) == []
    with pytest.raises(rules.ContactChanged):
        act.save_contact(second, city_id=own.city.id, version=1, **move, **values)
    assert actions()[-1] == "association.contact_changed"


def test_contacts_that_are_refused(own: Own) -> None:
    with pytest.raises(rules.NoWayToReach):
        own.contact(phone="")
    with pytest.raises(rules.PhoneInvalid):
        own.contact(phone="123")
    with pytest.raises(Forbidden):
        own.contact(actor=own.moderator)
    for number in range(rules.MAX_CONTACTS):
        public_id = own.contact(f"Person {number}")
    with pytest.raises(rules.TooManyContacts):
        own.contact("Eine zu viel")
    other = make.make_association(own.city, owner=own.person)
    for call in (act.remove_contact, act.move_contact):
        more = {"up": True} if call is act.move_contact else {"city_id": own.city.id}
        with pytest.raises(NotFound):
            call(public_id, association_id=other.id, actor=own.me, **more)


def test_an_import_publishes_no_contact(own: Own) -> None:
    from engagement.associations.importing.running import import_associations
    from engagement.extensions import db

    rows = "id;name;telefon;email;ansprechpartner\n1;Ruderclub;07252 999;a@b.example;Rita\n"
    with entered(Scope.city(own.city.id)):
        import_associations(rows.encode(), city_id=own.city.id, source="x")
    assert db.session.query(Contact).count() == 0


def test_a_logo_is_re_encoded_shown_and_removed(own: Own) -> None:
    made = media.store_logo(own.one.id, png(), actor=own.me)
    arguments = {"city_id": own.city.id, "actor": own.me}
    act.set_logo(own.one.id, picture_id=made.public_id, alt=" Ein rotes  Feld ", on_dark=made.is_light, **arguments)
    logo = logos_of([own.one.id])[own.one.id]
    assert (logo.alt, logo.on_dark) == ("Ein rotes Feld", False)
    assert sorted(logo.picture.variants) == ["160", "160.avif", "300", "300.avif"]
    assert not is_orphan(logo.picture_id)
    act.set_logo(own.one.id, picture_id=made.public_id, alt="Neu", on_dark=None, **arguments)
    assert logos_of([own.one.id])[own.one.id].alt == "Neu"
    picture_id = logo.picture_id
    for _ in range(2):
        act.remove_logo(own.one.id, **arguments)
    assert logos_of([own.one.id]) == {} and logos_of([]) == {}
    assert is_orphan(picture_id)


def test_a_light_logo_wants_a_dark_ground(own: Own) -> None:
    assert media.store_logo(own.one.id, png(colour=(250, 250, 240, 255)), actor=own.me).is_light
    assert not media.store_logo(own.one.id, png(colour=(20, 20, 40, 255)), actor=own.me).is_light


def test_logos_that_are_refused(own: Own) -> None:
    with pytest.raises(PictureRefused):
        media.store_logo(own.one.id, b"<svg onload='x'/>", actor=own.me)
    with pytest.raises(PictureTooSmall):
        media.store_logo(own.one.id, png((40, 40)), actor=own.me)
    with pytest.raises(Forbidden):
        media.store_logo(own.one.id, png(), actor=own.moderator)
    other = make.make_association(own.city, owner=own.person)
    foreign = media.store_logo(other.id, png(), actor=own.me).public_id
    with pytest.raises(NotFound):
        act.set_logo(own.one.id, city_id=own.city.id, picture_id=foreign, alt="", on_dark=False, actor=own.me)


def test_the_space_of_an_association_ends(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    media.store_logo(own.one.id, png(), actor=own.me)
    count, size = space_used(own.one.id)
    assert count == 1 and size > 100
    monkeypatch.setattr(media, "MAX_PICTURES", 1)
    with pytest.raises(PictureQuotaFull, match="1 pictures"):
        media.store_logo(own.one.id, png(), actor=own.me)
    monkeypatch.setattr(media, "MAX_PICTURES", 10)
    change(Picture, 1, size=media.MAX_BYTES)
    with pytest.raises(PictureQuotaFull):
        media.store_logo(own.one.id, png(), actor=own.me)
    assert space_used(make.make_association(own.city).id) == (0, 0)


def test_the_last_space_is_not_given_twice(own: Own, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MAX_PICTURES", 1)
    one, actor = own.one.id, own.me
    results = at_once(
        app, Scope.association(one), [lambda: media.store_logo(one, png(), actor=actor) for _ in range(3)]
    )
    assert sum(isinstance(each, PictureQuotaFull) for each in results) == 2, results
    assert space_used(one)[0] == 1

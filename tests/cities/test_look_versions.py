"""Drafts and versions of a town's look: refusals, two at once, what is kept and what goes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from engagement.accounts.queries import actor_of
from engagement.cities.look import LookValues
from engagement.cities.models import City, CityLook
from engagement.cities.queries import look_draft, look_history, look_of, published_look
from engagement.cities.rules.look import (
    ColourUnreadable,
    HeroNeedsText,
    LogoTooLight,
    LookChanged,
    LookPictureUnknown,
    NothingToPublish,
)
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.media.images import HERO, LOGO
from engagement.media.models import Picture
from engagement.media.operations import MAX_CITY_PICTURES, purge_orphan_pictures, store_city_picture
from engagement.workflows import city_look as operations
from engagement.workflows.retention import BY_KEY, delete_due
from tests.support.factories import make_city, make_staff
from tests.support.looks import fresh, mark, picture, values_of

BOSS = "leitung@stadt.example"
HERE = "/musterstadt/stadt/einstellungen/aussehen"


@pytest.fixture
def town(db_app: Any) -> tuple[City, Any]:
    city = make_city()
    return city, actor_of(make_staff(city, CityRole.ADMINISTRATOR).id)


def changed(values: LookValues, **choice: Any) -> LookValues:
    return replace(values, choice=replace(values.choice, **choice))


def test_refusals(town: tuple[City, Any]) -> None:
    city, actor = town
    stranger = actor_of(make_staff(city).id)
    now = values_of(city.id)
    other = make_city("anderswo")
    for wanted, refusal in (
        (changed(now, action="#ffcc00"), ColourUnreadable), (replace(now, hero="bretten", hero_alt=""), HeroNeedsText),
        (replace(now, logo="unbekannt"), LookPictureUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            operations.save_look(city.id, values=wanted, seen=mark(city.id), actor=actor)
    foreign = store_city_picture(
        other.id, picture(), HERO, actor=actor_of(make_staff(other, CityRole.ADMINISTRATOR).id)
    )
    with pytest.raises(LookPictureUnknown):
        wanted = replace(now, hero=foreign.public_id, hero_alt="Fremd")
        operations.save_look(city.id, values=wanted, seen=mark(city.id), actor=actor)
    with pytest.raises(NothingToPublish):
        operations.publish_look(city.id, values=now, seen=mark(city.id), actor=actor)
    with pytest.raises(LookChanged):
        operations.save_look(city.id, values=now, seen="0", actor=actor)
    with pytest.raises(LookChanged):
        operations.discard_look(city.id, seen="0", actor=actor)
    with pytest.raises(NotFound):
        operations.restore_look(city.id, "gibtesnicht", actor=actor)
    for act in (
        lambda: operations.save_look(city.id, values=now, seen=mark(city.id), actor=stranger),
        lambda: operations.publish_look(city.id, values=now, seen=mark(city.id), actor=stranger),
        lambda: operations.discard_look(city.id, seen=mark(city.id), actor=stranger),
        lambda: operations.restore_look(city.id, "x", actor=stranger),
        lambda: store_city_picture(city.id, picture(), LOGO, actor=stranger),
    ):
        with pytest.raises(Forbidden):
            act()
    assert issubclass(LogoTooLight, Exception)


@pytest.mark.both_engines
def test_two_who_publish_at_once(app: Any) -> None:
    with app.app_context():
        city = make_city()
        actor = actor_of(make_staff(city, CityRole.ADMINISTRATOR).id)
        seen = mark(city.id)
    start, refused = threading.Barrier(2), []

    def publish(claim: str) -> None:
        with app.app_context(), entered(Scope.city(city.id)):
            start.wait()
            try:
                values = replace(published_look(city).values, claim=claim)
                operations.publish_look(city.id, values=values, seen=seen, actor=actor)
            except LookChanged as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=publish, args=(claim,)) for claim in ("packt an", "hilft mit")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context(), entered(SYSTEM):
        assert [row.number for row in look_history(city.id)] == [2, 1]


@pytest.mark.both_engines
def test_pictures_of_looks_stay_and_others_go(
    town: tuple[City, Any], clock: time_machine.Coordinates, media_folder: Any
) -> None:
    city, actor = town
    kept = store_city_picture(city.id, picture(), HERO, actor=actor).public_id
    store_city_picture(city.id, picture(), HERO, actor=actor)
    values = replace(values_of(city.id), hero=kept, hero_alt="Der Markt")
    operations.publish_look(city.id, values=values, seen=mark(city.id), actor=actor)
    before = fresh(city.id)
    assert before.look["hero"]["public_id"] == kept
    operations.restore_look(city.id, look_history(city.id)[-1].public_id, actor=actor)
    after = fresh(city.id)
    assert "hero" not in after.look
    assert after.shelf_mark != before.shelf_mark, "what is remembered of the town's pages is old"
    clock.shift(timedelta(days=3))
    assert purge_orphan_pictures() == 1
    with entered(SYSTEM):
        assert [each.public_id for each in db.session.scalars(sa.select(Picture))] == [kept]


def test_a_town_keeps_a_number_of_pictures(town: tuple[City, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from engagement.media import operations as media
    from engagement.media.images import CityQuotaFull

    assert MAX_CITY_PICTURES > 100
    monkeypatch.setattr(media, "MAX_CITY_PICTURES", 1)
    city, actor = town
    store_city_picture(city.id, picture(), LOGO, actor=actor)
    with pytest.raises(CityQuotaFull):
        store_city_picture(city.id, picture(), LOGO, actor=actor)


def test_a_theme_made_by_hand_stays_while_its_colours_do(town: tuple[City, Any]) -> None:
    city, actor = town
    theme = published_look(fresh(city.id)).theme
    values = replace(values_of(city.id), claim="packt an")
    operations.save_look(city.id, values=values, seen=mark(city.id), actor=actor)
    draft = look_draft(city.id)
    assert draft is not None
    assert look_of(draft).theme == theme


def test_who_published_is_forgotten_but_the_look_stays(clock: time_machine.Coordinates, town: tuple[City, Any]) -> None:
    city, actor = town
    for claim in ("packt an", "hilft mit"):
        values = replace(values_of(city.id), claim=claim)
        operations.publish_look(city.id, values=values, seen=mark(city.id), actor=actor)
    clock.shift(timedelta(days=731))
    delete_due([BY_KEY["page_version"]])
    with entered(SYSTEM):
        (left,) = db.session.scalars(sa.select(CityLook)).all()
    assert (left.number, left.claim, left.author_name, left.author_id) == (3, "hilft mit", "", None)

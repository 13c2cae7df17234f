"""Keeping pictures, serving their files, tidying up."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from engagement.accounts.queries import actor_of
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden
from engagement.media import store
from engagement.media.addresses import keys_by_width
from engagement.media.images import PictureRefused
from engagement.media.models import Picture
from engagement.media.operations import add_avif, purge_orphan_pictures, store_picture
from engagement.opportunities.models import Opportunity, Revision
from tests.support import factories as make
from tests.support.client import CheckingClient


def photo(width: int = 1000, height: int = 700) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(target, "JPEG")
    return target.getvalue()


def pictures() -> list[Picture]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(Picture).order_by(Picture.id)))


@pytest.mark.both_engines
def test_a_picture_is_kept_under_keys_nobody_guesses(db_app: Flask, media_folder: Path) -> None:
    owner = make.make_user()
    association = make.make_association(make.make_city(), owner=owner)
    public_id = store_picture(association.id, photo(), actor=actor_of(owner.id))
    (picture,) = pictures()
    assert (picture.public_id, picture.width, picture.association_id) == (public_id, 1000, association.id)
    assert list(picture.variants) == ["480", "960", "1000", "480.avif", "960.avif", "1000.avif"]
    for key in picture.variants.values():
        assert store.KEY.match(key)
        assert (media_folder / key).is_file()
        assert store.get(key) == (media_folder / key).read_bytes()


def test_strangers_and_broken_files_leave_nothing(db_app: Flask, media_folder: Path) -> None:
    owner = make.make_user()
    association = make.make_association(make.make_city(), owner=owner)
    with pytest.raises(Forbidden):
        store_picture(association.id, photo(), actor=actor_of(make.make_user().id))
    with pytest.raises(PictureRefused):
        store_picture(association.id, b"nothing", actor=actor_of(owner.id))
    assert pictures() == []
    assert not list(media_folder.glob("*"))


@pytest.mark.parametrize("key", ["x", "../test.sqlite", "..%2ftest.sqlite", "a" * 32 + "-480.webp", "a" * 32 + ".webp"])
def test_unknown_files_do_not_exist(client: CheckingClient, key: str) -> None:
    assert client.get(f"/media/{key}").status_code == 404


def test_files_are_served_for_ever(app: Flask, client: CheckingClient, media_folder: Path) -> None:
    with app.app_context(), entered(SYSTEM):
        key = store.key_of(store.new_stem(), 480)
        store.put(key, b"RIFFxxxxWEBP")
    answer = client.get(f"/media/{key}")
    assert (answer.data, answer.mimetype) == (b"RIFFxxxxWEBP", "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def as_before_avif(picture: Picture) -> dict[str, str]:
    """Make it one of the pictures that were taken in when there was WebP alone."""
    old = keys_by_width(picture.variants)
    store.delete(list(keys_by_width(picture.variants, "avif").values()))
    with entered(SYSTEM), writing():
        row = db.session.get_one(Picture, picture.id)
        row.variants = {str(width): key for width, key in old.items()}
    return {f"{width}.avif": store.avif_key(key) for width, key in old.items()}


@pytest.mark.both_engines
def test_old_pictures_get_lighter_files(db_app: Flask, media_folder: Path) -> None:
    owner = make.make_user()
    association = make.make_association(make.make_city(), owner=owner)
    for _ in range(2):
        store_picture(association.id, photo(600), actor=actor_of(owner.id))
    first, second = pictures()
    wanted, _broken = as_before_avif(first), as_before_avif(second)
    size = first.size
    store.delete([second.variants["600"]])
    assert add_avif() == 1, "the one whose file is lost is passed over"
    first, second = pictures()
    assert {name: key for name, key in first.variants.items() if name.endswith("avif")} == wanted
    assert first.size > size
    with Image.open(io.BytesIO(store.get(wanted["480.avif"]) or b"")) as made:
        assert (made.format, made.size) == ("AVIF", (480, 560))
    assert "480.avif" not in second.variants
    assert add_avif() == 0


@pytest.mark.both_engines
def test_two_workers_make_the_lighter_files_once(db_app: Flask, media_folder: Path) -> None:
    owner = make.make_user()
    association = make.make_association(make.make_city(), owner=owner)
    store_picture(association.id, photo(400), actor=actor_of(owner.id))
    as_before_avif(pictures()[0])
    made: list[int] = []

    def work() -> None:
        with db_app.app_context(), entered(SYSTEM):
            made.append(add_avif())

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(made) == [0, 0, 1]
    (picture,) = pictures()
    assert set(picture.variants.values()) == {each.name for each in media_folder.iterdir()}


def test_pages_offer_both_formats_in_all_widths(app: Flask, client: CheckingClient, media_folder: Path) -> None:
    with app.app_context():
        city, owner = make.make_city(), make.make_user()
        association = make.make_association(city, owner=owner)
        with entered(SYSTEM):
            store_picture(association.id, photo(1700, 1200), actor=actor_of(owner.id))
        picture = pictures()[0].id
        offers = [make.make_opportunity(city, association, picture_id=picture, picture_alt="Ein Feld") for _ in "ab"]
    found = client.get("/musterstadt/mitmachen/").document.all(".card picture")
    assert [each.one("img").get("fetchpriority") for each in found] == ["high", ""]
    assert [each.one("img").get("loading") for each in found] == ["", "lazy"]
    shown = client.get(f"/musterstadt/mitmachen/{offers[0].public_id}").document.one(".offer__pic picture")
    source, image = shown.one("source"), shown.one("img")
    assert source["type"] == "image/avif"
    assert [part.split()[1] for part in source["srcset"].split(", ")] == ["480w", "960w", "1600w"]
    assert (image["width"], image["height"], image["alt"], image["fetchpriority"]) == ("960", "678", "Ein Feld", "high")
    answer = client.get(source["srcset"].split()[0])
    assert (answer.status_code, answer.mimetype) == (200, "image/avif")


@pytest.mark.both_engines
def test_unused_pictures_go_after_two_days(db_app: Flask, media_folder: Path, clock: Any) -> None:
    city, owner = make.make_city(), make.make_user()
    association = make.make_association(city, owner=owner)
    kept, frozen, orphan = (store_picture(association.id, photo(400), actor=actor_of(owner.id)) for _ in range(3))
    ids = {picture.public_id: picture.id for picture in pictures()}
    opportunity = make.make_opportunity(city, association, picture_id=ids[frozen], picture_alt="x")
    with writing():
        db.session.execute(sa.update(Opportunity).where(Opportunity.id == opportunity.id).values(picture_id=ids[kept]))
    assert db.session.scalars(sa.select(Revision.picture_id)).all() == [ids[frozen]]
    assert purge_orphan_pictures() == 0
    clock.shift(timedelta(days=2, minutes=1))
    fresh = store_picture(association.id, photo(400), actor=actor_of(owner.id))
    assert purge_orphan_pictures() == 1
    assert {picture.public_id for picture in pictures()} == {kept, frozen, fresh}
    assert orphan not in {picture.public_id for picture in pictures()}
    assert len(list(media_folder.glob("*.webp"))) == 3 == len(list(media_folder.glob("*.avif")))
    assert purge_orphan_pictures() == 0

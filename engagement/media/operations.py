"""Taking in pictures, and tidying up those that nobody used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.associations.models import Association
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.media import store
from engagement.media.addresses import keys_by_width
from engagement.media.images import (
    LOGO,
    PHOTO,
    CityQuotaFull,
    PictureQuotaFull,
    PictureRefused,
    ProcessedPicture,
    Shape,
    avif_of,
    process,
)
from engagement.media.models import Picture, PictureConsent
from engagement.media.queries import (
    is_orphan,
    number_of_city_pictures,
    orphan_picture_ids,
    pictures_without_avif,
    space_used,
)

# A form may stay open over night with a picture that is not saved yet.
ORPHAN_AGE = timedelta(days=2)


# Two pictures for each of two hundred offers; photographs of 12 MB become about half a megabyte here.
MAX_PICTURES = 400
MAX_BYTES = 200 * 1024 * 1024
MAX_CITY_PICTURES = 300


@dataclass(frozen=True)
class StoredPicture:
    public_id: str
    is_light: bool  # see images.ProcessedPicture


def store_picture(association_id: int, upload: bytes, *, actor: Actor) -> str:
    """Re-encode an upload, keep it, and return the picture's public id. Nothing shows it until something refers to it.

    Raises: as `store_logo`.
    """
    return _store(association_id, upload, PHOTO, actor).public_id


def store_logo(association_id: int, upload: bytes, *, actor: Actor) -> StoredPicture:
    """The same for a logo: it may be smaller and longer than a photograph, and may be cut out.

    Raises:
        PictureRefused: or a subclass that says why; PictureQuotaFull when the association keeps too many.
        Forbidden: the actor may not edit the association's opportunities.
    """
    return _store(association_id, upload, LOGO, actor)


def store_city_picture(city_id: int, upload: bytes, shape: Shape, *, actor: Actor) -> StoredPicture:
    """The same for a picture of a town, for its administrators. Nothing shows it until its look names it.

    Raises:
        PictureRefused: or a subclass that says why; CityQuotaFull when the town keeps too many.
        Forbidden: the actor does not administer the town.
    """
    _check_city(city_id, actor)
    return _stored(upload, shape, lambda *made: _add_city_picture(city_id, *made, actor=actor))


def _store(association_id: int, upload: bytes, shape: Shape, actor: Actor) -> StoredPicture:
    _check(association_id, actor)
    return _stored(upload, shape, lambda *made: _add_picture(association_id, *made, actor=actor))


def _stored(upload: bytes, shape: Shape, add: Callable[[ProcessedPicture, dict[str, str]], str]) -> StoredPicture:
    # Decoding takes a second: not while other writers wait. The files go first, so that a row never lacks them.
    processed = process(upload, shape)
    stem = store.new_stem()
    variants = {str(width): store.key_of(stem, width) for width in processed.files}
    variants |= {f"{width}.avif": store.key_of(stem, width, "avif") for width in processed.avif}
    for width, content in processed.files.items():
        store.put(variants[str(width)], content)
    for width, content in processed.avif.items():
        store.put(variants[f"{width}.avif"], content)
    try:
        return StoredPicture(add(processed, variants), processed.is_light)
    except BaseException:
        store.delete(list(variants.values()))
        raise


@operation
def _add_picture(association_id: int, processed: ProcessedPicture, variants: dict[str, str], *, actor: Actor) -> str:
    # One upload of an association after the other: two at once must not both take the last space.
    db.session.scalar(lock(sa.select(Association.id).where(Association.id == association_id)))
    _check(association_id, actor)
    count, size = space_used(association_id)
    if count >= MAX_PICTURES or size + processed.size > MAX_BYTES:
        raise PictureQuotaFull(count=count, megabytes=round(size / 1024 / 1024))
    picture = Picture(
        association_id=association_id, width=processed.width, height=processed.height, variants=variants,
        content_hash=processed.content_hash, size=processed.size,
    )  # fmt: skip
    db.session.add(picture)
    db.session.flush()
    return picture.public_id


@operation
def _add_city_picture(city_id: int, processed: ProcessedPicture, variants: dict[str, str], *, actor: Actor) -> str:
    _check_city(city_id, actor)
    if number_of_city_pictures(city_id) >= MAX_CITY_PICTURES:
        raise CityQuotaFull(count=MAX_CITY_PICTURES)
    picture = Picture(
        city_id=city_id, width=processed.width, height=processed.height, variants=variants,
        content_hash=processed.content_hash, size=processed.size,
    )  # fmt: skip
    db.session.add(picture)
    db.session.flush()
    return picture.public_id


@operation
def note_consent(picture_id: int, actor: Actor) -> None:
    """Keep who said first, and when, that everybody in the picture agrees. The caller has checked what she may do."""
    known = sa.select(PictureConsent.id).where(PictureConsent.picture_id == picture_id)
    if db.session.scalar(known) is None:
        db.session.add(PictureConsent(picture_id=picture_id, said_by_id=actor.user_id, said_at=utcnow()))


def purge_orphan_pictures() -> int:
    """Delete pictures of two days ago and older that nothing uses, files first; return how many (job)."""
    return sum(_purge(picture_id) for picture_id in orphan_picture_ids(utcnow() - ORPHAN_AGE))


@operation
def _purge(picture_id: int) -> bool:
    picture = db.session.scalar(lock(sa.select(Picture).where(Picture.id == picture_id)))
    if picture is None or not is_orphan(picture_id):
        return False
    store.delete([str(key) for key in picture.variants.values()])
    db.session.delete(picture)
    return True


def add_avif(limit: int = 40) -> int:
    """Give pictures that have WebP files only their AVIF files too; return how many got them (job).

    Two workers at once write the same files under the same keys. A picture whose files are lost is passed over.
    """
    made = 0
    for picture_id, variants in pictures_without_avif():
        files = {width: content for width, key in keys_by_width(variants).items() if (content := store.get(key))}
        try:
            encoded = {width: avif_of(content) for width, content in files.items()}
        except PictureRefused:
            continue
        if len(encoded) == len(keys_by_width(variants)):
            made += _note_avif(picture_id, variants, encoded)
        if made >= limit:
            break
    return made


@operation
def _note_avif(picture_id: int, seen: dict[str, str], encoded: dict[int, bytes]) -> int:
    picture = db.session.scalar(lock(sa.select(Picture).where(Picture.id == picture_id)))
    if picture is None or picture.variants != seen:
        return 0  # it went meanwhile, or somebody was faster
    new = {f"{width}.avif": store.avif_key(seen[str(width)]) for width in encoded}
    # Inside the lock: a picture that is deleted takes exactly the files with it that its row names.
    for width, content in encoded.items():
        store.put(new[f"{width}.avif"], content)
    picture.variants = {**seen, **new}
    picture.size += sum(len(content) for content in encoded.values())
    return 1


def _check(association_id: int, actor: Actor) -> None:
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.OPPORTUNITY_EDIT, association_id=association_id)


def _check_city(city_id: int, actor: Actor) -> None:
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.CITY_ADMINISTER, city_id=city_id)

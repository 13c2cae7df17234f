"""The public directory of a city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import AssociationKind, ListingState, MembershipRole
from engagement.associations.models import Association, Listing, Membership
from engagement.associations.words import LETTERS, OTHER_LETTER, query_words
from engagement.cities.models import District
from engagement.core.pagination import Page, paginate
from engagement.extensions import db

PAGE_SIZE = 30


@dataclass(frozen=True)
class Criteria:
    """What somebody looks for; every empty part means „all“."""

    text: str = ""
    kind: AssociationKind | None = None
    district: str = ""  # public id
    letter: str = ""  # a to z, or OTHER_LETTER
    claimable: bool = False  # only entries without an owner

    @property
    def is_narrowed(self) -> bool:
        return self != Criteria()


@dataclass(frozen=True)
class Entry:
    association: Association  # with its district
    is_claimable: bool


@dataclass(frozen=True)
class Directory:
    page: Page[Entry]
    letters: Mapping[str, int]  # letter → hits, the letter filter itself left out
    kinds: Mapping[AssociationKind, int]  # kind → hits, the kind filter itself left out


def directory(city_id: int, criteria: Criteria, page: int = 1) -> Directory:
    """Verified associations in the order of the alphabet. Five statements, however many there are."""
    statement = (
        _matching(sa.select(Association), city_id, criteria)
        .options(joinedload(Association.district))
        .order_by(Association.sort_name, Association.id)
    )
    found = paginate(statement, page, PAGE_SIZE)
    owned = _owned([association.id for association in found.items])
    entries = found.with_items(lambda association: Entry(association, association.id not in owned))
    return Directory(entries, _letters(city_id, criteria), _kinds(city_id, criteria))


def newest_listed(city_id: int, limit: int = 4) -> Sequence[Association]:
    """The associations that the city verified last, those with a team only."""
    statement = (
        sa.select(Association)
        .join(Listing, Listing.association_id == Association.id)
        .where(Listing.city_id == city_id, Listing.state == ListingState.VERIFIED, _has_owner())
        .options(joinedload(Association.district))
        .order_by(Listing.verified_at.desc(), Association.id.desc())
    )
    return db.session.scalars(statement.limit(limit)).all()


def _has_owner() -> sa.ColumnElement[bool]:
    return sa.exists().where(Membership.association_id == Association.id, Membership.role == MembershipRole.OWNER)


def _matching(statement: Any, city_id: int, criteria: Criteria) -> Any:
    statement = statement.join(Listing, Listing.association_id == Association.id).where(
        Listing.city_id == city_id, Listing.state == ListingState.VERIFIED
    )
    for word in query_words(criteria.text):
        statement = statement.where(Association.search_text.contains(word, autoescape=True))
    if criteria.kind is not None:
        statement = statement.where(Association.kind == criteria.kind)
    if criteria.district:
        wanted = sa.select(District.id).where(District.public_id == criteria.district, District.city_id == city_id)
        statement = statement.where(Association.district_id.in_(wanted))
    if criteria.letter:
        statement = statement.where(_letter() == criteria.letter)
    if criteria.claimable:
        statement = statement.where(~_has_owner())
    return statement


def _letter() -> sa.ColumnElement[str]:
    first = sa.func.substr(Association.sort_name, 1, 1)
    return sa.case((first.in_(list(LETTERS)), first), else_=OTHER_LETTER)


def _letters(city_id: int, criteria: Criteria) -> dict[str, int]:
    statement = sa.select(_letter().label("letter"), sa.func.count()).select_from(Association)
    statement = _matching(statement, city_id, replace(criteria, letter=""))
    # Grouped by the output's name: PostgreSQL takes two CASEs with parameters of their own for different.
    letter = sa.text("letter")
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(letter).order_by(letter))}


def _kinds(city_id: int, criteria: Criteria) -> dict[AssociationKind, int]:
    statement = sa.select(Association.kind, sa.func.count()).select_from(Association)
    statement = _matching(statement, city_id, replace(criteria, kind=None)).group_by(Association.kind)
    return {row[0]: row[1] for row in db.session.execute(statement.order_by(Association.kind))}


def _owned(association_ids: Sequence[int]) -> set[int]:
    statement = sa.select(Membership.association_id).where(
        Membership.association_id.in_(association_ids), Membership.role == MembershipRole.OWNER
    )
    return set(db.session.scalars(statement.order_by(Membership.association_id)))

"""Two entries of one association become one: everything moves, the old address leads on, both teams are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import fresh
from engagement.associations import rules
from engagement.associations.enums import ClaimState, MailKind
from engagement.associations.models import (
    Association,
    Claim,
    Contact,
    Listing,
    Logo,
    Membership,
    MergedAssociation,
    Suspension,
)
from engagement.associations.operations import index_association
from engagement.associations.queries import recipients
from engagement.audit.operations import record
from engagement.cities.models import District
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.models import Base
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import AssociationTemplate
from engagement.workflows.save_association_profile import reindex_offers

# What staff choose between, each with its columns: they belong together.
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name",), "kind": ("kind",), "purpose": ("purpose", "language"), "categories": ("categories",),
    "address": ("street", "postcode", "town", "further_addresses", "district_id", "district_text"),
    "contact": ("phone", "email", "contact_public"), "website": ("website",), "founded": ("founded",),
    "hours": ("opening_hours", "opening_note"),
}  # fmt: skip
LOGO = "logo"
# These are joined row by row, because one of both may have the same already; everything else simply moves.
JOINED: tuple[type[Any], ...] = (Listing, Membership, Claim, Suspension, Logo, Contact, AssociationTemplate)


@retried
@operation
def merge_associations(
    city_id: int, kept_id: str, gone_id: str, *, from_gone: Collection[str], versions: tuple[int, int], actor: Actor
) -> None:
    """Merge one entry (public ids) into another; `from_gone` names the PARTS, and LOGO, that the gone one gives.

    Team, listings, offers with all that hangs on them, registrations, pictures, claims, invitations, contacts, blocks,
    decisions, suspensions that are lifted and the log belong to the kept entry afterwards. Its name in lists and in
    old addresses is remembered. `versions` are those of both profiles as they were compared.

    Raises:
        NotFound: one of both is not listed in the city (any more).
        Forbidden
        MergeSame, MergeForeign, MergeSuspended: see rules.merging.
        MergeStale: a profile was changed since it was compared.
    """
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    with unscoped("a merge moves what an association has in all cities; who may do it was checked above"):
        kept, gone = _both(city_id, kept_id, gone_id)
        rules.check_versions((kept.version, gone.version), versions)
        people = {person.id: person for one in (kept, gone) for person in _people(one.id)}
        names = (kept.name, gone.name)
        _take_over(kept, gone, from_gone)
        _join(kept.id, gone.id, takes_logo=LOGO in from_gone)
        _move_the_rest(kept.id, gone.id)
        _remember(kept, gone)
        db.session.flush()
        db.session.execute(
            sa.delete(Association).where(Association.id == gone.id).execution_options(synchronize_session=False)
        )
        reindex_offers(kept.id)
        record(
            acting, "association.merged", kind="association", public_id=kept.public_id, label=kept.name,
            city_id=city_id, association_id=kept.id, merged=names[1], kept=names[0],
        )  # fmt: skip
        _tell(list(people.values()), city_id, kept, names)


def _both(city_id: int, kept_id: str, gone_id: str) -> tuple[Association, Association]:
    """Locked in the order of their rows, so that two merges never wait for each other."""
    statement = sa.select(Association).where(Association.public_id.in_([kept_id, gone_id])).order_by(Association.id)
    found = {one.public_id: one for one in db.session.scalars(lock(statement)).all()}
    if kept_id not in found or gone_id not in found:
        raise NotFound
    kept, gone = found[kept_id], found[gone_id]
    listings = db.session.scalars(
        lock(sa.select(Listing).where(Listing.association_id.in_([kept.id, gone.id])).order_by(Listing.id))
    ).all()
    for one in (kept, gone):
        if not any(row.association_id == one.id and row.city_id == city_id for row in listings):
            raise NotFound
    rules.check_mergeable(
        kept.id, gone.id, (kept.home_city_id, gone.home_city_id), city_id, [row.state for row in listings]
    )
    return kept, gone


def _take_over(kept: Association, gone: Association, from_gone: Collection[str]) -> None:
    others = rules.joined_names(
        gone.name if "name" in from_gone else kept.name, kept.name, kept.alternative_names, gone.name,
        gone.alternative_names,
    )  # fmt: skip
    for part, columns in PARTS.items():
        if part in from_gone:
            for column in columns:
                setattr(kept, column, getattr(gone, column))
    kept.alternative_names = others
    kept.version += 1
    district = db.session.scalar(sa.select(District).where(District.id == kept.district_id))
    index_association(kept, district.name if district is not None else "")
    db.session.flush()


def _join(kept: int, gone: int, *, takes_logo: bool) -> None:
    """Rows that must not stand there twice."""
    _join_listings(kept, gone)
    _join_members(kept, gone)
    _join_templates(kept, gone)
    waiting = set(
        db.session.scalars(
            sa.select(Claim.user_id).where(Claim.association_id == kept, Claim.state == ClaimState.PENDING)
        )
    )
    for claim in _rows(Claim, gone):
        if claim.state is ClaimState.PENDING and claim.user_id in waiting:
            db.session.delete(claim)  # she has asked for the same association twice
        else:
            claim.association_id = kept
    for suspension in _rows(Suspension, gone):  # lifted ones: an open one is refused above
        suspension.association_id = kept
    for contact in _rows(Contact, gone):
        contact.association_id, contact.position = kept, contact.position + 100
    logos = {each.association_id: each for each in (*_rows(Logo, kept), *_rows(Logo, gone))}
    if gone in logos and (takes_logo or kept not in logos):
        if kept in logos:
            db.session.delete(logos[kept])
            db.session.flush()
        logos[gone].association_id = kept
    elif gone in logos:
        db.session.delete(logos[gone])
    db.session.flush()


def _join_listings(kept: int, gone: int) -> None:
    mine = {row.city_id: row for row in _rows(Listing, kept)}
    for row in _rows(Listing, gone):
        same = mine.get(row.city_id)
        if same is None:
            row.association_id = kept
            continue
        state = rules.better_state(same.state, row.state)
        if state is not same.state:
            same.state, same.verified_at, same.verified_by_id = state, row.verified_at, row.verified_by_id
        same.created_at = min(same.created_at, row.created_at)
        db.session.delete(row)
    db.session.flush()


def _join_members(kept: int, gone: int) -> None:
    mine = {row.user_id: row for row in _rows(Membership, kept)}
    for row in _rows(Membership, gone):
        same = mine.get(row.user_id)
        if same is None:
            row.association_id = kept
        else:
            same.role = rules.higher_role(same.role, row.role)
            db.session.delete(row)
    db.session.flush()


def _join_templates(kept: int, gone: int) -> None:
    """Two templates of one name: the second gets a number."""
    names = {row.name for row in _rows(AssociationTemplate, kept)}
    for row in _rows(AssociationTemplate, gone):
        name, number = row.name, 2
        while name in names:
            name, number = f"{row.name[:55]} ({number})", number + 1
        names.add(name)
        row.name, row.association_id = name, kept
    db.session.flush()


def _rows(model: type[Any], association_id: int) -> list[Any]:
    return list(
        db.session.scalars(lock(sa.select(model).where(model.association_id == association_id).order_by(model.id)))
    )


def moving_models() -> Iterator[type[Any]]:
    """Every table that names an association and is not joined row by row, so that no later one is forgotten."""
    for mapper in sorted(Base.registry.mappers, key=lambda each: str(each.local_table)):
        column = mapper.columns.get("association_id")
        if column is not None and mapper.class_ not in JOINED:
            yield mapper.class_


def _move_the_rest(kept: int, gone: int) -> None:
    for model in moving_models():
        statement = sa.update(model).where(model.association_id == gone).values(association_id=kept)
        db.session.execute(statement.execution_options(synchronize_session=False))


def _remember(kept: Association, gone: Association) -> None:
    db.session.add(
        MergedAssociation(
            association_id=kept.id, old_public_id=gone.public_id, name=gone.name, home_city_id=gone.home_city_id,
            import_source=gone.import_source, import_key=gone.import_key,
        )
    )  # fmt: skip


def _people(association_id: int) -> list[User]:
    return recipients(association_id, MailKind.MESSAGES, owners_too=True)


def _tell(people: list[User], city_id: int, kept: Association, names: tuple[str, str]) -> None:
    city = city_by_id(city_id)
    context = {
        "city_name": city.name, "association_name": kept.name, "first": names[0], "second": names[1],
        "work_url": external_url("association.today", city=city.slug, association_id=kept.public_id),
    }  # fmt: skip
    for person in people:
        enqueue_mail(
            "association_merged", to_email=person.email, to_name=person.name, frame=mail_frame(city), context=context,
            reply_to=city.contact_email,
        )  # fmt: skip

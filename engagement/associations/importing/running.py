"""Importing into the database, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from engagement.associations.enums import AssociationKind, ListingState
from engagement.associations.importing.columns import map_columns
from engagement.associations.importing.districts import Districts, alike, create_districts, missing_districts, place
from engagement.associations.importing.known import Directory, directory_of
from engagement.associations.importing.plan import Action, Plan, fingerprint, plan_row, without_repetitions
from engagement.associations.importing.reading import Note, read_table
from engagement.associations.importing.report import Remark, Report
from engagement.associations.importing.rows import Refusal, Row, parse_row, style_of
from engagement.associations.models import Association, Listing, MergedAssociation
from engagement.associations.operations import index_association
from engagement.associations.words import plain
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id, districts_of
from engagement.core.actor import SYSTEM_ACTOR, Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import N_
from engagement.kernel.values import new_public_id, sort_key

BATCH = 100


@dataclass
class _Run:
    """What stays the same for all batches."""

    city_id: int
    report: Report
    districts: Districts
    directory: Directory
    adopted: set[int] = field(default_factory=set)  # entries found again by name under a new id


@dataclass(frozen=True)
class _Planned:
    row: Row
    association: Association | None
    target: Mapping[str, Any]
    plan: Plan
    is_same: bool  # the very row of the last import: nothing to write, not even what it said


def import_associations(
    data: bytes, *, city_id: int, source: str, is_dry_run: bool = False, with_districts: bool = False,
    actor: Actor = SYSTEM_ACTOR, progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:  # fmt: skip
    """Take a list into a city's directory; call it in the city's scope. Running it twice changes nothing.

    An entry is known again by (city, `source`, id). New ones are listed as verified and have no team. Each batch of 100
    rows is one transaction and each row a savepoint, so a bad row never stops the rest. With `is_dry_run` nothing is
    written and the report is the same. `progress(done, total)` is called after each batch.

    Raises:
        Forbidden: the actor is neither an administrator of the city nor the system.
        FileUnreadable: the file as a whole is no usable table.
    """
    check(actor, Permission.CITY_ADMINISTER, city_id=city_id)
    table = read_table(data)
    columns = map_columns(table.header)
    style, year = style_of(table, columns), today().year
    parsed = without_repetitions(parse_row(line, cells, columns, style, year) for line, cells in table.rows)
    rows = [row for row in parsed if isinstance(row, Row)]
    _note_other_towns(rows, city_by_id(city_id).name)
    report = Report(table, columns, is_dry_run, refused=[row for row in parsed if isinstance(row, Refusal)])
    districts = _districts(city_id, rows, report, with_districts)
    run = _Run(city_id, report, districts, directory_of(city_id, source, (row.key for row in rows)))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        if is_dry_run:
            _plan_batch(run, batch)
        else:
            _write_batch(run, batch)
        progress(start + len(batch), len(rows))
    report.gone = run.directory.gone(run.adopted)
    report.refused.sort(key=lambda refusal: refusal.line)
    report.remarks.sort(key=lambda remark: remark.line)
    if not is_dry_run and (report.taken or report.updated):
        _record(run, actor)
    return report


def _note_other_towns(rows: Sequence[Row], city_name: str) -> None:
    for row in rows:
        if row.values["town"] and plain(row.values["town"]) != plain(city_name):
            row.notes.append(Note(N_("The address is in %(town)s."), {"town": row.values["town"]}))


def _districts(city_id: int, rows: Sequence[Row], report: Report, with_districts: bool) -> Districts:
    known = districts_of(city_id)
    missing = missing_districts(rows, known)
    report.districts_alike = alike(missing, known)
    if not with_districts:
        report.districts_unknown.update(missing)
        return Districts.of(known)
    report.districts_created = sorted(missing, key=sort_key)
    if report.is_dry_run or not missing:
        return Districts.of(known).with_promised(report.districts_created)
    create_districts(city_id, report.districts_created)
    return Districts.of(districts_of(city_id))


def _plan_batch(run: _Run, batch: Sequence[Row]) -> list[_Planned]:
    """Decide on each row, and count."""
    existing = _existing(run, batch)
    merged = _merged(run, batch)
    planned: list[_Planned] = []
    for row in batch:
        if row.key in merged:
            # Staff have made one entry of two: what the list says of the second changes nothing.
            run.report.unchanged += 1
            note = Note(N_("Part of “%(name)s” since both were merged."), {"name": merged[row.key]})
            run.report.remarks.append(Remark(row.line, row.name, note))
            continue
        association = existing.get(row.key)
        twin = run.directory.twin(row) if association is None else None
        if twin is not None:
            run.report.refused.append(Refusal(row.line, row.name, twin))
            continue
        target = row.values | place(row.districts, run.districts)
        entry = _planned(row, association, target)
        _count(run.report, entry)
        planned.append(entry)
    return planned


def _planned(row: Row, association: Association | None, target: Mapping[str, Any]) -> _Planned:
    if association is None:
        return _Planned(row, None, target, plan_row(target, None, {}), is_same=False)
    if association.import_key == row.key and association.import_hash == fingerprint(target):
        return _Planned(row, association, target, Plan(Action.UNCHANGED), is_same=True)
    current = {column: getattr(association, column) for column in target}
    imported = dict(association.import_values or {})
    if "kind" in imported:
        imported["kind"] = AssociationKind(imported["kind"])
    return _Planned(row, association, target, plan_row(target, current, imported), is_same=False)


@operation
def _write_batch(run: _Run, batch: Sequence[Row]) -> None:
    for entry in _plan_batch(run, batch):
        if entry.is_same:
            continue
        try:
            with db.session.begin_nested():
                _write(run, entry)
        except (DBAPIError, StatementError) as error:
            _count(run.report, entry, -1)
            why = Note(N_("The database did not take the row: %(why)s"), {"why": type(error).__name__})
            run.report.refused.append(Refusal(entry.row.line, entry.row.name, why))


def _write(run: _Run, entry: _Planned) -> None:
    association = entry.association
    if association is None:
        association = Association(home_city_id=run.city_id, import_source=run.directory.source, sort_name="")
        association.listings.append(Listing(city_id=run.city_id, state=ListingState.VERIFIED, verified_at=utcnow()))
        db.session.add(association)
    elif entry.plan.changes:
        association.version += 1  # a profile form that is open somewhere must notice
    for column, value in entry.plan.changes.items():
        setattr(association, column, value)
    association.import_key, association.import_hash = entry.row.key, fingerprint(entry.target)
    association.import_values = {
        column: value.value if isinstance(value, AssociationKind) else value for column, value in entry.target.items()
    }
    index_association(association, run.districts.name_of(association.district_id))
    db.session.flush()


def _existing(run: _Run, batch: Sequence[Row]) -> dict[str, Association]:
    """id of the list → entry, with entries that were renumbered under their new id."""
    renumbered = {known.id: row.key for row in batch if (known := run.directory.renumbered(row)) is not None}
    run.adopted.update(renumbered)
    by_key = sa.and_(
        Association.import_source == run.directory.source, Association.import_key.in_([row.key for row in batch])
    )
    statement = sa.select(Association).where(
        Association.home_city_id == run.city_id, sa.or_(by_key, Association.id.in_(list(renumbered)))
    )
    if not run.report.is_dry_run:
        statement = lock(statement)
    found = db.session.scalars(statement.order_by(Association.id)).all()
    return {renumbered.get(association.id, association.import_key or ""): association for association in found}


def _merged(run: _Run, batch: Sequence[Row]) -> dict[str, str]:
    """id of the list → name of the entry into which that row's entry was merged."""
    statement = (
        sa.select(MergedAssociation.import_key, Association.name)
        .join(Association, Association.id == MergedAssociation.association_id)
        .where(
            MergedAssociation.home_city_id == run.city_id, MergedAssociation.import_source == run.directory.source,
            MergedAssociation.import_key.in_([row.key for row in batch]),
        )
    )  # fmt: skip
    return {str(row[0]): row[1] for row in db.session.execute(statement.order_by(MergedAssociation.id))}


def _count(report: Report, entry: _Planned, by: int = 1) -> None:
    if entry.plan.action is Action.TAKE:
        report.taken += by
    elif entry.plan.action is Action.UPDATE:
        report.updated += by
    else:
        report.unchanged += by
    if by < 0:
        return
    row = entry.row
    if entry.plan.kept:
        kept = ", ".join(entry.plan.kept)
        row.notes.append(Note(N_("Edited by people, so left as it is: %(columns)s"), {"columns": kept}))
    report.remarks += [Remark(row.line, row.name, note) for note in row.notes]


@operation
def _record(run: _Run, actor: Actor) -> None:
    city, report = city_by_id(run.city_id), run.report
    record(
        actor, "associations.imported", kind="import", public_id=new_public_id(),
        label=f"{city.name}: {run.directory.source}", city_id=run.city_id, taken=report.taken, updated=report.updated,
        refused=len(report.refused),
    )  # fmt: skip

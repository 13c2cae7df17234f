"""Let people wait for a place, be offered one, and wait for a guardian.

On SQLite the table is rebuilt; what refers to it stays, because env.py keeps foreign keys off meanwhile.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NEW = ("waitlist_held", "waitlisted", "offered", "awaiting_guardian")
OLD = ("held", "pending", "confirmed", "declined", "withdrawn", "expired", "cancelled")
COLUMNS = (
    ("queued_at", sa.DateTime(timezone=True)),
    ("offered_at", sa.DateTime(timezone=True)),
    ("passed_since", sa.DateTime(timezone=True)),
    ("gave_way_at", sa.DateTime(timezone=True)),
    ("association_reminded_at", sa.DateTime(timezone=True)),
    ("told_of_silence_at", sa.DateTime(timezone=True)),
    ("shown_others_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("registration") as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(sa.Column("collected", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.drop_constraint(op.f("ck_registration_held_has_end"), type_="check")
        batch_op.create_check_constraint(op.f("ck_registration_state"), f"state IN {(*OLD, *NEW)}")
        batch_op.create_check_constraint(
            op.f("ck_registration_held_has_end"),
            "state NOT IN ('held', 'waitlist_held', 'offered', 'awaiting_guardian') OR hold_until IS NOT NULL",
        )
        batch_op.create_check_constraint(
            op.f("ck_registration_collected_while_waiting"),
            "collected = 0 OR (state = 'waitlisted' AND collected > 0 AND collected < party_size)",
        )
    _make_indexes(("held", "pending", "confirmed", *NEW))
    op.create_index("ix_registration_shift_queue", "registration", ["shift_id", "queued_at"])


def downgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE shift SET taken = taken - (SELECT COALESCE(SUM(CASE WHEN r.state = 'waitlisted' THEN r.collected"
            " ELSE r.party_size END), 0) FROM registration r WHERE r.shift_id = shift.id"
            " AND r.state IN ('waitlisted', 'offered', 'awaiting_guardian'))"
        )
    )
    op.execute(sa.text(f"UPDATE registration SET state = 'expired', collected = 0 WHERE state IN {NEW}"))
    op.drop_index("ix_registration_shift_queue", table_name="registration")
    _drop_indexes()
    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_constraint(op.f("ck_registration_collected_while_waiting"), type_="check")
        batch_op.drop_constraint(op.f("ck_registration_held_has_end"), type_="check")
        batch_op.drop_constraint(op.f("ck_registration_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_registration_state"), f"state IN {OLD}")
        batch_op.create_check_constraint(
            op.f("ck_registration_held_has_end"), "state <> 'held' OR hold_until IS NOT NULL"
        )
        for name, _kind in COLUMNS:
            batch_op.drop_column(name)
        batch_op.drop_column("collected")
    _make_indexes(("held", "pending", "confirmed"))


def _drop_indexes() -> None:
    op.drop_index("uq_registration_active_shift", table_name="registration")
    op.drop_index("uq_registration_active_interest", table_name="registration")


def _make_indexes(active: tuple[str, ...]) -> None:
    for name, column, condition in (
        ("uq_registration_active_shift", "shift_id", "shift_id IS NOT NULL"),
        ("uq_registration_active_interest", "opportunity_id", "shift_id IS NULL"),
    ):
        where = sa.text(f"{condition} AND state IN {active}")
        op.create_index(
            name, "registration", [column, "participant_id"], unique=True, sqlite_where=where, postgresql_where=where
        )

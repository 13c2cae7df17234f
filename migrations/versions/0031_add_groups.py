"""Let one person register a group, hand it over, and make old links void.

On SQLite the table is rebuilt; what refers to it stays, because env.py keeps foreign keys off meanwhile.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ACTIVE = ("held", "pending", "confirmed", "waitlist_held", "waitlisted", "offered", "awaiting_guardian")
SIZE = "ck_registration_party_size_sensible"


def upgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("registration") as batch_op:
        batch_op.add_column(sa.Column("group_name", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("companions", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("names_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("successor_email", sa.String(254), nullable=True))
        batch_op.add_column(sa.Column("successor_name", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("successor_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("links_void_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f(SIZE), type_="check")
        batch_op.create_check_constraint(op.f(SIZE), "party_size >= 1 AND party_size <= 60")
    _make_indexes()


def downgrade() -> None:
    # Who comes with more than twenty people keeps her places until then; the counter is what was taken.
    op.execute(sa.text("UPDATE registration SET party_size = 20 WHERE party_size > 20"))
    _drop_indexes()
    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_constraint(op.f(SIZE), type_="check")
        batch_op.create_check_constraint(op.f(SIZE), "party_size >= 1 AND party_size <= 20")
        for name in (
            "links_void_before", "successor_until", "successor_name", "successor_email", "names_asked_at",
            "companions", "group_name",
        ):  # fmt: skip
            batch_op.drop_column(name)
    _make_indexes()


def _drop_indexes() -> None:
    op.drop_index("uq_registration_active_shift", table_name="registration")
    op.drop_index("uq_registration_active_interest", table_name="registration")


def _make_indexes() -> None:
    for name, column, condition in (
        ("uq_registration_active_shift", "shift_id", "shift_id IS NOT NULL"),
        ("uq_registration_active_interest", "opportunity_id", "shift_id IS NULL"),
    ):
        where = sa.text(f"{condition} AND state IN {ACTIVE}")
        op.create_index(
            name, "registration", [column, "participant_id"], unique=True, sqlite_where=where, postgresql_where=where
        )

"""Let people write down their hours, which the association confirms.

Revision ID: 0046
Revises: 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_minutes", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes >= 1 AND minutes <= 1440", name=op.f("ck_hours_proposal_minutes_of_a_day")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_hours_proposal_decided_once")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'declined')", name=op.f("ck_hours_proposal_proposal_state")
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_hours_proposal_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_hours_proposal_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_hours_proposal_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_hours_proposal_decided_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hours_proposal_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_hours_proposal_city_id"), "hours_proposal", ["city_id"])
    op.create_index(op.f("ix_hours_proposal_registration_id"), "hours_proposal", ["registration_id"])
    op.create_index("ix_hours_proposal_association_state", "hours_proposal", ["association_id", "state"])
    op.create_index(
        "uq_hours_proposal_open_day", "hours_proposal", ["registration_id", "day"], unique=True,
        sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("hours_proposal")

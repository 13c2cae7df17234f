"""Remind people of their dates, thank them, and keep what they answer.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("app_user", "participant"):
        op.add_column(table, sa.Column("reminder_hours", sa.Integer(), nullable=False, server_default="24"))
        op.add_column(table, sa.Column("wants_thanks", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("registration", sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("mood", sa.String(32), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("is_for_city", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mood IN ('good', 'fair', 'bad')", name=op.f("ck_feedback_mood")),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_feedback_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_feedback_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_feedback_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_public_id")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_feedback_registration_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_feedback_city_id"), "feedback", ["city_id"])
    op.create_index(op.f("ix_feedback_association_id"), "feedback", ["association_id"])


def downgrade() -> None:
    op.drop_table("feedback")
    for column in ("thanked_at", "reminded_for"):
        op.drop_column("registration", column)
    for table in ("participant", "app_user"):
        for column in ("wants_thanks", "reminder_hours"):
            op.drop_column(table, column)

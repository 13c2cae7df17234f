"""Let the link of a conversation lead to the one that it was merged into.

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_public_id", sa.String(length=16), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["message_thread.id"],
            name=op.f("fk_merged_thread_thread_id_message_thread"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_merged_thread_city_id_city"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_thread")),
        sa.UniqueConstraint("old_public_id", name=op.f("uq_merged_thread_old_public_id")),
    )
    op.create_index(op.f("ix_merged_thread_thread_id"), "merged_thread", ["thread_id"])
    op.create_index(op.f("ix_merged_thread_city_id"), "merged_thread", ["city_id"])


def downgrade() -> None:
    op.drop_table("merged_thread")

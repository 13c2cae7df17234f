"""Mark addresses that do not work, and find a mail by its address and what could not be delivered by its city.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_message", sa.Column("to_normalised", sa.String(254), nullable=False, server_default=""))
    op.execute("UPDATE outbox_message SET to_normalised = lower(trim(to_email))")
    op.create_index("ix_outbox_message_city_failed", "outbox_message", ["city_id", "failed_at"])
    op.create_table(
        "dead_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_normalised", sa.String(254), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_address")),
        sa.UniqueConstraint("email_normalised", name=op.f("uq_dead_address_email_normalised")),
    )


def downgrade() -> None:
    op.drop_table("dead_address")
    op.drop_index("ix_outbox_message_city_failed", "outbox_message")
    op.drop_column("outbox_message", "to_normalised")

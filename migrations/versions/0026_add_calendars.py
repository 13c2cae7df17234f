"""Number what calendars have to know, and keep the calendar that goes along with a mail.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NUMBERS = (
    ("shift", "calendar_sequence"), ("registration", "calendar_sequence"),
    ("participant", "calendar_number"), ("app_user", "calendar_number"),
)  # fmt: skip


def upgrade() -> None:
    for table, column in NUMBERS:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox_message", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("outbox_message", "calendar")
    for table, column in reversed(NUMBERS):
        op.drop_column(table, column)

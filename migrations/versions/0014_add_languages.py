"""Say in which language a text is written, and in which a person reads.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("opportunity", "revision", "association", "app_user", "registration")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("language", sa.String(8), nullable=False, server_default="de"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "language")

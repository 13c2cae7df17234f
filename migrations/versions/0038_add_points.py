"""Add the point on the map to offers.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLES = ("opportunity", "revision")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("point", sa.String(length=24), nullable=False, server_default=""))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "point")

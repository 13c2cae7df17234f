"""Let an association forbid that people register for something else at the same time.

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


def upgrade() -> None:
    for table in ("opportunity", "revision"):
        op.add_column(table, sa.Column("forbids_overlap", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("revision", "opportunity"):
        op.drop_column(table, "forbids_overlap")

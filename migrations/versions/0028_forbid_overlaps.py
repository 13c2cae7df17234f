"""Let an association forbid that people register for something else at the same time.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("opportunity", "revision"):
        op.add_column(table, sa.Column("forbids_overlap", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("revision", "opportunity"):
        op.drop_column(table, "forbids_overlap")

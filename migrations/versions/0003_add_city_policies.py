"""Add the policies of a city, and the version of its settings.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("city", sa.Column("policies", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("city", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("city", "version")
    op.drop_column("city", "policies")

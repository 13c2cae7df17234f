"""Let a town say where its maps open.

Revision ID: 0049
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("city", sa.Column("map_point", sa.String(length=24), nullable=False, server_default=""))
    with op.batch_alter_table("city") as batch:
        batch.alter_column("map_point", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("city") as batch:
        batch.drop_column("map_point")

"""Add the mark that tells whether what a town's lists show has changed.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("city", sa.Column("shelf_mark", sa.String(length=16), nullable=False, server_default=""))
    # Without a mark nothing is kept.
    city = sa.table("city", sa.column("id", sa.Integer), sa.column("shelf_mark", sa.String))
    bind = op.get_bind()
    for city_id in bind.scalars(sa.select(city.c.id)).all():
        bind.execute(sa.update(city).where(city.c.id == city_id).values(shelf_mark=secrets.token_hex(8)))


def downgrade() -> None:
    op.drop_column("city", "shelf_mark")

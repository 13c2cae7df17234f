"""Give a city a host name of its own.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("city", sa.Column("domain", sa.String(253), nullable=True))
    op.add_column("city", sa.Column("is_domain_used", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_city_domain", "city", ["domain"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_city_domain", "city")
    op.drop_column("city", "is_domain_used")
    op.drop_column("city", "domain")

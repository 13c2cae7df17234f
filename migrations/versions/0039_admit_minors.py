"""Let offers admit minors, whose parents agree first.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("opportunity", "revision"):
        for name in ("admits_minors", "minors_only"):
            op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("registration", sa.Column("age_band", sa.String(8), nullable=False, server_default=""))
    op.add_column("registration", sa.Column("guardian_name", sa.String(120), nullable=False, server_default=""))
    op.add_column("registration", sa.Column("guardian_email", sa.String(254), nullable=True))
    op.add_column("registration", sa.Column("guardian_agreed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("guardian_agreed_at", "guardian_email", "guardian_name", "age_band"):
        op.drop_column("registration", name)
    for table in ("revision", "opportunity"):
        for name in ("minors_only", "admits_minors"):
            op.drop_column(table, name)

"""Keep together what somebody chose in one form.

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("together", sa.String(16), nullable=True))
    op.create_index(op.f("ix_registration_together"), "registration", ["together"])


def downgrade() -> None:
    op.drop_index(op.f("ix_registration_together"), table_name="registration")
    op.drop_column("registration", "together")

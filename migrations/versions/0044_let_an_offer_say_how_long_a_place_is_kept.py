"""Let an offer say how long a freed place is kept for the next on the waitlist.

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opportunity", sa.Column("waitlist_hours", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("opportunity", "waitlist_hours")

"""Let an offer say how long a freed place is kept for the next on the waitlist.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opportunity", sa.Column("waitlist_hours", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("opportunity", "waitlist_hours")

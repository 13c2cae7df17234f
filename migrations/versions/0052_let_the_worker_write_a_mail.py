"""Let the worker put a mail into words that many ask for at the same moment.

Revision ID: 0052
Revises: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_message", sa.Column("about", sa.Integer(), nullable=True))


def downgrade() -> None:
    # What has no words yet cannot be sent without the column: it goes, as if its server had refused it.
    op.execute("DELETE FROM outbox_message WHERE about IS NOT NULL")
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_column("about")

"""Ask people again when their date has another time.

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BEFORE = "topic IN ('accepted', 'declined', 'cancelled', 'suspended')"
AFTER = "topic IN ('accepted', 'declined', 'cancelled', 'moved', 'suspended')"


def upgrade() -> None:
    op.add_column("registration", sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True))
    _allow(AFTER)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM call_task WHERE topic = 'moved'"))
    _allow(BEFORE)
    op.drop_column("registration", "moved_from")


def _allow(topics: str) -> None:
    with op.batch_alter_table("call_task") as batch_op:
        batch_op.drop_constraint(op.f("ck_call_task_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_task_topic"), topics)

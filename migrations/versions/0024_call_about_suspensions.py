"""Let an association be asked to call people about its suspension.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = "topic IN ('accepted', 'declined', 'cancelled')"
AFTER = "topic IN ('accepted', 'declined', 'cancelled', 'suspended')"


def upgrade() -> None:
    _allow(AFTER)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM call_task WHERE topic = 'suspended'"))
    _allow(BEFORE)


def _allow(topics: str) -> None:
    with op.batch_alter_table("call_task") as batch_op:
        batch_op.drop_constraint(op.f("ck_call_task_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_task_topic"), topics)

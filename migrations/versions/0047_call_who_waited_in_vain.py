"""Let an association be asked to tell people by phone that no place came.

Revision ID: 0047
Revises: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BEFORE = "topic IN ('accepted', 'declined', 'cancelled', 'moved', 'happens', 'open', 'suspended')"
AFTER = "topic IN ('accepted', 'declined', 'cancelled', 'moved', 'happens', 'open', 'no_place', 'suspended')"


def upgrade() -> None:
    _allow(AFTER)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM call_task WHERE topic = 'no_place'"))
    _allow(BEFORE)


def _allow(topics: str) -> None:
    with op.batch_alter_table("call_task") as batch_op:
        batch_op.drop_constraint(op.f("ck_call_task_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_task_topic"), topics)

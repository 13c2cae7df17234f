"""Let a date take place only with enough people.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

BEFORE = "topic IN ('accepted', 'declined', 'cancelled', 'moved', 'suspended')"
AFTER = "topic IN ('accepted', 'declined', 'cancelled', 'moved', 'happens', 'open', 'suspended')"
MOMENTS = ("decide_by", "takes_place_at", "decision_asked_at", "told_open_at")


def upgrade() -> None:
    op.add_column("shift", sa.Column("minimum", sa.Integer(), nullable=True))
    for name in MOMENTS:
        op.add_column("shift", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _allow(AFTER)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM call_task WHERE topic IN ('happens', 'open')"))
    _allow(BEFORE)
    for name in (*MOMENTS, "minimum"):
        op.drop_column("shift", name)


def _allow(topics: str) -> None:
    with op.batch_alter_table("call_task") as batch_op:
        batch_op.drop_constraint(op.f("ck_call_task_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_task_topic"), topics)

"""Versions of offers in Leichte Sprache, and finding them.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = ("opportunity", "revision", "publication")
BEFORE = "kind IN ('field', 'target_group', 'time_pattern', 'time_of_day', 'district', 'place')"
AFTER = "kind IN ('field', 'target_group', 'time_pattern', 'time_of_day', 'district', 'easy', 'place')"


def upgrade() -> None:
    for table in TABLES:  # not in a batch: a new table would lose the triggers of the search
        op.add_column(table, sa.Column("easy_title", sa.String(160), nullable=False, server_default=""))
        op.add_column(table, sa.Column("easy_text", sa.String(4000), nullable=False, server_default=""))
    _allow(AFTER)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM publication_facet WHERE kind = 'easy'"))
    _allow(BEFORE)
    for table in TABLES:
        op.drop_column(table, "easy_text")
        op.drop_column(table, "easy_title")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("publication_facet") as batch_op:
        batch_op.drop_constraint(op.f("ck_publication_facet_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_publication_facet_kind"), kinds)

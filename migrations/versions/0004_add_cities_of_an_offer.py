"""Add what an offer in several cities needs: whether a showcase is wanted, and what waits for a later look.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication", sa.Column("is_chosen", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("publication", sa.Column("look_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("publication", sa.Column("look_reasons", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("publication", sa.Column("seen_number", sa.Integer(), nullable=True))
    op.create_index("ix_publication_city_look", "publication", ["city_id", "look_since"])
    # Whatever is shown so far was approved.
    op.execute(
        "UPDATE publication SET seen_number = (SELECT number FROM revision WHERE revision.id = shown_revision_id)"
    )


def downgrade() -> None:
    op.drop_index("ix_publication_city_look", table_name="publication")
    for column in ("seen_number", "look_reasons", "look_since", "is_chosen"):
        op.drop_column("publication", column)

"""Keep by month what happened in a town.

Revision ID: 0050
Revises: 0049
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

FIGURES = (
    "turns", "minutes", "dates", "offers", "interests", "calls", "unanswered", "associations", "open_offers",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "city_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "figure",
            sa.Enum(*FIGURES, name=op.f("ck_city_figure_figure"), native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_city_figure_counted")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_city_figure_city_id_city"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_figure")),
        sa.UniqueConstraint("city_id", "month", "figure", name=op.f("uq_city_figure_city_id_month_figure")),
    )
    op.create_index(op.f("ix_city_figure_city_id"), "city_figure", ["city_id"])


def downgrade() -> None:
    op.drop_table("city_figure")

"""Add what writing opportunities comfortably needs: templates, series, urgency, credits, confirmations.

Columns are added one by one, without batch: SQLite would otherwise build the tables anew, and their children would go
with the old ones.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CONTENT = ("opportunity", "revision")


def upgrade() -> None:
    for table in CONTENT:
        op.add_column(table, sa.Column("picture_credit", sa.String(120), nullable=False, server_default=""))
        op.add_column(table, sa.Column("picture_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(
            table, sa.Column("keeps_contact_in_text", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.add_column("opportunity", sa.Column("form_key", sa.String(40)))
    op.add_column("opportunity", sa.Column("urgent_until", sa.Date()))
    op.add_column("opportunity", sa.Column("urgent_reason", sa.String(160), nullable=False, server_default=""))
    for name in ("confirmed_at", "asked_at", "reminded_at"):
        op.add_column("opportunity", sa.Column(name, MOMENT))
    op.create_index("ix_opportunity_form_key", "opportunity", ["association_id", "form_key"], unique=True)
    op.create_index("ix_opportunity_urgent_until", "opportunity", ["urgent_until"])
    op.add_column("shift", sa.Column("series", sa.String(16)))
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "city_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("default_key", sa.String(40)),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("hint", sa.String(160), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], op.f("fk_city_template_city_id_city"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_template")),
        sa.UniqueConstraint("public_id", name=op.f("uq_city_template_public_id")),
        sa.UniqueConstraint("city_id", "default_key", name=op.f("uq_city_template_city_id_default_key")),
    )
    op.create_index(op.f("ix_city_template_city_id"), "city_template", ["city_id"])
    op.create_table(
        "association_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], op.f("fk_association_template_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["app_user.id"], op.f("fk_association_template_created_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association_template")),
        sa.UniqueConstraint("public_id", name=op.f("uq_association_template_public_id")),
        sa.UniqueConstraint("association_id", "name", name=op.f("uq_association_template_association_id_name")),
    )  # fmt: skip
    op.create_table(
        "picture_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer()),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["picture.id"], op.f("fk_picture_consent_picture_id_picture"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["app_user.id"], op.f("fk_picture_consent_said_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_consent")),
        sa.UniqueConstraint("picture_id", name=op.f("uq_picture_consent_picture_id")),
    )


def downgrade() -> None:
    op.drop_table("picture_consent")
    op.drop_table("association_template")
    op.drop_table("city_template")
    op.drop_column("shift", "series")
    op.drop_index("ix_opportunity_urgent_until", "opportunity")
    op.drop_index("ix_opportunity_form_key", "opportunity")
    for name in ("reminded_at", "asked_at", "confirmed_at", "urgent_reason", "urgent_until", "form_key"):
        op.drop_column("opportunity", name)
    for table in CONTENT:
        for name in ("keeps_contact_in_text", "picture_consent", "picture_credit"):
            op.drop_column(table, name)

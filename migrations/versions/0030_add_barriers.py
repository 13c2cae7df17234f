"""Reports of barriers, and the statement on accessibility of a city.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def of_city(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["city_id"], ["city.id"], name=op.f(f"fk_{table}_city_id_city"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "accessibility_statement",
        sa.Column("status", choice("status", "full", "partial", "none"), nullable=False),
        sa.Column("barriers", sa.JSON(), nullable=False),
        sa.Column("method", choice("method", "self", "third", "both"), nullable=False),
        sa.Column("assessed_by", sa.String(200), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("commissioner", sa.String(300), nullable=False),
        sa.Column("body", sa.String(600), nullable=False),
        sa.Column("sign_video_url", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("updated_at"),
        of_city("accessibility_statement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility_statement")),
        sa.UniqueConstraint("city_id", name=op.f("uq_accessibility_statement_city_id")),
    )
    op.create_index(op.f("ix_accessibility_statement_city_id"), "accessibility_statement", ["city_id"])
    op.create_table(
        "barrier_report",
        sa.Column("page", sa.String(300), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", choice("state", "open", "answered", "done"), nullable=False),
        moment("created_at"),
        moment("due_at"),
        moment("answered_at", nullable=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        of_city("barrier_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_barrier_report_public_id")),
    )
    op.create_index(op.f("ix_barrier_report_city_id"), "barrier_report", ["city_id"])
    op.create_index("ix_barrier_report_city_state", "barrier_report", ["city_id", "state"])
    op.create_table(
        "barrier_answer",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        moment("at"),
        sa.Column("kind", choice("kind", "mail", "phone", "letter", "note"), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        of_city("barrier_answer"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_barrier_answer_author_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["barrier_report.id"], name=op.f("fk_barrier_answer_report_id_barrier_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_answer")),
    )
    op.create_index(op.f("ix_barrier_answer_city_id"), "barrier_answer", ["city_id"])
    op.create_index(op.f("ix_barrier_answer_report_id"), "barrier_answer", ["report_id"])


def downgrade() -> None:
    op.drop_table("barrier_answer")
    op.drop_table("barrier_report")
    op.drop_table("accessibility_statement")

"""Reports, the cases that they meet in, and complaints about decisions.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "report_case",
        sa.Column("subject_kind", words("subject_kind", "offer", "association"), nullable=False),
        sa.Column("subject_id", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.Column("state", words("state", "open", "decided"), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("reports_count", sa.Integer(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("measure", words("measure", "none", "correct", "take_down", "suspend"), nullable=True),
        sa.Column(
            "ground",
            words("ground", "not_eligible", "wrong_data", "forbidden_content", "protection", "privacy", "law"),
            nullable=True,
        ),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("final_at", moment(), nullable=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'decided' OR measure IS NOT NULL", name=op.f("ck_report_case_decided_has_measure")
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_report_case_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_report_case_city_id_city"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_report_case_decided_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_report_case_publication_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_case_public_id")),
    )
    op.create_index(op.f("ix_report_case_association_id"), "report_case", ["association_id"])
    op.create_index(op.f("ix_report_case_city_id"), "report_case", ["city_id"])
    op.create_index(
        "uq_report_case_open", "report_case", ["city_id", "subject_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )
    op.create_table(
        "report",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "category", words("category", "wrong", "gone", "offensive", "illegal", "children", "other"),
            nullable=False,
        ),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("is_sincere", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["report_case.id"], name=op.f("fk_report_case_id_report_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_report_city_id_city"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_report_revision_id_revision"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_index(op.f("ix_report_case_id"), "report", ["case_id"])
    op.create_index(op.f("ix_report_city_id"), "report", ["city_id"])
    op.create_table(
        "complaint",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", words("side", "reporter", "association"), nullable=False),
        sa.Column("complainant", sa.String(16), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("reviewer_city_id", sa.Integer(), nullable=True),
        sa.Column("first_decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_changed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["report_case.id"], name=op.f("fk_complaint_case_id_report_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_complaint_city_id_city"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_complaint_decided_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["first_decider_id"], ["app_user.id"], name=op.f("fk_complaint_first_decider_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_city_id"], ["city.id"], name=op.f("fk_complaint_reviewer_city_id_city"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("case_id", "complainant", name=op.f("uq_complaint_case_id_complainant")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_public_id")),
    )
    op.create_index(op.f("ix_complaint_city_id"), "complaint", ["city_id"])
    op.create_index(op.f("ix_complaint_reviewer_city_id"), "complaint", ["reviewer_city_id"])


def downgrade() -> None:
    op.drop_table("complaint")
    op.drop_table("report")
    op.drop_table("report_case")

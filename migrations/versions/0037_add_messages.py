"""Let associations and people write to each other, and let messages be reported.

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KIND = "ck_report_case_subject_kind"


def upgrade() -> None:
    op.create_table(
        "message_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("is_unread", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_message_thread_{table}_id_{table}"),
                ondelete="CASCADE",
            )
            for table in ("city", "association", "opportunity", "participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_thread")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_thread_public_id")),
        sa.UniqueConstraint(
            "opportunity_id", "participant_id", name=op.f("uq_message_thread_opportunity_id_participant_id")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_message_thread_city_id"), "message_thread", ["city_id"])
    op.create_index(op.f("ix_message_thread_participant_id"), "message_thread", ["participant_id"])
    op.create_index("ix_message_thread_association_last", "message_thread", ["association_id", "last_at"])
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(40), nullable=False),
        sa.Column("is_from_person", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["message_thread.id"], name=op.f("fk_message_thread_id_message_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_message_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_message_author_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
        sa.UniqueConstraint("thread_id", "form_key", name=op.f("uq_message_thread_id_form_key")),
    )  # fmt: skip
    op.create_index("ix_message_association_form_key", "message", ["association_id", "form_key"])
    _kinds("subject_kind IN ('offer', 'association', 'message')")


def downgrade() -> None:
    op.execute("DELETE FROM report_case WHERE subject_kind = 'message'")
    _kinds("subject_kind IN ('offer', 'association')")
    op.drop_table("message")
    op.drop_table("message_thread")


def _kinds(criterion: str) -> None:
    op.drop_index("uq_report_case_open", "report_case")
    with op.batch_alter_table("report_case") as batch_op:
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(op.f(KIND), criterion)
    op.create_index(
        "uq_report_case_open", "report_case", ["city_id", "subject_id"], unique=True,
        sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip

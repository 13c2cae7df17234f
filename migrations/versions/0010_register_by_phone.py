"""Register by phone, entries made for somebody, and calls where no mail goes.

Columns are added by plain ALTER TABLE: rebuilding the table of registrations on SQLite would empty what refers to it.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PHONE_ONLY = sa.text("user_id IS NULL AND email_normalised IS NULL")
COLUMNS = ("last_call_at", "call_tries", "is_by_phone", "phone")


def upgrade() -> None:
    op.add_column("participant", sa.Column("phone_normalised", sa.String(20), nullable=True))
    op.create_index(
        "uq_participant_guest_phone", "participant", ["phone_normalised"], unique=True,
        sqlite_where=PHONE_ONLY, postgresql_where=PHONE_ONLY,
    )  # fmt: skip
    op.add_column("registration", sa.Column("phone", sa.String(40), nullable=False, server_default=""))
    op.add_column("registration", sa.Column("is_by_phone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("registration", sa.Column("call_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("registration", sa.Column("last_call_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "registration_entry",
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "phone", "in_person", "paper", name="way", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("by_city", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_registration_entry_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_registration_entry_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["app_user.id"], name=op.f("fk_registration_entry_entered_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_entry_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_entry")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_registration_entry_registration_id")),
    )
    op.create_index(op.f("ix_registration_entry_association_id"), "registration_entry", ["association_id"])
    op.create_index(op.f("ix_registration_entry_city_id"), "registration_entry", ["city_id"])
    op.create_table(
        "call_task",
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "accepted", "declined", "cancelled", name="topic", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_call_task_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_call_task_city_id_city"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["app_user.id"], name=op.f("fk_call_task_done_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_call_task_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_task")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_task_public_id")),
    )
    op.create_index("ix_call_task_association_done", "call_task", ["association_id", "done_at"])
    op.create_index(op.f("ix_call_task_city_id"), "call_task", ["city_id"])
    op.create_index(op.f("ix_call_task_registration_id"), "call_task", ["registration_id"])


def downgrade() -> None:
    op.drop_table("call_task")
    op.drop_table("registration_entry")
    for column in COLUMNS:
        op.drop_column("registration", column)
    op.drop_index("uq_participant_guest_phone", table_name="participant")
    op.drop_column("participant", "phone_normalised")

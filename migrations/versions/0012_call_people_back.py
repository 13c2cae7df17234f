"""People who would like to be called, and what the staff did.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('open', 'reached')")


def states() -> sa.Enum:
    return sa.Enum(
        "open", "reached", "placed", "done", name="state", native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    op.create_table(
        "callback_request",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("phone_normalised", sa.String(20), nullable=False),
        sa.Column("wish", sa.String(1000), nullable=False),
        sa.Column("reachable", sa.String(200), nullable=False),
        sa.Column("state", states(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_callback_request_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["app_user.id"], name=op.f("fk_callback_request_taken_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_callback_request_public_id")),
    )
    op.create_index(op.f("ix_callback_request_city_id"), "callback_request", ["city_id"])
    op.create_index("ix_callback_request_city_state", "callback_request", ["city_id", "state"])
    op.create_index(
        "uq_callback_request_waiting", "callback_request", ["city_id", "phone_normalised"], unique=True,
        sqlite_where=WAITING, postgresql_where=WAITING,
    )
    op.create_table(
        "callback_note",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", states(), nullable=True),
        sa.Column("was_reached", sa.Boolean(), nullable=True),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_callback_note_author_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_callback_note_city_id_city"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["callback_request.id"], name=op.f("fk_callback_note_request_id_callback_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_note")),
    )
    op.create_index(op.f("ix_callback_note_city_id"), "callback_note", ["city_id"])
    op.create_index(op.f("ix_callback_note_request_id"), "callback_note", ["request_id"])


def downgrade() -> None:
    op.drop_table("callback_note")
    op.drop_table("callback_request")

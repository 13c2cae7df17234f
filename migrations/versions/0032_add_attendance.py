"""Note who was there and for how long.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer()),
        sa.Column("user_id", sa.Integer()),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("was_there", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("marked_by_id", sa.Integer()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("confirmed_by_id", sa.Integer()),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "minutes IS NULL OR (minutes >= 1 AND minutes <= 20160)", name=op.f("ck_attendance_minutes_sensible")
        ),
        sa.CheckConstraint("people >= 1", name=op.f("ck_attendance_somebody")),
        sa.CheckConstraint("minutes IS NULL OR was_there", name=op.f("ck_attendance_hours_of_who_was_there")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_attendance_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_attendance_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_attendance_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["app_user.id"], name=op.f("fk_attendance_marked_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["app_user.id"], name=op.f("fk_attendance_confirmed_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_attendance_city_id_city"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attendance_public_id")),
        sa.UniqueConstraint("registration_id", "day", name=op.f("uq_attendance_registration_id_day")),
    )  # fmt: skip
    with op.batch_alter_table("attendance") as batch_op:
        batch_op.create_index(op.f("ix_attendance_city_id"), ["city_id"])
        batch_op.create_index("ix_attendance_association_day", ["association_id", "day"])
        batch_op.create_index("ix_attendance_user_day", ["user_id", "day"])


def downgrade() -> None:
    op.drop_table("attendance")

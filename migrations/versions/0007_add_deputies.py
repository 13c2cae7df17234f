"""Add the role of an editor, deputies, and how often staff hear of the queue.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD, NEW = ("moderator", "administrator"), ("editor", "moderator", "administrator")
TABLES = ("city_staff", "staff_invitation")


def upgrade() -> None:
    for table in TABLES:
        _allow(table, NEW)
    op.add_column("city_staff", sa.Column("queue_mail", sa.String(32), nullable=False, server_default="daily"))
    op.add_column("city_staff", sa.Column("queue_mailed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("city_staff") as batch:
        batch.create_check_constraint(op.f("ck_city_staff_queue_mail"), "queue_mail IN ('none', 'hourly', 'daily')")
    op.create_table(
        "staff_deputy",
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("absent_id <> deputy_id", name=op.f("ck_staff_deputy_somebody_else")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_staff_deputy_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["city_id", "absent_id"], ["city_staff.city_id", "city_staff.user_id"],
            name=op.f("fk_staff_deputy_city_id_absent_id_city_staff"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "deputy_id"], ["city_staff.city_id", "city_staff.user_id"],
            name=op.f("fk_staff_deputy_city_id_deputy_id_city_staff"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["app_user.id"], name=op.f("fk_staff_deputy_absent_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["app_user.id"], name=op.f("fk_staff_deputy_deputy_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_staff_deputy_city_id_city"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_deputy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_deputy_public_id")),
    )  # fmt: skip
    for column in ("absent_id", "deputy_id", "city_id"):
        op.create_index(op.f(f"ix_staff_deputy_{column}"), "staff_deputy", [column])


def downgrade() -> None:
    op.drop_table("staff_deputy")
    for table in TABLES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE role = 'editor'"))  # noqa: S608  # names of this file
    with op.batch_alter_table("city_staff") as batch:
        batch.drop_constraint(op.f("ck_city_staff_queue_mail"), type_="check")
        batch.drop_column("queue_mailed_at")
        batch.drop_column("queue_mail")
    for table in TABLES:
        _allow(table, OLD)


def _allow(table: str, roles: tuple[str, ...]) -> None:
    names = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_role"), f"role IN ({names})")

"""Keep the source of a town's pages, by language, with their versions.

Until now nobody could change a page: every row was a rendered copy of the product's own text, and is removed. That text
is rendered when it is shown.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM city_page")
    with op.batch_alter_table("city_page") as batch:
        batch.drop_constraint(op.f("uq_city_page_city_id_slug"), type_="unique")
        batch.drop_column("body_html")
        batch.add_column(sa.Column("language", sa.String(length=5), nullable=False))
        batch.add_column(sa.Column("source", sa.Text(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False))
        batch.create_unique_constraint(op.f("uq_city_page_city_id_slug_language"), ["city_id", "slug", "language"])
    op.create_table(
        "city_page_version",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_city_page_version_author_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_city_page_version_city_id_city"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_page_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_city_page_version_public_id")),
        sa.UniqueConstraint(
            "city_id", "slug", "language", "number", name=op.f("uq_city_page_version_city_id_slug_language_number")
        ),
    )
    op.create_index(op.f("ix_city_page_version_city_id"), "city_page_version", ["city_id"])
    op.add_column("city", sa.Column("footer_pages", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("city", "footer_pages")
    op.drop_table("city_page_version")
    op.execute("DELETE FROM city_page")
    with op.batch_alter_table("city_page") as batch:
        batch.drop_constraint(op.f("uq_city_page_city_id_slug_language"), type_="unique")
        batch.drop_column("version")
        batch.drop_column("source")
        batch.drop_column("language")
        batch.add_column(sa.Column("body_html", sa.Text(), nullable=False))
        batch.create_unique_constraint(op.f("uq_city_page_city_id_slug"), ["city_id", "slug"])

"""Add when an association confirmed its entry, and when it was asked.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('association', sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('association', sa.Column('ask_open_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('association', sa.Column('ask_mailed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('association', sa.Column('ask_count', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('association', 'ask_count')
    op.drop_column('association', 'ask_mailed_at')
    op.drop_column('association', 'ask_open_since')
    op.drop_column('association', 'confirmed_at')

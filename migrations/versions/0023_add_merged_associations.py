"""Add what is left of an entry that was merged into another one.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('merged_association',
    sa.Column('association_id', sa.Integer(), nullable=False),
    sa.Column('old_public_id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('home_city_id', sa.Integer(), nullable=False),
    sa.Column('import_source', sa.String(length=40), nullable=True),
    sa.Column('import_key', sa.String(length=200), nullable=True),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['association_id'], ['association.id'], name=op.f('fk_merged_association_association_id_association'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['home_city_id'], ['city.id'], name=op.f('fk_merged_association_home_city_id_city'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merged_association')),
    sa.UniqueConstraint('old_public_id', name=op.f('uq_merged_association_old_public_id'))
    )
    with op.batch_alter_table('merged_association', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merged_association_association_id'), ['association_id'], unique=False)
        batch_op.create_index('ix_merged_association_import', ['home_city_id', 'import_source', 'import_key'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('merged_association', schema=None) as batch_op:
        batch_op.drop_index('ix_merged_association_import')
        batch_op.drop_index(batch_op.f('ix_merged_association_association_id'))

    op.drop_table('merged_association')

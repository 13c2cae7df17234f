"""Add why a city does not show an association for the time being.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suspension',
    sa.Column('association_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('not_eligible', 'wrong_data', 'forbidden_content', 'protection', 'privacy', 'law', name='ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('facts', sa.String(length=2000), nullable=False),
    sa.Column('state_before', sa.Enum('unverified', 'verified', 'suspended', name='state_before', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('suspended_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.Column('lift_note', sa.String(length=1000), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['association_id'], ['association.id'], name=op.f('fk_suspension_association_id_association'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_suspension_city_id_city'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['app_user.id'], name=op.f('fk_suspension_lifted_by_id_app_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['suspended_by_id'], ['app_user.id'], name=op.f('fk_suspension_suspended_by_id_app_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension')),
    sa.UniqueConstraint('public_id', name=op.f('uq_suspension_public_id'))
    )
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suspension_association_id'), ['association_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suspension_city_id'), ['city_id'], unique=False)
        batch_op.create_index('uq_suspension_open', ['city_id', 'association_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.drop_index('uq_suspension_open', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_suspension_city_id'))
        batch_op.drop_index(batch_op.f('ix_suspension_association_id'))

    op.drop_table('suspension')

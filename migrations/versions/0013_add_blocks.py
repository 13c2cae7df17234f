"""Add people whom an association has blocked.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('association_block',
    sa.Column('association_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('email_hash', sa.String(length=64), nullable=True),
    sa.Column('phone_hash', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['association_id'], ['association.id'], name=op.f('fk_association_block_association_id_association'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by_id'], ['app_user.id'], name=op.f('fk_association_block_created_by_id_app_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_association_block_user_id_app_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_association_block')),
    sa.UniqueConstraint('public_id', name=op.f('uq_association_block_public_id'))
    )
    with op.batch_alter_table('association_block', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_association_block_association_id'), ['association_id'], unique=False)
        batch_op.create_index('ix_association_block_email', ['association_id', 'email_hash'], unique=False)
        batch_op.create_index('ix_association_block_phone', ['association_id', 'phone_hash'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('association_block', schema=None) as batch_op:
        batch_op.drop_index('ix_association_block_phone')
        batch_op.drop_index('ix_association_block_email')
        batch_op.drop_index(batch_op.f('ix_association_block_association_id'))

    op.drop_table('association_block')

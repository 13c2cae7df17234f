"""Add logo, opening hours and contacts of an association, and the size of pictures.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('association_contact',
    sa.Column('association_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('task', sa.String(length=120), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['association_id'], ['association.id'], name=op.f('fk_association_contact_association_id_association'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_association_contact')),
    sa.UniqueConstraint('public_id', name=op.f('uq_association_contact_public_id'))
    )
    with op.batch_alter_table('association_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_association_contact_association_id'), ['association_id'], unique=False)

    op.create_table('association_logo',
    sa.Column('association_id', sa.Integer(), nullable=False),
    sa.Column('picture_id', sa.Integer(), nullable=False),
    sa.Column('alt', sa.String(length=200), nullable=False),
    sa.Column('on_dark', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['association_id'], ['association.id'], name=op.f('fk_association_logo_association_id_association'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['picture_id'], ['picture.id'], name=op.f('fk_association_logo_picture_id_picture'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_association_logo')),
    sa.UniqueConstraint('association_id', name=op.f('uq_association_logo_association_id'))
    )
    with op.batch_alter_table('association_logo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_association_logo_picture_id'), ['picture_id'], unique=False)

    op.add_column('association', sa.Column('opening_hours', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('association', sa.Column('opening_note', sa.String(length=300), nullable=False, server_default=''))

    op.add_column('picture', sa.Column('size', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('picture', 'size')

    op.drop_column('association', 'opening_note')
    op.drop_column('association', 'opening_hours')

    with op.batch_alter_table('association_logo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_association_logo_picture_id'))

    op.drop_table('association_logo')
    with op.batch_alter_table('association_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_association_contact_association_id'))

    op.drop_table('association_contact')

"""Add looks of a city: drafts and versions, and pictures of its own.

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('city_look',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('choice', sa.JSON(), nullable=False),
    sa.Column('theme', sa.JSON(), nullable=False),
    sa.Column('claim', sa.String(length=80), nullable=False),
    sa.Column('logo', sa.String(length=40), nullable=False),
    sa.Column('night_logo', sa.String(length=40), nullable=False),
    sa.Column('hero', sa.String(length=40), nullable=False),
    sa.Column('hero_alt', sa.String(length=300), nullable=False),
    sa.Column('sections', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['app_user.id'], name=op.f('fk_city_look_author_id_app_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_city_look_city_id_city'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_look')),
    sa.UniqueConstraint('city_id', 'number', name=op.f('uq_city_look_city_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_city_look_public_id'))
    )
    with op.batch_alter_table('city_look', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_city_look_city_id'), ['city_id'], unique=False)

    with op.batch_alter_table('city', schema=None) as batch_op:
        batch_op.add_column(sa.Column('look', sa.JSON(), nullable=False, server_default='{}'))

    with op.batch_alter_table('picture', schema=None) as batch_op:
        batch_op.add_column(sa.Column('city_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_picture_city_id_city'), 'city', ['city_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_picture_city_id'), ['city_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_picture_city_id'))
        batch_op.drop_constraint(batch_op.f('fk_picture_city_id_city'), type_='foreignkey')
        batch_op.drop_column('city_id')

    with op.batch_alter_table('city', schema=None) as batch_op:
        batch_op.drop_column('look')

    op.drop_table('city_look')

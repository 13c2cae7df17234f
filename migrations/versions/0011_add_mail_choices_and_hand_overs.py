"""Add which mails a member wants, and handing an association over.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_kinds', sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table('membership_invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handed_over_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('leaves_after', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('for_user_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_membership_invitation_for_user_id_app_user'), 'app_user', ['for_user_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_membership_invitation_handed_over_by_id_app_user'), 'app_user', ['handed_over_by_id'], ['id'], ondelete='CASCADE')


def downgrade() -> None:
    with op.batch_alter_table('membership_invitation', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_membership_invitation_handed_over_by_id_app_user'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_membership_invitation_for_user_id_app_user'), type_='foreignkey')
        batch_op.drop_column('for_user_id')
        batch_op.drop_column('leaves_after')
        batch_op.drop_column('handed_over_by_id')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_column('mail_kinds')

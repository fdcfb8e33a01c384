"""scheme

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('lots', sa.Column('scheme', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('evaluation_sessions', sa.Column('sat', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('session_lots', sa.Column('void', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column('session_lots', 'void', server_default=None)
    op.drop_constraint(op.f('uq_session_lots_lot_id'), 'session_lots', type_='unique')
    standing = sa.text('NOT void')
    columns = ['lot_id', 'round_no']
    op.create_index('ix_session_lots_one_session', 'session_lots', columns, unique=True, postgresql_where=standing)


def downgrade() -> None:
    op.drop_index('ix_session_lots_one_session', 'session_lots')
    op.create_unique_constraint(op.f('uq_session_lots_lot_id'), 'session_lots', ['lot_id', 'round_no'])
    op.drop_column('session_lots', 'void')
    op.drop_column('evaluation_sessions', 'sat')
    op.drop_column('lots', 'scheme')

"""price opening

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('price_openings',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('bids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('window_ends', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_out', sa.LargeBinary(), nullable=True),
    sa.Column('read_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['openings.round_id'], name=op.f('fk_price_openings_round_id')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_price_openings')),
    sa.UniqueConstraint('digest', name=op.f('uq_price_openings_digest'))
    )
    op.create_table('price_confirmations',
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['price_openings.round_id'], name=op.f('fk_price_confirmations_round_id')),
    sa.PrimaryKeyConstraint('bid', name=op.f('pk_price_confirmations'))
    )
    op.create_index(op.f('ix_price_confirmations_round_id'), 'price_confirmations', ['round_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_price_confirmations_round_id'), table_name='price_confirmations')
    op.drop_table('price_confirmations')
    op.drop_table('price_openings')

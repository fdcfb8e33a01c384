"""awards

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('awards',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('report', sa.LargeBinary(), nullable=False),
    sa.Column('scores', sa.LargeBinary(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('candidates', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('publicity', sa.LargeBinary(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('award', sa.LargeBinary(), nullable=True),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noticed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('winner', sa.LargeBinary(), nullable=True),
    sa.Column('contract', sa.LargeBinary(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('contract_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('written_report', sa.LargeBinary(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('archive', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_awards_round_id')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_awards'))
    )
    op.create_table('result_objections',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('bid', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('uscc', sa.String(), nullable=False),
    sa.Column('interest', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_result_objections_round_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_result_objections'))
    )
    op.create_index(op.f('ix_result_objections_round_id'), 'result_objections', ['round_id'], unique=False)
    op.create_table('bonds_back',
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('became', sa.String(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('interest', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['bid'], ['bids.digest'], name=op.f('fk_bonds_back_bid')),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_bonds_back_round_id')),
    sa.PrimaryKeyConstraint('bid', name=op.f('pk_bonds_back'))
    )
    op.create_index(op.f('ix_bonds_back_round_id'), 'bonds_back', ['round_id'], unique=False)


def downgrade() -> None:
    op.drop_table('bonds_back')
    op.drop_table('result_objections')
    op.drop_table('awards')

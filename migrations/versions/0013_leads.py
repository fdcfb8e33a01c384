"""leads

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lead_searches',
    sa.Column('scores', sa.LargeBinary(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['session_id'], ['sittings.session_id'], name=op.f('fk_lead_searches_session_id')),
    sa.PrimaryKeyConstraint('scores', name=op.f('pk_lead_searches'))
    )
    op.create_index('ix_lead_searches_lot', 'lead_searches', ['session_id', 'lot_id'], unique=False)
    op.create_index(op.f('ix_lead_searches_project_id'), 'lead_searches', ['project_id'], unique=False)
    op.create_table('leads',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('scores', sa.LargeBinary(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('strength', sa.String(), nullable=False),
    sa.Column('bids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('seats', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('measures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['scores'], ['lead_searches.scores'], name=op.f('fk_leads_scores')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leads')),
    sa.UniqueConstraint('number', name=op.f('uq_leads_number'))
    )
    op.create_index(op.f('ix_leads_scores'), 'leads', ['scores'], unique=False)
    op.create_table('lead_steps',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('lead_id', sa.Uuid(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_steps_lead_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_steps'))
    )
    op.create_index(op.f('ix_lead_steps_lead_id'), 'lead_steps', ['lead_id'], unique=False)
    op.create_table('lead_votes',
    sa.Column('lead_id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_votes_lead_id')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_lead_votes_member_id')),
    sa.PrimaryKeyConstraint('lead_id', 'member_id', name=op.f('pk_lead_votes'))
    )


def downgrade() -> None:
    op.drop_table('lead_votes')
    op.drop_table('lead_steps')
    op.drop_table('leads')
    op.drop_table('lead_searches')

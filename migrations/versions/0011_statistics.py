"""statistics

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('share_bases',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_bases'))
    )
    op.create_table('share_cells',
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=False),
    sa.Column('project_class', sa.String(), nullable=False),
    sa.Column('band', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('platform_local', sa.Integer(), nullable=False),
    sa.Column('platform_local_exempt', sa.Integer(), nullable=False),
    sa.Column('platform_cross_county', sa.Integer(), nullable=False),
    sa.Column('platform_cross_county_exempt', sa.Integer(), nullable=False),
    sa.Column('platform_remote_in_province', sa.Integer(), nullable=False),
    sa.Column('platform_remote_in_province_exempt', sa.Integer(), nullable=False),
    sa.Column('platform_remote_cross_province', sa.Integer(), nullable=False),
    sa.Column('platform_remote_cross_province_exempt', sa.Integer(), nullable=False),
    sa.Column('platform_remote_both', sa.Integer(), nullable=False),
    sa.Column('platform_remote_both_exempt', sa.Integer(), nullable=False),
    sa.Column('statutory_local', sa.Integer(), nullable=False),
    sa.Column('statutory_local_exempt', sa.Integer(), nullable=False),
    sa.Column('statutory_cross_county', sa.Integer(), nullable=False),
    sa.Column('statutory_cross_county_exempt', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_in_province', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_in_province_exempt', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_cross_province', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_cross_province_exempt', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_both', sa.Integer(), nullable=False),
    sa.Column('statutory_remote_both_exempt', sa.Integer(), nullable=False),
    sa.Column('scope_local', sa.Integer(), nullable=False),
    sa.Column('scope_local_exempt', sa.Integer(), nullable=False),
    sa.Column('scope_cross_county', sa.Integer(), nullable=False),
    sa.Column('scope_cross_county_exempt', sa.Integer(), nullable=False),
    sa.Column('scope_remote_in_province', sa.Integer(), nullable=False),
    sa.Column('scope_remote_in_province_exempt', sa.Integer(), nullable=False),
    sa.Column('scope_remote_cross_province', sa.Integer(), nullable=False),
    sa.Column('scope_remote_cross_province_exempt', sa.Integer(), nullable=False),
    sa.Column('scope_remote_both', sa.Integer(), nullable=False),
    sa.Column('scope_remote_both_exempt', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('unit', 'by', 'month', 'city', 'sector', 'project_class', 'band', 'source', name=op.f('pk_share_cells'))
    )
    op.create_table('share_imports',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_imports')),
    sa.UniqueConstraint('sha256', name=op.f('uq_share_imports_sha256'))
    )
    op.create_table('share_months',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('closing', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_share_months'))
    )
    op.create_table('share_projects',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=False),
    sa.Column('meant', sa.String(), nullable=True),
    sa.Column('meant_city', sa.String(), nullable=True),
    sa.Column('exempt', sa.String(), nullable=True),
    sa.Column('exempt_document', sa.String(), nullable=True),
    sa.Column('exempt_approver', sa.String(), nullable=True),
    sa.Column('exempt_sha256', sa.LargeBinary(), nullable=True),
    sa.Column('exempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pending', postgresql.ARRAY(sa.Date()), nullable=True),
    sa.Column('pending_since', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_share_projects')),
    sa.UniqueConstraint('project_id', name=op.f('uq_share_projects_project_id'))
    )
    op.create_index('ix_share_projects_waiting', 'share_projects', ['key'], unique=False, postgresql_where='pending IS NOT NULL')
    op.create_index(op.f('ix_share_projects_code'), 'share_projects', ['code'], unique=False)
    op.create_table('share_counts',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('project_key', sa.String(), nullable=False),
    sa.Column('lot_key', sa.String(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=True),
    sa.Column('round_no', sa.Integer(), nullable=False),
    sa.Column('lot_name', sa.String(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=True),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('main_city', sa.String(), nullable=False),
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('project_class', sa.String(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('project_amount', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('statutory', sa.Boolean(), nullable=False),
    sa.Column('in_scope', sa.Boolean(), nullable=False),
    sa.Column('seats', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('subs', postgresql.ARRAY(sa.String()), nullable=False),
    sa.Column('report', sa.LargeBinary(), nullable=True),
    sa.Column('draw', sa.LargeBinary(), nullable=True),
    sa.Column('presence', sa.LargeBinary(), nullable=True),
    sa.Column('void_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('void_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['share_imports.id'], name=op.f('fk_share_counts_import_id')),
    sa.ForeignKeyConstraint(['project_key'], ['share_projects.key'], name=op.f('fk_share_counts_project_key')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_counts')),
    sa.UniqueConstraint('lot_key', 'round_no', 'session_id', name=op.f('uq_share_counts_lot_key'))
    )
    op.create_index('ix_share_counts_declared_once', 'share_counts', ['lot_key'], unique=True, postgresql_where="void_at IS NULL AND source = 'declared'")
    op.create_index(op.f('ix_share_counts_import_id'), 'share_counts', ['import_id'], unique=False)
    op.create_index(op.f('ix_share_counts_project_key'), 'share_counts', ['project_key'], unique=False)
    op.create_index(op.f('ix_share_counts_session_id'), 'share_counts', ['session_id'], unique=False)
    op.create_index('ix_share_counts_standing', 'share_counts', ['project_key'], unique=False, postgresql_where='void_at IS NULL')
    op.create_table('share_restatements',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['month'], ['share_months.month'], name=op.f('fk_share_restatements_month')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_restatements'))
    )
    op.create_index(op.f('ix_share_restatements_month'), 'share_restatements', ['month'], unique=False)
    op.create_table('share_sign_offs',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('organisation', sa.Uuid(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=False),
    sa.Column('figures', sa.LargeBinary(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['month'], ['share_months.month'], name=op.f('fk_share_sign_offs_month')),
    sa.PrimaryKeyConstraint('month', 'city', name=op.f('pk_share_sign_offs'))
    )
    op.create_table('share_facts',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('project_key', sa.String(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=False),
    sa.Column('project_class', sa.String(), nullable=False),
    sa.Column('band', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('kind_all', sa.String(), nullable=False),
    sa.Column('kind_any', sa.String(), nullable=False),
    sa.Column('statutory', sa.Boolean(), nullable=False),
    sa.Column('in_scope', sa.Boolean(), nullable=False),
    sa.Column('exempt', sa.String(), nullable=True),
    sa.Column('subs', postgresql.ARRAY(sa.String()), nullable=False),
    sa.Column('count_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['count_id'], ['share_counts.id'], name=op.f('fk_share_facts_count_id')),
    sa.ForeignKeyConstraint(['project_key'], ['share_projects.key'], name=op.f('fk_share_facts_project_key')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_facts')),
    sa.UniqueConstraint('unit', 'key', name=op.f('uq_share_facts_unit'))
    )
    op.create_index('ix_share_facts_pages', 'share_facts', ['unit', 'month', 'id'], unique=False)
    op.create_index(op.f('ix_share_facts_project_key'), 'share_facts', ['project_key'], unique=False)


def downgrade() -> None:
    op.drop_table('share_facts')
    op.drop_table('share_sign_offs')
    op.drop_table('share_restatements')
    op.drop_table('share_counts')
    op.drop_table('share_projects')
    op.drop_table('share_months')
    op.drop_table('share_imports')
    op.drop_table('share_cells')
    op.drop_table('share_bases')

"""experts

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None
STAY = '''
CREATE FUNCTION expert_versions_stay() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'versions of an expert are only ever added'; END$$
'''
GUARD = '''
CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON expert_versions
FOR EACH STATEMENT EXECUTE FUNCTION expert_versions_stay()
'''


def upgrade() -> None:
    op.create_table('expert_fees',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('base', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('base_hours', sa.Integer(), nullable=False),
    sa.Column('per_hour', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_fees')),
    sa.UniqueConstraint('region', 'since', name=op.f('uq_expert_fees_region'))
    )
    op.create_table('expert_imports',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('strict', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('checked', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('updated', sa.Integer(), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_imports'))
    )
    op.create_index('ix_expert_imports_running', 'expert_imports', ['sha256', 'strict'], unique=True, postgresql_where='ended_at IS NULL')
    op.create_table('experts',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('id_index', sa.LargeBinary(), nullable=False),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.Column('name_index', sa.LargeBinary(), nullable=False),
    sa.Column('reachable', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_experts')),
    sa.UniqueConstraint('id_index', name=op.f('uq_experts_id_index')),
    sa.UniqueConstraint('phone_index', name=op.f('uq_experts_phone_index'))
    )
    op.create_index(op.f('ix_experts_changed_at'), 'experts', ['changed_at'], unique=False)
    op.create_index(op.f('ix_experts_name_index'), 'experts', ['name_index'], unique=False)
    op.create_table('speciality_tables',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('csv', sa.String(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('loaded_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speciality_tables'))
    )
    op.create_table('expert_absences',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('expert_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('since < until', name=op.f('ck_expert_absences_forward')),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.id'], name=op.f('fk_expert_absences_expert_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_absences'))
    )
    op.create_index(op.f('ix_expert_absences_expert_id'), 'expert_absences', ['expert_id'], unique=False)
    op.create_table('expert_import_chunks',
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['expert_imports.id'], name=op.f('fk_expert_import_chunks_import_id')),
    sa.PrimaryKeyConstraint('import_id', 'number', name=op.f('pk_expert_import_chunks'))
    )
    op.create_table('expert_import_errors',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['expert_imports.id'], name=op.f('fk_expert_import_errors_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_import_errors'))
    )
    op.create_index(op.f('ix_expert_import_errors_import_id'), 'expert_import_errors', ['import_id'], unique=False)
    op.create_table('expert_versions',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('expert_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('employer', sa.String(), nullable=False),
    sa.Column('employer_uscc', sa.String(), nullable=False),
    sa.Column('specialities', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('former', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('relatives', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('shareholdings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('authority', sa.String(), nullable=True),
    sa.Column('standing', sa.String(), nullable=False),
    sa.Column('standing_reason', sa.String(), nullable=True),
    sa.Column('suspended_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['expert_id'], ['experts.id'], name=op.f('fk_expert_versions_expert_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_versions'))
    )
    op.create_index('ix_expert_versions_expert_at', 'expert_versions', ['expert_id', 'at', 'id'], unique=False)
    op.execute(STAY)
    op.execute(GUARD)


def downgrade() -> None:
    op.drop_index('ix_expert_versions_expert_at', table_name='expert_versions')
    op.drop_table('expert_versions')
    op.drop_index(op.f('ix_expert_import_errors_import_id'), table_name='expert_import_errors')
    op.drop_table('expert_import_errors')
    op.drop_table('expert_import_chunks')
    op.drop_index(op.f('ix_expert_absences_expert_id'), table_name='expert_absences')
    op.drop_table('expert_absences')
    op.drop_table('speciality_tables')
    op.drop_index(op.f('ix_experts_name_index'), table_name='experts')
    op.drop_index(op.f('ix_experts_changed_at'), table_name='experts')
    op.drop_table('experts')
    op.drop_index('ix_expert_imports_running', table_name='expert_imports', postgresql_where='ended_at IS NULL')
    op.drop_table('expert_imports')
    op.drop_table('expert_fees')
    op.execute('DROP FUNCTION expert_versions_stay()')

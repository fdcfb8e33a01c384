"""first tables

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE OR REPLACE FUNCTION now_() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'")
    op.create_table('events',
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('topic', 'seq', name=op.f('pk_events'))
    )
    op.create_table('journal',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=True),
    sa.Column('organisation', sa.Uuid(), nullable=True),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('veil', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal'))
    )
    op.create_index('ix_journal_subject', 'journal', ['subject', 'subject_id'], unique=False)
    op.create_index(op.f('ix_journal_veil'), 'journal', ['veil'], unique=False)
    op.create_table('letters',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('carried_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters'))
    )
    op.create_index('ix_letters_waiting', 'letters', ['id'], unique=False, postgresql_where='carried_at IS NULL')
    op.create_table('login_attempts',
    sa.Column('login_hash', sa.LargeBinary(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('login_hash', name=op.f('pk_login_attempts'))
    )
    op.create_index(op.f('ix_login_attempts_since'), 'login_attempts', ['since'], unique=False)
    op.create_table('notices',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.Uuid(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('title', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rehearsal', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('rehearsal', 'number', name=op.f('uq_notices_rehearsal'))
    )
    op.create_index(op.f('ix_notices_region_code'), 'notices', ['region_code'], unique=False)
    op.create_index(op.f('ix_notices_subject'), 'notices', ['subject'], unique=False)
    op.create_table('organisations',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('uscc', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('uscc', name=op.f('uq_organisations_uscc'))
    )
    op.create_table('pending_leaves',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_leaves'))
    )
    op.create_table('persons',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('password', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_persons')),
    sa.UniqueConstraint('login', name=op.f('uq_persons_login'))
    )
    op.create_table('records',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('lot', sa.Uuid(), nullable=True),
    sa.Column('round', sa.Integer(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('signatures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('veil', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_records')),
    sa.UniqueConstraint('digest', name=op.f('uq_records_digest'))
    )
    op.create_index('ix_records_subject', 'records', ['lot', 'round', 'type'], unique=False)
    op.create_index(op.f('ix_records_veil'), 'records', ['veil'], unique=False)
    op.create_table('setup_links',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_setup_links'))
    )
    op.create_table('ticks',
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entry', sa.LargeBinary(), nullable=False),
    sa.Column('leaf_hash', sa.LargeBinary(), nullable=False),
    sa.Column('leaves', sa.LargeBinary(), nullable=False),
    sa.Column('filler_key', sa.LargeBinary(), nullable=False),
    sa.Column('fillers_public', sa.Boolean(), nullable=False),
    sa.Column('frontier', sa.LargeBinary(), nullable=False),
    sa.Column('head', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_ticks'))
    )
    op.create_table('timers',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timers')),
    sa.UniqueConstraint('key', name=op.f('uq_timers_key'))
    )
    op.create_index('ix_timers_due', 'timers', ['due'], unique=False, postgresql_where='done_at IS NULL')
    op.create_table('topics',
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('topic', name=op.f('pk_topics'))
    )
    op.create_table('companies',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('uscc', sa.String(), nullable=False),
    sa.Column('company_key', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('bound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bound_by', sa.Uuid(), nullable=True),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['bound_by'], ['persons.id'], name=op.f('fk_companies_bound_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companies'))
    )
    op.create_index('ix_companies_key', 'companies', ['company_key'], unique=True)
    op.create_index(op.f('ix_companies_uscc'), 'companies', ['uscc'], unique=False)
    op.create_table('custodian_bodies',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('prefecture', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('share_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_key', sa.LargeBinary(), nullable=False),
    sa.Column('possession', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=True),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_custodian_bodies_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custodian_bodies')),
    sa.UniqueConstraint('share_key', name=op.f('uq_custodian_bodies_share_key')),
    sa.UniqueConstraint('sign_key', name=op.f('uq_custodian_bodies_sign_key'))
    )
    op.create_table('projects',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('project_class', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('buyer_id', sa.Uuid(), nullable=False),
    sa.Column('agency_id', sa.Uuid(), nullable=True),
    sa.Column('centre_id', sa.Uuid(), nullable=True),
    sa.Column('funds', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('investment', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('is_statutory', sa.Boolean(), nullable=False),
    sa.Column('is_in_remote_scope', sa.Boolean(), nullable=False),
    sa.Column('trace', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['organisations.id'], name=op.f('fk_projects_agency_id')),
    sa.ForeignKeyConstraint(['buyer_id'], ['organisations.id'], name=op.f('fk_projects_buyer_id')),
    sa.ForeignKeyConstraint(['centre_id'], ['organisations.id'], name=op.f('fk_projects_centre_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects')),
    sa.UniqueConstraint('code', name=op.f('uq_projects_code'))
    )
    op.create_index(op.f('ix_projects_agency_id'), 'projects', ['agency_id'], unique=False)
    op.create_index(op.f('ix_projects_buyer_id'), 'projects', ['buyer_id'], unique=False)
    op.create_index(op.f('ix_projects_centre_id'), 'projects', ['centre_id'], unique=False)
    op.create_table('roles',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_roles_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_roles_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roles')),
    sa.UniqueConstraint('person_id', 'organisation_id', 'role', name=op.f('uq_roles_person_id'))
    )
    op.create_index('ix_roles_one_administrator', 'roles', ['person_id'], unique=True, postgresql_where="role IN ('system_admin', 'security_admin', 'audit_admin')")
    op.create_index(op.f('ix_roles_person_id'), 'roles', ['person_id'], unique=False)
    op.create_table('lots',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('estimate', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('ceiling', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('offer_form', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('coefficients', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['projects.id'], name=op.f('fk_lots_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lots')),
    sa.UniqueConstraint('project_id', 'number', name=op.f('uq_lots_project_id'))
    )
    op.create_index(op.f('ix_lots_project_id'), 'lots', ['project_id'], unique=False)
    op.create_table('sessions',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_sessions_person_id')),
    sa.ForeignKeyConstraint(['role_id'], ['roles.id'], name=op.f('fk_sessions_role_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sessions'))
    )
    op.create_index(op.f('ix_sessions_person_id'), 'sessions', ['person_id'], unique=False)
    op.create_table('lot_rounds',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('rulebook', sa.Integer(), nullable=False),
    sa.Column('rehearsal', sa.Boolean(), nullable=False),
    sa.Column('document_version', sa.Integer(), nullable=False),
    sa.Column('documents', sa.LargeBinary(), nullable=True),
    sa.Column('key_set_id', sa.Uuid(), nullable=True),
    sa.Column('key_set', sa.LargeBinary(), nullable=True),
    sa.Column('tender', sa.LargeBinary(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=True),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.id'], name=op.f('fk_lot_rounds_lot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_rounds')),
    sa.UniqueConstraint('lot_id', 'number', name=op.f('uq_lot_rounds_lot_id'))
    )
    op.create_index(op.f('ix_lot_rounds_deadline'), 'lot_rounds', ['deadline'], unique=False)
    op.create_index(op.f('ix_lot_rounds_lot_id'), 'lot_rounds', ['lot_id'], unique=False)
    op.create_index('ix_lot_rounds_register', 'lot_rounds', ['rehearsal', 'published_at', 'id'], unique=False)
    op.create_table('bids',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('bid_key', sa.LargeBinary(), nullable=False),
    sa.Column('statement', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('document_version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('receipt_number', sa.String(), nullable=False),
    sa.Column('receipt', sa.LargeBinary(), nullable=False),
    sa.Column('withdrawal', sa.LargeBinary(), nullable=True),
    sa.Column('accepted', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_bids_round_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_bids')),
    sa.UniqueConstraint('receipt_number', name=op.f('uq_bids_receipt_number'))
    )
    op.create_index(op.f('ix_bids_round_id'), 'bids', ['round_id'], unique=False)
    op.create_table('deadlines',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_deadlines_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadlines')),
    sa.UniqueConstraint('round_id', 'deadline', name=op.f('uq_deadlines_round_id'))
    )
    op.create_index(op.f('ix_deadlines_round_id'), 'deadlines', ['round_id'], unique=False)
    op.create_table('document_versions',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_document_versions_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_versions')),
    sa.UniqueConstraint('round_id', 'version', name=op.f('uq_document_versions_round_id'))
    )
    op.create_index(op.f('ix_document_versions_round_id'), 'document_versions', ['round_id'], unique=False)
    op.create_table('key_sets',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('document_digest', sa.LargeBinary(), nullable=False),
    sa.Column('members', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_key_sets_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_sets')),
    sa.UniqueConstraint('digest', name=op.f('uq_key_sets_digest'))
    )
    op.create_index(op.f('ix_key_sets_round_id'), 'key_sets', ['round_id'], unique=False)
    op.create_table('openings',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('freeze', sa.LargeBinary(), nullable=False),
    sa.Column('frozen', sa.Integer(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('window_ends', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_out', sa.LargeBinary(), nullable=True),
    sa.Column('read_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_openings_round_id')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_openings')),
    sa.UniqueConstraint('freeze', name=op.f('uq_openings_freeze'))
    )
    op.create_table('readiness',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('drill', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['custodian_bodies.id'], name=op.f('fk_readiness_body_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_readiness_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readiness')),
    sa.UniqueConstraint('round_id', 'body_id', 'drill', name=op.f('uq_readiness_round_id'))
    )
    op.create_index(op.f('ix_readiness_round_id'), 'readiness', ['round_id'], unique=False)
    op.create_table('uploads',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('length', sa.BigInteger(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.Column('object_name', sa.String(), nullable=False),
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('bid', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_uploads_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads'))
    )
    op.create_index(op.f('ix_uploads_expires_at'), 'uploads', ['expires_at'], unique=False)
    op.create_index(op.f('ix_uploads_round_id'), 'uploads', ['round_id'], unique=False)
    op.create_table('document_files',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('length', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('object_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['document_versions.id'], name=op.f('fk_document_files_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_files')),
    sa.UniqueConstraint('version_id', 'name', name=op.f('uq_document_files_version_id'))
    )
    op.create_index(op.f('ix_document_files_sha256'), 'document_files', ['sha256'], unique=False)
    op.create_index(op.f('ix_document_files_version_id'), 'document_files', ['version_id'], unique=False)
    op.create_table('drills',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('key_set_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sharing', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['key_set_id'], ['key_sets.id'], name=op.f('fk_drills_key_set_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lot_rounds.id'], name=op.f('fk_drills_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drills')),
    sa.UniqueConstraint('round_id', 'name', name=op.f('uq_drills_round_id'))
    )
    op.create_index(op.f('ix_drills_round_id'), 'drills', ['round_id'], unique=False)
    op.create_table('envelopes',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('header', sa.LargeBinary(), nullable=False),
    sa.Column('root', sa.LargeBinary(), nullable=False),
    sa.Column('length', sa.BigInteger(), nullable=False),
    sa.Column('object_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['bid'], ['bids.digest'], name=op.f('fk_envelopes_bid')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_envelopes')),
    sa.UniqueConstraint('bid', 'kind', name=op.f('uq_envelopes_bid'))
    )
    op.create_index(op.f('ix_envelopes_bid'), 'envelopes', ['bid'], unique=False)
    op.create_table('key_statements',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('key_set_id', sa.Uuid(), nullable=False),
    sa.Column('index', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['key_set_id'], ['key_sets.id'], name=op.f('fk_key_statements_key_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_statements')),
    sa.UniqueConstraint('key_set_id', 'index', name=op.f('uq_key_statements_key_set_id'))
    )
    op.create_index(op.f('ix_key_statements_key_set_id'), 'key_statements', ['key_set_id'], unique=False)
    op.create_table('opening_confirmations',
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['openings.round_id'], name=op.f('fk_opening_confirmations_round_id')),
    sa.PrimaryKeyConstraint('bid', name=op.f('pk_opening_confirmations'))
    )
    op.create_index(op.f('ix_opening_confirmations_round_id'), 'opening_confirmations', ['round_id'], unique=False)
    op.create_table('opening_objections',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['openings.round_id'], name=op.f('fk_opening_objections_round_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_opening_objections'))
    )
    op.create_index(op.f('ix_opening_objections_round_id'), 'opening_objections', ['round_id'], unique=False)
    op.create_table('releases',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('share_key', sa.LargeBinary(), nullable=False),
    sa.Column('index', sa.Integer(), nullable=False),
    sa.Column('client', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['openings.round_id'], name=op.f('fk_releases_round_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_releases')),
    sa.UniqueConstraint('round_id', 'step', 'share_key', name=op.f('uq_releases_round_id'))
    )
    op.create_index(op.f('ix_releases_round_id'), 'releases', ['round_id'], unique=False)
    op.create_table('upload_pieces',
    sa.Column('upload_id', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(), nullable=False),
    sa.Column('leaf', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_upload_pieces_upload_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('upload_id', 'number', name=op.f('pk_upload_pieces'))
    )
    op.create_table('opened_envelopes',
    sa.Column('envelope', sa.LargeBinary(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('bid', sa.LargeBinary(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('cause', sa.String(), nullable=True),
    sa.Column('detail', sa.String(), nullable=True),
    sa.Column('manifest', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('form', sa.String(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['bid'], ['bids.digest'], name=op.f('fk_opened_envelopes_bid')),
    sa.ForeignKeyConstraint(['envelope'], ['envelopes.digest'], name=op.f('fk_opened_envelopes_envelope')),
    sa.ForeignKeyConstraint(['round_id'], ['openings.round_id'], name=op.f('fk_opened_envelopes_round_id')),
    sa.PrimaryKeyConstraint('envelope', name=op.f('pk_opened_envelopes'))
    )
    op.create_index('ix_opened_round', 'opened_envelopes', ['round_id', 'step', 'state'], unique=False)
    op.create_table('shares',
    sa.Column('envelope', sa.LargeBinary(), nullable=False),
    sa.Column('index', sa.Integer(), nullable=False),
    sa.Column('share', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['envelope'], ['envelopes.digest'], name=op.f('fk_shares_envelope')),
    sa.PrimaryKeyConstraint('envelope', 'index', name=op.f('pk_shares'))
    )


def downgrade() -> None:
    op.drop_table('shares')
    op.drop_index('ix_opened_round', table_name='opened_envelopes')
    op.drop_table('opened_envelopes')
    op.drop_table('upload_pieces')
    op.drop_index(op.f('ix_releases_round_id'), table_name='releases')
    op.drop_table('releases')
    op.drop_index(op.f('ix_opening_objections_round_id'), table_name='opening_objections')
    op.drop_table('opening_objections')
    op.drop_index(op.f('ix_opening_confirmations_round_id'), table_name='opening_confirmations')
    op.drop_table('opening_confirmations')
    op.drop_index(op.f('ix_key_statements_key_set_id'), table_name='key_statements')
    op.drop_table('key_statements')
    op.drop_index(op.f('ix_envelopes_bid'), table_name='envelopes')
    op.drop_table('envelopes')
    op.drop_index(op.f('ix_drills_round_id'), table_name='drills')
    op.drop_table('drills')
    op.drop_index(op.f('ix_document_files_version_id'), table_name='document_files')
    op.drop_index(op.f('ix_document_files_sha256'), table_name='document_files')
    op.drop_table('document_files')
    op.drop_index(op.f('ix_uploads_round_id'), table_name='uploads')
    op.drop_index(op.f('ix_uploads_expires_at'), table_name='uploads')
    op.drop_table('uploads')
    op.drop_index(op.f('ix_readiness_round_id'), table_name='readiness')
    op.drop_table('readiness')
    op.drop_table('openings')
    op.drop_index(op.f('ix_key_sets_round_id'), table_name='key_sets')
    op.drop_table('key_sets')
    op.drop_index(op.f('ix_document_versions_round_id'), table_name='document_versions')
    op.drop_table('document_versions')
    op.drop_index(op.f('ix_deadlines_round_id'), table_name='deadlines')
    op.drop_table('deadlines')
    op.drop_index(op.f('ix_bids_round_id'), table_name='bids')
    op.drop_table('bids')
    op.drop_index('ix_lot_rounds_register', table_name='lot_rounds')
    op.drop_index(op.f('ix_lot_rounds_lot_id'), table_name='lot_rounds')
    op.drop_index(op.f('ix_lot_rounds_deadline'), table_name='lot_rounds')
    op.drop_table('lot_rounds')
    op.drop_index(op.f('ix_sessions_person_id'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_index(op.f('ix_lots_project_id'), table_name='lots')
    op.drop_table('lots')
    op.drop_index(op.f('ix_roles_person_id'), table_name='roles')
    op.drop_index('ix_roles_one_administrator', table_name='roles', postgresql_where="role IN ('system_admin', 'security_admin', 'audit_admin')")
    op.drop_table('roles')
    op.drop_index(op.f('ix_projects_centre_id'), table_name='projects')
    op.drop_index(op.f('ix_projects_buyer_id'), table_name='projects')
    op.drop_index(op.f('ix_projects_agency_id'), table_name='projects')
    op.drop_table('projects')
    op.drop_table('custodian_bodies')
    op.drop_index(op.f('ix_companies_uscc'), table_name='companies')
    op.drop_index('ix_companies_key', table_name='companies')
    op.drop_table('companies')
    op.drop_table('topics')
    op.drop_index('ix_timers_due', table_name='timers', postgresql_where='done_at IS NULL')
    op.drop_table('timers')
    op.drop_table('ticks')
    op.drop_table('setup_links')
    op.drop_index(op.f('ix_records_veil'), table_name='records')
    op.drop_index('ix_records_subject', table_name='records')
    op.drop_table('records')
    op.drop_table('persons')
    op.drop_table('pending_leaves')
    op.drop_table('organisations')
    op.drop_index(op.f('ix_notices_subject'), table_name='notices')
    op.drop_index(op.f('ix_notices_region_code'), table_name='notices')
    op.drop_table('notices')
    op.drop_index(op.f('ix_login_attempts_since'), table_name='login_attempts')
    op.drop_table('login_attempts')
    op.drop_index('ix_letters_waiting', table_name='letters', postgresql_where='carried_at IS NULL')
    op.drop_table('letters')
    op.drop_index(op.f('ix_journal_veil'), table_name='journal')
    op.drop_index('ix_journal_subject', table_name='journal')
    op.drop_table('journal')
    op.drop_table('events')
    op.execute("DROP FUNCTION now_()")

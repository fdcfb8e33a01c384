"""rooms

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('members',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('committee', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('occupancy_id', sa.Uuid(), nullable=True),
    sa.Column('person_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('letter_sha256', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=True),
    sa.Column('workstation_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('sign_key', sa.LargeBinary(), nullable=True),
    sa.Column('pledge', sa.LargeBinary(), nullable=True),
    sa.Column('recused', sa.Boolean(), nullable=False),
    sa.Column('on_break', sa.Boolean(), nullable=False),
    sa.Column('gone_reason', sa.String(), nullable=True),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['occupancy_id'], ['occupancies.id'], name=op.f('fk_members_occupancy_id')),
    sa.ForeignKeyConstraint(['session_id'], ['evaluation_sessions.id'], name=op.f('fk_members_session_id')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_members_venue_id')),
    sa.ForeignKeyConstraint(['workstation_id'], ['workstations.id'], name=op.f('fk_members_workstation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members')),
    sa.UniqueConstraint('session_id', 'occupancy_id', name=op.f('uq_members_session_id'))
    )
    op.create_index('ix_members_one_at_a_seat', 'members', ['session_id', 'committee', 'name'], unique=True, postgresql_where="state <> 'GONE'")
    op.create_index(op.f('ix_members_session_id'), 'members', ['session_id'], unique=False)
    op.create_table('head_votes',
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('ballot', sa.Integer(), nullable=False),
    sa.Column('for_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['for_id'], ['members.id'], name=op.f('fk_head_votes_for_id')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_head_votes_member_id')),
    sa.PrimaryKeyConstraint('member_id', 'ballot', name=op.f('pk_head_votes'))
    )
    op.create_table('presence',
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('round_trip_ms', sa.Integer(), nullable=True),
    sa.Column('link', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_presence_member_id')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_presence'))
    )
    op.create_table('seat_logins',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('workstation_id', sa.Uuid(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_seat_logins_member_id')),
    sa.ForeignKeyConstraint(['workstation_id'], ['workstations.id'], name=op.f('fk_seat_logins_workstation_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_seat_logins'))
    )
    op.create_index(op.f('ix_seat_logins_member_id'), 'seat_logins', ['member_id'], unique=False)
    op.create_table('sittings',
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('committee', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('held', sa.String(), nullable=True),
    sa.Column('held_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_reason', sa.String(), nullable=True),
    sa.Column('judged_seconds', sa.Integer(), nullable=False),
    sa.Column('running_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('head_id', sa.Uuid(), nullable=True),
    sa.Column('ballot', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('restarted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['head_id'], ['members.id'], name=op.f('fk_sittings_head_id')),
    sa.ForeignKeyConstraint(['session_id'], ['evaluation_sessions.id'], name=op.f('fk_sittings_session_id')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_sittings'))
    )
    op.create_table('slips',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('workstation_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_by', sa.Uuid(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_slips_member_id')),
    sa.ForeignKeyConstraint(['workstation_id'], ['workstations.id'], name=op.f('fk_slips_workstation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slips')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_slips_code_hash'))
    )
    op.create_index(op.f('ix_slips_member_id'), 'slips', ['member_id'], unique=False)
    op.create_table('holds',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('committee', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['session_id'], ['sittings.session_id'], name=op.f('fk_holds_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holds'))
    )
    op.create_index(op.f('ix_holds_session_id'), 'holds', ['session_id'], unique=False)
    op.create_table('room_lines',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_room_lines_member_id')),
    sa.ForeignKeyConstraint(['session_id'], ['sittings.session_id'], name=op.f('fk_room_lines_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room_lines'))
    )
    op.create_index(op.f('ix_room_lines_session_id'), 'room_lines', ['session_id'], unique=False)


def downgrade() -> None:
    op.drop_table('room_lines')
    op.drop_table('holds')
    op.drop_table('slips')
    op.drop_table('sittings')
    op.drop_table('seat_logins')
    op.drop_table('presence')
    op.drop_table('head_votes')
    op.drop_table('members')

"""venues

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('venues',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('physical_city', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('hours', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('meals', sa.String(), nullable=False),
    sa.Column('lodging', sa.String(), nullable=False),
    sa.Column('fees', sa.String(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_venues_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venues')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_venues_organisation_id'))
    )
    op.create_index(op.f('ix_venues_organisation_id'), 'venues', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_venues_physical_city'), 'venues', ['physical_city'], unique=False)
    op.create_table('rooms',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_rooms_venue_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rooms')),
    sa.UniqueConstraint('venue_id', 'name', name=op.f('uq_rooms_venue_id'))
    )
    op.create_table('workstations',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('number', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('room_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('spare', sa.Boolean(), nullable=False),
    sa.Column('broken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['room_id'], ['rooms.id'], name=op.f('fk_workstations_room_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workstations')),
    sa.UniqueConstraint('id', 'number', name='uq_workstations_pair'),
    sa.UniqueConstraint('number', name=op.f('uq_workstations_number')),
    sa.UniqueConstraint('room_id', 'name', name=op.f('uq_workstations_room_id'))
    )
    op.create_table('venue_requests',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
    sa.Column('rulebook', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_venue_requests_venue_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue_requests'))
    )
    op.create_index(op.f('ix_venue_requests_session_id'), 'venue_requests', ['session_id'], unique=False)
    op.create_index(op.f('ix_venue_requests_venue_id'), 'venue_requests', ['venue_id'], unique=False)
    op.create_table('bookings',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('workstation_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=True),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    # Written by hand: autogenerate neither writes nor compares exclusion constraints; tests/venues holds model and
    # database together. btree_gist is not there, so a seat is a range of one whole number.
    postgresql.ExcludeConstraint(
        (sa.text("int8range(number, number, '[]')"), '&&'),
        ('during', '&&'),
        where=sa.text('released_at IS NULL'),
        using='gist',
        name='ex_bookings_one_at_a_time',
    ),
    sa.ForeignKeyConstraint(['request_id'], ['venue_requests.id'], name=op.f('fk_bookings_request_id')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_bookings_venue_id')),
    sa.ForeignKeyConstraint(
        ['workstation_id', 'number'],
        ['workstations.id', 'workstations.number'],
        name=op.f('fk_bookings_workstation_id'),
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bookings'))
    )
    op.create_index(op.f('ix_bookings_request_id'), 'bookings', ['request_id'], unique=False)
    op.create_index(op.f('ix_bookings_session_id'), 'bookings', ['session_id'], unique=False)
    standing = sa.text('released_at IS NULL')
    op.create_index('ix_bookings_standing', 'bookings', ['venue_id'], unique=False, postgresql_where=standing)


def downgrade() -> None:
    for table in ('bookings', 'venue_requests', 'workstations', 'rooms', 'venues'):
        op.drop_table(table)

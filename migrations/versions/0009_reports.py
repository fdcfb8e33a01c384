"""reports

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reports',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('scores', sa.LargeBinary(), nullable=False),
    sa.Column('failed', sa.String(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closing', sa.LargeBinary(), nullable=True),
    sa.Column('void', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['sittings.session_id'], name=op.f('fk_reports_session_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_reports'))
    )
    op.create_index('ix_reports_lot', 'reports', ['lot_id'], unique=False)
    op.create_index('ix_reports_standing', 'reports', ['session_id', 'lot_id'], unique=True, postgresql_where='NOT void')
    op.create_table('report_dissents',
    sa.Column('report', sa.LargeBinary(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_report_dissents_member_id')),
    sa.ForeignKeyConstraint(['report'], ['reports.digest'], name=op.f('fk_report_dissents_report')),
    sa.PrimaryKeyConstraint('report', 'member_id', name=op.f('pk_report_dissents'))
    )
    op.create_table('report_reviews',
    sa.Column('id', sa.Uuid(), server_default=sa.text('uuidv7()'), nullable=False),
    sa.Column('report', sa.LargeBinary(), nullable=False),
    sa.Column('ground', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['report'], ['reports.digest'], name=op.f('fk_report_reviews_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_reviews'))
    )
    op.create_index(op.f('ix_report_reviews_report'), 'report_reviews', ['report'], unique=False)
    op.create_table('report_signatures',
    sa.Column('report', sa.LargeBinary(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_report_signatures_member_id')),
    sa.ForeignKeyConstraint(['report'], ['reports.digest'], name=op.f('fk_report_signatures_report')),
    sa.PrimaryKeyConstraint('report', 'member_id', name=op.f('pk_report_signatures'))
    )


def downgrade() -> None:
    op.drop_table('report_signatures')
    op.drop_table('report_reviews')
    op.drop_table('report_dissents')
    op.drop_table('reports')

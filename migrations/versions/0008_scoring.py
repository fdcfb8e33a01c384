"""scoring

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "competition_votes",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("lacking", sa.Boolean(), nullable=False),
        sa.Column("argument", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_competition_votes_member_id")),
        sa.PrimaryKeyConstraint("member_id", "lot_id", name=op.f("pk_competition_votes")),
    )
    op.create_table(
        "item_votes",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_item_votes_member_id")),
        sa.PrimaryKeyConstraint("member_id", "lot_id", "bid", "item", name=op.f("pk_item_votes")),
    )
    op.create_table(
        "low_price_votes",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("explained", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_low_price_votes_member_id")),
        sa.PrimaryKeyConstraint("member_id", "lot_id", "bid", name=op.f("pk_low_price_votes")),
    )
    op.create_table(
        "mark_alerts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("before", sa.Numeric(precision=9, scale=2), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("after", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_mark_alerts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_alerts")),
    )
    op.create_index(
        "ix_mark_alerts_open", "mark_alerts", ["member_id"], unique=False, postgresql_where="answered_at IS NULL"
    )
    op.create_table(
        "marks",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_marks_member_id")),
        sa.PrimaryKeyConstraint("member_id", "lot_id", "bid", "criterion", name=op.f("pk_marks")),
    )
    op.create_table(
        "score_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_score_batches_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_batches")),
    )
    op.create_index(op.f("ix_score_batches_member_id"), "score_batches", ["member_id"], unique=False)
    op.create_table(
        "price_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("before", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("after", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_price_corrections_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sittings.session_id"], name=op.f("fk_price_corrections_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_corrections")),
    )
    op.create_index(op.f("ix_price_corrections_session_id"), "price_corrections", ["session_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("bid", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_questions_asked_by")),
        sa.ForeignKeyConstraint(["session_id"], ["sittings.session_id"], name=op.f("fk_questions_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_bid"), "questions", ["bid"], unique=False)
    op.create_index(op.f("ix_questions_session_id"), "questions", ["session_id"], unique=False)
    op.create_table(
        "scored_lots",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rejected", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("must_vote", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.String(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sittings.session_id"], name=op.f("fk_scored_lots_session_id")),
        sa.PrimaryKeyConstraint("session_id", "lot_id", name=op.f("pk_scored_lots")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sheets_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sittings.session_id"], name=op.f("fk_sheets_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint("member_id", "lot_id", "part", name=op.f("uq_sheets_member_id")),
    )
    op.create_index(op.f("ix_sheets_session_id"), "sheets", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sheets")
    op.drop_table("scored_lots")
    op.drop_table("questions")
    op.drop_table("price_corrections")
    op.drop_table("score_batches")
    op.drop_table("marks")
    op.drop_table("mark_alerts")
    op.drop_table("low_price_votes")
    op.drop_table("item_votes")
    op.drop_table("competition_votes")

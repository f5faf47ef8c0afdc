"""Attachments, reports to moderators, invitations to stand behind a proposal.

A proposal can be hidden: why and when stand in two columns that are empty for all others.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

TABLES = ("attachments", "co_author_invitations", "reports")


def _of_idea(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f(f"fk_{table}_campaign_id_idea_id_ideas"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _by(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["persons.id"], name=op.f(f"fk_{table}_{column}_persons")
    )


def upgrade() -> None:
    op.add_column("ideas", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ideas", sa.Column("hidden_reason", sa.String(length=500), nullable=True))
    op.create_table(
        "attachments",
        *_of_idea("attachments"),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _by("attachments", "added_by"),
    )
    op.create_index("ix_attachments_idea", "attachments", ["campaign_id", "idea_id"])
    _make_invitations()
    _make_reports()


def _make_invitations() -> None:
    op.create_table(
        "co_author_invitations",
        *_of_idea("co_author_invitations"),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=3), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _by("co_author_invitations", "person_id"),
        _by("co_author_invitations", "invited_by"),
        sa.UniqueConstraint(
            "campaign_id",
            "idea_id",
            "email",
            name=op.f("uq_co_author_invitations_campaign_id_idea_id_email"),
        ),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_co_author_invitations_answer")),
    )
    op.create_index("ix_co_author_invitations_person_id", "co_author_invitations", ["person_id"])


def _make_reports() -> None:
    op.create_table(
        "reports",
        *_of_idea("reports"),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("concern", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=6), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_reports_comment_id_comments")
        ),
        _by("reports", "reporter_id"),
        _by("reports", "settled_by"),
        sa.CheckConstraint(
            "concern IN ('person', 'offensive', 'off_topic', 'other')",
            name=op.f("ck_reports_concern"),
        ),
        sa.CheckConstraint("outcome IN ('hidden', 'kept')", name=op.f("ck_reports_outcome")),
        sa.CheckConstraint(
            "settled_at IS NULL OR reporter_id IS NULL", name=op.f("ck_reports_reporter_forgotten")
        ),
    )
    op.create_index("ix_reports_reporter_id", "reports", ["reporter_id"])
    op.create_index("ix_reports_waiting", "reports", ["campaign_id", "settled_at"])


def downgrade() -> None:
    # What is hidden stays out of sight, since no earlier version knows that word.
    op.execute("UPDATE ideas SET state = 'withdrawn' WHERE state = 'hidden'")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("ideas", "hidden_reason")
    op.drop_column("ideas", "hidden_at")

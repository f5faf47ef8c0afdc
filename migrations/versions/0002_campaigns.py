"""Campaigns with their bodies, topics, gatherings, deadline moves and event chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("title_nb", sa.String(length=200), nullable=False),
        sa.Column("title_nn", sa.String(length=200), nullable=True),
        sa.Column("purpose_nb", sa.String(), nullable=False),
        sa.Column("purpose_nn", sa.String(), nullable=True),
        sa.Column("one_language_reason", sa.String(length=300), nullable=True),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("case_number", sa.String(length=50), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_submission_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("councils_submission_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("partners_submission_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voting_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ballot_kind", sa.String(length=20), nullable=False),
        sa.Column("votes_per_person", sa.Integer(), nullable=True),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("hides_results_until_close", sa.Boolean(), nullable=False),
        sa.Column("shows_result_at", sa.String(length=20), nullable=False),
        sa.Column("closes_automatically", sa.Boolean(), nullable=False),
        sa.Column("forward_mode", sa.String(length=20), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("minimum_support", sa.Integer(), nullable=True),
        sa.Column("tie_pre", sa.LargeBinary(), nullable=True),
        sa.Column("tie_commitment", sa.String(length=64), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("allows_anonymous", sa.Boolean(), nullable=False),
        sa.Column("allows_discussion", sa.Boolean(), nullable=False),
        sa.Column("asks_stance", sa.Boolean(), nullable=False),
        sa.Column("asks_cost", sa.Boolean(), nullable=False),
        sa.Column("required_parts", sa.String(length=100), nullable=False),
        sa.Column("proposal_hint", sa.String(length=1000), nullable=True),
        sa.Column("idea_counter", sa.Integer(), nullable=False),
        sa.Column("turnout", sa.String(), nullable=True),
        sa.Column("turnout_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "opens_at < submission_closes_at",
            name=op.f("ck_campaigns_opens_before_submission_closes"),
        ),
        sa.CheckConstraint(
            "submission_closes_at <= voting_opens_at",
            name=op.f("ck_campaigns_voting_after_submission"),
        ),
        sa.CheckConstraint(
            "votes_per_person IS NULL OR votes_per_person > 0",
            name=op.f("ck_campaigns_votes_positive"),
        ),
        sa.CheckConstraint(
            "voting_opens_at < voting_closes_at",
            name=op.f("ck_campaigns_voting_opens_before_closes"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["persons.id"], name=op.f("fk_campaigns_created_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["campaigns.id"], name=op.f("fk_campaigns_parent_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaigns_slug")),
    )
    op.create_index(op.f("ix_campaigns_parent_id"), "campaigns", ["parent_id"], unique=False)
    op.create_table(
        "campaign_bodies",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies.id"], name=op.f("fk_campaign_bodies_body_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_bodies_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "body_id", "part", name=op.f("pk_campaign_bodies")),
    )
    op.create_index(
        op.f("ix_campaign_bodies_body_id"), "campaign_bodies", ["body_id"], unique=False
    )
    op.create_table(
        "campaign_events",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_events_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name=op.f("pk_campaign_events")),
    )
    op.create_table(
        "deadline_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=False),
        sa.Column("moved_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_deadline_moves_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["persons.id"], name=op.f("fk_deadline_moves_moved_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_moves")),
    )
    op.create_index(
        op.f("ix_deadline_moves_campaign_id"), "deadline_moves", ["campaign_id"], unique=False
    )
    op.create_table(
        "gatherings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_gatherings_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
    )
    op.create_index(op.f("ix_gatherings_campaign_id"), "gatherings", ["campaign_id"], unique=False)
    op.create_table(
        "topics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_nb", sa.String(length=100), nullable=False),
        sa.Column("name_nn", sa.String(length=100), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_topics_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_index(op.f("ix_topics_campaign_id"), "topics", ["campaign_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_topics_campaign_id"), table_name="topics")
    op.drop_table("topics")
    op.drop_index(op.f("ix_gatherings_campaign_id"), table_name="gatherings")
    op.drop_table("gatherings")
    op.drop_index(op.f("ix_deadline_moves_campaign_id"), table_name="deadline_moves")
    op.drop_table("deadline_moves")
    op.drop_table("campaign_events")
    op.drop_index(op.f("ix_campaign_bodies_body_id"), table_name="campaign_bodies")
    op.drop_table("campaign_bodies")
    op.drop_index(op.f("ix_campaigns_parent_id"), table_name="campaigns")
    op.drop_table("campaigns")

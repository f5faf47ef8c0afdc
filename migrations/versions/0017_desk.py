"""The facilitator's desk: visits, duplicates put aside.

Visits are counted a day and hold nobody; a pair put aside is not suggested again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "visit_days",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_visit_days_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "day", "page", name=op.f("pk_visit_days")),
        sa.CheckConstraint(
            "page IN ('campaign', 'list', 'idea', 'ballot')", name=op.f("ck_visit_days_page")
        ),
    )
    op.create_table(
        "dismissed_pairs",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("low_id", sa.Uuid(), nullable=False),
        sa.Column("high_id", sa.Uuid(), nullable=False),
        sa.Column("dismissed_by", sa.Uuid(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "low_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_dismissed_pairs_campaign_id_low_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "high_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_dismissed_pairs_campaign_id_high_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["persons.id"], name=op.f("fk_dismissed_pairs_dismissed_by_persons")
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "low_id", "high_id", name=op.f("pk_dismissed_pairs")
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_dismissed_pairs_in_order")),
    )


def downgrade() -> None:
    op.drop_table("dismissed_pairs")
    op.drop_table("visit_days")

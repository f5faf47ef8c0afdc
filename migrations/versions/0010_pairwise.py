"""Which of two matters most: the setting, the answers while given, what is left of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    # Added one by one: a rebuilt table would lose its triggers on SQLite.
    op.add_column(
        "campaigns",
        sa.Column("compares_pairs", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("campaigns", sa.Column("pairwise_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "pairwise_answers",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_low", sa.Uuid(), nullable=False),
        sa.Column("idea_high", sa.Uuid(), nullable=False),
        sa.Column("person_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=7), nullable=False),
        sa.CheckConstraint("idea_low < idea_high", name=op.f("ck_pairwise_answers_unordered")),
        sa.CheckConstraint("seq BETWEEN 1 AND 40", name=op.f("ck_pairwise_answers_at_most_40")),
        sa.CheckConstraint(
            "result IN ('low', 'high', 'neither')", name=op.f("ck_pairwise_answers_known_result")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_low"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_pairwise_answers_campaign_id_idea_low_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_high"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_pairwise_answers_campaign_id_idea_high_ideas"),
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "idea_low", "idea_high", "person_mac", name=op.f("pk_pairwise_answers")
        ),
        sa.UniqueConstraint(
            "campaign_id",
            "person_mac",
            "seq",
            name=op.f("uq_pairwise_answers_campaign_id_person_mac_seq"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pairwise_totals",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("wins", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_pairwise_totals_campaign_id_idea_id_ideas"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", name=op.f("pk_pairwise_totals")),
    )


def downgrade() -> None:
    op.drop_table("pairwise_totals")
    op.drop_table("pairwise_answers")
    op.drop_column("campaigns", "pairwise_key")
    op.drop_column("campaigns", "compares_pairs")

"""Members who come in by personal link alone, and proposals that a council takes back."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column(
        "persons", sa.Column("link_only_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "council_withdrawals",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies.id"], name=op.f("fk_council_withdrawals_body_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_council_withdrawals_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["persons.id"],
            name=op.f("fk_council_withdrawals_withdrawn_by_persons"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", name=op.f("pk_council_withdrawals")),
    )


def downgrade() -> None:
    op.drop_table("council_withdrawals")
    op.drop_column("persons", "link_only_since")

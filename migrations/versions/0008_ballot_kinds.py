"""How a campaign's ballots are counted: rule, limits, floor, reserved seats, draw, openness."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"


def _columns() -> tuple[sa.Column, ...]:
    """Campaigns made before this counted approvals and promised nothing more."""
    return (
        sa.Column("rule", sa.String(length=30), nullable=False, server_default="approval"),
        sa.Column("most_per_idea", sa.Integer(), nullable=True),
        sa.Column("top_score", sa.Integer(), nullable=True),
        sa.Column("utility", sa.String(length=12), nullable=True),
        sa.Column("raters", sa.Integer(), nullable=True),
        sa.Column("floor_percent", sa.Integer(), nullable=True),
        sa.Column("floor_groups", sa.Integer(), nullable=True),
        sa.Column("staff_seats", sa.Integer(), nullable=True),
        sa.Column("councils_seats", sa.Integer(), nullable=True),
        sa.Column("partners_seats", sa.Integer(), nullable=True),
        sa.Column("is_balanced", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("lottery_source", sa.String(length=300), nullable=True),
        sa.Column("lottery_post", sa.String(length=300), nullable=True),
        sa.Column("ballots_public", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    # Added one by one: a rebuilt table would lose its triggers on SQLite.
    for column in _columns():
        op.add_column("campaigns", column)


def downgrade() -> None:
    for column in reversed(_columns()):
        op.drop_column("campaigns", column.name)

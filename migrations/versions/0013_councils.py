"""Councils: offices, meeting dates, joint drafts and their decisions, personal links."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""

"""Notices, what one wants to hear, reminders and an outbox that sends once."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""

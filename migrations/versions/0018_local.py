"""Local dugnads: forwarded proposals, examples and requests, owners of what is to be done."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""

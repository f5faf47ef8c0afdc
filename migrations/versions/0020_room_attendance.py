"""Who in a meeting wants to stand in its minutes by name."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("room_guests", sa.Column("in_minutes", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("room_guests", "in_minutes")

"""A gathering's title in nynorsk, as the campaign's own.

Numbered when it was planned; it comes after 0009, which landed first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("gatherings", sa.Column("title_nn", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("gatherings", "title_nn")

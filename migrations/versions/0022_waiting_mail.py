"""Find the next mail to send without reading those that were sent, or sorting those that wait.

With 20 000 waiting from the same moment each one was found by sorting all of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.drop_index("ix_outbox_due_at", table_name="outbox")


def downgrade() -> None:
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"])
    op.drop_index("ix_outbox_waiting", table_name="outbox")

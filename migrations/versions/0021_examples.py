"""When and where a shared answer takes place, and requests that are taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

INDEX = "uq_example_requests_open"
COLUMNS = ["example_id", "person_id", "kind"]


def upgrade() -> None:
    op.add_column("example_answers", sa.Column("starts_at", sa.DateTime(timezone=True)))
    op.add_column("example_answers", sa.Column("place", sa.String(length=300)))
    op.add_column("example_requests", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    _index_where("answer_id IS NULL AND withdrawn_at IS NULL")


def downgrade() -> None:
    # A request that was taken back would stand as one that waits.
    op.execute("DELETE FROM example_requests WHERE withdrawn_at IS NOT NULL")
    _index_where("answer_id IS NULL")
    op.drop_column("example_requests", "withdrawn_at")
    op.drop_column("example_answers", "place")
    op.drop_column("example_answers", "starts_at")


def _index_where(condition: str) -> None:
    op.drop_index(INDEX, table_name="example_requests")
    op.create_index(
        INDEX,
        "example_requests",
        COLUMNS,
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )

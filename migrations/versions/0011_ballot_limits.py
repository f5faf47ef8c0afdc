"""What one mark may be, held by the database as well: its range, and a place given once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

RANGE = "value >= 0 AND (most IS NULL OR value <= most)"
WITHOUT_ROWID = {"sqlite_with_rowid": False}


def upgrade() -> None:
    # Rebuilt on SQLite: no table refers to this one, and it has no triggers that could be lost.
    # Marks that were there get no upper limit: the service held them within it.
    with op.batch_alter_table("open_marks", table_kwargs=WITHOUT_ROWID) as marks:
        marks.add_column(sa.Column("most", sa.Integer(), nullable=True))
        marks.add_column(
            sa.Column("is_place", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        marks.create_check_constraint(op.f("ck_open_marks_within_limits"), RANGE)
    op.create_index(
        "uq_open_marks_ballot_key_place",
        "open_marks",
        ["ballot_key", "value"],
        unique=True,
        postgresql_where=sa.text("is_place"),
        sqlite_where=sa.text("is_place"),
    )


def downgrade() -> None:
    op.drop_index("uq_open_marks_ballot_key_place", "open_marks")
    with op.batch_alter_table("open_marks", table_kwargs=WITHOUT_ROWID) as marks:
        marks.drop_constraint(op.f("ck_open_marks_within_limits"), type_="check")
        marks.drop_column("is_place")
        marks.drop_column("most")

"""A person's place in the alphabet, the same on both databases."""

import sqlalchemy as sa
from alembic import op

from app.domain.alphabet import sort_key

revision = "0007"
down_revision = "0006"

persons = sa.table(
    "persons",
    sa.column("id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("email", sa.String()),
    sa.column("sort_key", sa.String()),
)


def upgrade() -> None:
    bytewise = sa.String(length=600).with_variant(
        sa.String(length=600, collation="C"), "postgresql"
    )
    op.add_column("persons", sa.Column("sort_key", bytewise, nullable=False, server_default=""))
    connection = op.get_bind()
    named = connection.execute(sa.select(persons.c.id, persons.c.name, persons.c.email)).all()
    keys = [{"of": id_, "key": sort_key(name or email or "")} for id_, name, email in named]
    if keys:
        statement = sa.update(persons).where(persons.c.id == sa.bindparam("of"))
        connection.execute(statement.values(sort_key=sa.bindparam("key")), keys)
    op.create_index("ix_persons_sort_key_id", "persons", ["sort_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_persons_sort_key_id", "persons")
    op.drop_column("persons", "sort_key")

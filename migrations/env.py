"""Alembic entry point: uses the running application's engine and metadata."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db
SEARCH_NAMES = ("idea_search",)  # the engine's own full-text tables and index


def render_item(kind, item, autogen_context):
    """Write our own column type as plain SQLAlchemy, so old migrations outlive the code."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def include_object(subject, name, kind, reflected, compare_to):
    """Leave out what the models do not describe: full-text tables made by a migration."""
    return not (kind in ("table", "index") and name.startswith(SEARCH_NAMES))


def run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_object=include_object,
        compare_type=True,
        # SQLite can roll back DDL once BEGIN is explicit, as ours is: an interrupted migration
        # leaves nothing behind and can be run again.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with database.engine.connect() as connection:
    run_on(connection)

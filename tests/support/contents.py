"""All rows of the database, to see what a request changed."""

from sqlalchemy import MetaData, select


def table_rows(session, *, but=()):
    """Rows by table, every table there is; `but` names columns (`table.column`) or whole tables
    (`table.*`) to leave out.

    Read from the database and not from the models, so that the search tables are there too.
    """
    tables = MetaData()
    tables.reflect(session.connection(), resolve_fks=False)
    return {
        table.name: sorted(
            repr(tuple(row))
            for row in session.execute(
                select(
                    *[
                        column
                        for column in table.columns
                        if f"{table.name}.{column.name}" not in but
                    ]
                )
            )
        )
        for table in tables.sorted_tables
        if f"{table.name}.*" not in but
    }


def changed_tables(before, after):
    """What came and what went, by table; empty where nothing changed."""
    return {
        name: sorted(set(before[name]) ^ set(after[name]))
        for name in before
        if before[name] != after[name]
    }

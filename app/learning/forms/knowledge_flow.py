"""One cell of the map as it is typed."""

from werkzeug.datastructures import MultiDict

from app.domain.learning.knowledge_flow import MOST_ROWS, FlowRow

EMPTY_ROWS = 2
MOST_SENT = MOST_ROWS + EMPTY_ROWS


def read_rows(sent: "MultiDict[str, str]") -> list[FlowRow]:
    """What was typed; a field that is missing counts as empty."""
    columns = [sent.getlist(name)[:MOST_SENT] for name in ("activity", "arena", "responsible")]
    longest = max(map(len, columns))
    padded = [cells + [""] * (longest - len(cells)) for cells in columns]
    return [FlowRow(*cells) for cells in zip(*padded, strict=True)]


def with_empty_rows(rows: list[FlowRow]) -> list[FlowRow]:
    """What is shown: the rows that say something, and some to write more in."""
    filled = [row for row in rows if not row.is_empty]
    return [*filled, *[FlowRow()] * max(1, EMPTY_ROWS - len(filled))]

"""Cells of a sheet that are one with their neighbours, and what that says row by row."""

import re

from openpyxl.utils.cell import range_boundaries

MOST = 4_000
"""Of one sheet; two for each row that a plan may have."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def spread_merged(rows: list[list[str]], sheet: bytes) -> None:
    """Let a cell that goes on say the same in every row it covers, as a reader takes it.

    A row whose only words go over several columns becomes a row of one cell. `sheet` is its XML.
    """
    for found in _MERGED.findall(sheet)[:MOST]:
        bounds = range_boundaries(found.decode())
        left, top, right, bottom = (edge or 0 for edge in bounds)
        said = _cell(rows, top, left)
        if not said:
            continue
        for row in rows[top:bottom]:
            row.extend([""] * (left - len(row)))
            row[left - 1] = said
        if top == bottom and right > left and [cell for cell in rows[top - 1] if cell] == [said]:
            rows[top - 1] = [said]


def _cell(rows: list[list[str]], row: int, column: int) -> str:
    """Both counted from 1; empty where there is none."""
    cells = rows[row - 1] if row <= len(rows) else []
    return cells[column - 1] if column <= len(cells) else ""

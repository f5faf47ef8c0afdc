"""The nine transfers of knowledge, and two half-years side by side."""

from app.domain.learning.knowledge_flow import (
    CELLS,
    Cell,
    Change,
    FlowRow,
    Structure,
    compare_flows,
    count_filled,
    fingerprint_of_rows,
)

HERE = Cell(Structure.INDIVIDUAL, Structure.INTERNAL)
REPORT = FlowRow("Skrive referat", "Fellesområdet", "Den som var der")
TALK = FlowRow("Fortelle")


def test_each_structure_gives_to_each():
    assert len(set(CELLS)) == 9
    assert [Cell.parse(str(cell)) for cell in CELLS] == list(CELLS)


def test_what_is_no_cell_is_none():
    assert [Cell.parse(text) for text in ("", "individual", "internal-nobody")] == [None] * 3


def test_rows_are_kept_new_or_gone():
    cells = {
        each.cell: each for each in compare_flows({HERE: [REPORT, TALK]}, {HERE: [TALK, FlowRow()]})
    }

    assert cells[HERE].before == [(REPORT, Change.GONE), (TALK, Change.KEPT)]
    assert cells[HERE].after == [(TALK, Change.KEPT), (FlowRow(), Change.NEW)]
    assert len(cells) == 9


def test_a_word_moved_to_another_field_is_another_row():
    prints = {
        fingerprint_of_rows([row]) for row in (FlowRow("a"), FlowRow("", "a"), FlowRow("", "", "a"))
    }
    assert len(prints) == 3


def test_cells_that_say_something_are_counted():
    assert count_filled({HERE: [TALK], CELLS[0]: []}) == 1

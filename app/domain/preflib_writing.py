"""PrefLib files written: orders as .soc, .soi, .toc or .toi, approval and score as .cat."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.domain.elections import Election
from app.domain.errors import UnsupportedError
from app.domain.preflib import CATEGORIES, Places
from app.domain.tally.outcome import BallotKind, IdeaId
from app.domain.text import clean_line


def write_preflib(election: Election, *, file_name: str = "") -> Iterator[str]:
    """The lines of the file that says the same; approval and score as categories.

    Alternatives are numbered as PrefLib has it, in the election's order. Orders have no way to
    say that somebody abstained: such ballots are left out. Raises UnsupportedError for dots.
    """
    if election.kind is BallotKind.DOTS:
        raise UnsupportedError("PrefLib has no form for dots")
    numbers = {one.id: number for number, one in enumerate(election.candidates, start=1)}
    top = _top(election)
    orders = _count_orders(election, numbers, top)
    kind = data_type(election.kind, orders, len(numbers))
    yield from _heading(election, kind, orders, file_name)
    if kind == CATEGORIES:
        yield f"# NUMBER CATEGORIES: {top + 1}\n"
        for step in range(top + 1):
            yield f"# CATEGORY NAME {step + 1}: {_category(step, top)}\n"
    for one in election.candidates:
        name = clean_line(election.names.get(one.id, one.id))
        yield f"# ALTERNATIVE NAME {numbers[one.id]}: {name}\n"
    for order, count in sorted(orders.items(), key=lambda each: (-each[1], each[0])):
        yield f"{count}: {','.join(map(_place, order))}\n"


def _count_orders(election: Election, numbers: Mapping[IdeaId, int], top: int) -> Counter[Places]:
    orders: Counter[Places] = Counter()
    for line in election.whole_ballots():
        if not line.marks and election.kind is BallotKind.RANKED:
            continue
        marks = {numbers[idea]: value for idea, value in line.marks.items()}
        if election.kind is BallotKind.APPROVAL:
            marks = dict.fromkeys(numbers.values(), 0) | marks
        orders[_order(marks, top)] += line.count
    return orders


def data_type(kind: BallotKind, orders: Iterable[Places], alternatives: int) -> str:
    """Which of PrefLib's kinds the ballots make, which is also how the file's name ends."""
    if kind is not BallotKind.RANKED:
        return CATEGORIES
    orders = list(orders)
    is_strict = all(len(place) == 1 for order in orders for place in order)
    is_complete = all(sum(map(len, order)) == alternatives for order in orders)
    return f"{'s' if is_strict else 't'}o{'c' if is_complete else 'i'}"


def _top(election: Election) -> int:
    """The best category's value; 0 for orders, which have none."""
    if election.kind is not BallotKind.SCORE:
        return int(election.kind is BallotKind.APPROVAL)
    given = max(
        (max(line.marks.values(), default=0) for line in election.whole_ballots()), default=0
    )
    return max(given, election.top or 0)


def _order(marks: Mapping[int, int], top: int) -> Places:
    """Ranked ballots by place; others by category, the best first."""
    places: dict[int, list[int]] = {step: [] for step in range(top + 1)} if top else {}
    for number, value in marks.items():
        places.setdefault(top - value if top else value, []).append(number)
    return tuple(tuple(map(str, sorted(ideas))) for _, ideas in sorted(places.items()))


def _place(ideas: tuple[str, ...]) -> str:
    return ideas[0] if len(ideas) == 1 else f"{{{','.join(ideas)}}}"


def _category(step: int, top: int) -> str:
    return ("Yes", "No")[step] if top == 1 else str(top - step)


def _heading(
    election: Election, kind: str, orders: Counter[Places], file_name: str
) -> Iterator[str]:
    unique = "PREFERENCES" if kind == CATEGORIES else "ORDERS"
    facts = {
        "FILE NAME": file_name,
        "TITLE": clean_line(election.title),
        "DESCRIPTION": "",
        "DATA TYPE": kind,
        "MODIFICATION TYPE": "original",
        "RELATES TO": "",
        "RELATED FILES": "",
        "PUBLICATION DATE": "",
        "MODIFICATION DATE": "",
        "NUMBER ALTERNATIVES": str(len(election.candidates)),
        "NUMBER VOTERS": str(orders.total()),
        f"NUMBER UNIQUE {unique}": str(len(orders)),
    }
    for key, value in facts.items():
        yield f"# {key}: {value}".rstrip() + "\n"

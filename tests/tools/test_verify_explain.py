"""No number that explains an idea can be another without the independent check finding it."""

import pytest

from tests.support.packages import idea, make_draft, numbers_of
from tests.tools.test_verify_result import APART, check, failure
from tools import verify_result

STAFF, COUNCILS, PARTNERS = "staff", "councils", "partners"
BALLOTS = [
    *[({0: 1, 1: 1}, STAFF)] * 12,
    *[({0: 1, 2: 1}, STAFF)] * 9,
    *[({1: 1, 3: 1}, PARTNERS)] * 6,
    *[({3: 1}, COUNCILS)] * 7,
    *[({2: 1}, STAFF)] * 6,
    *[({0: 1, 1: 1, 2: 1, 3: 1}, COUNCILS)] * 5,
    *[({4: 1}, COUNCILS)] * 2,
]
RANKS = [
    *[({0: 1, 1: 2, 2: 3}, STAFF)] * 12,
    *[({0: 2, 2: 1}, STAFF)] * 9,
    *[({1: 1, 3: 2}, COUNCILS)] * 6,
    *[({3: 1, 4: 2}, COUNCILS)] * 7,
]
COSTS = (600, 1200, 900, 2400, 300)


def draft_of(rule, **changes):
    kind = "ranked" if rule == "borda" else "approval"
    least = {"minimum_support": 3}
    goal = {"budget": 2400} if rule.startswith("equal") else {"seats": 2}
    ballots = RANKS if kind == "ranked" else BALLOTS
    given = {"costs": COSTS, "shown": ()} | least | goal | changes
    return make_draft(rule, kind, ballots, **given)


def places_of(value, path=()):
    """The way to every number."""
    if isinstance(value, dict):
        return [way for name, each in value.items() for way in places_of(each, (*path, name))]
    if isinstance(value, list):
        return [way for at, each in enumerate(value) for way in places_of(each, (*path, at))]
    return [path]


def changed(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else "7/9"


@pytest.mark.parametrize("rule", ["approval", "borda", "equal-shares-add", "phragmen", "seq-pav"])
def test_each_number_that_is_another_is_found_and_named(rule):
    right = draft_of(rule)
    assert check(right.zip())[0]["explain"] == "ok"
    ways = places_of(right.result["explain"])
    assert len(ways) > 6

    for way in ways:
        draft = right.copy()
        *above, name = way
        holder = draft.result["explain"]
        for step in above:
            holder = holder[step]
        holder[name] = changed(holder[name])
        found, why = failure(draft.zip())
        assert found == "explain"
        assert f"explain.{way[0]}.{way[1]}" in why


@pytest.mark.parametrize("rule", ["approval", "phragmen", "seq-pav", "equal-shares"])
def test_a_number_left_out_or_too_much_is_found(rule):
    right = draft_of(rule)
    for number in range(len(COSTS)):
        if idea(number) in right.result["explain"]:
            fewer, more = right.copy(), right.copy()
            del fewer.result["explain"][idea(number)]
            more.result["explain"][idea(number)]["further"] = 99
            assert failure(fewer.zip())[0] == failure(more.zip())[0] == "explain"


@pytest.mark.parametrize("rule", ["phragmen", "seq-pav", "equal-shares"])
def test_without_ballots_support_and_what_was_set_aside_are_checked_all_the_same(rule):
    right = draft_of(rule, edition="public")
    assert check(right.zip())[0]["explain"] == "partly"

    for way in ((0, "supporters"), (4, "aside")):
        draft = right.copy()
        numbers = draft.result["explain"][idea(way[0])]
        holder = numbers if way[1] == "supporters" else numbers["aside"]
        holder["supporters"] += 1
        assert failure(draft.zip())[0] == "explain"
    draft = right.copy()
    draft.result["explain"][idea(0)]["because"] = 1
    assert "because" in failure(draft.zip())[1]


@pytest.mark.parametrize("rule", ["approval", "borda", "equal-shares-add", "phragmen", "seq-pav"])
def test_a_result_of_the_version_before_is_verified_with_the_numbers_of_then(rule):
    draft = draft_of(rule)
    draft.result["version"] = 2
    then = numbers_of(draft.rules, draft.catalogue, draft.ballots, draft.draw["order"], is_old=True)
    new = {"place", "carried", "split", "open", "further"}
    assert not new & {name for numbers in then.values() for name in numbers}
    draft.result["explain"] = then
    assert check(draft.zip())[0]["explain"] == "ok"

    number = next(id_ for id_ in sorted(then) if "aside" not in then[id_])
    then[number]["supporters" if "supporters" in then[number] else "missing"] = 99
    assert failure(draft.zip())[0] == "explain"


def balanced():
    return draft_of("approval", shown=APART, balanced=True)


def test_what_a_ballot_of_each_group_weighs_is_worked_out_again():
    """27 staff, 14 councils and 6 partners: 47 ballots in three groups that weigh the same."""
    right = balanced()
    assert right.result["weights"] == {
        COUNCILS: {"counted": 14, "weight": "47/42"},
        PARTNERS: {"counted": 6, "weight": "47/18"},
        STAFF: {"counted": 27, "weight": "47/81"},
    }
    assert set(check(right.zip())[0].values()) <= {"ok", "absent"}

    for change in (
        lambda result: result["weights"][STAFF].update(weight="1/2"),
        lambda result: result["weights"][STAFF].update(counted=26),
        lambda result: result["weights"].pop(STAFF),
        lambda result: result.pop("weights"),
    ):
        draft = balanced()
        change(draft.result)
        assert failure(draft.zip())[0] == "result"


def test_weights_without_a_balanced_count_are_refused():
    draft = draft_of("approval", shown=APART)
    draft.result["weights"] = balanced().result["weights"]

    assert failure(draft.zip())[0] == "result"


def test_much_work_is_left_for_those_who_ask_for_it(monkeypatch):
    monkeypatch.setattr(verify_result, "LONGEST_LOOK", 0)
    draft = draft_of("equal-shares")

    assert check(draft.zip())[0]["explain"] == "partly"

"""The independent check: right packages pass, and each thing that can be wrong is named."""

import ast
import io
import json
import subprocess
import sys

import pytest

from tests.support.packages import (
    CAMPAIGN,
    canonical,
    hashed,
    idea,
    make_draft,
    numbers_of,
    recount,
    sealed,
    zipped,
)
from tools import verify_result

STAFF, COUNCILS, PARTNERS = "staff", "councils", "partners"
APART = ((STAFF,), (COUNCILS,), (PARTNERS,))
BALLOTS = [
    *[({0: 1, 1: 1}, STAFF)] * 6,
    *[({0: 1}, STAFF)] * 3,
    *[({1: 1, 2: 1}, COUNCILS)] * 5,
    *[({2: 1, 3: 1}, PARTNERS)] * 5,
    ({}, STAFF),
]
"""Supporters: 9, 11, 10 and 5; 19 counted and one abstention."""
COSTS = (300, 400, 500, None)
RANKED = [
    *[({0: 1, 1: 2}, STAFF)] * 6,
    *[({1: 1, 2: 2, 3: 3}, COUNCILS)] * 5,
    ({3: 1}, STAFF),
    ({}, STAFF),
]


def approval(**changes):
    given = {"costs": COSTS, "shown": APART, "seats": 2, "votes_per_person": 3} | changes
    return make_draft(given.pop("rule", "approval"), "approval", BALLOTS, **given)


def by_budget(rule="greedy", **changes):
    return make_draft(rule, "approval", BALLOTS, costs=COSTS, shown=APART, budget=900, **changes)


def ranked(rule="stv", **changes):
    given = {"costs": COSTS, "shown": ((STAFF,), (COUNCILS,)), "seats": 2} | changes
    return make_draft(rule, "ranked", RANKED, **given)


def check(package):
    """Name and outcome of each check, and the last message."""
    lines = list(verify_result.verify(io.BytesIO(package)))
    return {line.check: line.outcome for line in lines}, lines[-1].message


def failure(package):
    """The check that failed, and why."""
    found = list(verify_result.verify(io.BytesIO(package)))[-1]
    assert found.outcome == "failed", found
    return found.check, found.message


@pytest.mark.parametrize(
    "draft",
    [
        approval(),
        approval(edition="public"),
        approval(shown=()),
        approval(shown=((STAFF,), (COUNCILS, PARTNERS))),
        approval(edition="public", shown=((STAFF,), (COUNCILS, PARTNERS))),
        approval(edition="public", ballots_public=True),
        approval(lottery="Lotto, lørdag 17. oktober", quorum=21, minimum_support=6),
        approval(edition="public", balanced=True, floor={"percent": 20, "groups": 2}),
        approval(edition="public", reserved={COUNCILS: 1}),
        approval(edition="public", forward_mode="afterwards"),
        by_budget(),
        by_budget("equal-shares-add-fill", edition="public", ballots_public=True),
        by_budget("equal-shares", utility="cardinality", balanced=True),
        approval(rule="phragmen"),
        approval(rule="seq-pav"),
        ranked(),
        ranked("stv-exact"),
        ranked("borda", balanced=True),
        ranked("equal-shares-fill"),
    ],
)
def test_a_right_package_is_verified(draft):
    outcomes, _ = check(draft.zip())

    assert set(outcomes.values()) <= {"ok", "absent"}
    assert list(outcomes) == [name for name, _ in verify_result.CHECKS]


@pytest.mark.parametrize("kind", ["dots", "score", "budget"])
@pytest.mark.parametrize("edition", ["public", "auditor"])
def test_every_kind_of_ballot_is_verified(kind, edition):
    ballots = [({0: 2, 1: 1}, None)] * 4 + [({1: 3}, None)] * 3
    if kind == "budget":
        ballots = [({0: 1, 1: 1}, None)] * 4 + [({2: 1}, None)] * 3
    rule = {"budget": "greedy"}.get(kind, kind)
    draft = make_draft(
        rule,
        kind,
        ballots,
        costs=COSTS,
        budget=900,
        votes_per_person=3,
        top_score=5,
        edition=edition,
    )

    assert set(check(draft.zip())[0].values()) <= {"ok", "absent"}


@pytest.mark.parametrize("rule", ["phragmen", "seq-pav", "equal-shares-add"])
def test_a_proportional_count_without_ballots_is_said_not_to_be_repeated(rule):
    outcomes, _ = check(approval(rule=rule, edition="public").zip())

    assert outcomes["result"] == "partly"
    assert outcomes["turnout"] == "ok"


@pytest.mark.parametrize("rule", ["stv", "borda"])
def test_a_ranked_count_without_ballots_is_said_not_to_be_repeated(rule):
    assert check(ranked(rule, edition="public").zip())[0]["result"] == "partly"


def test_groups_that_are_needed_and_not_shown_are_said_to_be_missing():
    draft = approval(edition="public", shown=(), floor={"percent": 20, "groups": 2})

    assert check(draft.zip())[0]["result"] == "partly"


def test_the_count_is_what_the_document_says():
    """By hand: 11, 10, 9 and 5 supporters, and two seats."""
    counted = approval().result

    assert counted["winners"] == [idea(1), idea(2)]
    assert [line["support"] for line in counted["standings"]] == [11, 10, 9, 5]
    assert counted["rounds"] == [
        {"idea": idea(1), "support": 11, "taken": True, "margin": 2},
        {"idea": idea(2), "support": 10, "taken": True, "margin": 1},
    ]


# Each of these is changed in one place, and whatever is hashed after it is hashed again.


def winners_swapped(draft):
    draft.result["winners"].reverse()


def other_winner(draft):
    draft.result["winners"][1] = idea(0)


def more_support(draft):
    draft.result["standings"][2]["support"] += 1


def other_group_support(draft):
    draft.result["standings"][0]["groups"][0] += 1


def other_margin(draft):
    draft.result["rounds"][0]["margin"] = 3


def number_for_truth(draft):
    draft.result["rounds"][0]["taken"] = 1


def invented_tie(draft):
    draft.result["ties"] = [{"ideas": [], "taken": [], "otherwise": [], "support": 1}]


def other_otherwise(draft):
    draft.result["otherwise"] = [idea(1), idea(3)]


def advisory(draft):
    draft.result["status"] = "advisory"


def other_params(draft):
    draft.result["params"]["seats"] = 3


def other_rule_in_result(draft):
    draft.result["rule"] = "greedy@1"


def other_campaign_in_result(draft):
    draft.result["campaign"] = CAMPAIGN.replace("0", "1")


def other_draw_in_result(draft):
    draft.result["draw"]["post"] = "7"


def unknown_field(draft):
    draft.result["note"] = "trust us"


def unpromised_balance(draft):
    draft.result["balanced"] = True


def missing_event(draft):
    del draft.events[4]
    draft.events[4]["seq"] = 5


def event_twice(draft):
    draft.events.insert(4, draft.events[4] | {"seq": 5})
    draft.events[-1]["seq"] = 7


def wrong_order_of_events(draft):
    draft.events[0], draft.events[1] = draft.events[1] | {"seq": 1}, draft.events[0] | {"seq": 2}


def wrong_number(draft):
    draft.events[2]["seq"] = 9


def other_campaign_in_chain(draft):
    draft.events[2]["campaign"] = "0"


def event_after_the_result(draft):
    draft.events.append({"campaign": CAMPAIGN, "event": "decision", "seq": 7, "sha256": ""})


def other_promise(draft):
    draft.rules["seats"] = 3


def promise_hash(draft):
    draft.events[1]["sha256"] = hashed("")


def senseless_promise(draft):
    draft.rules["seats"] = 0
    draft.events[1] |= {"settings": draft.rules, "sha256": hashed(canonical(draft.rules))}


def ballots_against_the_promise(draft):
    draft.rules["ballots_public"] = True


def other_title(draft):
    draft.catalogue[0]["title"] = "Noe annet"


def other_cost(draft):
    draft.catalogue[0]["cost"] = 1


def other_secret(draft):
    draft.draw["pre"] = "00" * 32


def other_order(draft):
    draft.draw["order"].reverse()


def unpromised_public_numbers(draft):
    draft.draw["post"] = "1"


def commitment_added(draft):
    draft.commitments = sorted([*draft.commitments, hashed("one more")])


def commitment_twice(draft):
    draft.commitments[1] = draft.commitments[0]


def commitments_unsorted(draft):
    draft.commitments.reverse()


def commitment_replaced(draft):
    draft.commitments = sorted([*draft.commitments[1:], hashed("another")])
    listed = "".join(f"{one}\n" for one in draft.commitments)
    draft.result["commitments"]["sha256"] = hashed(listed)


def mark_changed(draft):
    ballot = next(one for one in draft.ballots if idea(0) in one["marks"])
    del ballot["marks"][idea(0)]


def salt_changed(draft):
    draft.ballots[0]["salt"] = "00" * 32


def ballot_left_out(draft):
    del draft.ballots[0]


def ballots_out_of_order(draft):
    draft.ballots.reverse()


def group_unknown(draft):
    draft.ballots[0]["group"] = "friends"


def reopened(ballot):
    """The ballot with a commitment that fits what it now says."""
    opened = bytes.fromhex(ballot["salt"]) + canonical(ballot["marks"]).encode()
    ballot["commitment"] = hashed(opened)


def value_not_allowed(draft):
    draft.ballots[0]["marks"] = {idea(0): 2}
    reopened(draft.ballots[0])


def foreign_idea(draft):
    draft.ballots[0]["marks"] = {idea(9): 1}
    reopened(draft.ballots[0])


def overfull_ballot(draft):
    draft.ballots[0]["marks"] = {idea(place): 1 for place in range(4)}
    reopened(draft.ballots[0])


def marks_changed(draft):
    draft.marks["all"][idea(0)]["1"] += 1


def group_marks_changed(draft):
    draft.marks["groups"][STAFF]["counted"] += 1


def group_left_out_of_marks(draft):
    del draft.marks["groups"][PARTNERS]


def more_turnout(draft):
    draft.result["turnout"]["voted"] += 1


def fewer_counted(draft):
    draft.result["turnout"]["counted"] -= 1


def more_eligible(draft):
    draft.result["turnout"]["eligible"] += 1


def groups_do_not_add_up(draft):
    draft.result["turnout"]["groups"][0]["voted"] -= 1


WRONG = {
    "chain": [
        missing_event,
        event_twice,
        wrong_order_of_events,
        wrong_number,
        other_campaign_in_chain,
        event_after_the_result,
    ],
    "rules": [other_promise, promise_hash, senseless_promise, ballots_against_the_promise],
    "catalogue": [other_title, other_cost],
    "draw": [other_secret, other_order, unpromised_public_numbers],
    "commitments": [commitment_added, commitment_twice, commitments_unsorted],
    "ballots": [
        commitment_replaced,
        mark_changed,
        salt_changed,
        ballot_left_out,
        ballots_out_of_order,
        group_unknown,
        value_not_allowed,
        foreign_idea,
        overfull_ballot,
    ],
    "marks": [marks_changed, group_marks_changed, group_left_out_of_marks],
    "turnout": [more_turnout, fewer_counted, more_eligible, groups_do_not_add_up],
    "result": [
        winners_swapped,
        other_winner,
        more_support,
        other_group_support,
        other_margin,
        number_for_truth,
        invented_tie,
        other_otherwise,
        advisory,
        other_params,
        other_rule_in_result,
        other_campaign_in_result,
        other_draw_in_result,
        unknown_field,
        unpromised_balance,
    ],
}


@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, all_ in WRONG.items() for change in all_]
)
def test_what_is_wrong_is_found_and_named(name, change):
    draft = approval()
    change(draft)

    assert failure(draft.zip())[0] == name


@pytest.mark.parametrize(
    "change",
    [
        marks_changed,
        group_left_out_of_marks,
        lambda draft: draft.marks["all"].update({idea(0): {"2": 9}}),
        lambda draft: draft.marks["all"].update({idea(9): {"1": 1}}),
        lambda draft: draft.marks["all"].update({idea(0): {"1": 99}}),
    ],
)
def test_marks_that_no_ballots_give_are_found_without_ballots(change):
    draft = approval(edition="public")
    change(draft)

    assert failure(draft.zip())[0] == "marks"


@pytest.mark.parametrize(
    "change", [winners_swapped, other_winner, more_support, other_otherwise, invented_tie]
)
def test_a_wrong_count_is_found_from_marks_alone(change):
    draft = approval(edition="public")
    change(draft)

    assert failure(draft.zip())[0] == "result"


@pytest.mark.parametrize(
    "change",
    [
        more_support,
        other_winner,
        advisory,
        lambda draft: draft.result["winners"].append(idea(3)),
        lambda draft: draft.result["standings"].pop(),
        lambda draft: draft.result["rounds"][0].update(support=7),
    ],
)
def test_of_a_count_that_cannot_be_repeated_all_else_is_checked(change):
    draft = approval(rule="phragmen", edition="public")
    change(draft)

    assert failure(draft.zip())[0] == "result"


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: draft.result["winners"].append(idea(2)),
        lambda draft: draft.result["standings"].pop(),
        lambda draft: draft.result["standings"][0].update(winner=False),
        lambda draft: draft.result["standings"][0].update(rank=2),
    ],
)
def test_the_standings_of_a_ranked_count_must_be_possible(change):
    draft = ranked("borda", edition="public")
    change(draft)

    assert failure(draft.zip())[0] == "result"


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: draft.draw.update(post="1 2 3"),
        lambda draft: draft.events.pop(5) and draft.events[5].update(seq=6),
        lambda draft: [one.update(source="Another draw") for one in (draft.draw, draft.events[5])],
    ],
)
def test_a_public_draw_must_be_the_one_promised(change):
    draft = approval(lottery="Lotto")
    change(draft)

    assert failure(draft.zip())[0] == "draw"


def test_the_raw_count_is_counted_again_beside_a_balanced_one():
    draft = approval(balanced=True)
    assert draft.result["raw"]["winners"] != draft.result["winners"]
    draft.result["raw"]["rounds"][0]["margin"] = 99

    assert failure(draft.zip()) == (
        "result",
        "raw.rounds[0].margin: the package says 99, but it is 2",
    )


def test_groups_too_small_or_uneven_never_balance():
    few = make_draft(
        "approval", "approval", [*BALLOTS[:9], *BALLOTS[9:12]], costs=COSTS, seats=1, balanced=True
    )
    assert "too_few" in failure(few.zip())[1]

    ballots = BALLOTS[:9] * 6 + BALLOTS[9:14]
    uneven = make_draft("approval", "approval", ballots, costs=COSTS, seats=1, balanced=True)
    assert "too_uneven" in failure(uneven.zip())[1]


def test_a_result_that_says_why_groups_do_not_balance_is_verified():
    draft = make_draft("approval", "approval", BALLOTS[:12], costs=COSTS, seats=1, balanced=True)
    raw = recount(draft.rules, draft.catalogue, draft.ballots, draft.draw["order"], balanced=False)
    draft.result |= raw | {"balanced": "too_few"}
    draft.result["standings"] = [line | {"groups": []} for line in raw["standings"]]
    del draft.result["raw"], draft.result["weights"]
    rules = draft.rules | {"balanced": False}
    draft.result["explain"] = numbers_of(rules, draft.catalogue, draft.ballots, draft.draw["order"])

    assert set(check(draft.zip())[0].values()) <= {"ok", "absent"}


def changed_by(change, draft):
    draft.result["explain"].setdefault(idea(0), {})["counterfactual"] = change
    return draft.zip()


def test_what_would_have_changed_the_result_is_counted_again():
    """Idea 0 has 9 supporters and idea 2 has 10: the lot says whether one more is enough."""
    order = approval().draw["order"]
    enough = 1 if order.index(idea(0)) < order.index(idea(2)) else 2
    for edition in ("public", "auditor"):
        for votes in (enough - 1, enough, enough + 1):
            package = changed_by({"votes": votes}, approval(edition=edition))
            if votes == enough:
                assert check(package)[0]["explain"] == "ok"
            else:
                assert failure(package)[0] == "explain"


def test_a_smaller_cost_that_would_have_won_is_counted_again():
    """900 buys idea 1 for 400 and idea 2 for 500, so that idea 0 would have to be free."""
    right = changed_by({"cost": 0}, by_budget())
    assert check(right)[0]["explain"] == "ok"
    for change in ({"cost": 1}, {"cost": 0, "step": 0}, {"cost": -1}, {"price": 0}):
        assert failure(changed_by(change, by_budget()))[0] == "explain"


def test_a_step_up_is_as_long_as_is_said():
    package = changed_by({"cost": 0, "step": 30}, by_budget())

    assert check(package)[0]["explain"] == "ok"


@pytest.mark.parametrize("rule", ["phragmen", "equal-shares-fill", "seq-pav"])
def test_counterfactuals_of_proportional_rules_need_ballots(rule):
    public = approval(rule=rule, edition="public")

    assert check(changed_by({"votes": 2}, public))[0]["explain"] == "partly"


def test_a_winner_has_no_counterfactual_and_nobody_else_is_explained():
    for id_, facts in ((idea(1), {"counterfactual": {"votes": 1}}), (idea(9), {})):
        draft = approval()
        draft.result["explain"] = {id_: facts}

        assert failure(draft.zip())[0] == "explain"


def resealed(change, *, edition="auditor", **manifest):
    """The package with its files changed and listed anew."""
    files = approval(edition=edition).files()
    change(files)
    return zipped(sealed(files, edition=edition, **manifest))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda files: files.pop("VERIFY.md"), "manifest"),
        (lambda files: files.update({"secret.txt": b"x"}), "manifest"),
        (lambda files: files.pop("marks.json"), "rules"),
        (lambda files: files.pop("ballots.jsonl"), "rules"),
        (lambda files: files.update({"draw.json": files["draw.json"] + b" "}), "draw"),
        (lambda files: files.update({"draw.json": b"[]"}), "draw"),
        (lambda files: files.update({"catalogue.json": b'{"a":1}'}), "catalogue"),
        (lambda files: files.update({"marks.json": b"{}"}), "marks"),
        (lambda files: files.update({"result.json": b'{"commitments":3}'}), "commitments"),
        (lambda files: files.update({"explanations.nb.json": b'{"x":"y"}'}), "explain"),
    ],
)
def test_files_of_another_form_are_named(change, name):
    assert failure(resealed(change))[0] == name


def test_a_file_that_is_not_the_one_listed_is_named():
    files = sealed(approval().files())
    files["draw.json"] = files["draw.json"].replace(b"0", b"1", 1)

    assert failure(zipped(files)) == ("manifest", "draw.json is not the file listed")


def test_a_root_that_is_not_the_hash_of_the_list_is_found():
    assert "root" in failure(resealed(lambda files: None, root=hashed("")))[1]


def test_a_changed_event_is_found_by_its_hash():
    def change(files):
        files["chain.jsonl"] = files["chain.jsonl"].replace(b'"eligible":20', b'"eligible":21')

    name, message = failure(resealed(change))
    assert (name, message[:7]) == ("chain", "event 3")


def test_a_result_that_is_not_the_one_in_the_chain_is_found():
    def change(files):
        files["result.json"] = files["result.json"].replace(b'"margin":2', b'"margin":3')

    assert "hash is in the chain" in failure(resealed(change))[1]


def test_ballots_in_a_public_package_need_a_promise():
    def change(files):
        files["ballots.jsonl"] = b""

    assert failure(resealed(change, edition="public"))[0] == "rules"


def run(tmp_path, package, *options):
    """The command as a journalist runs it: nothing but Python, and no packages around."""
    path = tmp_path / "pakke.zip"
    path.write_bytes(package)
    done = subprocess.run(
        [sys.executable, "-I", "-S", verify_result.__file__, str(path), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_command_ends_with_0_1_or_2_and_says_why(tmp_path):
    wrong = approval()
    other_winner(wrong)

    code, said = run(tmp_path, approval().zip())
    assert (code, said.splitlines()[-1]) == (0, "VERIFIED")
    code, said = run(tmp_path, wrong.zip())
    assert code == 1
    assert said.splitlines()[-1].startswith("NOT VERIFIED: result: winners[1]: the package says")
    code, said = run(tmp_path, b"no zip at all")
    assert (code, said.splitlines()[-1][:10]) == (2, "UNREADABLE")


def test_the_command_answers_with_one_object(tmp_path):
    wrong = approval()
    other_margin(wrong)

    code, said = run(tmp_path, wrong.zip(), "--json")
    answer = json.loads(said)
    assert (code, answer["verified"], answer["failed"]) == (1, False, "result")
    assert answer["error"]["code"] == "not_verified"
    assert answer["checks"][0] == {
        "check": "manifest",
        "outcome": "ok",
        "message": "13 files of the auditor edition are those listed",
    }
    code, said = run(tmp_path, b"", "--json")
    assert (code, json.loads(said)["error"]["code"]) == (2, "unreadable")


def test_a_missing_file_is_unreadable(capsys, tmp_path):
    assert verify_result.main([str(tmp_path / "nothing.zip")]) == 2
    assert "UNREADABLE: cannot be read" in capsys.readouterr().out


def test_the_check_needs_nothing_but_python():
    with open(verify_result.__file__, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names

"""The demo's content holds together: every key resolves, and the votes can be dealt out."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest

from app.domain.groups import Group
from app.domain.learning.framework import Level, kind_of
from app.domain.timetable import Phase, Timetable

GROUPS = tuple(Group)


def read(name: str) -> Any:
    return json.loads((files("app.sample") / f"{name}.json").read_text("utf-8"))


BODIES = {body["key"]: body for body in read("bodies")}
PEOPLE = read("people")
NAMED = {person["key"]: person for person in PEOPLE["fixed"] + PEOPLE["authors"]}
CAMPAIGNS = {campaign["key"]: campaign for campaign in read("campaigns")}
IDEAS = {idea["key"]: idea for idea in read("ideas")}
COMMENTS = read("comments")
SIGNALS = {signal["key"]: signal for signal in read("signals")}
PLAN = read("plan")
MOST_IN_A_BASKET = 3
"""Nobody is dealt more marks."""
COUNTED = [key for key, campaign in CAMPAIGNS.items() if "turnout" in campaign]


def with_ancestors(key: str | None) -> set[str]:
    return {key} | with_ancestors(BODIES[key]["parent"]) if key else set()


def takes_part(bodies: set[str], campaign: dict[str, Any]) -> bool:
    return any(with_ancestors(body) & set(campaign["audience"]) for body in bodies)


def group_of(bodies: set[str]) -> str:
    kinds = {BODIES[body]["kind"] for body in bodies}
    if kinds & {"council", "user_organisation"}:
        return "councils"
    return "partners" if kinds & {"partner", "municipality"} else "staff"


def bodies_of(person: dict[str, Any]) -> set[str]:
    return {membership["body"] for membership in person["memberships"]}


def voters(campaign: dict[str, Any]) -> Counter[str]:
    crowd = [(bodies_of(person), 1) for person in PEOPLE["authors"]]
    crowd += [({row["body"]}, row["count"]) for row in PEOPLE["generated"]]
    count: Counter[str] = Counter()
    for bodies, number in crowd:
        if takes_part(bodies, campaign):
            count[group_of(bodies)] += number
    return count


def deadline_of(idea: dict[str, Any]) -> int:
    campaign = CAMPAIGNS[idea["campaign"]]
    group = group_of(bodies_of(NAMED[idea["author"]]))
    return int(campaign["group_deadlines"].get(group, campaign["submission_closes"]))


def test_every_body_hangs_on_bodies_that_exist() -> None:
    for body in BODIES.values():
        assert {body["parent"], *body["affiliated_to"]} <= {None, *BODIES}
        assert (body["kind"] == "unit") == (body["unit_kind"] is not None)


def test_everyone_belongs_somewhere_and_no_two_share_a_name() -> None:
    assert {body for person in NAMED.values() for body in bodies_of(person)} <= set(BODIES)
    size = sum(row["count"] for row in PEOPLE["generated"])
    given, family = PEOPLE["given"], PEOPLE["family"]
    names = {(given[n % len(given)], family[n % len(family)]) for n in range(size)}
    assert len(names) == size
    assert len({person["email"] for person in NAMED.values()}) == len(NAMED)


def test_there_is_one_campaign_in_each_phase_and_a_draft() -> None:
    phases = sorted(campaign["phase"] for campaign in CAMPAIGNS.values())
    assert phases.count("voting") == 2, "one by votes, one by budget"
    assert set(phases) == {"draft", *Phase}


@pytest.mark.parametrize("key", CAMPAIGNS)
def test_a_campaign_points_at_what_exists_and_its_days_follow_each_other(key: str) -> None:
    campaign = CAMPAIGNS[key]
    assert {*campaign["owners"], *campaign["audience"], campaign["decision"]["body"]} <= set(BODIES)
    assert set(campaign["facilitators"]) <= set(NAMED)
    assert campaign["part_of"] in {None, *CAMPAIGNS}
    assert max(map(len, campaign["question"].values())) <= 200
    last = max([campaign["submission_closes"], *campaign["group_deadlines"].values()])
    weekend = 2
    assert campaign["opens"] + weekend < campaign["submission_closes"] <= last
    assert last + weekend < campaign["voting_opens"] - weekend
    assert campaign["voting_opens"] < campaign["voting_closes"]
    assert campaign["voting_closes"] + weekend < campaign["decision"]["day"]


def test_those_who_run_a_campaign_are_facilitators_of_an_owning_body() -> None:
    for campaign in CAMPAIGNS.values():
        owners = set().union(*(with_ancestors(owner) for owner in campaign["owners"]))
        for facilitator in campaign["facilitators"]:
            memberships = NAMED[facilitator]["memberships"]
            bodies = {each["body"] for each in memberships if each["role"] == "facilitator"}
            assert bodies & owners, (campaign["key"], facilitator)


@pytest.mark.parametrize("key", [key for key in CAMPAIGNS if CAMPAIGNS[key]["phase"] != "draft"])
def test_a_campaign_loaded_now_is_in_the_phase_it_says(key: str) -> None:
    campaign, now = CAMPAIGNS[key], datetime(2031, 5, 7, 9, tzinfo=UTC)
    instants = ("opens", "submission_closes", "voting_opens", "voting_closes", "published")
    at = {f"{name}_at": now + timedelta(campaign[name]) for name in instants if name in campaign}
    groups = campaign["group_deadlines"].items()
    deadlines = {Group(name): now + timedelta(day) for name, day in groups}
    timetable = Timetable(**at, group_deadlines=deadlines)
    assert timetable.phase_at(now) == campaign["phase"]


@pytest.mark.parametrize("key", IDEAS)
def test_a_proposal_is_handed_in_by_someone_entitled_before_the_deadline(key: str) -> None:
    idea = IDEAS[key]
    campaign, author = CAMPAIGNS[idea["campaign"]], NAMED[idea["author"]]
    assert takes_part(bodies_of(author), campaign)
    assert campaign["opens"] < idea["day"] < min(deadline_of(idea), 0)
    assert idea["on_behalf_of"] in {None, *bodies_of(author)}
    assert idea["topic"] in {topic["key"] for topic in campaign["topics"]}
    assert 3 <= len(idea["title"].split()) <= 12
    assert len(idea["title"]) <= 150
    assert campaign["allows_anonymous"] or not idea["anonymous"]
    assert campaign["asks_cost"] or idea["cost_hours"] is None
    for other in filter(None, (idea["similar_to"], idea["merged_into"])):
        assert IDEAS[other]["campaign"] == idea["campaign"]


def test_every_comment_comes_after_what_it_answers() -> None:
    for place, comment in enumerate(COMMENTS):
        idea = IDEAS[comment["idea"]]
        campaign = CAMPAIGNS[idea["campaign"]]
        assert takes_part(bodies_of(NAMED[comment["author"]]), campaign)
        assert idea["day"] <= comment["day"] < 0
        assert campaign["asks_stance"] or comment["stance"] is None
        if comment["parent"] is not None:
            parent = COMMENTS[comment["parent"]]
            assert comment["parent"] < place
            assert parent["idea"] == comment["idea"]
            assert (parent["day"], parent["time"]) < (comment["day"], comment["time"])


@pytest.mark.parametrize("key", COUNTED)
@pytest.mark.parametrize("group", GROUPS)
def test_the_votes_can_be_dealt_to_those_who_turned_out(key: str, group: str) -> None:
    campaign = CAMPAIGNS[key]
    turnout = campaign["turnout"][group]
    marks = [
        idea["votes"][group] for idea in IDEAS.values() if idea["campaign"] == key and idea["votes"]
    ]
    assert 5 <= turnout <= voters(campaign)[group]
    most = campaign["votes_per_person"] or MOST_IN_A_BASKET
    assert max(marks) <= turnout <= sum(marks) <= most * turnout


def test_whatever_is_dealt_fits_in_a_basket() -> None:
    for campaign in CAMPAIGNS.values():
        if budget := campaign.get("budget_hours"):
            ideas = [idea for idea in IDEAS.values() if idea["campaign"] == campaign["key"]]
            dearest = sorted(idea["cost_hours"] for idea in ideas)[-MOST_IN_A_BASKET:]
            assert sum(dearest) <= budget < sum(idea["cost_hours"] for idea in ideas)


def support(key: str) -> list[tuple[int, str]]:
    ideas = [idea for idea in IDEAS.values() if idea["campaign"] == key and idea["votes"]]
    return sorted(((sum(idea["votes"].values()), idea["key"]) for idea in ideas), reverse=True)


def test_what_the_fixed_people_have_marked_is_on_the_ballot() -> None:
    for person in PEOPLE["fixed"]:
        for campaign, marks in person["marks"].items():
            assert {IDEAS[idea]["campaign"] for idea in marks} == {campaign}
            assert all(IDEAS[idea]["votes"] for idea in marks)


def test_the_closed_campaign_has_a_tie_at_the_cut_off() -> None:
    ranking = support("arbeid-naert")
    assert ranking[1][0] > ranking[2][0] == ranking[3][0] > ranking[4][0]


def test_the_decision_departs_from_the_ranking_by_one_proposal_with_a_reason() -> None:
    outcome = CAMPAIGNS["laering-fabelvik"]["outcome"]
    rule = {key for _, key in support("laering-fabelvik")[:3]}
    (departure,) = outcome["departs_from_rule"]
    assert rule ^ set(outcome["goes_forward"]) == {departure["idea"], departure["instead_of"]}
    assert departure["reason"]
    assert set(departure["signals"]) <= set(SIGNALS)


def test_every_proposal_of_the_published_campaign_has_an_answer() -> None:
    ideas = [idea for idea in IDEAS.values() if idea["campaign"] == "laering-fabelvik"]
    forward = {idea["key"] for idea in ideas if idea["answer"]["status"] == "going_forward"}
    assert forward == set(CAMPAIGNS["laering-fabelvik"]["outcome"]["goes_forward"])


def test_the_plan_carries_on_what_went_forward() -> None:
    themes = PLAN["themes"]
    assert [theme["idea"] for theme in themes] == CAMPAIGNS[PLAN["campaign"]]["outcome"][
        "goes_forward"
    ]
    assert {signal for theme in themes for signal in theme["signals"]} <= set(SIGNALS)
    assert {member["person"] for member in PLAN["working_group"]} <= set(NAMED)
    assert {theme["responsible"] for theme in themes} <= set(NAMED)
    for signal in SIGNALS.values():
        assert set(signal["campaigns"]) <= set(CAMPAIGNS)


def test_the_plans_outcomes_are_of_the_kind_that_their_level_says() -> None:
    rows = [row for theme in PLAN["themes"] for row in theme["rows"]]
    assert [kind_of(Level(row["level"])) for row in rows] == [row["kind"] for row in rows]

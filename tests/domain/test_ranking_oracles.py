"""Approval, dots and greedy in real elections, against other programs and the cities themselves."""

import pytest

from app.domain.pabulib import parse_pabulib
from app.domain.tally.draw import natural_order
from app.domain.tally.outcome import BallotKind, Forward, Params
from app.domain.tally.rules import count
from tests.support.real_data import REAL_DATA, needed
from tests.support.real_elections import oracles, read_election, read_oracle, read_profile
from tests.support.tallies import elect, spend


@pytest.mark.parametrize("path", oracles("abcvoting/*.json"), ids=lambda path: path.stem)
def test_approval_elects_the_committees_of_abcvoting(path):
    oracle = read_oracle(path)
    profile = read_profile(oracle["file"])
    index = {one.id: number for number, one in enumerate(profile.candidates)}

    for seats, found in oracle["committees"].items():
        outcome = elect("approval", profile, int(seats))
        committees = found["av"]["all_committees_if_ties_broken_any_way"]
        assert sorted(index[idea] for idea in outcome.winners) == found["av"]["resolute"]
        assert sorted(index[idea] for idea in outcome.otherwise) in committees
        assert (outcome.ties == []) == found["av"]["unique"]
    assert profile.n == oracle["ballots_nonempty"]


@pytest.mark.parametrize("path", oracles("pabutools/*.json"), ids=lambda path: path.stem)
def test_greedy_buys_what_pabutools_buys(path):
    """Greedy by votes, which it has for approvals; by points it has none, only points per cost."""
    oracle = read_oracle(path)
    file = f"pabulib/{oracle['file']}"
    greedy = oracle["rules"].get("greedy_votes")
    election = read_election(file)

    outcome = spend("greedy", read_profile(file), election.budget)

    assert read_profile(file).n == oracle["num_votes"]
    assert outcome.ties == []
    if greedy is None:
        assert election.kind is not BallotKind.APPROVAL
    else:
        bought = greedy.get("winners") or greedy["published"]
        assert sorted(outcome.winners) == sorted(bought)


@pytest.mark.parametrize(
    "name",
    [
        "France_Toulouse_2019",
        "Poland_Czestochowa_2020_Dzbow",
        "Poland_Gdansk_2020_Siedlce",
        "Poland_Katowice_2023_Srodmiescie",
        "Switzerland_Zurich_D5",
    ],
)
def test_dots_and_supporters_are_those_the_city_counted(name):
    path = needed(REAL_DATA / f"pabulib/{name}.pb")
    projects = parse_pabulib(path.read_text("utf-8")).projects
    profile = read_profile(f"pabulib/{name}.pb")

    outcome = count("dots", profile, Params(Forward.AFTERWARDS), natural_order)

    assert {one.idea: one.support for one in outcome.standings} == {
        one.id: one.score for one in projects
    }
    assert {one.idea: one.facts for one in outcome.standings} == {
        one.id: {"supporters": one.votes} for one in projects
    }

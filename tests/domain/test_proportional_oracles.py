"""Proportional rules in real elections, against other programs and the cities themselves."""

from functools import cache

import pytest

from app.domain.pabulib import parse_pabulib
from app.domain.tally.outcome import BallotKind, Utility
from app.domain.tally.profile import ProfileBuilder
from tests.support.real_data import REAL_DATA, needed
from tests.support.real_elections import oracles, read_election, read_oracle, read_profile
from tests.support.tallies import elect, spend

FIRST_EXHAUSTIVE = {
    "Poland_Wieliczka_2023_Green_Budget",
    "Switzerland_Zurich_SN",
    "Worldwide_Mechanical_Turk_Knapsack_3",
}
"""Where it makes a difference that pabutools' own loop (`*_addpct`) stops at the first raise after
which nothing more fits. Ours goes on until the next would overspend, as the cities did."""

OWN_BORDA = {
    "Poland_Krakow_2018_Krowodrza",
    "Poland_Krakow_2022_Zwierzyniec",
    "Poland_Krakow_2024_Podgorze_Duchackie",
    "Switzerland_Zurich_S5R",
}
"""Where it makes a difference that pabutools counts Borda points from each ballot's own length."""

WHOLE_SEATS = {
    ("polis__15-per-hour-seattle__participants-votes", 5),
    ("polis__15-per-hour-seattle__participants-votes", 8),
    ("polis__bg2050-volunteers__participants-votes", 5),
    ("polis__scoop-hivemind.ubi__participants-votes", 8),
    ("polis__vtaiwan.uberx__participants-votes", 8),
}
"""Where it makes a difference that abcvoting raises by a whole seat at a time."""

each_committee = pytest.mark.parametrize(
    "path", oracles("abcvoting/*.json"), ids=lambda path: path.stem
)
each_budget = pytest.mark.parametrize(
    "path", oracles("pabutools/*.json"), ids=lambda path: path.stem
)


def elections_of(path):
    """For each number of seats: the profile, the seats, what was found, and how to name winners."""
    oracle = read_oracle(path)
    profile = read_profile(oracle["file"])
    index = {one.id: number for number, one in enumerate(profile.candidates)}
    for seats, found in oracle["committees"].items():
        yield profile, int(seats), found, lambda ideas: sorted(index[idea] for idea in ideas)


def bought_by(oracle, rule):
    """What pabutools bought; None where it was not asked or was stopped."""
    found = oracle["rules"].get(rule, {})
    return found.get("winners", found.get("published"))


@cache
def spent(name, rule, utility=Utility.COST):
    """Our count of a file, made once: raising wallets takes its time."""
    file = f"pabulib/{name}.pb"
    return spend(rule, read_profile(file), read_election(file).budget, utility=utility)


@each_committee
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("seqpav", "seq-pav"),
        ("seqphragmen", "phragmen"),
        ("equal-shares-with-av-completion", "equal-shares-fill"),
    ],
)
def test_committees_are_those_of_abcvoting(path, theirs, ours):
    for profile, seats, found, named in elections_of(path):
        outcome = elect(ours, profile, seats)
        committees = found[theirs]["all_committees_if_ties_broken_any_way"]
        assert named(outcome.winners) == found[theirs]["resolute"]
        assert named(outcome.otherwise) in committees
        assert not (outcome.ties and found[theirs]["unique"])


@each_committee
def test_equal_shares_raised_by_whole_seats_are_those_of_abcvoting(path):
    for profile, seats, found, named in elections_of(path):
        elected, wanted = [], seats
        while len(elected) < seats:
            elected = elect("equal-shares", profile, wanted).winners
            wanted += 1
        assert named(elected) == found["equal-shares-with-increment-completion"]["resolute"]


@each_committee
def test_equal_shares_without_completion_begin_the_committees_of_abcvoting(path):
    """It always completes, by Phragmén's rule."""
    for profile, seats, found, named in elections_of(path):
        begun = set(named(elect("equal-shares", profile, seats).winners))
        committees = found["equal-shares"]["all_committees_if_ties_broken_any_way"]
        assert any(begun <= set(committee) for committee in committees)


@each_committee
def test_equal_shares_raised_by_hundredths_rarely_differ_from_whole_seats(path):
    for profile, seats, found, named in elections_of(path):
        outcome = elect("equal-shares-add", profile, seats)
        resolute = found["equal-shares-with-increment-completion"]["resolute"]
        agrees = resolute in (named(outcome.winners), named(outcome.otherwise))
        assert agrees == ((path.stem, seats) not in WHOLE_SEATS)
        assert len(outcome.winners) == seats


@each_budget
def test_equal_shares_and_phragmen_buy_what_pabutools_buys(path):
    oracle = read_oracle(path)
    pairs = {
        "mes_cost": ("equal-shares", Utility.COST),
        "mes_card": ("equal-shares", Utility.CARDINALITY),
        "mes_cost_util": ("equal-shares-fill", Utility.COST),
        "mes_points": ("equal-shares", Utility.COST),
        "phragmen_stop": ("phragmen", Utility.COST),
    }
    asked = {theirs: bought_by(oracle, theirs) for theirs in pairs if theirs in oracle["rules"]}

    ours = {theirs: sorted(spent(path.stem, *pairs[theirs]).winners) for theirs in asked}

    assert ours == {theirs: sorted(bought) for theirs, bought in asked.items()}
    kind = read_election(f"pabulib/{path.stem}.pb").kind
    assert len(asked) == {BallotKind.APPROVAL: 4, BallotKind.RANKED: 0}.get(kind, 1)


@each_budget
def test_wallets_are_raised_until_the_next_raise_would_overspend(path):
    oracle = read_oracle(path)
    found = oracle["rules"].get("mes_cost_addpct_nonstop")
    if found is None:
        assert read_election(f"pabulib/{path.stem}.pb").kind is not BallotKind.APPROVAL
        return

    outcome = spent(path.stem, "equal-shares-add")

    assert sorted(outcome.winners) == sorted(found["winners"])
    assert outcome.facts["raises"] + 1 == found["raises"]  # it counts the raise that was too much


@each_budget
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("mes_cost_addpct", "equal-shares-add"), ("mes_cost_addpct_u", "equal-shares-add-fill")],
)
def test_stopping_at_the_first_raise_that_leaves_nothing_rarely_differs(path, theirs, ours):
    expected = bought_by(read_oracle(path), theirs)  # null where it ran out of time
    if expected is not None:
        is_same = sorted(spent(path.stem, ours).winners) == sorted(expected)
        assert is_same == (path.stem not in FIRST_EXHAUSTIVE)


@each_budget
def test_rankings_buy_what_pabutools_buys_with_points_from_the_ballots_length(path):
    expected = bought_by(read_oracle(path), "mes_borda")
    election = read_election(f"pabulib/{path.stem}.pb")
    if expected is None:
        assert election.kind is not BallotKind.RANKED
        return
    scores = ProfileBuilder(BallotKind.SCORE, election.candidates)
    for line in election.ballots:
        scores.add({idea: len(line.marks) - place for idea, place in line.marks.items()})

    by_length = spend("equal-shares", scores.build(), election.budget)
    by_paper = spend("equal-shares", election.profile(), election.budget)

    assert sorted(by_length.winners) == sorted(expected)
    assert (sorted(by_paper.winners) == sorted(expected)) == (path.stem not in OWN_BORDA)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Poland_Wieliczka_2023_Green_Budget", "equal-shares-add"),
        ("Poland_Wieliczka_2023_Green_Budget", "equal-shares-add-fill"),
        ("Netherlands_Assen_2024", "equal-shares-add"),
    ],
)
def test_cities_that_used_equal_shares_selected_the_same(name, rule):
    """Assen did not fill up: 23 300 were left, though idea 7 for 12 000 would have fitted."""
    path = needed(REAL_DATA / f"pabulib/{name}.pb")
    projects = parse_pabulib(path.read_text("utf-8")).projects

    outcome = spent(name, rule)

    assert sorted(outcome.winners) == sorted(one.id for one in projects if one.selected == 1)


def test_in_assen_25_votes_lost_where_9_votes_won():
    outcome = spent("Netherlands_Assen_2024", "equal-shares-add")
    votes = {one.idea: one.support for one in outcome.standings}

    assert min(votes[idea] for idea in outcome.winners) == 9
    assert max(votes[idea] for idea in votes if idea not in outcome.winners) == 25

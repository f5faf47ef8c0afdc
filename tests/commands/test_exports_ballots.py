"""`flask exports ballots`: sealed ballots for other programs, and to whom they are refused."""

import json

import pytest
from sqlalchemy import select

from app.core.db import atomic, db
from app.core.election_files import open_election
from app.domain.errors import UnsupportedError
from app.domain.tallying import tally
from app.models import Campaign, CampaignEvent, PackageHandout, Person, Result, ResultPackage
from app.voting.explanations import package_texts
from app.voting.services import write_auditors_edition
from tests.support.elections import (
    abstain,
    begin_voting,
    cast,
    close,
    count_rows,
    make_election,
    make_election_of,
    scalar,
)

BALLOTS = {
    "approval": [{0: 1, 1: 1}, {0: 1}, {2: 1}],
    "dots": [{0: 4, 3: 2}, {0: 1}, {2: 1}],
    "score": [{0: 5, 1: 0}, {0: 3}, {2: 1}],
    "ranked": [{0: 1, 1: 2}, {0: 1, 1: 2}, {2: 1, 0: 2}],
    "budget": [{0: 1, 2: 1}, {0: 1}, {2: 1}],
}


def make_counted(app, kind, **columns):
    """Three vote, one abstains."""
    election = make_election_of(app, kind, staff=4, **columns)
    begin_voting(app)
    for person_id, marks in zip(election.staff, BALLOTS[kind], strict=False):
        cast(app, election, person_id, marks)
    abstain(app, election, election.staff[3])
    close(app, election)
    return election


def publish(app, election):
    with app.app_context(), atomic() as session:
        campaign = session.get_one(Campaign, election.campaign_id)
        campaign.published_at = app.extensions["clock"].moment


@pytest.fixture
def run(app, tmp_path):
    def call(election, *options, name="sedler"):
        arguments = ["exports", "ballots", election.slug, "--out", tmp_path / name, "--json"]
        answer = app.test_cli_runner().invoke(args=[*map(str, arguments), *options])
        return answer.exit_code, json.loads(answer.stdout)

    return call


def to_auditor(app, election):
    email = scalar(app, select(Person.email).where(Person.id == election.facilitator))
    return ["--by", email, "--auditor", "Kari Revisor, Riksrevisjonen", "--reason", "Etterkontroll"]


def sealed_winners(app, election):
    result = scalar(app, select(Result.canonical).where(Result.campaign_id == election.campaign_id))
    return json.loads(result)["winners"]


@pytest.mark.parametrize("kind", list(BALLOTS))
def test_another_program_reads_the_same_election(app, run, tmp_path, kind):
    rule = {"ranked": "borda", "budget": "equal-shares-add-fill"}.get(kind, kind)
    election = make_counted(app, kind, rule=rule)

    for fmt in ["pabulib"] + (["preflib"] if kind != "dots" else []):
        status, answer = run(election, "--format", fmt, *to_auditor(app, election), name=fmt)
        assert (status, answer["bytes"]) == (0, (tmp_path / fmt).stat().st_size)
        read = open_election(tmp_path / fmt, as_score=kind == "score")
        assert len(read.candidates) == len(election.ideas)
        assert read.profile().n == 3

    read = open_election(tmp_path / "pabulib")
    assert {one.id for one in read.candidates} == set(map(str, election.ideas))
    assert set(tally(read, rule).outcome.winners) == set(sealed_winners(app, election))


def test_what_goes_to_an_auditor_is_logged_and_readable_by_one_only(app, run, tmp_path):
    election = make_counted(app, "approval")

    run(election, *to_auditor(app, election))

    with app.app_context():
        handout = db.session.scalars(select(PackageHandout)).one()
        assert (handout.auditor, handout.given_by) == (
            "Kari Revisor, Riksrevisjonen",
            election.facilitator,
        )
        last = db.session.scalars(select(CampaignEvent).order_by(CampaignEvent.seq.desc())).first()
        assert json.loads(last.canonical)["event"] == "auditor_edition"
    assert (tmp_path / "sedler").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left_out", [0, 2, 4])
def test_ballots_that_were_not_promised_stay(app, run, tmp_path, left_out):
    election = make_counted(app, "approval")
    options = to_auditor(app, election)
    del options[left_out : left_out + 2]

    for given in ([], options):
        status, answer = run(election, *given)
        assert (status, answer["error"]["code"]) == (1, "not_allowed")
        assert "--auditor" in answer["error"]["message"]
    assert list(tmp_path.iterdir()) == []
    assert count_rows(app, PackageHandout) == 0


def test_only_who_may_hand_them_out_does(app, run, tmp_path):
    election = make_counted(app, "approval")
    email = scalar(app, select(Person.email).where(Person.id == election.staff[1]))
    options = to_auditor(app, election)

    assert run(election, "--by", email, *options[2:])[0] == 1
    assert run(election, "--by", "ingen@example.org", *options[2:])[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_promised_ballots_are_for_everybody_once_the_result_is_published(app, run, tmp_path):
    election = make_counted(app, "approval", ballots_public=True)

    status, answer = run(election)
    assert (status, answer["error"]["code"]) == (1, "not_open")
    publish(app, election)

    assert run(election)[0] == 0
    assert count_rows(app, PackageHandout) == 0
    assert (tmp_path / "sedler").read_text().startswith("META\n")


def test_there_is_nothing_to_write_before_the_count(app, run, tmp_path):
    begin_voting(app)
    election = make_election(app)

    for options in ([], to_auditor(app, election)):
        status, answer = run(election, *options)
        assert status == 1
        assert answer["error"]["code"] in {"not_counted", "not_open"}
    assert list(tmp_path.iterdir()) == []


def test_a_format_without_a_form_for_the_ballots_logs_nothing(app, run, tmp_path):
    election = make_counted(app, "dots")

    status, answer = run(election, "--format", "preflib", *to_auditor(app, election))

    assert (status, answer["error"]["code"]) == (2, "unsupported")
    assert count_rows(app, PackageHandout) == 0


@pytest.mark.parametrize(("kind", "rule"), [("approval", "approval"), ("budget", "equal-shares")])
def test_both_editions_of_a_package_are_counted_by_tally(app, tmp_path, kind, rule):
    election = make_counted(app, kind, rule=rule)
    public, auditors = tmp_path / "public.zip", tmp_path / "auditor.zip"
    with app.app_context():
        package = db.session.get_one(ResultPackage, election.campaign_id)
        public.write_bytes(package.content)
        with auditors.open("wb") as file:
            write_auditors_edition(atomic, election.campaign_id, file, texts=package_texts)

    counted = tally(open_election(auditors), rule)

    assert counted.outcome.winners == sealed_winners(app, election)
    assert counted.counted == 3
    if rule == "approval":
        assert tally(open_election(public), rule).outcome.winners == counted.outcome.winners
    else:
        with pytest.raises(UnsupportedError):
            tally(open_election(public), rule)

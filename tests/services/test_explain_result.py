"""The package of a closed campaign explains every idea, and the independent check agrees."""

import json
from io import BytesIO
from zipfile import ZipFile

from app.core.db import db
from app.models import ResultPackage
from tests.support.elections import begin_voting, cast, close, make_election, make_election_of, vote
from tools import verify_result


def package_of(app, election):
    with app.app_context():
        return db.session.get(ResultPackage, election.campaign_id).content


def lines_of(package):
    return {line.check: line for line in verify_result.verify(BytesIO(package))}


def texts_of(package, language):
    with ZipFile(BytesIO(package)) as files:
        return json.loads(files.read(f"explanations.{language}.json"))


def test_what_would_have_changed_it_is_counted_again_by_the_check(app):
    begin_voting(app)
    election = make_election(app, staff=8, ideas=3, seats=1)
    for number, voter in enumerate(election.staff):
        vote(app, election, voter, election.ideas[0 if number < 6 else 1])
    close(app, election)

    package = package_of(app, election)

    explain = lines_of(package)["explain"]
    assert explain.outcome == "ok", explain
    assert "1 ideas" in explain.message, "nobody is told what a proposal without support lacked"
    ideas = {str(idea) for idea in election.ideas}
    assert set(texts_of(package, "nb")) == ideas
    assert (
        "6 av 8 røysta på forslaget (75 prosent)" in texts_of(package, "nn")[str(election.ideas[0])]
    )


def test_a_package_whose_count_needs_ballots_explains_all_the_same(app):
    begin_voting(app)
    election = make_election_of(app, "budget", staff=7, ideas=3)
    for voter in election.staff:
        cast(app, election, voter, {0: 1})
    close(app, election)

    package = package_of(app, election)

    assert all(line.outcome != "failed" for line in lines_of(package).values())
    told = texts_of(package, "nb")
    assert "betalte 5 timer, det forslaget kostet" in told[str(election.ideas[0])]
    assert told[str(election.ideas[1])] == "Ingen støttet forslaget."

"""A campaign where people say which of two matters most, and ways to say it."""

from app.accounts.queries import get_actor
from app.core.db import atomic, db
from app.domain.comparing import offer_proof
from app.models import Campaign
from app.voting.comparing import find_offer, get_advice, get_own_answers
from app.voting.services import answer_pair, undo_answer
from tests.support.elections import make_election
from tests.support.factories import WHILE_SUBMITTING

KEY = b"what comparisons are kept under."


def make_comparing(app, **wanted):
    """Committed, and open for comparing."""
    app.extensions["clock"].moment = WHILE_SUBMITTING
    return make_election(app, **({"compares_pairs": True, "pairwise_key": KEY} | wanted))


def campaign_of(session, election):
    return session.get_one(Campaign, election.campaign_id)


def own_answers(app, election, person_id):
    with app.app_context():
        return get_own_answers(db.session(), campaign_of(db.session(), election), person_id)


def asked(app, election, person_id):
    """What the person is asked about next."""
    with app.app_context():
        session = db.session()
        campaign = campaign_of(session, election)
        return find_offer(session, campaign, get_own_answers(session, campaign, person_id))


def proof_of(app, election, person_id, pair):
    """As if the person had been asked about this very pair."""
    return offer_proof(KEY, own_answers(app, election, person_id).person_mac, *pair)


def say(app, election, person_id, pair, preferred, *, proof=None):
    """One answer, in a transaction of its own."""
    if proof is None:
        proof = proof_of(app, election, person_id, pair)
    clock = app.extensions["clock"]
    with app.app_context(), atomic() as session:
        return answer_pair(
            session,
            get_actor(session, person_id, now=clock.now()),
            election.slug,
            tuple(pair),
            preferred=preferred,
            proof=proof,
            clock=clock,
        )


def undo(app, election, person_id, pair):
    clock = app.extensions["clock"]
    with app.app_context(), atomic() as session:
        actor = get_actor(session, person_id, now=clock.now())
        return undo_answer(session, actor, election.slug, tuple(pair), clock=clock)


def advice(app, election):
    """Wins, losses and people by the idea's place in the election's list."""
    with app.app_context():
        found = get_advice(db.session(), campaign_of(db.session(), election))
    return {
        election.ideas.index(idea): (standing.wins, standing.losses, standing.people)
        for idea, standing in found.items()
    }

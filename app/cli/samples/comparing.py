"""The sample's comparisons: some of those who have proposed, asked about a few pairs each."""

from hashlib import sha256
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.campaigns.queries import get_campaign_view
from app.cli.samples.ballots import Standstill
from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.domain.errors import NotFoundError
from app.domain.permissions import Actor, Permission
from app.voting.comparing import find_offer, get_own_answers
from app.voting.services.comparing import answer_pair

PEOPLE, PAIRS = 7, 8


def add_comparisons(session: Session, entry: Entry, calendar: Calendar) -> None:
    """Answered through the survey's own rules, the same every time but for who is asked what."""
    session.flush()
    authors = (id_of("person", person["key"]) for person in entries("people")["authors"])
    actors = (get_actor(session, author, now=calendar.loaded_at) for author in authors)
    asked = (actor for actor in actors if _takes_part(session, actor, entry, calendar))
    for actor in islice(asked, PEOPLE):
        for _ in range(PAIRS):
            _answer_next(session, actor, entry["slug"], Standstill(calendar.loaded_at))


def _takes_part(session: Session, actor: Actor, entry: Entry, calendar: Calendar) -> bool:
    try:
        view = get_campaign_view(session, actor, entry["slug"])
    except NotFoundError:
        return False
    return view.may(Permission.PAIRWISE_ANSWER, calendar.loaded_at)


def _answer_next(session: Session, actor: Actor, slug: str, clock: Standstill) -> None:
    campaign = get_campaign_view(session, actor, slug).campaign
    offer = find_offer(session, campaign, get_own_answers(session, campaign, actor.person_id)).offer
    if offer is None:
        return
    pair = offer.first, offer.second
    best = max(pair, key=lambda idea: _liked(actor.person_id, idea))
    answer_pair(session, actor, slug, pair, preferred=best, proof=offer.proof, clock=clock)


def _liked(person_id: UUID, idea: UUID) -> int:
    """Mostly a matter of the idea, a little of the person."""
    whole, own = sha256(idea.bytes).digest(), sha256(person_id.bytes + idea.bytes).digest()
    return 2 * whole[0] + own[0]

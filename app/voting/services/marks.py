"""What one wants of one's ballot: one idea marked or not, the whole of it, or to abstain.

A mark is the state one wants ("this idea: yes"), never a flip, and is whole in itself: it holds
whatever version of the ballot the page was drawn from, since a page draws many controls at once.
What throws marks away (a whole ballot, abstaining) needs the version that is current.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.domain.ballots import APPROVAL, Marks, canonical_ballot
from app.domain.errors import ConflictError, InvalidBallotError
from app.domain.permissions import Actor
from app.models import Idea
from app.voting.queries import BallotView
from app.voting.services.changing import Content, Held, Wish, change_ballot


def set_mark(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    idea_id: UUID,
    *,
    wanted: bool,
    version: int,
    key: str,
    clock: Clock,
) -> BallotView:
    """Make one idea marked or not on the actor's ballot, and return the ballot as it then is.

    Raises NotFoundError, NotOnRollError, NotOpenError, DeadlinePassedError, IdempotencyError,
    InvalidBallotError or NoVotesLeftError; then nothing has been used up.
    """
    wish = Wish({"idea": str(idea_id), "wanted": int(wanted)}, version, key, idea_id)

    def change(held: Held) -> Content:
        if held.campaign.ballot_kind != APPROVAL:
            raise InvalidBallotError(reason="whole_ballot")
        if not held.is_on_ballot:
            raise InvalidBallotError(reason="not_on_ballot")
        others = {idea: value for idea, value in held.marks.items() if idea != idea_id}
        if wanted:
            return Content(others | {idea_id: 1}, is_abstention=False)
        return Content(others, held.is_abstention)

    return change_ballot(session, actor, campaign_id, wish, change, clock)


def cast_ballot(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    marks: Marks,
    *,
    version: int,
    key: str,
    clock: Clock,
) -> BallotView:
    """Make the actor's whole ballot say `marks`, of whatever kind the campaign's ballots are.

    Without marks there is no ballot any more. ConflictError where the ballot has changed since
    the page was drawn; otherwise raises as `set_mark`, and then nothing has been used up.
    """
    wish = Wish({"ballot": canonical_ballot(marks)}, version, key)

    def change(held: Held) -> Content:
        if version != held.version and marks != held.marks:
            raise ConflictError("the ballot has changed")
        return Content(marks, costs=_listed_costs(session, campaign_id, marks))

    return change_ballot(session, actor, campaign_id, wish, change, clock)


def _listed_costs(session: Session, campaign_id: UUID, marks: Marks) -> dict[UUID, int]:
    """What the marked ideas cost that have a cost, if all of them are on the ballot."""
    rows = session.execute(
        select(Idea.id, Idea.cost).where(
            Idea.campaign_id == campaign_id, Idea.id.in_(marks), Idea.is_on_ballot
        )
    )
    listed = {row.id: row.cost for row in rows}
    if not marks.keys() <= listed.keys():
        raise InvalidBallotError(reason="not_on_ballot")
    return {idea_id: cost for idea_id, cost in listed.items() if cost is not None}


def set_abstention(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    wanted: bool,
    version: int,
    key: str,
    clock: Clock,
) -> BallotView:
    """Abstain (counts for turnout alone) or take that back.

    ConflictError where the ballot holds marks that the page it was asked from did not know of.
    """
    wish = Wish({"abstain": int(wanted)}, version, key)

    def change(held: Held) -> Content:
        if wanted and held.marks and version != held.version:
            raise ConflictError("the ballot has changed")
        return Content({} if wanted else held.marks, is_abstention=wanted)

    return change_ballot(session, actor, campaign_id, wish, change, clock)

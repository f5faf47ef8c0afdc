"""Which of two: a person's own answers, the pair to ask about next, and what all of them add up to.

Nobody's answers are given to anybody else; what they add up to is for the facilitator alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.domain.comparing import (
    MOST_ANSWERS,
    PairAnswer,
    PairStanding,
    Preference,
    drawn_by,
    offer_proof,
    pair_standings,
)
from app.domain.proposals import IdeaState
from app.domain.sealing import keyed_hash
from app.domain.tally.catch_up import SATURATION, next_pair
from app.models import Campaign, Idea, PairwiseAnswer, PairwiseTotal, Person

_PREFERRED = (Preference.LOW, Preference.HIGH)


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """What one person has answered in a campaign, the first first."""

    person_mac: bytes
    answers: tuple[PairAnswer, ...]

    @property
    def number(self) -> int:
        return len(self.answers)

    @property
    def left(self) -> int:
        return MOST_ANSWERS - self.number

    @property
    def last(self) -> PairAnswer | None:
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class Offer:
    """Two ideas to ask about, in the order they are shown."""

    first: UUID
    second: UUID
    proof: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The next question, if any is left."""

    ideas: int
    """How many ideas there are to compare."""
    left: int
    """How many pairs this person can still be asked about."""
    offer: Offer | None


def get_own_answers(
    session: Session, campaign: Campaign, person_id: UUID, *, locked: bool = False
) -> OwnAnswers:
    """With `locked` the person answers nothing else in this campaign meanwhile."""
    person = select(Person.email).where(Person.id == person_id)
    if locked:
        # Before the answers are read, so that two requests at once come one after the other.
        person = person.with_for_update(key_share=True)
    email = session.scalar(person)
    mac = keyed_hash(campaign.pairwise_key or b"", email or str(person_id))
    rows = session.execute(
        select(PairwiseAnswer.idea_low, PairwiseAnswer.idea_high, PairwiseAnswer.result)
        .where(PairwiseAnswer.campaign_id == campaign.id, PairwiseAnswer.person_mac == mac)
        .order_by(PairwiseAnswer.seq)
    )
    answers = tuple(PairAnswer(low, high, Preference(result)) for low, high, result in rows)
    return OwnAnswers(mac, answers)


def to_compare(campaign_id: UUID) -> ColumnElement[bool]:
    """Which ideas are asked about: handed in, and not left out of the shortlist."""
    return (
        (Idea.campaign_id == campaign_id)
        & (Idea.state == IdeaState.SUBMITTED)
        & Idea.omitted_reason.is_(None)
    )


def find_offer(session: Session, campaign: Campaign, own: OwnAnswers) -> Asked:
    """The next pair for one who has answered `own`; the same until that or the answers change."""
    wanted = session.scalars(select(Idea.id).where(to_compare(campaign.id)))
    ideas = {str(id_): id_ for id_ in wanted}
    done = [(str(answer.low), str(answer.high)) for answer in own.answers]
    pairs = len(ideas) * (len(ideas) - 1) // 2 - sum(ideas.keys() >= set(pair) for pair in done)
    left = min(pairs, own.left)
    key = campaign.pairwise_key
    if key is None or not left:
        return Asked(len(ideas), left, None)
    common = _common_pairs(session, campaign.id)
    pair = next_pair(ideas, common, done, drawn_by(key, own.person_mac, own.number))
    if pair is None:
        return Asked(len(ideas), 0, None)
    first, second = ideas[pair[0]], ideas[pair[1]]
    proof = offer_proof(key, own.person_mac, first, second)
    return Asked(len(ideas), left, Offer(first, second, proof))


def _common_pairs(session: Session, campaign_id: UUID) -> dict[tuple[str, str], int]:
    """The pairs that have been answered so often that they are asked about less."""
    rows = session.execute(
        select(PairwiseAnswer.idea_low, PairwiseAnswer.idea_high, func.count())
        .where(PairwiseAnswer.campaign_id == campaign_id, PairwiseAnswer.result.in_(_PREFERRED))
        .group_by(PairwiseAnswer.idea_low, PairwiseAnswer.idea_high)
        .having(func.count() >= SATURATION)
    )
    return {(str(low), str(high)): number for low, high, number in rows}


def get_cards(session: Session, campaign_id: UUID, ids: Collection[UUID]) -> dict[UUID, Idea]:
    """What is shown of the ideas: number, title, first lines."""
    found = session.scalars(select(Idea).where(Idea.campaign_id == campaign_id, Idea.id.in_(ids)))
    return {idea.id: idea for idea in found}


def get_advice(session: Session, campaign: Campaign) -> dict[UUID, PairStanding]:
    """What the answers say of each idea: as they stand, or as they stood when voting opened.

    Empty where too few people have answered. Whoever asks must be allowed to (`PAIRWISE_VIEW`).
    """
    if campaign.frozen_at is not None:
        kept = session.scalars(
            select(PairwiseTotal).where(PairwiseTotal.campaign_id == campaign.id)
        ).all()
        return {row.idea_id: PairStanding(row.wins, row.losses, row.people) for row in kept}
    rows = session.execute(
        select(
            PairwiseAnswer.idea_low,
            PairwiseAnswer.idea_high,
            PairwiseAnswer.result,
            PairwiseAnswer.person_mac,
        ).where(PairwiseAnswer.campaign_id == campaign.id, PairwiseAnswer.result.in_(_PREFERRED))
    )
    answers = ((low, high, Preference(said), person) for low, high, said, person in rows)
    return pair_standings(answers, _living(session, campaign.id))


def _living(session: Session, campaign_id: UUID) -> dict[UUID, UUID]:
    """Each idea with the handed-in one it is or lives on in, through merges of merges."""
    rows = session.execute(
        select(Idea.id, Idea.state, Idea.merged_into).where(Idea.campaign_id == campaign_id)
    )
    ideas = {id_: (state, into) for id_, state, into in rows}
    living = {}
    for id_, (state, into) in ideas.items():
        root = id_
        while state == IdeaState.MERGED and into is not None:
            root = into
            state, into = ideas[root]
        if state == IdeaState.SUBMITTED:
            living[id_] = root
    return living


def keep_totals_alone(session: Session, campaign: Campaign) -> None:
    """Add the answers up and delete them with their key, as voting opens.

    Afterwards nobody can tell who preferred what, not even that two answers were one person's.
    The caller holds the exclusive lock, and `frozen_at` is not yet set.
    """
    if campaign.pairwise_key is None:
        return
    for idea, standing in sorted(get_advice(session, campaign).items()):
        session.add(
            PairwiseTotal(
                campaign_id=campaign.id,
                idea_id=idea,
                wins=standing.wins,
                losses=standing.losses,
                people=standing.people,
            )
        )
    session.execute(
        delete(PairwiseAnswer).where(PairwiseAnswer.campaign_id == campaign.id),
        execution_options={"synchronize_session": False},
    )
    campaign.pairwise_key = None

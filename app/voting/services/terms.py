"""What a campaign's ballots are counted by besides themselves: promises, roll and draw.

Read in one go, so that a count takes place outside every transaction.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.promises import Promises
from app.domain.results import Draw
from app.domain.tally.draw import DrawKey
from app.voting.queries import get_promises
from app.voting.services.counting import Box, RollCount, count_roll
from app.voting.services.drawing import draw_key, draw_of


@dataclass(frozen=True, slots=True)
class Terms:
    """None of it changes once voting has stopped and the draw is complete."""

    promises: Promises
    roll: RollCount
    draw: Draw
    key: DrawKey

    def small(self, box: Box) -> bool:
        """Whether a group voted with fewer ballots that count than may be told apart."""
        return self.roll.has_small_groups(box.cast)


def read_terms(session: Session, campaign_id: UUID) -> Terms:
    """Raises NotCountedError while public randomness is missing."""
    draw = draw_of(session, campaign_id)
    return Terms(
        get_promises(session, campaign_id),
        count_roll(session, campaign_id),
        draw,
        draw_key(draw, campaign_id),
    )

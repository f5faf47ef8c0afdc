"""The draw of one campaign: the secret it committed to, and the public randomness it promised."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.errors import NotCountedError
from app.domain.results import Draw
from app.domain.tally.draw import DrawKey, draw_order, draw_seed
from app.models import Campaign
from app.voting.queries import get_promises


def draw_of(session: Session, campaign_id: UUID) -> Draw:
    """The draw, complete. Raises NotCountedError while public randomness is missing."""
    campaign = session.get_one(Campaign, campaign_id)
    source = get_promises(session, campaign_id).lottery
    if source and not campaign.lottery_post:
        raise NotCountedError("the draw is not complete", lottery=source)
    post = campaign.lottery_post or "" if source else ""
    return Draw(campaign.tie_pre or b"", campaign.tie_commitment or "", post, source)


def draw_key(draw: Draw, campaign_id: UUID) -> DrawKey:
    """What parts equals in this campaign."""
    return draw_order(draw_seed(draw.pre, draw.post.encode()), str(campaign_id))

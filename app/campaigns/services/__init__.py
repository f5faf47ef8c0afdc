"""What can be done with a campaign: made, changed, launched, moved, published, archived."""

from app.campaigns.services.deadlines import move_deadline
from app.campaigns.services.finishing import archive_campaign, publish_campaign
from app.campaigns.services.making import create_campaign, edit_campaign, launch_campaign

__all__ = [
    "archive_campaign",
    "create_campaign",
    "edit_campaign",
    "launch_campaign",
    "move_deadline",
    "publish_campaign",
]

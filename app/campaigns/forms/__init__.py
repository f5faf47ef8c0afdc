"""What is typed about a campaign: shape is checked here, rules in the services."""

from app.campaigns.forms.acts import MoveForm
from app.campaigns.forms.campaign import CampaignForm
from app.campaigns.forms.messages import message_for
from app.campaigns.forms.shown import typed_form

__all__ = ["CampaignForm", "MoveForm", "message_for", "typed_form"]

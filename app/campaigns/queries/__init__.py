"""Reads about campaigns: `get_` raises, `find_` may return None, `list_` is never None."""

from app.campaigns.queries.bodies import BodyChoices, get_body_choices, list_bodies
from app.campaigns.queries.content import (
    CampaignContent,
    Standing,
    Unanswered,
    count_without_cost,
    find_result_turnout,
    get_content,
    get_standing,
    list_unanswered,
    topics_of,
)
from app.campaigns.queries.views import (
    CampaignView,
    get_campaign_view,
    get_campaign_view_by_id,
    list_campaign_views,
    list_launched,
    list_related_views,
    lock_campaign,
    lock_campaign_view,
    scope_of,
)

__all__ = [
    "BodyChoices",
    "CampaignContent",
    "CampaignView",
    "Standing",
    "Unanswered",
    "count_without_cost",
    "find_result_turnout",
    "get_body_choices",
    "get_campaign_view",
    "get_campaign_view_by_id",
    "get_content",
    "get_standing",
    "list_bodies",
    "list_campaign_views",
    "list_launched",
    "list_related_views",
    "list_unanswered",
    "lock_campaign",
    "lock_campaign_view",
    "scope_of",
    "topics_of",
]

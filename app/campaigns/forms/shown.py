"""A campaign as its form shows it: what was stored, in the form in which it is typed."""

from typing import Any

from app.campaigns.forms.parts import GatheringForm, TopicForm
from app.campaigns.forms.voting import shown_voting
from app.campaigns.queries import CampaignContent, CampaignView
from app.domain.dates import typed_form_of
from app.models import Campaign

_AS_THEY_ARE = (
    "template",
    "title_nb",
    "title_nn",
    "purpose_nb",
    "purpose_nn",
    "one_language_reason",
    "decision_on",
    "decided_by",
    "proposal_hint",
    "allows_anonymous",
    "allows_discussion",
    "asks_stance",
    "asks_cost",
    "compares_pairs",
    "hides_results_until_close",
    "shows_result_at",
    "closes_automatically",
    "forward_mode",
    "seats",
    "contact",
    "case_number",
)
_MINUTES = 60


def typed_form(view: CampaignView, content: CampaignContent) -> dict[str, Any]:
    """Values for `CampaignForm(data=…)`."""
    campaign = view.campaign
    shown = {name: getattr(campaign, name) for name in _AS_THEY_ARE}
    return (
        shown
        | _dates(campaign)
        | shown_voting(campaign)
        | {
            "owners": [str(body.id) for body in view.owners],
            "audiences": [str(body.id) for body in view.audiences],
            "parent_id": str(campaign.parent_id or ""),
            "required_parts": [part for part in campaign.required_parts.split(",") if part],
            "budget_hours": campaign.budget // _MINUTES if campaign.budget else None,
            "topics": [TopicForm.shown(topic) for topic in content.topics],
            "gatherings": [GatheringForm.shown(gathering) for gathering in content.gatherings],
        }
    )


def _dates(campaign: Campaign) -> dict[str, Any]:
    timetable = campaign.timetable
    propose_until, time_of_day = typed_form_of(timetable.submission_closes_at)
    voting_opens_on, _ = typed_form_of(timetable.voting_opens_at)
    opens_on, _ = typed_form_of(timetable.opens_at)
    follows = timetable.voting_opens_at == timetable.last_submission_closes_at
    return {
        "propose_until": propose_until,
        "vote_until": typed_form_of(timetable.voting_closes_at)[0],
        "time_of_day": time_of_day,
        # A draft that opens «at once» is stored with the moment it was made.
        "opens_on": opens_on if campaign.opens_at > campaign.created_at else None,
        "voting_opens_on": None if follows else voting_opens_on,
    } | {
        f"{group.value}_until": typed_form_of(closes)[0]
        for group, closes in timetable.group_deadlines.items()
    }

"""What one can do with a campaign now: the main action, quieter ways on, the facilitator's acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.campaigns.queries import CampaignView, Standing
from app.domain.ballots import APPROVAL
from app.domain.permissions import Permission, Role, may_role
from app.domain.timetable import Phase
from app.web.filters import until


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to do next: a label and where it is done."""

    label: str
    url: str
    icon: str = "ArrowRight"


def main_step(view: CampaignView, standing: Standing, now: datetime) -> Step | None:
    """The one main action of the page, which changes with the phase."""
    slug = view.campaign.slug
    phase = view.phase_at(now)
    if phase is Phase.UPCOMING:
        return None
    if may_submit(view, now):
        return Step(_("Foreslå"), url_for("ideas.new", slug=slug), "Plus")
    if view.may(Permission.VOTE_CAST, now):
        # Nothing is left to do, and what can be undone is no main action.
        is_done = standing.has_voted_with_all
        return None if is_done else Step(_("Stem"), _where_to_vote(view), "ThumbUp")
    return due_step(view, standing, now) or _outcome(view, standing, now)


def _where_to_vote(view: CampaignView) -> str:
    """Approvals are given in the list itself; other ballots have a page of their own."""
    is_in_place = view.campaign.ballot_kind == APPROVAL
    endpoint = "ideas.index" if is_in_place else "voting.ballot"
    return url_for(endpoint, slug=view.campaign.slug)


def _outcome(view: CampaignView, standing: Standing, now: datetime) -> Step:
    """The farthest the campaign has come, as this person may see it."""
    slug = view.campaign.slug
    if standing.plan and view.phase_at(now) is Phase.PUBLISHED:
        unit, half_year = standing.plan
        return Step(
            _("Se planen"), url_for("learning.show", unit_slug=unit, half_year=half_year), "Book"
        )
    if shows_result(view, standing, now):
        return Step(_("Se resultatet"), url_for("voting.result", slug=slug), "BarChart")
    return Step(_("Se forslagene"), url_for("ideas.index", slug=slug), "BulletList")


def due_step(view: CampaignView, standing: Standing, now: datetime) -> Step | None:
    """What the campaign waits for from the one who looks after it."""
    if view.phase_at(now) not in (Phase.REVIEW, Phase.CLOSED):
        return None
    acts = facilitator_steps(view, standing, now)
    waited_for = {url_for(endpoint, slug=view.campaign.slug) for endpoint in _WAITED_FOR}
    return next((act for act in acts if act.url in waited_for), None)


def may_submit(view: CampaignView, now: datetime) -> bool:
    """Whether the person's own group can still propose."""
    closes = view.scope.timetable.submission_closes_for(view.group)
    return view.may(Permission.IDEA_SUBMIT, now) and now < closes


def may_compare(view: CampaignView, now: datetime) -> bool:
    """Whether the person can say which of two proposals matters most."""
    return view.campaign.compares_pairs and view.may(Permission.PAIRWISE_ANSWER, now)


def shows_result(view: CampaignView, standing: Standing, now: datetime) -> bool:
    """Whether this person may see the result now."""
    if not standing.is_counted or not view.may(Permission.RESULT_VIEW, now):
        return False
    is_open = view.campaign.shows_result_at == "close" or view.campaign.published_at is not None
    return is_open or view.may(Permission.RESULT_PREVIEW, now)


LOCAL_TO = "del-av"
"""In the address of the form: which larger dugnad the new one is a part of."""


@dataclass(frozen=True, slots=True)
class _Act:
    permission: Permission
    label: LazyString
    endpoint: str
    icon: str
    is_due: Callable[[CampaignView, Standing], bool] = lambda view, standing: True


_WIDE = frozenset({"directorate", "region"})
"""Units with offices below them, which may have dugnader of their own."""
_WAITED_FOR = ("voting.close", "decisions.choose", "campaigns.publish", "ideas.shortlist")
_ACTS = (
    _Act(
        Permission.CAMPAIGN_CLOSE,
        _l("Avslutt og tell stemmene"),
        "voting.close",
        "PadlockLocked",
        lambda view, standing: not standing.is_counted,
    ),
    _Act(
        Permission.DECISION_MAKE,
        _l("Velg hva som går videre"),
        "decisions.choose",
        "Gavel",
        lambda view, standing: standing.is_counted and view.decided_at is None,
    ),
    _Act(
        Permission.CAMPAIGN_PUBLISH,
        _l("Publiser resultatet"),
        "campaigns.publish",
        "Megaphone",
        lambda view, standing: standing.is_counted and view.campaign.published_at is None,
    ),
    _Act(
        Permission.STRATEGY_EXPORT,
        _l("Innspill til strategi"),
        "strategy.index",
        "Paperplane",
        lambda view, standing: view.decided_at is not None,
    ),
    _Act(Permission.DESK_VIEW, _l("Pulten din"), "desk.show", "Tasklist"),
    _Act(Permission.IDEA_SHORTLIST, _l("Lag kortliste"), "ideas.shortlist", "Filter"),
    _Act(
        Permission.IDEA_FORWARD,
        _l("Send forslag videre"),
        "local.forward",
        "Paperplane",
        lambda view, standing: view.campaign.parent_id is not None,
    ),
    _Act(
        Permission.LOCAL_VIEW,
        _l("Det som skjer lokalt"),
        "local.overview",
        "Buildings3",
        lambda view, standing: any(body.unit_kind in _WIDE for body in view.owners),
    ),
    _Act(
        Permission.PAIRWISE_VIEW,
        _l("Last ned sammenligningene"),
        "exports.comparisons",
        "Download",
        # Until then they stand beside the shortlist.
        lambda view, standing: view.campaign.compares_pairs and view.campaign.frozen_at is not None,
    ),
    _Act(Permission.ROOM_HOLD, _l("Hold et møte"), "rooms.index", "MeetingLarge"),
    _Act(Permission.SIGNAL_EDIT, _l("Sentrale føringer"), "decisions.signals", "FileText"),
    _Act(
        Permission.CAMPAIGN_MOVE_DEADLINE, _l("Flytt en frist"), "campaigns.deadlines", "Calendar"
    ),
    _Act(
        Permission.VOTER_ADD, _l("Legg til noen som kan stemme"), "voting.add_voter", "PersonPlus"
    ),
    _Act(
        Permission.CAMPAIGN_EDIT,
        _l("Fra evalueringen: hva dere bør lære"),
        "learning.lessons",
        "Recycle",
        lambda view, standing: view.campaign.template == "learning_themes",
    ),
    _Act(Permission.CAMPAIGN_EDIT, _l("Rediger dugnaden"), "campaigns.edit", "Pencil"),
    _Act(
        Permission.CAMPAIGN_ARCHIVE,
        _l("Arkiver"),
        "campaigns.archive",
        "Files",
        lambda view, standing: view.campaign.archived_at is None,
    ),
)


def other_steps(view: CampaignView, standing: Standing, now: datetime) -> list[Step]:
    """Quieter ways on, beside the main one."""
    slug = view.campaign.slug
    ideas = Step(_("Se forslagene"), url_for("ideas.index", slug=slug), "BulletList")
    steps = [ideas] if view.phase_at(now) is not Phase.UPCOMING else []
    if standing.has_voted_with_all and view.may(Permission.VOTE_CAST, now):
        steps.append(Step(_("Stemmeseddelen min"), url_for("voting.ballot", slug=slug), "ThumbUp"))
    if shows_result(view, standing, now):
        steps.append(Step(_("Se resultatet"), url_for("voting.result", slug=slug), "BarChart"))
    if view.decided_at and shows_result(view, standing, now):
        steps.append(Step(_("Se beslutningen"), url_for("decisions.show", slug=slug), "Gavel"))
    if may_compare(view, now):
        compare = _("Sammenlign forslag to og to")
        steps.append(Step(compare, url_for("voting.compare", slug=slug), "ArrowsUpDown"))
    steps += _local_steps(view, now)
    main = main_step(view, standing, now)
    return [step for step in steps if main is None or step.url != main.url]


def _local_steps(view: CampaignView, now: datetime) -> list[Step]:
    """From a larger dugnad to one of one's own, and from a local one to what became of it."""
    slug, phase = view.campaign.slug, view.phase_at(now)
    if view.campaign.parent_id is not None:
        sent = Step(_("Sendt videre"), url_for("local.forwarded", slug=slug), "Paperplane")
        return [sent] if phase is not Phase.UPCOMING else []
    may_make = may_role(view.actor, Permission.CAMPAIGN_CREATE)
    looks_after = Role.FACILITATOR in view.roles
    if looks_after or not may_make or phase not in (Phase.UPCOMING, Phase.SUBMISSION):
        return []
    url = f"{url_for('campaigns.new')}?{LOCAL_TO}={slug}"
    return [Step(_("Lag en lokal dugnad"), url, "Plus")]


def facilitator_steps(view: CampaignView, standing: Standing, now: datetime) -> list[Step]:
    """What those who look after the campaign can do now, the most natural first."""
    slug = view.campaign.slug
    return [
        Step(str(act.label), url_for(act.endpoint, slug=slug), act.icon)
        for act in _ACTS
        if act.is_due(view, standing) and view.may(act.permission, now)
    ]


@dataclass(frozen=True, slots=True)
class MyDeadline:
    """What a person can do in a campaign now, until when and where."""

    act: str
    closes_at: datetime
    url: str
    when_done: str = ""
    """What to say instead to one who has done it."""


def my_deadline(view: CampaignView, now: datetime) -> MyDeadline | None:
    """None when the campaign waits for nothing from this person."""
    slug = view.campaign.slug
    if may_submit(view, now):
        closes = view.scope.timetable.submission_closes_for(view.group)
        return MyDeadline(_("Foreslå"), closes, url_for("ideas.new", slug=slug))
    if view.may(Permission.VOTE_CAST, now):
        closes = view.scope.timetable.voting_closes_at
        change = _("Du kan endre stemmene dine %(until)s", until=until(closes))
        if view.campaign.ballot_kind != APPROVAL:
            change = _("Du kan endre stemmeseddelen %(until)s", until=until(closes))
        return MyDeadline(_("Stem"), closes, _where_to_vote(view), change)
    return None

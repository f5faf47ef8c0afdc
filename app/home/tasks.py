"""What those who look after campaigns must do now, the most urgent first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView
from app.campaigns.steps import may_submit
from app.domain.dates import instant_of
from app.domain.permissions import Permission, Role
from app.domain.timetable import Phase
from app.home.queries import Work

SEEDS = 3
"""An empty list invites nobody: a facilitator puts in a few proposals first."""
PATIENCE = timedelta(hours=1)
"""How long after the deadline the automatic count may take before somebody is asked to look."""
KEPT_OPEN = timedelta(days=90)
"""How long a published campaign stands among the tasks before it is time to put it away."""
_START_OF_DAY = time(0)
_NOTHING = Work(0, 0, is_counted=False)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, where, and by when."""

    view: CampaignView
    text: str
    url: str
    due_at: datetime


def list_tasks(
    views: Sequence[CampaignView], work: Mapping[UUID, Work], now: datetime
) -> list[Task]:
    """The tasks of every campaign one facilitates or leads, soonest first."""
    tasks = [
        task
        for view in views
        if view.roles & {Role.FACILITATOR, Role.LEADER} and view.campaign.archived_at is None
        for task in _tasks_of(view, work.get(view.campaign.id, _NOTHING), now)
    ]
    return sorted(tasks, key=lambda task: task.due_at)


def _tasks_of(view: CampaignView, work: Work, now: datetime) -> Iterator[Task]:
    if work.lessons and view.may(Permission.CAMPAIGN_EDIT, now):
        yield _task(
            view,
            ngettext(
                "Fra evalueringen: %(num)s svar om hva dere bør lære neste halvår",
                "Fra evalueringen: %(num)s svar om hva dere bør lære neste halvår",
                work.lessons,
            ),
            "learning.lessons",
            view.scope.timetable.last_submission_closes_at,
        )
    if view.scope.is_draft:
        timetable = view.scope.timetable
        opens = timetable.opens_at if timetable.opens_at > now else timetable.submission_closes_at
        yield _task(view, _("Start dugnaden"), "campaigns.show", opens)
    elif view.phase_at(now) in (Phase.CLOSED, Phase.PUBLISHED):
        yield from _after_close(view, work, now)
    else:
        yield from _before_close(view, work, now)


def _before_close(view: CampaignView, work: Work, now: datetime) -> Iterator[Task]:
    timetable = view.scope.timetable
    phase = timetable.phase_at(now)
    if may_submit(view, now) and view.may(Permission.CAMPAIGN_EDIT, now) and work.ideas < SEEDS:
        yield _task(
            view,
            _("Legg inn noen forslag, så andre tør å begynne"),
            "ideas.new",
            timetable.last_submission_closes_at,
        )
    if phase is Phase.REVIEW and view.may(Permission.IDEA_SHORTLIST, now):
        yield _task(
            view,
            _("Gå gjennom forslagene og lag kortliste"),
            "ideas.shortlist",
            timetable.voting_opens_at,
        )


def _after_close(view: CampaignView, work: Work, now: datetime) -> Iterator[Task]:
    campaign = view.campaign
    closed_at = campaign.voting_closes_at
    decide_at = instant_of(campaign.decision_on, _START_OF_DAY) if campaign.decision_on else None
    if not work.is_counted:
        is_late = now >= closed_at + PATIENCE
        if view.may(Permission.CAMPAIGN_CLOSE, now) and (
            is_late or not campaign.closes_automatically
        ):
            yield _task(view, _("Avslutt og tell stemmene"), "voting.close", closed_at)
        return
    if view.decided_at is None:
        yield _task(view, _("Velg hva som går videre"), "decisions.choose", decide_at or closed_at)
    elif work.unanswered:
        text = ngettext("Svar på %(num)s forslag", "Svar på %(num)s forslag", work.unanswered)
        listed = "campaigns.archive" if campaign.published_at else "ideas.index"
        yield _task(view, text, listed, decide_at or closed_at)
    put_away = (campaign.published_at or closed_at) + KEPT_OPEN
    if view.decided_at and view.may(Permission.CAMPAIGN_PUBLISH, now):
        if campaign.published_at is None:
            yield _task(view, _("Publiser resultatet"), "campaigns.publish", decide_at or closed_at)
        elif not work.unanswered:
            yield _task(view, _("Arkiver dugnaden"), "campaigns.archive", put_away)


def _task(view: CampaignView, text: str, endpoint: str, due_at: datetime) -> Task:
    return Task(view, str(text), url_for(endpoint, slug=view.campaign.slug), due_at)

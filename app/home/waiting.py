"""What the first page says: what waits for me, what is open, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView
from app.campaigns.steps import MyDeadline, my_deadline
from app.domain.ballots import APPROVAL, DOTS, WHOLE
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.home.queries import Spent

RECENT = timedelta(days=90)
"""How long a published result is news on the first page."""


@dataclass(frozen=True, slots=True)
class Call:
    """A campaign that is open to me, and what is left for me to do there."""

    view: CampaignView
    mine: MyDeadline
    left: str
    """In words; empty when nothing is left."""

    @property
    def done(self) -> str:
        """What to say where nothing is left."""
        if self.view.campaign.ballot_kind == APPROVAL:
            return str(_("Du har brukt stemmene dine"))
        return str(_("Stemmeseddelen din er lagret"))


def open_calls(
    views: Sequence[CampaignView], used: Mapping[UUID, Spent], now: datetime
) -> list[Call]:
    """What is open to me, the nearest deadline first."""
    calls = [
        Call(view, mine, _left(view, used, now))
        for view in views
        if (mine := my_deadline(view, now)) and _has_place(view, used, now)
    ]
    return sorted(calls, key=lambda call: call.mine.closes_at)


def _has_place(view: CampaignView, used: Mapping[UUID, Spent], now: datetime) -> bool:
    """Whether one can do anything: after the roll is fixed only those on it can vote."""
    if view.phase_at(now) is not Phase.VOTING:
        return True
    return view.campaign.frozen_at is None or view.campaign.id in used


def _left(view: CampaignView, used: Mapping[UUID, Spent], now: datetime) -> str:
    campaign = view.campaign
    if not view.may(Permission.VOTE_CAST, now):
        return str(_("Du kan foreslå"))
    spent = used.get(campaign.id, Spent())
    if spent.abstains:
        return ""
    if campaign.quota is None or campaign.ballot_kind in WHOLE:
        return "" if spent.has_ballot else str(_("Du har ikke stemt ennå"))
    left = campaign.quota - spent.used
    return _some_left(campaign.ballot_kind, left, campaign.quota) if left > 0 else ""


def _some_left(kind: str, left: int, quota: int) -> str:
    if kind == DOTS:
        return str(
            ngettext(
                "Du har %(left)s av %(num)s prikk igjen",
                "Du har %(left)s av %(num)s prikker igjen",
                quota,
                left=left,
            )
        )
    return str(
        ngettext(
            "Du har %(left)s av %(num)s stemme igjen",
            "Du har %(left)s av %(num)s stemmer igjen",
            quota,
            left=left,
        )
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished campaign and where its end can be read."""

    view: CampaignView
    url: str


def recent_results(views: Sequence[CampaignView], now: datetime) -> list[Outcome]:
    """What was published lately among the campaigns I was invited to."""
    recent = [
        view
        for view in views
        if view.phase_at(now) is Phase.PUBLISHED
        and view.group is not None
        and view.campaign.published_at
        and view.campaign.published_at > now - RECENT
    ]
    return [
        Outcome(view, url_for("voting.result", slug=view.campaign.slug))
        for view in sorted(recent, key=_published, reverse=True)
    ]


def _published(view: CampaignView) -> datetime:
    return view.campaign.published_at or view.campaign.voting_closes_at

"""What the vote control beside a proposal shows, and why it cannot be pressed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.domain.ballots import APPROVAL
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.voting import ballot_texts
from app.voting.queries import BallotView, count_open_support, get_ballot_view


@dataclass(frozen=True, slots=True)
class VoteControl:
    """The arguments of the macro `vote_control`."""

    url: str
    next: str
    """Where one is, to come back to without JavaScript."""
    is_voted: bool
    version: int
    key: str
    count: int | None
    may_vote: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of the macro `given_link`: what one has given, and the way to the ballot."""

    text: str
    is_voted: bool
    count: int | None
    url: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Voting:
    """One person's ballot beside a campaign's proposals; None where there is no vote to show."""

    ballot: BallotView | None
    supports: Mapping[UUID, int]
    address: str = ""
    next: str = ""
    page: str = ""
    """What is drawn once a page; with the idea's number it makes each control's key."""
    kind: str = APPROVAL

    @property
    def is_in_place(self) -> bool:
        """Whether one votes here; other ballots than approvals have a page of their own."""
        return self.kind == APPROVAL

    @property
    def standing(self) -> str:
        """What one's ballot holds, in words, where it has a page of its own."""
        return "" if self.ballot is None else ballot_texts.standing(self.kind, self.ballot)

    def of(self, idea: Any) -> VoteControl | Given | None:
        """The control of one proposal; None where it is not on the ballot."""
        if self.ballot is None or idea.omitted_reason is not None:
            return None
        return self._control(idea, self.ballot) if self.is_in_place else self._given(idea)

    def _given(self, idea: Any) -> Given | None:
        if self.ballot is None:
            return None
        value = self.ballot.marks.get(idea.id)
        is_given = value is not None
        text = ballot_texts.given(self.kind, value or 0)
        return Given(
            text if is_given else ballot_texts.nothing_given(self.kind),
            is_given,
            self.supports.get(idea.id),
            f"{self.address}#forslag-{idea.nr}" if self.ballot.is_on_roll else None,
            _reason(self.ballot, is_voted=True),
        )

    def _control(self, idea: Any, ballot: BallotView) -> VoteControl:
        is_voted = idea.id in ballot.marked
        reason = _reason(ballot, is_voted=is_voted)
        return VoteControl(
            url=self.address,
            next=self.next,
            is_voted=is_voted,
            version=ballot.version,
            key=f"{self.page}-{idea.nr}",
            count=self.supports.get(idea.id),
            may_vote=reason is None,
            reason=reason,
        )


def _reason(ballot: BallotView, *, is_voted: bool) -> str | None:
    if not ballot.is_on_roll:
        return str(_("Bare de som var med da avstemningen åpnet, kan stemme."))
    if not is_voted and ballot.left == 0:
        return str(_("Ingen stemmer igjen. Ta tilbake en først."))
    return None


_ENDPOINTS = {APPROVAL: "voting.mark"}
"""Where the control of a proposal leads."""


def voting_for(
    session: Session, view: CampaignView, idea_ids: Sequence[UUID], now: datetime
) -> Voting:
    """What to show while voting is open; at most two statements, none in other phases."""
    if view.phase_at(now) is not Phase.VOTING or view.campaign.closed_at is not None:
        return Voting(None, {})
    if not view.may(Permission.VOTE_CAST, now):
        return Voting(None, {})
    kind = view.campaign.ballot_kind
    return Voting(
        get_ballot_view(session, view.campaign, view.actor.person_id),
        count_open_support(session, view.campaign, idea_ids),
        url_for(_ENDPOINTS.get(kind, "voting.ballot"), slug=view.campaign.slug),
        request.full_path.rstrip("?"),
        uuid4().hex,
        kind,
    )


def shows_result(view: CampaignView, now: datetime) -> bool:
    """Whether support may be shown and sorted by: counted, and open to this person."""
    campaign = view.campaign
    if campaign.closed_at is None or not view.may(Permission.RESULT_VIEW, now):
        return False
    is_open = campaign.shows_result_at == "close" or view.phase_at(now) is Phase.PUBLISHED
    return is_open or view.may(Permission.RESULT_PREVIEW, now)

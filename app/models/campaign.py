"""Campaigns (dugnader): the call, its instants, its promises and whom it is for."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.domain.groups import Group
from app.domain.timetable import Timetable


class Campaign(Base):
    """One call with its phases, audience and voting rule."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("opens_at < submission_closes_at", name="opens_before_submission_closes"),
        CheckConstraint("submission_closes_at <= voting_opens_at", name="voting_after_submission"),
        CheckConstraint("voting_opens_at < voting_closes_at", name="voting_opens_before_closes"),
        CheckConstraint("votes_per_person IS NULL OR votes_per_person > 0", name="votes_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    template: Mapped[str] = mapped_column(String(20))
    """`idea_call` or `learning_themes`."""
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    """The larger campaign a local one belongs to."""

    title_nb: Mapped[str] = mapped_column(String(200))
    """The question, as people read it."""
    title_nn: Mapped[str | None] = mapped_column(String(200))
    purpose_nb: Mapped[str] = mapped_column(default="")
    purpose_nn: Mapped[str | None]
    one_language_reason: Mapped[str | None] = mapped_column(String(300))
    """The waiver where a region or the directorate writes in one written form only."""
    contact: Mapped[str] = mapped_column(String(300), default="")
    case_number: Mapped[str | None] = mapped_column(String(50))

    created_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    """Empty while it is a draft, which is listed nowhere."""
    opens_at: Mapped[datetime]
    submission_closes_at: Mapped[datetime]
    staff_submission_closes_at: Mapped[datetime | None]
    councils_submission_closes_at: Mapped[datetime | None]
    partners_submission_closes_at: Mapped[datetime | None]
    voting_opens_at: Mapped[datetime]
    voting_closes_at: Mapped[datetime]
    decision_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    frozen_at: Mapped[datetime | None]
    """When roll, catalogue and promises were materialised (at or after voting opened)."""
    closed_at: Mapped[datetime | None]
    """When voting was frozen for counting. Never emptied again."""
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    ballot_kind: Mapped[str] = mapped_column(String(20), default="approval")
    votes_per_person: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=3)
    """Empty means as many as one likes; `evaluates_none` keeps the default from filling it in."""
    is_secret: Mapped[bool] = mapped_column(default=True)
    """Always so: a campaign that shows who voted for what is not a kind we have."""
    hides_results_until_close: Mapped[bool] = mapped_column(default=True)
    shows_result_at: Mapped[str] = mapped_column(String(20), default="close")
    """`close`: everyone sees the result once counted; `publication`: when it is published."""
    closes_automatically: Mapped[bool] = mapped_column(default=True)
    forward_mode: Mapped[str] = mapped_column(String(20), default="number")
    """How many go forward: `number`, `budget` or `afterwards`."""
    seats: Mapped[int | None]
    budget: Mapped[int | None]
    quorum: Mapped[int | None]
    """How many people must vote; with fewer the result is advisory. Empty: no such rule."""
    minimum_support: Mapped[int | None]
    """How many supporters an idea needs to go forward. Empty: one."""
    rule: Mapped[str] = mapped_column(String(30), default="approval")
    """How ballots are counted (`docs/counting.md`); promised as "<rule>@<version>"."""
    most_per_idea: Mapped[int | None]
    """The most dots on one idea. Empty: all one has."""
    top_score: Mapped[int | None]
    utility: Mapped[str | None] = mapped_column(String(12))
    """What a supporter gets from a winner, in equal shares: `cost` or `cardinality`."""
    raters: Mapped[int | None]
    """How many must have rated an idea whose mean counts. Empty: the sum counts."""
    floor_percent: Mapped[int | None]
    """The floor "at least p per cent in m groups"; both or neither."""
    floor_groups: Mapped[int | None]
    staff_seats: Mapped[int | None]
    councils_seats: Mapped[int | None]
    partners_seats: Mapped[int | None]
    is_balanced: Mapped[bool] = mapped_column(default=False)
    """Whether every group weighs the same in the count that decides."""
    lottery_source: Mapped[str | None] = mapped_column(String(300))
    """The public randomness, not yet there when voting opens, that completes the draw."""
    lottery_post: Mapped[str | None] = mapped_column(String(300))
    """What the source said, written down after the close, by whom and when."""
    lottery_by: Mapped[UUID | None]
    lottery_at: Mapped[datetime | None]
    ballots_public: Mapped[bool] = mapped_column(default=False)
    """Whether whole ballots, without names, are published with the result."""
    tie_pre: Mapped[bytes | None] = mapped_column(LargeBinary)
    tie_commitment: Mapped[str | None] = mapped_column(String(64))
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Keys the identity hashes and idempotency fingerprints; erased at close."""

    allows_anonymous: Mapped[bool] = mapped_column(default=False)
    allows_discussion: Mapped[bool] = mapped_column(default=True)
    asks_stance: Mapped[bool] = mapped_column(default=False)
    asks_cost: Mapped[bool] = mapped_column(default=False)
    required_parts: Mapped[str] = mapped_column(String(100), default="")
    """Comma-separated parts a proposal must hold besides its title: body, topic, sources …"""
    proposal_hint: Mapped[str | None] = mapped_column(String(1000))
    compares_pairs: Mapped[bool] = mapped_column(default=False)
    """Whether people may say which of two matters most, until voting opens."""
    pairwise_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Keys those answers' hashes; made with the setting, erased when voting opens."""
    idea_counter: Mapped[int] = mapped_column(default=0)
    """The last running number given to a proposal."""
    turnout: Mapped[str | None]
    """JSON of the turnout as last shown while voting; refreshed at most hourly."""
    turnout_at: Mapped[datetime | None]
    reminders: Mapped[str | None] = mapped_column(String(20))
    """Comma-separated steps before a deadline: week, day, hour. Empty: all; `none`: no reminder."""

    @property
    def timetable(self) -> Timetable:
        deadlines = {
            Group.STAFF: self.staff_submission_closes_at,
            Group.COUNCILS: self.councils_submission_closes_at,
            Group.PARTNERS: self.partners_submission_closes_at,
        }
        return Timetable(
            self.opens_at,
            self.submission_closes_at,
            self.voting_opens_at,
            self.voting_closes_at,
            self.published_at,
            {group: deadline for group, deadline in deadlines.items() if deadline},
        )

    @property
    def quota(self) -> int | None:
        """How much one ballot holds: approvals, dots, places, or the costs of a basket."""
        return self.budget if self.ballot_kind == "budget" else self.votes_per_person

    @property
    def reserved(self) -> dict[Group, int]:
        """Seats that a group's own ballots fill, for the groups that have any."""
        seats = {
            Group.COUNCILS: self.councils_seats,
            Group.PARTNERS: self.partners_seats,
            Group.STAFF: self.staff_seats,
        }
        return {group: number for group, number in seats.items() if number}


class CampaignBody(Base):
    """A body that owns the campaign or is invited to it (a unit with everything below)."""

    __tablename__ = "campaign_bodies"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    """`owner` or `audience`."""


class Topic(Base):
    """What a proposal in this campaign is about; may have a period of its own."""

    __tablename__ = "topics"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    position: Mapped[int]
    name_nb: Mapped[str] = mapped_column(String(100))
    name_nn: Mapped[str | None] = mapped_column(String(100))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


class Gathering(Base):
    """A kick-off, workshop or tool alongside the campaign, as a dated link."""

    __tablename__ = "gatherings"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    title_nn: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(500))
    held_at: Mapped[datetime | None]


class DeadlineMove(Base):
    """A deadline that was moved later: which, from, to, why, by whom. Never changed."""

    __tablename__ = "deadline_moves"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    deadline: Mapped[str] = mapped_column(String(40))
    """The column of `campaigns` that moved."""
    moved_from: Mapped[datetime]
    moved_to: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    moved_at: Mapped[datetime]


class CampaignEvent(Base):
    """One link of the campaign's hash chain: opened, frozen, roll, closed, result, decision."""

    __tablename__ = "campaign_events"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    canonical: Mapped[str]
    """Canonical JSON of the event; holds no ballots."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

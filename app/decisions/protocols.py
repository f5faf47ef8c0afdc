"""The selection protocol: how the themes were chosen, gathered once and never changed.

It is issued by those who decide. A new one adds to those that are there and replaces none.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view_by_id, lock_campaign
from app.decisions.evidence import Evidence, get_evidence
from app.decisions.queries import DecisionView, find_decision_view
from app.domain.errors import NotFoundError, NotOpenError
from app.domain.permissions import Actor, Permission
from app.domain.sealing import canonical_json, sha256_hex
from app.domain.tally.exact import exact_json
from app.domain.text import clean_line, within
from app.models import Answer, Idea, Person, SelectionProtocol

FORMAT = "dugnad-protocol/1"
DECLARED = (
    "ballot_kind", "votes_per_person", "most_per_idea", "rule", "forward_mode", "seats", "budget",
    "asks_cost", "utility", "raters", "minimum_support", "quorum", "floor_percent", "floor_groups",
    "staff_seats", "councils_seats", "partners_seats", "is_balanced", "lottery_source",
    "ballots_public",
)  # fmt: skip
"""What was declared of ballot and count before the vote: the columns of a campaign that say it."""
LONGEST_CASE_NUMBER = 50


@dataclass(frozen=True, slots=True)
class IssuedProtocol:
    """A protocol as it was issued. Names are those that people have now."""

    number: int
    case_number: str
    issued_at: datetime
    issued_by: str | None
    decided_by: str | None
    sha256: str
    canonical: str

    @property
    def content(self) -> dict[str, Any]:
        held: dict[str, Any] = json.loads(self.canonical)
        return held


def issue_protocol(
    session: Session, actor: Actor, campaign_id: UUID, *, case_number: str, now: datetime
) -> SelectionProtocol:
    """Write down how the choice was made, under the next number.

    NotOpenError before there is a decision. Nothing in it names a proposer, and groups stand as
    the sealed result has them.
    """
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.PROTOCOL_ISSUE, now)
    lock_campaign(session, campaign_id, exclusive=True)
    decision = find_decision_view(session, campaign_id)
    if decision is None:
        raise NotOpenError("nothing is decided")
    case_number = within(clean_line(case_number), field="case_number", most=LONGEST_CASE_NUMBER)
    number = 1 + (
        session.scalar(
            select(func.max(SelectionProtocol.number)).where(
                SelectionProtocol.campaign_id == campaign_id
            )
        )
        or 0
    )
    about = {
        "number": number,
        "case_number": case_number,
        "issued_by": str(actor.person_id),
        "issued_at": now.isoformat(),
    }
    evidence = get_evidence(session, view.campaign)
    canonical = canonical_json(about | _content(session, view, evidence, decision))
    protocol = SelectionProtocol(
        campaign_id=campaign_id,
        number=number,
        case_number=case_number,
        canonical=canonical,
        sha256=sha256_hex(canonical),
        issued_by=actor.person_id,
        issued_at=now,
    )
    session.add(protocol)
    session.flush()
    return protocol


def list_protocols(session: Session, campaign_id: UUID) -> list[IssuedProtocol]:
    """The newest first."""
    rows = session.execute(
        select(SelectionProtocol, Person.name)
        .join(Person, Person.id == SelectionProtocol.issued_by)
        .where(SelectionProtocol.campaign_id == campaign_id)
        .order_by(SelectionProtocol.number.desc())
    )
    decision = find_decision_view(session, campaign_id)
    decided_by = decision.decided_by if decision else None
    return [
        IssuedProtocol(
            one.number,
            one.case_number,
            one.issued_at,
            name,
            decided_by,
            one.sha256,
            one.canonical,
        )
        for one, name in rows
    ]


def get_protocol(session: Session, campaign_id: UUID, number: int) -> IssuedProtocol:
    for protocol in list_protocols(session, campaign_id):
        if protocol.number == number:
            return protocol
    raise NotFoundError(f"protocol {number}")


def _content(
    session: Session, view: CampaignView, evidence: Evidence, decision: DecisionView
) -> dict[str, Any]:
    ideas = _Ideas(session, view.campaign.id)
    return {
        "format": FORMAT,
        "campaign": _campaign(view),
        "electorate": [body.name for body in view.audiences],
        "turnout": evidence.result.turnout.as_facts() | {"counted": evidence.result.counted},
        "result": _result(evidence, ideas),
        "decision": decision.content
        | {"sha256": decision.decision.sha256, "items": _items(decision, ideas)},
        "merged": list(ideas.merged()),
        "left_out": list(ideas.left_out()),
        "withdrawn": ideas.count_withdrawn(),
        "answers": list(_answers(session, view.campaign.id, ideas)),
    }


def _campaign(view: CampaignView) -> dict[str, Any]:
    campaign = view.campaign
    moments = {
        name: getattr(campaign, name)
        for name in (
            "opens_at",
            "submission_closes_at",
            "voting_opens_at",
            "voting_closes_at",
            "closed_at",
        )
    }
    return {
        "id": str(campaign.id),
        "title_nb": campaign.title_nb,
        "title_nn": campaign.title_nn or "",
        "owners": [body.name for body in view.owners],
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
        "declared": {
            name: said for name in DECLARED if (said := getattr(campaign, name)) is not None
        },
    }


def _result(evidence: Evidence, ideas: "_Ideas") -> dict[str, Any]:
    facts = evidence.result.facts
    return {
        "sha256": evidence.sha256,
        "counted_at": evidence.counted_at.isoformat(),
        "rule": facts["rule"],
        "params": facts["params"],
        "status": facts["status"],
        "standings": [
            ideas.named(standing.idea_id)
            | {
                "support": exact_json(standing.support),
                "rank": standing.rank,
                "winner": standing.is_winner,
            }
            for standing in evidence.standings
        ],
        "ties": [
            {
                "between": [ideas.named(each) for each in tie.ideas],
                "taken": [ideas.named(each) for each in tie.taken],
            }
            for tie in evidence.result.ties
        ],
    }


def _items(decision: DecisionView, ideas: "_Ideas") -> list[dict[str, Any]]:
    """As they were sealed, with the numbers that people know proposals by."""
    return [
        item | {"nr": ideas.named(UUID(item["idea"]))["nr"]} for item in decision.content["items"]
    ]


class _Ideas:
    """The campaign's proposals that were ever handed in. One statement."""

    def __init__(self, session: Session, campaign_id: UUID) -> None:
        rows = session.execute(
            select(
                Idea.id,
                Idea.nr,
                Idea.title,
                Idea.state,
                Idea.merged_into,
                Idea.omitted_reason,
                Idea.is_on_ballot,
            )
            .where(Idea.campaign_id == campaign_id, Idea.nr.is_not(None))
            .order_by(Idea.nr)
        ).all()
        self._rows = {row.id: row for row in rows}

    def named(self, idea_id: UUID) -> dict[str, Any]:
        """Its number and title; a withdrawn one's words went with it."""
        row = self._rows.get(idea_id)
        return {"nr": row.nr, "title": row.title} if row else {"nr": 0, "title": ""}

    def merged(self) -> Iterator[dict[str, Any]]:
        for row in self._rows.values():
            if row.state == "merged" and row.merged_into:
                yield self.named(row.id) | {"into": self.named(row.merged_into)}

    def left_out(self) -> Iterator[dict[str, Any]]:
        """What was handed in and stood, and yet was not voted on."""
        for row in self._rows.values():
            if row.state == "submitted" and not row.is_on_ballot:
                yield self.named(row.id) | {"reason": row.omitted_reason or ""}

    def count_withdrawn(self) -> int:
        return sum(row.state == "withdrawn" for row in self._rows.values())

    def standing(self) -> Iterator[UUID]:
        return (row.id for row in self._rows.values() if row.state == "submitted")


def _answers(session: Session, campaign_id: UUID, ideas: _Ideas) -> Iterator[dict[str, Any]]:
    """The newest answer to each proposal; an empty one where there is none."""
    newest: dict[UUID, Answer] = {
        answer.idea_id: answer
        for answer in session.scalars(
            select(Answer)
            .where(Answer.campaign_id == campaign_id)
            .order_by(Answer.answered_at, Answer.id)
        )
    }
    for idea_id in ideas.standing():
        answer = newest.get(idea_id)
        yield ideas.named(idea_id) | {
            "status": answer.status if answer else "",
            "text": answer.text if answer else "",
        }

"""The one decision of a campaign: what goes forward, frozen with its grounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view_by_id, lock_campaign
from app.decisions import queries
from app.decisions.answers import answer_decided
from app.decisions.evidence import Evidence, get_evidence
from app.decisions.promotion import MAKES_PLANS, PlanTarget, promote_winners
from app.decisions.queries import Candidate
from app.domain.errors import FrozenError, InvalidInputError
from app.domain.permissions import Actor, Permission
from app.domain.promotion import Choice, require_known_signals, require_reasons
from app.domain.sealing import canonical_json, sha256_hex
from app.models import Decision, DecisionItem, SteeringSignal
from app.voting.events import append_event

LONGEST_REASON = 4_000
"""Shorter than an official answer may be, since it becomes one."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why one proposal deviates from the rule, and the signal it leans on."""

    reason: str
    signal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person in front of the confirm page has chosen."""

    going: frozenset[UUID]
    grounds: Mapping[UUID, Grounds] = field(default_factory=dict)
    reason: str = ""
    """Why, for the decision as a whole."""
    going_text: str = ""
    """The answer to the proposers of what goes forward."""
    other_text: str = ""
    """The answer to the others, where no reason of its own is given."""
    plan: PlanTarget | None = None


def make_decision(
    session: Session, actor: Actor, campaign_id: UUID, *, wanted: Wanted, now: datetime
) -> Decision:
    """Freeze what goes forward, answer every proposal decided, and fill the plan.

    There is one decision a campaign: the same choice again returns it as it stands, another one
    raises FrozenError. Raises NotCountedError before there is a result, ReasonMissingError where
    a deviation lacks its reason, InvalidInputError for proposals that were not voted on.
    """
    view = get_campaign_view_by_id(session, actor, campaign_id)
    view.require(Permission.DECISION_MAKE, now)
    lock_campaign(session, campaign_id, exclusive=True)
    evidence = get_evidence(session, view.campaign)
    candidates = queries.list_candidates(session, campaign_id, evidence)
    if existing := queries.find_decision(session, campaign_id):
        return _same_or_frozen(session, existing, wanted)

    choices = choices_of(candidates, wanted)
    signals = queries.list_signals(session, campaign_id)
    require_known_signals(choices, (signal.id for signal in signals))
    require_reasons(
        choices,
        rule_proposes=evidence.proposes,
        is_advisory=evidence.is_advisory,
        reason=wanted.reason,
    )
    content = _content(view, evidence, candidates, choices, signals, wanted.reason, now)
    decision = _freeze(session, actor, content, choices, now=now)
    _carry_out(session, view, candidates, choices, wanted, now=now)
    return decision


def choices_of(candidates: list[Candidate], wanted: Wanted) -> list[Choice]:
    """The wanted outcome for each proposal voted on, in the order of the result."""
    unknown = wanted.going - {candidate.id for candidate in candidates}
    if unknown:
        raise InvalidInputError(field="going", reason="unknown")
    if any(len(grounds.reason) > LONGEST_REASON for grounds in wanted.grounds.values()):
        raise InvalidInputError(field="reason", reason="too_long")
    choices = []
    for candidate in candidates:
        grounds = wanted.grounds.get(candidate.id) or Grounds("")
        choices.append(
            Choice(
                candidate.id,
                is_rule_winner=candidate.standing.is_winner,
                is_going_forward=candidate.id in wanted.going,
                reason=grounds.reason.strip(),
                signal_id=grounds.signal_id,
            )
        )
    return choices


def _same_or_frozen(session: Session, existing: Decision, wanted: Wanted) -> Decision:
    view = queries.find_decision_view(session, existing.campaign_id)
    decided = frozenset(item.idea_id for item in view.going_forward) if view else frozenset()
    if decided != wanted.going:
        raise FrozenError("the decision has been made")
    return existing


def _content(
    view: CampaignView,
    evidence: Evidence,
    candidates: list[Candidate],
    choices: list[Choice],
    signals: list[SteeringSignal],
    reason: str,
    now: datetime,
) -> dict[str, Any]:
    """What is sealed. People stand in it by id alone, so that a name can be erased."""
    titles = {candidate.id: candidate.title for candidate in candidates}
    return {
        "kind": "decision",
        "campaign": str(view.campaign.id),
        "decided_by": str(view.actor.person_id),
        "decided_at": now.isoformat(),
        "reason": reason.strip(),
        "rule_proposes": evidence.proposes,
        "is_advisory": evidence.is_advisory,
        "result_sha256": evidence.sha256,
        "items": [
            {
                "idea": str(choice.idea_id),
                "title": titles[choice.idea_id],
                "going_forward": choice.is_going_forward,
                "rule_winner": choice.is_rule_winner,
                "reason": choice.reason,
                "signal": str(choice.signal_id) if choice.signal_id else "",
            }
            for choice in choices
        ],
        "signals": [_sealed_signal(signal) for signal in signals],
    }


def _sealed_signal(signal: SteeringSignal) -> dict[str, str]:
    return {
        "id": str(signal.id),
        "kind": signal.kind,
        "title": signal.title,
        "source": signal.source,
        "issued_on": signal.issued_on.isoformat() if signal.issued_on else "",
        "passage": signal.passage,
        "url": signal.url or "",
    }


def _freeze(
    session: Session,
    actor: Actor,
    content: dict[str, Any],
    choices: list[Choice],
    *,
    now: datetime,
) -> Decision:
    canonical = canonical_json(content)
    decision = Decision(
        campaign_id=UUID(content["campaign"]),
        decided_by=actor.person_id,
        decided_at=now,
        reason=content["reason"],
        canonical=canonical,
        sha256=sha256_hex(canonical),
    )
    session.add(decision)
    session.flush()
    session.add_all(
        DecisionItem(
            campaign_id=decision.campaign_id,
            idea_id=choice.idea_id,
            is_going_forward=choice.is_going_forward,
            is_rule_winner=choice.is_rule_winner,
            reason=choice.reason or None,
            signal_id=choice.signal_id,
        )
        for choice in choices
    )
    append_event(
        session,
        decision.campaign_id,
        "decision",
        decided_at=now.isoformat(),
        decision_sha256=decision.sha256,
        result_sha256=content["result_sha256"],
    )
    return decision


def _carry_out(
    session: Session,
    view: CampaignView,
    candidates: list[Candidate],
    choices: list[Choice],
    wanted: Wanted,
    *,
    now: datetime,
) -> None:
    """The answers to the proposers, and the themes of the plan."""
    answer_decided(
        session,
        view.actor,
        view.campaign,
        choices=choices,
        going_text=wanted.going_text,
        other_text=wanted.other_text,
        now=now,
    )
    winners = [(each.id, each.title) for each in candidates if each.id in wanted.going]
    if wanted.plan and winners and view.campaign.template == MAKES_PLANS:
        promote_winners(
            session,
            view.actor,
            target=wanted.plan,
            campaign_id=view.campaign.id,
            ideas=winners,
            now=now,
        )

"""What the pages about a choice show, read and put together for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView
from app.decisions import queries
from app.decisions.evidence import Evidence, get_evidence
from app.decisions.forms import DecisionForm, parse_id
from app.decisions.promotion import (
    MAKES_PLANS,
    PlanTarget,
    half_years_to_choose,
    list_plan_units,
)
from app.decisions.queries import UNANSWERED_SHOWN, Candidate, Unanswered
from app.domain.errors import InvalidInputError
from app.domain.half_years import HalfYear
from app.domain.tally.exact import Exact
from app.models import Body, SteeringSignal
from app.web.half_years import half_year_words


@dataclass(frozen=True, slots=True)
class ChoosePage:
    evidence: Evidence
    candidates: list[Candidate]
    signals: list[SteeringSignal]
    unanswered: list[Unanswered]
    more_after: int | None
    """The number to go on from, where there are more unanswered proposals than shown."""

    @property
    def most_support(self) -> Exact:
        return max((each.standing.support for each in self.candidates), default=0)

    @property
    def proposed(self) -> frozenset[int]:
        """The numbers of what the rule proposes."""
        return frozenset(each.nr for each in self.candidates if each.standing.is_winner)


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    evidence: Evidence
    going: list[Candidate]
    others: list[Candidate]
    deviations: list[Candidate]
    signals: list[SteeringSignal]
    units: list[Body]
    half_years: list[HalfYear]


def choose_page(session: Session, view: CampaignView, *, after: int) -> ChoosePage:
    """Four statements. NotCountedError before there is a result."""
    campaign_id = view.campaign.id
    evidence = get_evidence(session, view.campaign)
    candidates = queries.list_candidates(session, campaign_id, evidence)
    decided = frozenset(candidate.id for candidate in candidates)
    waiting = queries.list_unanswered(session, campaign_id, decided, after=after)
    shown = waiting[:UNANSWERED_SHOWN]
    return ChoosePage(
        evidence,
        candidates,
        queries.list_signals(session, campaign_id),
        shown,
        shown[-1].nr if len(waiting) > len(shown) else None,
    )


def confirm_page(
    session: Session, view: CampaignView, ticked: frozenset[int], moment: datetime
) -> ConfirmPage:
    """What will be frozen, and what still needs a reason."""
    evidence = get_evidence(session, view.campaign)
    candidates = queries.list_candidates(session, view.campaign.id, evidence)
    deviations = (
        [each for each in candidates if each.standing.is_winner != (each.nr in ticked)]
        if evidence.proposes
        else []
    )
    makes_plan = view.campaign.template == MAKES_PLANS
    return ConfirmPage(
        evidence,
        [each for each in candidates if each.nr in ticked],
        [each for each in candidates if each.nr not in ticked],
        deviations,
        queries.list_signals(session, view.campaign.id),
        list_plan_units(session, view) if makes_plan else [],
        half_years_to_choose(moment),
    )


def prepare(form: DecisionForm, page: ConfirmPage) -> None:
    """Give the form its choices, and one entry for each deviation with what was typed."""
    typed = form.grounds()
    errors = {entry.form.idea_id.data: entry.form.reason.errors for entry in form.deviations}
    while form.deviations.entries:
        form.deviations.pop_entry()
    signals = [("", _("Ingen"))] + [(str(signal.id), signal.title) for signal in page.signals]
    for candidate in page.deviations:
        known = typed.get(candidate.id)
        entry = form.deviations.append_entry(
            {
                "idea_id": str(candidate.id),
                "reason": known.reason if known else "",
                "signal_id": str(known.signal_id) if known and known.signal_id else "",
            }
        ).form
        entry.signal_id.choices = signals
        entry.reason.errors = errors.get(str(candidate.id), ())
        entry.reason.label.text = _deviation_label(candidate)
    # The list was built anew, so it has to be told that something in it is wrong.
    form.deviations.errors = [entry.errors for entry in form.deviations if entry.errors]
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in page.units]
    form.half_year.choices = [(str(half), half_year_words(half)) for half in page.half_years]
    if not form.is_submitted() or form.going_text.data is None:
        form.going_text.data = _("Forslaget går videre. Takk for at du løftet det.")
        form.other_text.data = _("Forslaget går ikke videre denne gangen.")


def _deviation_label(candidate: Candidate) -> str:
    if candidate.standing.is_winner:
        return str(_("Hvorfor går «%(title)s» ikke videre?", title=candidate.title))
    return str(_("Hvorfor går «%(title)s» videre?", title=candidate.title))


def show_missing_reasons(form: DecisionForm, facts: Mapping[str, object]) -> None:
    """Say beside each field what the rule asks for."""
    ideas = facts.get("ideas")
    lacking = {str(idea) for idea in ideas} if isinstance(ideas, tuple) else set()
    for entry in form.deviations:
        if entry.form.idea_id.data in lacking:
            entry.form.reason.errors = [_("Skriv hvorfor valget avviker fra resultatet.")]
            lacking.discard(entry.form.idea_id.data)
    if facts.get("whole"):
        form.reason.errors = [_("Skriv en begrunnelse for valget.")]


def plan_target(form: DecisionForm) -> PlanTarget | None:
    """The plan that was chosen; None where the campaign makes none."""
    unit_id = parse_id(form.unit_id.data)
    if unit_id is None:
        return None
    try:
        return PlanTarget(unit_id, HalfYear.parse(form.half_year.data or ""))
    except InvalidInputError:
        return None

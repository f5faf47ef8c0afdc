"""One page per campaign: what needs doing now, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import (
    CampaignView,
    Standing,
    Unanswered,
    count_without_cost,
    get_standing,
    list_unanswered,
)
from app.campaigns.steps import Step, due_step, facilitator_steps, may_submit
from app.campaigns.words import PHASES
from app.contributions.queries import count_reported
from app.core.db import db
from app.desk.alike import count_alike
from app.desk.queries import Work, get_work, list_unheard
from app.desk.routes.alike import alike_cache
from app.desk.routes.blueprint import DESK, bp, looked_after
from app.desk.routes.participation import shows_agreement
from app.domain.alphabet import sort_key
from app.domain.dates import day_of
from app.domain.groups import Group
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.domain.turnout import GroupTurnout, Turnout, turnout_from_json
from app.web.access import needs
from app.web.clock import now
from app.web.filters import deadline
from app.web.words import in_a_row, joined_groups

NEAR = timedelta(days=7)
"""Before a deadline: late enough to be urgent, early enough to do something."""
LOW = 0.7
"""A group is behind when its share of voters is below this part of everybody's share."""
HALF = 0.5
SEEDS = 3
ANSWERS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: how many, what, and where."""

    text: str
    url: str
    why: str = ""
    is_urgent: bool = False


@bp.get(DESK)
@needs(Permission.DESK_VIEW)
def show(slug: str) -> ResponseReturnValue:
    view, moment = looked_after(slug), now()
    standing = get_standing(db.session(), view.actor, view.campaign.id)
    return render_template(
        "desk/show.html",
        view=view,
        campaign=view.campaign,
        phase=PHASES[view.phase_at(moment)],
        todos=list(todos_of(view, standing, moment)),
        steps=_steps(view, standing, moment),
        shows_agreement=shows_agreement(view, moment),
    )


def _steps(view: CampaignView, standing: Standing, moment: datetime) -> list[Step]:
    own = url_for("desk.show", slug=view.campaign.slug)
    return [step for step in facilitator_steps(view, standing, moment) if step.url != own]


@bp.get(f"{DESK}/ubesvarte")
@needs(Permission.DESK_VIEW)
def unanswered(slug: str) -> ResponseReturnValue:
    """Every proposal that waits for an answer, each one press from giving it."""
    view = looked_after(slug)
    waiting = _waiting_for_answer(view, now())
    return render_template(
        "desk/unanswered.html",
        campaign=view.campaign,
        waiting=waiting[:ANSWERS_SHOWN],
        number=len(waiting),
        may_answer=view.may(Permission.ANSWER_GIVE, now()),
    )


def _waiting_for_answer(view: CampaignView, moment: datetime) -> Sequence[Unanswered]:
    """After the voting the decision answers what was on the ballot."""
    decides = view.phase_at(moment) is Phase.CLOSED and view.decided_at is None
    return list_unanswered(db.session(), view.campaign.id, off_ballot=decides)


def todos_of(view: CampaignView, standing: Standing, moment: datetime) -> Iterator[Todo]:
    """The most urgent first."""
    session, campaign = db.session(), view.campaign
    work = get_work(session, campaign.id, day_of(moment))
    yield from _urgent(view, work)
    phase = view.phase_at(moment)
    if phase is Phase.UPCOMING:
        yield from _before_opening(view)
    if phase is Phase.SUBMISSION:
        yield from _while_proposing(view, work, moment)
    if due := due_step(view, standing, moment):
        yield Todo(due.label, due.url)
    if phase in (Phase.SUBMISSION, Phase.REVIEW):
        yield from _while_sorting(view, work)
    if phase is Phase.VOTING:
        yield from _while_voting(view, moment)
    if phase is not Phase.UPCOMING:
        yield from _unanswered(view, phase, moment)


def _urgent(view: CampaignView, work: Work) -> Iterator[Todo]:
    slug = view.campaign.slug
    if reports := count_reported(db.session(), view.campaign.id, view.actor.person_id):
        text = ngettext("%(num)s melding venter", "%(num)s meldinger venter", reports)
        yield Todo(text, url_for("contributions.reports", slug=slug), is_urgent=True)
    if work.late:
        text = ngettext(
            "%(num)s oppfølging er over fristen", "%(num)s oppfølginger er over fristen", work.late
        )
        why = _("De som skulle følge opp, har ikke meldt tilbake.")
        yield Todo(text, url_for("local.assigned", slug=slug), why, is_urgent=True)


def _before_opening(view: CampaignView) -> Iterator[Todo]:
    slug = view.campaign.slug
    if view.scope.is_draft:
        text = _("Se over dugnaden og start den")
        yield Todo(text, url_for("campaigns.show", slug=slug))
    else:
        text = _("Inviter dem som skal være med")
        why = _("Dugnaden åpner %(when)s.", when=deadline(view.scope.timetable.opens_at))
        yield Todo(text, url_for("desk.invitation", slug=slug), why)


def _while_proposing(view: CampaignView, work: Work, moment: datetime) -> Iterator[Todo]:
    slug = view.campaign.slug
    invitation = url_for("desk.invitation", slug=slug)
    if work.ideas < SEEDS and may_submit(view, moment):
        text = _("Legg inn noen forslag, så andre tør å begynne")
        yield Todo(text, url_for("ideas.new", slug=slug))
    closes = view.scope.timetable.last_submission_closes_at
    is_near = timedelta(0) < closes - moment <= NEAR
    if work.drafts and is_near:
        text = ngettext(
            "%(num)s utkast er ikke sendt inn, og fristen er nær",
            "%(num)s utkast er ikke sendt inn, og fristen er nær",
            work.drafts,
        )
        why = _("Hva som står i dem, og hvem som skriver dem, ser ingen andre.")
        yield Todo(text, invitation, why, is_urgent=True)
    unheard = list_unheard(db.session(), view)
    if unheard:
        text = ngettext(
            "%(num)s utvalg eller partner er ikke hørt",
            "%(num)s utvalg og partnere er ikke hørt",
            len(unheard),
        )
        yield Todo(text, invitation, in_a_row([body.name for body in unheard]), is_near)


def _while_sorting(view: CampaignView, work: Work) -> Iterator[Todo]:
    slug = view.campaign.slug
    if work.ideas > 1:
        yield from _alike(view, work.ideas)
    if work.without_topic:
        text = ngettext(
            "%(num)s forslag har ikke tema",
            "%(num)s forslag har ikke tema",
            work.without_topic,
        )
        yield Todo(text, url_for("desk.topics", slug=slug))
    if missing := count_without_cost(db.session(), view.campaign.id):
        text = ngettext("%(num)s forslag mangler timer", "%(num)s forslag mangler timer", missing)
        yield Todo(text, url_for("ideas.shortlist", slug=slug))


def _alike(view: CampaignView, ideas: int) -> Iterator[Todo]:
    """How many pairs look alike, or where to see it when counting would take too long."""
    number = count_alike(db.session(), view.campaign, alike_cache(), ideas)
    text = _("Se etter forslag som ligner")
    if number is not None:
        text = ngettext("%(num)s par forslag ligner", "%(num)s par forslag ligner", number)
    if number != 0:
        why = _("Vi sammenligner alle forslagene to og to. Du bestemmer hva som hører sammen.")
        yield Todo(text, url_for("desk.alike", slug=view.campaign.slug), why)


def _while_voting(view: CampaignView, moment: datetime) -> Iterator[Todo]:
    """Groups that are behind, where the turnout may show groups at all; else everybody, when
    there is little time left."""
    turnout = turnout_from_json(view.campaign.turnout)
    if turnout is None or not turnout.eligible:
        return
    everybody = turnout.voted / turnout.eligible
    is_near = view.scope.timetable.voting_closes_at - moment <= NEAR
    behind: list[tuple[str, GroupTurnout | Turnout]] = [
        (_("Få har stemt: %(groups)s", groups=joined_groups(cell.groups)), cell)
        for cell in turnout.groups
        if cell.eligible and cell.voted / cell.eligible < LOW * everybody
    ]
    if not behind and is_near and everybody < HALF:
        behind = [(_("Under halvparten har stemt"), turnout)]
    for text, counted in behind:
        why = _("%(voted)s av %(eligible)s", voted=counted.voted, eligible=counted.eligible)
        yield Todo(text, url_for("desk.invitation", slug=view.campaign.slug), why, is_near)


def _unanswered(view: CampaignView, phase: Phase, moment: datetime) -> Iterator[Todo]:
    """Councils' and partners' by themselves first, then all of them together."""
    waiting = _waiting_for_answer(view, moment)
    url = url_for("desk.unanswered", slug=view.campaign.slug)
    is_over = phase in (Phase.CLOSED, Phase.PUBLISHED)
    for lane, text_of in WAITING_WORDS.items():
        theirs = [each for each in waiting if each.lane == lane]
        if theirs:
            why = in_a_row(sorted({each.body or "" for each in theirs}, key=sort_key))
            yield Todo(text_of(len(theirs)), url, why, is_urgent=is_over)
    if waiting:
        number = len(waiting)
        text = ngettext("%(num)s forslag mangler svar", "%(num)s forslag mangler svar", number)
        yield Todo(text, url)


def _from_councils(number: int) -> str:
    return str(
        ngettext(
            "%(num)s forslag fra brukermedvirkningen mangler svar",
            "%(num)s forslag fra brukermedvirkningen mangler svar",
            number,
        )
    )


def _from_partners(number: int) -> str:
    return str(
        ngettext(
            "%(num)s forslag fra partnere mangler svar",
            "%(num)s forslag fra partnere mangler svar",
            number,
        )
    )


WAITING_WORDS = {Group.COUNCILS: _from_councils, Group.PARTNERS: _from_partners}

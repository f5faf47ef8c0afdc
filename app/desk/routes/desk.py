"""One page per campaign: what needs doing now, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import (
    CampaignView,
    count_without_cost,
    get_standing,
    list_unanswered,
)
from app.campaigns.steps import Step, facilitator_steps
from app.campaigns.words import PHASES
from app.contributions.queries import count_reported
from app.core.db import db
from app.desk.queries import Work, get_work, list_unheard
from app.desk.routes.blueprint import DESK, bp, looked_after
from app.domain.alphabet import sort_key
from app.domain.groups import Group
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.domain.turnout import turnout_from_json
from app.web.access import needs
from app.web.clock import now
from app.web.words import in_a_row, joined_groups

NEAR = timedelta(days=7)
"""Before a deadline: late enough to be urgent, early enough to do something."""
LOW = 0.7
"""A group is behind when its share of voters is below this part of everybody's share."""
SEEDS = 3


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
    return render_template(
        "desk/show.html",
        view=view,
        campaign=view.campaign,
        phase=PHASES[view.phase_at(moment)],
        todos=list(todos_of(view, moment)),
        steps=_steps(view, moment),
        moment=moment,
    )


def _steps(view: CampaignView, moment: datetime) -> list[Step]:
    own = url_for("desk.show", slug=view.campaign.slug)
    standing = get_standing(db.session(), view.actor, view.campaign.id)
    return [step for step in facilitator_steps(view, standing, moment) if step.url != own]


def todos_of(view: CampaignView, moment: datetime) -> Iterator[Todo]:
    """The most urgent first."""
    session, campaign = db.session(), view.campaign
    work = get_work(session, campaign.id)
    if reports := count_reported(session, campaign.id, view.actor.person_id):
        text = ngettext("%(num)s melding venter", "%(num)s meldinger venter", reports)
        yield Todo(text, url_for("contributions.reports", slug=campaign.slug), is_urgent=True)
    phase = view.phase_at(moment)
    if phase in (Phase.UPCOMING, Phase.SUBMISSION):
        yield from _while_proposing(view, work, moment)
    if phase in (Phase.SUBMISSION, Phase.REVIEW):
        yield from _while_sorting(view, work)
    if phase is Phase.VOTING:
        yield from _while_voting(view)
    if phase is not Phase.UPCOMING:
        yield from _unanswered(view, phase)


def _while_proposing(view: CampaignView, work: Work, moment: datetime) -> Iterator[Todo]:
    slug = view.campaign.slug
    invitation = url_for("desk.invitation", slug=slug)
    if not view.scope.is_draft and work.ideas < SEEDS:
        text = _("Legg inn noen forslag, så andre tør å begynne")
        yield Todo(text, url_for("ideas.index", slug=slug))
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
        why = _("Vi sammenligner alle forslagene to og to. Du bestemmer hva som hører sammen.")
        yield Todo(_("Se etter forslag som ligner"), url_for("desk.alike", slug=slug), why)
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


def _while_voting(view: CampaignView) -> Iterator[Todo]:
    """Groups that are behind, where the turnout may show groups at all."""
    turnout = turnout_from_json(view.campaign.turnout)
    if turnout is None or not turnout.eligible:
        return
    everybody = turnout.voted / turnout.eligible
    for cell in turnout.groups:
        if cell.eligible and cell.voted / cell.eligible < LOW * everybody:
            text = _("Få har stemt: %(groups)s", groups=joined_groups(cell.groups))
            why = _("%(voted)s av %(eligible)s", voted=cell.voted, eligible=cell.eligible)
            yield Todo(text, url_for("desk.invitation", slug=view.campaign.slug), why)


def _unanswered(view: CampaignView, phase: Phase) -> Iterator[Todo]:
    """Councils' and partners' by themselves, as soon as they have come; all when they are due."""
    unanswered = list_unanswered(db.session(), view.campaign.id)
    is_over = phase in (Phase.CLOSED, Phase.PUBLISHED)
    for lane, text_of in BESIDE.items():
        waiting = [each for each in unanswered if each.lane == lane]
        if waiting:
            url = url_for("ideas.index", slug=view.campaign.slug, fra=lane, vis="alle")
            why = in_a_row(sorted({each.body or "" for each in waiting}, key=sort_key))
            yield Todo(text_of(len(waiting)), url, why, is_urgent=is_over)
    if unanswered and (is_over or phase is Phase.REVIEW):
        number = len(unanswered)
        text = ngettext("%(num)s forslag mangler svar", "%(num)s forslag mangler svar", number)
        yield Todo(text, url_for("ideas.index", slug=view.campaign.slug, vis="alle"))


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


BESIDE = {Group.COUNCILS: _from_councils, Group.PARTNERS: _from_partners}

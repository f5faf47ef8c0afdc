"""A whole ballot on one page: dots, points, places or a basket. Nothing typed is ever lost."""

from http import HTTPStatus
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.ballot_drafts import Step, step
from app.domain.ballots import Marks
from app.domain.errors import (
    ConflictError,
    DomainError,
    IdempotencyError,
    InvalidBallotError,
    NoVotesLeftError,
)
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.voting import ballot_texts, queries, services
from app.voting.forms import EMPTY, LOOK, SAVE, PostedBallot, read_ballot
from app.voting.paper import limits_of, list_paper
from app.voting.paper_page import Draft, PaperPage
from app.voting.routes.blueprint import bp
from app.voting.routes.turnout import write_turnout_if_due
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.post("/dugnader/<slug>/stemmeseddel")
@needs(Permission.VOTE_CAST)
def cast(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    posted = read_ballot(view.campaign.ballot_kind, request.form)
    return _save(view, posted) if posted.act in (SAVE, EMPTY) else _stepped(view, posted)


def _save(view: CampaignView, posted: PostedBallot) -> ResponseReturnValue:
    marks: Marks = {} if posted.act == EMPTY else posted.marks
    if posted.unreadable and posted.act == SAVE:
        return _refused(view, posted, InvalidBallotError(reason="unreadable"))
    write_turnout_if_due(view.campaign)
    try:
        with atomic() as session:
            services.cast_ballot(
                session,
                current_actor(),
                view.campaign.id,
                marks,
                version=posted.version,
                key=posted.key,
                clock=clock(),
            )
    except (ConflictError, IdempotencyError):
        return _overtaken(view, posted)
    except (InvalidBallotError, NoVotesLeftError) as refusal:
        return _refused(view, posted, refusal)
    flash(_("Stemmeseddelen er lagret.") if marks else _("Stemmeseddelen er tom."), "success")
    return redirect(url_for(".ballot", slug=view.campaign.slug), HTTPStatus.SEE_OTHER)


def _stepped(view: CampaignView, posted: PostedBallot) -> ResponseReturnValue:
    """One press on a button beside an idea, or a search: nothing is saved."""
    page = _page_of(view, _draft(posted, posted.marks))
    idea = posted.step_idea
    if posted.act == LOOK or idea is None or idea not in {one.id for one in page.paper}:
        return _shown(view, page)
    try:
        marks = step(page.kind, page.marks, Step(posted.act), idea, page.limits)
    except (InvalidBallotError, NoVotesLeftError) as refusal:
        return _refused(view, posted, refusal)
    return _shown(view, _page_of(view, _draft(posted, marks)))


def _refused(view: CampaignView, posted: PostedBallot, refusal: DomainError) -> ResponseReturnValue:
    """Everything as it was typed, and why it is no ballot."""
    page = _page_of(view, _draft(posted, posted.marks), refusal)
    return _shown(view, page), HTTPStatus.UNPROCESSABLE_ENTITY


def _overtaken(view: CampaignView, posted: PostedBallot) -> ResponseReturnValue:
    """The ballot has changed since the page was drawn: both are shown, and one may save again."""
    page = _page_of(view, _draft(posted, posted.marks), ConflictError())
    return _shown(view, page, is_overtaken=True), HTTPStatus.CONFLICT


def _draft(posted: PostedBallot, marks: Marks) -> Draft:
    return Draft(marks, posted.version, posted.unreadable, posted.words, posted.topic)


def _page_of(
    view: CampaignView, draft: Draft | None = None, refusal: DomainError | None = None
) -> PaperPage:
    """The page of the saved ballot, or of what was typed. Two statements."""
    session, campaign, person_id = db.session(), view.campaign, view.actor.person_id
    paper = list_paper(session, campaign, person_id)
    saved = queries.get_ballot_view(session, campaign, person_id)
    draft = draft or Draft(saved.marks, saved.version)
    page = PaperPage(campaign.ballot_kind, paper, limits_of(campaign, paper), saved, draft)
    return page.refused(refusal) if refusal else page


def show_paper(view: CampaignView) -> ResponseReturnValue:
    """The ballot of a campaign in which one fills in the whole of it at once."""
    return _shown(view, _page_of(view))


def _shown(view: CampaignView, page: PaperPage, *, is_overtaken: bool = False) -> str:
    return render_template(
        "voting/paper.html",
        view=view,
        campaign=view.campaign,
        page=page,
        ballot=page.saved,
        version=page.saved.version if is_overtaken else page.draft.version,
        is_overtaken=is_overtaken,
        is_open=view.phase_at(now()) is Phase.VOTING and view.campaign.closed_at is None,
        score_names=ballot_texts.score_names(),
        new_key=lambda: uuid4().hex,
        moment=now(),
    )

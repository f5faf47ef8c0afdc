"""One's own ballot: mark in place, see it in words, abstain."""

from http import HTTPStatus
from uuid import UUID, uuid4

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.ballots import APPROVAL
from app.domain.errors import (
    DeadlinePassedError,
    DomainError,
    IdempotencyError,
    InvalidBallotError,
    NoVotesLeftError,
)
from app.domain.permissions import Permission
from app.voting import queries, services
from app.voting.forms import Posted, read_vote
from app.voting.queries import BallotView, MarkTarget
from app.voting.routes.blueprint import bp
from app.voting.routes.paper import show_paper
from app.voting.routes.turnout import write_turnout_if_due
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import deadline
from app.web.redirects import redirect_back

OTHERS_CHANGE = "ballot-limit"
"""What a list of controls listens for: the others can no longer be pressed, or can again."""


@bp.post("/dugnader/<slug>/stemme")
@needs(Permission.VOTE_CAST)
def mark(slug: str) -> ResponseReturnValue:
    posted = read_vote(request.form)
    idea_id = posted.idea_id
    if idea_id is None:
        raise InvalidBallotError(reason="idea")
    target = queries.get_mark_target(db.session(), slug, idea_id)
    write_turnout_if_due(target.campaign)
    try:
        with atomic() as session:
            ballot = services.set_mark(
                session,
                current_actor(),
                target.campaign.id,
                idea_id,
                wanted=posted.wanted,
                version=posted.version,
                key=posted.key,
                clock=clock(),
            )
    except (DeadlinePassedError, IdempotencyError, NoVotesLeftError) as refusal:
        if not _is_fragment():
            raise
        return _refused_mark(target, idea_id, refusal)
    if _is_fragment():
        return _mark_fragment(
            target, idea_id, ballot, is_saved=True, others_change=_ran_out_or_in(ballot, posted)
        )
    flash(_saved(ballot), "success")
    return redirect_back(url_for(".ballot", slug=slug), anchor=f"vote-{idea_id}")


def _ran_out_or_in(ballot: BallotView, posted: Posted) -> bool:
    """Whether this was the last vote, or the first that is free again."""
    return ballot.left == (0 if posted.wanted else 1)


def _is_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"


def _saved(ballot: BallotView) -> str:
    if ballot.left is None or ballot.quota is None:
        return str(_("Lagret."))
    return str(
        ngettext(
            "Lagret. Du har %(left)s av %(num)s stemme igjen.",
            "Lagret. Du har %(left)s av %(num)s stemmer igjen.",
            ballot.quota,
            left=ballot.left,
        )
    )


def _refused_mark(target: MarkTarget, idea_id: UUID, refusal: DomainError) -> Response:
    """The control as the ballot really stands, with the reason beside it."""
    ballot = queries.get_ballot_view(db.session(), target.campaign, current_actor().person_id)
    reason = None
    if isinstance(refusal, NoVotesLeftError):
        reason = _("Ingen stemmer igjen. Ta tilbake en først.")
    if isinstance(refusal, DeadlinePassedError):
        closed = deadline(target.campaign.voting_closes_at)
        reason = _("Fristen gikk ut %(when)s. Stemmen ble ikke endret.", when=closed)
    answer = _mark_fragment(target, idea_id, ballot, reason=reason, others_change=ballot.left == 0)
    answer.status_code = HTTPStatus.CONFLICT
    return answer


def _mark_fragment(
    target: MarkTarget,
    idea_id: UUID,
    ballot: BallotView,
    *,
    reason: str | None = None,
    is_saved: bool = False,
    others_change: bool = False,
) -> Response:
    counts = queries.count_open_support(db.session(), target.campaign, [idea_id])
    answer = make_response(
        render_template(
            "voting/_mark.html",
            slug=target.campaign.slug,
            idea_id=idea_id,
            title=target.title,
            ballot=ballot,
            count=counts.get(idea_id),
            key=uuid4().hex,
            reason=reason,
            is_saved=is_saved,
            next=request.values.get("next"),
        )
    )
    if others_change:
        answer.headers["HX-Trigger"] = OTHERS_CHANGE
    answer.headers["Vary"] = "HX-Request"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/dugnader/<slug>/stemmeseddel")
@needs(Permission.VOTE_CAST)
def ballot(slug: str) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.CAMPAIGN_VIEW, now())
    if view.campaign.ballot_kind != APPROVAL:
        return show_paper(view)
    mine = queries.get_ballot_view(session, view.campaign, actor.person_id)
    ideas = queries.list_ideas(session, view.campaign.id, mine.marked)
    return render_template(
        "voting/ballot.html",
        view=view,
        campaign=view.campaign,
        ballot=mine,
        ideas=ideas,
        is_open=view.phase_at(now()) == "voting" and view.campaign.closed_at is None,
        new_key=lambda: uuid4().hex,
        moment=now(),
    )


@bp.post("/dugnader/<slug>/avstaa")
@needs(Permission.VOTE_CAST)
def abstain(slug: str) -> ResponseReturnValue:
    posted = read_vote(request.form)
    campaign = queries.get_campaign_by_slug(db.session(), slug)
    write_turnout_if_due(campaign)
    with atomic() as session:
        ballot = services.set_abstention(
            session,
            current_actor(),
            campaign.id,
            wanted=posted.wanted,
            version=posted.version,
            key=posted.key,
            clock=clock(),
        )
    is_approval = campaign.ballot_kind == APPROVAL
    again = _saved(ballot) if is_approval else _("Lagret.")
    text = _("Lagret. Du avstår fra å stemme.") if posted.wanted else again
    flash(text, "success")
    return redirect_back(url_for(".ballot", slug=slug))

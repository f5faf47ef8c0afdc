"""One proposal: what it says, who stands behind it, what is said about it, what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import NotFoundError
from app.domain.permissions import Permission
from app.domain.proposals import OUT_OF_SIGHT, AnswerStatus, IdeaState
from app.ideas import services
from app.ideas.forms import CommentForm, hours_of, safe_next
from app.ideas.queries.likeness import Similar, find_similar
from app.ideas.queries.single import IdeaView, get_idea_view, list_versions
from app.ideas.queries.story import (
    COMMENTS_SHOWN,
    MOST_COMMENTS,
    OWN,
    CommentRow,
    list_comments,
    list_events,
)
from app.ideas.queries.taking_back import find_body_to_take_back_for
from app.ideas.routes import presenting
from app.ideas.routes.blueprint import bp, likeness_cache
from app.ideas.routes.presenting_rooms import notes_behind
from app.ideas.routes.votes import shows_result, voting_for
from app.ideas.routes.words import STATUS_COLORS
from app.ideas.services.access import is_own
from app.ideas.services.submitting import speaks_as_one
from app.ideas.services.viewing import ViewCounter, record_views
from app.web import words
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.redirects import redirect_back


@bp.get("/dugnader/<slug>/forslag/<int:nr>")
@needs(Permission.CAMPAIGN_VIEW)
def show(slug: str, nr: int) -> ResponseReturnValue:
    session, moment = db.session(), now()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    page = render_template(
        "ideas/show.html",
        view=view,
        campaign=view.campaign,
        found=found,
        idea=found.idea,
        here=url_for("ideas.show", slug=slug, nr=nr),
        similar=_similar(session, view, found),
        vote=_vote(session, view, found, moment),
        takes_back_for=find_body_to_take_back_for(session, view, found, now=moment),
        back=safe_next(request.args.get("next")) or url_for("ideas.index", slug=slug),
        **_happened(session, view, found, moment),
        **_allowed(view, found, moment),
        **_discussion(session, view, found, moment),
        **_words(found),
    )
    _count_view(found)
    return page


def _similar(session: Session, view: CampaignView, found: IdeaView) -> list[Similar]:
    if found.idea.state != IdeaState.SUBMITTED:
        return []
    return find_similar(
        session,
        view.campaign,
        f"{found.idea.title}\n{found.idea.body}",
        cache=likeness_cache(),
        changed_at=found.latest_change,
        except_nr=found.idea.nr,
    )


def _vote(session: Session, view: CampaignView, found: IdeaView, moment: datetime) -> Any:
    """(control, ballot) while voting is open and the proposal is on the ballot."""
    if found.idea.state != IdeaState.SUBMITTED:
        return None
    voting = voting_for(session, view, [found.idea.id], moment)
    return {
        "control": voting.of(found.idea),
        "ballot": voting.ballot,
        "is_in_place": voting.is_in_place,
        "standing": voting.standing,
        "address": voting.address,
    }


def _happened(
    session: Session, view: CampaignView, found: IdeaView, moment: datetime
) -> dict[str, Any]:
    events = list_events(session, found.idea, view.actor.person_id)
    is_shown = shows_result(view, moment)
    answers = [event for event in events if event.kind == "answer"]
    return {
        "people": presenting.people_behind(found, events),
        "story": presenting.story_of(view, found, events, shows_result=is_shown, now=moment),
        "answer": answers[-1] if answers else None,
        "merged_in": [event for event in events if event.kind == "merged_in"],
        "origins": sorted({event.who for event in events if event.kind == "origin" and event.who}),
        "attachments": presenting.attachments_of(events),
        "invited_by": next((event for event in events if event.kind == "invited"), None),
        "notes_behind": notes_behind(events),
        "is_edited": any(event.kind == "edited" for event in events),
        "is_told_anyway": found.is_mine
        or any(event.kind == "co_author" and event.ref == OWN for event in events),
        "follows": any(event.kind == "following" for event in events),
        "support": found.idea.support if is_shown else None,
    }


def _allowed(view: CampaignView, found: IdeaView, moment: datetime) -> dict[str, Any]:
    """What the buttons on the page may offer this person now."""
    idea, deadline = found.idea, view.scope.timetable.submission_closes_for(view.group)
    is_open = idea.state == IdeaState.SUBMITTED
    own = is_own(view, idea) and is_open and view.may(Permission.IDEA_EDIT, moment)
    return {
        "may_edit": own and moment < deadline and not speaks_as_one(view.actor, idea.on_behalf_of),
        "may_withdraw": own and moment < deadline and idea.shared_at is None,
        "own_deadline": deadline,
        "may_add": own and moment < deadline and idea.shared_at is None,
        "may_join": is_open and view.may(Permission.IDEA_JOIN, moment),
        "may_remove": view.may(Permission.ATTACHMENT_REMOVE, moment),
        "may_report": view.may(Permission.REPORT_SEND, moment),
        "may_show_again": idea.state == IdeaState.HIDDEN and view.may(Permission.IDEA_HIDE, moment),
        "may_answer": is_open and view.may(Permission.ANSWER_GIVE, moment),
        "may_assign": is_open and view.may(Permission.OWNER_ASSIGN, moment),
        "may_publish": idea.status == AnswerStatus.CARRIED_OUT
        and view.may(Permission.EXAMPLE_PUBLISH, moment),
        "may_merge": is_open and view.may(Permission.IDEA_MERGE, moment),
        "may_undo": idea.state == IdeaState.MERGED and view.may(Permission.IDEA_MERGE, moment),
        "may_hide": view.may(Permission.COMMENT_HIDE, moment),
        "may_comment": view.campaign.allows_discussion
        and idea.state not in OUT_OF_SIGHT
        and view.may(Permission.COMMENT_WRITE, moment),
    }


def _discussion(
    session: Session, view: CampaignView, found: IdeaView, moment: datetime
) -> dict[str, Any]:
    limit = min(request.args.get("antall", COMMENTS_SHOWN, type=int), MOST_COMMENTS)
    limit = max(limit, COMMENTS_SHOWN)
    rows = list_comments(session, found.idea, limit=limit + 1)
    wanted = request.args.get("kommentar")
    if len(rows) > limit and not _is_among(rows[:limit], wanted):
        limit = MOST_COMMENTS
        rows = list_comments(session, found.idea, limit=limit + 1)
    form = CommentForm(formdata=None)
    form.parent.data = request.args.get("svar")
    person_id = view.actor.person_id
    return {
        "misses_comment": not _is_among(rows[:limit], wanted),
        "threads": presenting.threads_of(rows[:limit]),
        "more_comments": limit + COMMENTS_SHOWN
        if len(rows) > limit and limit < MOST_COMMENTS
        else None,
        "comment_form": form,
        "replies_to": request.args.get("svar"),
        "person_id": person_id,
        "editable": {row.id for row in rows if presenting.may_change(row, person_id, moment)},
    }


def _is_among(rows: Sequence[CommentRow], wanted: str | None) -> bool:
    """Whether the comment that a link asks for is there; without a wish nothing is missed."""
    return wanted is None or any(str(row.id) == wanted for row in rows)


def _words(found: IdeaView) -> dict[str, Any]:
    idea = found.idea
    sources = words.source_names()
    return {
        "status_names": words.answer_names(),
        "status_colors": STATUS_COLORS,
        "stance_names": words.stance_names(),
        "horizon": words.horizon_names().get(idea.horizon or ""),
        "reach": words.reach_names().get(idea.reach or ""),
        "sources": [sources[each] for each in idea.sources.split(",") if each in sources],
        "hours": hours_of(idea.cost),
    }


def _count_view(found: IdeaView) -> None:
    """Count others' reading. The write comes once in fifty pages, see `ViewCounter`."""
    if found.is_mine:
        return
    counter = current_app.extensions.setdefault("idea_views", ViewCounter())
    views = cast(ViewCounter, counter).add(found.idea.campaign_id, found.idea.id)
    if views:
        with atomic() as session:
            record_views(session, views)


@bp.get("/dugnader/<slug>/forslag/<int:nr>/kvittering")
@needs(Permission.CAMPAIGN_VIEW)
def receipt(slug: str, nr: int) -> ResponseReturnValue:
    """What one has when it is sent: the number, when, and what happens next."""
    session, moment = db.session(), now()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    if not found.is_mine:
        raise NotFoundError(f"receipt {nr}")
    return render_template(
        "ideas/receipt.html",
        view=view,
        campaign=view.campaign,
        idea=found.idea,
        similar=_similar(session, view, found),
        own_deadline=view.scope.timetable.submission_closes_for(view.group),
        moment_now=moment,
    )


@bp.get("/dugnader/<slug>/forslag/<int:nr>/historikk")
@needs(Permission.CAMPAIGN_VIEW)
def history(slug: str, nr: int) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    return render_template(
        "ideas/history.html",
        campaign=view.campaign,
        found=found,
        idea=found.idea,
        changes=presenting.changes_of(found.idea, list_versions(session, found.idea)),
    )


@bp.post("/dugnader/<slug>/forslag/<int:nr>/folg")
@needs(Permission.CAMPAIGN_VIEW)
def follow(slug: str, nr: int) -> ResponseReturnValue:
    wanted = request.form.get("wanted") == "1"
    with atomic() as session:
        services.follow_idea(session, current_actor(), slug, nr, wanted=wanted, now=now())
    flash(
        _("Du får vite om nye kommentarer og svar på forslaget.")
        if wanted
        else _("Du følger ikke forslaget lenger."),
        "success",
    )
    return redirect_back(url_for("ideas.show", slug=slug, nr=nr))

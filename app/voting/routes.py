"""The ballot: mark in place, see it in words, abstain, add somebody, close, see the result."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    IdempotencyError,
    InvalidInputError,
    NoVotesLeftError,
)
from app.domain.permissions import Permission
from app.models import Campaign
from app.voting import explanations, queries, services
from app.voting.forms import AddVoterForm, read_vote
from app.voting.queries import BallotView, MarkTarget
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import deadline
from app.web.redirects import redirect_back

bp = Blueprint("voting", __name__)
SHOWN = 100
"""Ideas listed before one asks for all."""


@bp.post("/dugnader/<slug>/stemme/<uuid:idea_id>")
@needs(Permission.VOTE_CAST)
def mark(slug: str, idea_id: UUID) -> ResponseReturnValue:
    posted = read_vote(request.form)
    target = queries.get_mark_target(db.session(), slug, idea_id)
    _write_turnout_if_due(target.campaign)
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
    # Controls that were out of votes live again with the whole page.
    is_free_again = not posted.wanted and ballot.left == 1
    if _is_fragment() and not is_free_again:
        return _mark_fragment(target, idea_id, ballot, is_saved=True)
    flash(_saved(ballot), "success")
    if _is_fragment():
        return Response(headers={"HX-Refresh": "true"})
    return redirect_back(url_for(".ballot", slug=slug), anchor=f"vote-{idea_id}")


def _is_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"


def _write_turnout_if_due(campaign: Campaign) -> None:
    """Before the hour's first vote, so that the number shown never moves with that vote."""
    if services.is_turnout_due(campaign, clock()):
        with atomic() as session:
            services.refresh_turnout(session, campaign.id, clock=clock())


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
    answer = _mark_fragment(target, idea_id, ballot, reason=reason)
    answer.status_code = HTTPStatus.CONFLICT
    return answer


def _mark_fragment(
    target: MarkTarget,
    idea_id: UUID,
    ballot: BallotView,
    *,
    reason: str | None = None,
    is_saved: bool = False,
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
    answer.headers["Vary"] = "HX-Request"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/dugnader/<slug>/stemmeseddel")
@needs(Permission.VOTE_CAST)
def ballot(slug: str) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    view = get_campaign_view(session, actor, slug)
    view.require(Permission.CAMPAIGN_VIEW, now())
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
    _write_turnout_if_due(campaign)
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
    text = _("Lagret. Du avstår fra å stemme.") if posted.wanted else _saved(ballot)
    flash(text, "success")
    return redirect_back(url_for(".ballot", slug=slug))


@bp.route("/dugnader/<slug>/manntall", methods=["GET", "POST"])
@needs(Permission.VOTER_ADD)
def add_voter(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.VOTER_ADD, now())
    form = AddVoterForm()
    if form.validate_on_submit() and (name := _add_voter(form, view)):
        flash(_("%(name)s kan nå stemme.", name=name), "success")
        return redirect(url_for("campaigns.show", slug=slug), HTTPStatus.SEE_OTHER)
    page = render_template(
        "voting/add_voter.html",
        view=view,
        form=form,
        added=queries.list_added_voters(db.session(), view.campaign.id),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _add_voter(form: AddVoterForm, view: CampaignView) -> str | None:
    """The name of whoever was added; None with the reason in the form."""
    try:
        with atomic() as session:
            person = services.add_voter(
                session,
                current_actor(),
                view.campaign.id,
                email=form.email.data or "",
                reason=form.reason.data or "",
                clock=clock(),
            )
    except ConflictError:
        form.email.errors = [_("Personen står alt i manntallet og kan stemme.")]
        return None
    except InvalidInputError as refusal:
        field = form.reason if refusal.facts["field"] == "reason" else form.email
        field.errors = [explanations.why_not_added(str(refusal.facts["reason"]))]
        return None
    return person.name or person.email


@bp.route("/dugnader/<slug>/avslutt", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_CLOSE)
def close(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_CLOSE, now())
    if request.method == "GET":
        return render_template(
            "confirm.html",
            heading=_("Avslutt og tell stemmene"),
            consequences=explanations.consequences_of_closing(view.campaign),
            action_url=url_for(".close", slug=slug),
            confirm_label=_("Avslutt og tell"),
            cancel_url=url_for("campaigns.show", slug=slug),
        )
    services.close_campaign(atomic, view.campaign.id, actor=current_actor(), clock=clock())
    with atomic() as session:
        services.announce_result(session, view.campaign.id, now=now())
    flash(_("Stemmene er talt."), "success")
    return redirect(url_for(".result", slug=slug), HTTPStatus.SEE_OTHER)


@bp.get("/dugnader/<slug>/resultat")
@needs(Permission.RESULT_VIEW)
def result(slug: str) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    queries.require_result_visible(view, now())
    counted = queries.find_result(session, view.campaign.id)
    if counted is None:
        return render_template("voting/not_counted.html", view=view, may=_may(view))
    ideas = queries.list_ballot_ideas(session, view.campaign.id)
    return render_template(
        "voting/result.html",
        view=view,
        campaign=view.campaign,
        result=counted,
        ideas=ideas,
        explained=explanations.explain(counted, ideas),
        shown_standings=counted.standings[: None if request.args.get("alle") else SHOWN],
        events=queries.list_events(session, view.campaign.id),
        event_name=explanations.event_name,
        may=_may(view),
    )


@bp.get("/dugnader/<slug>/resultat/kvitteringer")
@needs(Permission.RESULT_VIEW)
def commitments(slug: str) -> ResponseReturnValue:
    """Every receipt, sorted, one a line: whoever wrote theirs down can look it up."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    queries.require_result_visible(view, now())
    queries.get_result(session, view.campaign)
    lines = "".join(f"{line}\n" for line in queries.list_commitments(session, view.campaign.id))
    return _download(lines, f"{slug}-kvitteringer.txt", "text/plain")


@bp.get("/dugnader/<slug>/resultat/resultat.json")
@needs(Permission.RESULT_VIEW)
def sealed(slug: str) -> ResponseReturnValue:
    """The sealed result byte for byte, so that its SHA-256 can be checked."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    queries.require_result_visible(view, now())
    canonical = queries.get_result(session, view.campaign).canonical
    return _download(canonical, f"{slug}-resultat.json", "application/json")


def _download(text: str, name: str, kind: str) -> Response:
    answer = make_response(text)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _may(view: CampaignView) -> dict[str, Any]:
    return {
        "close": view.may(Permission.CAMPAIGN_CLOSE, now()),
        "decide": view.may(Permission.DECISION_MAKE, now()),
    }

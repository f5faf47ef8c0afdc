"""Closing, and the result with what is needed to check it."""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.ballot_words import RULES, declared_limits
from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import NotCountedError
from app.domain.permissions import Permission
from app.models import Campaign
from app.voting import explanations, queries, services
from app.voting.events import get_cost_unit
from app.voting.rounds import shown_rounds, titles_of
from app.voting.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import clock, now

COUNTED_AT_ONCE = 5_000
"""More ballots than this are counted by the worker, with progress shown."""
SHOWN = 100
"""Ideas listed before one asks for all."""


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
    if not _close_now(view):
        flash(_("Avstemningen er avsluttet. Stemmene blir talt."), "success")
    else:
        flash(_("Stemmene er talt."), "success")
    return redirect(url_for(".result", slug=slug), HTTPStatus.SEE_OTHER)


def _close_now(view: CampaignView) -> bool:
    """Whether the count was made here. Large ones, and those that wait for a draw, come later."""
    campaign_id, actor = view.campaign.id, current_actor()
    if queries.count_cast(db.session(), campaign_id) > COUNTED_AT_ONCE:
        with atomic() as session:
            services.stop_voting(session, campaign_id, actor=actor, clock=clock())
        return False
    texts = explanations.package_texts
    try:
        services.close_campaign(atomic, campaign_id, texts=texts, actor=actor, clock=clock())
    except NotCountedError:
        return False
    with atomic() as session:
        services.announce_result(session, campaign_id, now=now())
    return True


@bp.get("/dugnader/<slug>/resultat")
@needs(Permission.RESULT_VIEW)
def result(slug: str) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    queries.require_result_visible(view, now())
    counted = queries.find_result(session, view.campaign.id)
    if counted is None:
        return render_template(
            "voting/not_counted.html",
            view=view,
            may=_may(view),
            progress=queries.find_progress(session, view.campaign.id),
            waits_for_draw=_waits_for_draw(view.campaign),
        )
    ideas = queries.list_ballot_ideas(session, view.campaign.id)
    events = queries.list_events(session, view.campaign.id)
    # Read from the events that were just loaded.
    unit = get_cost_unit(session, view.campaign.id)
    return render_template(
        "voting/result.html",
        view=view,
        campaign=view.campaign,
        result=counted,
        ideas=ideas,
        explained=explanations.explain(counted, ideas, unit),
        shown_standings=counted.standings[: None if request.args.get("alle") else SHOWN],
        events=events,
        rounds=shown_rounds(counted, ideas, unit),
        titles_of=partial(titles_of, ideas),
        rule_texts=RULES,
        declared=declared_limits(view.campaign),
        event_name=explanations.event_name,
        heaviest=explanations.heaviest,
        further=queries.list_further_counts(session, view.campaign.id),
        package_sha256=queries.find_package_sha256(session, view.campaign.id),
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
        "hand_out": view.may(Permission.PACKAGE_HAND_OUT, now()),
        "recount": view.may(Permission.RESULT_RECOUNT, now()),
    }


def _waits_for_draw(campaign: Campaign) -> bool:
    """Whether all that is missing is the public randomness that was promised."""
    is_promised = campaign.lottery_source is not None and campaign.lottery_post is None
    return is_promised and campaign.closed_at is not None

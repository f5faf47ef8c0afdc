"""Which of two matters most: a pair at a time, until voting opens."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.comparing import MOST_ANSWERS
from app.domain.errors import ConflictError, DomainError, InvalidBallotError, NoVotesLeftError
from app.domain.permissions import Permission
from app.voting import services
from app.voting.comparing import find_offer, get_cards, get_own_answers
from app.voting.forms import PostedPair, read_pair
from app.voting.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.errors import STATUS_OF

_REASONS = {
    "same_idea": _l("Et forslag kan ikke sammenlignes med seg selv."),
    "hidden_idea": _l("Ett av de to forslagene er ikke med lenger."),
}
_NOT_ASKED = _l("Du ble ikke spurt om disse to forslagene.")
_TOO_LATE = _l("Du har svart på flere par siden. Bare det siste svaret kan angres.")


@bp.route("/dugnader/<slug>/sammenlign", methods=["GET", "POST"])
@needs(Permission.PAIRWISE_ANSWER)
def compare(slug: str) -> ResponseReturnValue:
    """GET asks about a pair; POST answers about the pair it names."""
    if request.method == "GET":
        return _page(_view(slug))
    try:
        _answer(slug, read_pair(request.form))
    except (InvalidBallotError, ConflictError, NoVotesLeftError) as refusal:
        return _page(_view(slug), refusal, _why_not(refusal))
    return redirect(url_for(".compare", slug=slug), HTTPStatus.SEE_OTHER)


def _answer(slug: str, posted: PostedPair) -> None:
    with atomic() as session:
        services.answer_pair(
            session,
            current_actor(),
            slug,
            posted.pair,
            preferred=posted.preferred,
            proof=posted.proof,
            clock=clock(),
        )


@bp.post("/dugnader/<slug>/sammenlign/angre")
@needs(Permission.PAIRWISE_ANSWER)
def undo_pair(slug: str) -> ResponseReturnValue:
    try:
        pair = read_pair(request.form).pair
        with atomic() as session:
            services.undo_answer(session, current_actor(), slug, pair, clock=clock())
    except InvalidBallotError as refusal:
        return _page(_view(slug), refusal, _why_not(refusal))
    except ConflictError as refusal:
        return _page(_view(slug), refusal, _TOO_LATE)
    return redirect(url_for(".compare", slug=slug), HTTPStatus.SEE_OTHER)


def _view(slug: str) -> CampaignView:
    view = get_campaign_view(db.session(), current_actor(), slug)
    services.require_comparing(view, now())
    return view


def _why_not(refusal: DomainError) -> LazyString:
    if isinstance(refusal, NoVotesLeftError):
        return _l("Du har brukt alle de %(number)s sammenligningene dine.", number=MOST_ANSWERS)
    if isinstance(refusal, ConflictError):
        return _l("Du har alt svart noe annet om disse to. Det svaret gjelder.")
    return _REASONS.get(str(refusal.facts.get("reason")), _NOT_ASKED)


def _page(
    view: CampaignView, refusal: DomainError | None = None, reason: LazyString | None = None
) -> ResponseReturnValue:
    session, campaign = db.session(), view.campaign
    own = get_own_answers(session, campaign, current_actor().person_id)
    asked = find_offer(session, campaign, own)
    shown: set[UUID] = {asked.offer.first, asked.offer.second} if asked.offer else set()
    if own.last:
        shown |= {own.last.low, own.last.high}
    is_fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        "voting/_compare.html" if is_fragment else "voting/compare.html",
        view=view,
        campaign=campaign,
        own=own,
        asked=asked,
        cards=get_cards(session, campaign.id, shown),
        reason=reason,
    )
    return page, STATUS_OF[type(refusal)] if refusal else HTTPStatus.OK

"""Choosing what goes on to the larger campaign, and following it there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView, get_campaign_view, topics_of
from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    InvalidInputError,
    NotFoundError,
    NotOpenError,
)
from app.domain.permissions import Permission
from app.domain.text import same_line
from app.ideas.queries.single import get_idea_view
from app.ideas.services.receiving import is_receiving
from app.local.queries.forwardings import (
    COMMENTS_SHOWN,
    Forwardable,
    list_forwardable,
    list_forwarded,
    list_origin_comments,
    list_origins,
)
from app.local.routes.blueprint import bp
from app.local.services.forwarding import (
    Wanted,
    forward_ideas,
    get_larger,
    require_forwarding,
    undo_forwarding,
)
from app.models import Topic
from app.web import words
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.parameters import running_number

UNPROCESSABLE = 422


@bp.route("/dugnader/<slug>/send-videre", methods=["GET", "POST"])
@needs(Permission.IDEA_FORWARD)
def forward(slug: str) -> ResponseReturnValue:
    """Tick what goes on; what the decision chose is ticked from the start."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.IDEA_FORWARD, now())
    larger = get_larger(session, view)
    if request.method == "GET":
        return _page(view, larger)
    wanted = _wanted()
    if not wanted:
        return _page(view, larger, fault=_("Merk minst ett forslag."))
    try:
        with atomic() as writing:
            made = forward_ideas(writing, current_actor(), slug, wanted=wanted, clock=clock())
    except InvalidInputError as error:
        lacking = cast("dict[int, str]", error.facts["lacking"])
        return _page(view, larger, fault=_("Noen av forslagene mangler noe."), lacking=lacking)
    except (NotOpenError, DeadlinePassedError, ConflictError) as error:
        return _page(view, larger, fault=_fault(error))
    flash(
        ngettext("%(num)s forslag er sendt videre.", "%(num)s forslag er sendt videre.", len(made)),
        "success",
    )
    return redirect(url_for(".forwarded", slug=slug), 303)


def _wanted() -> list[Wanted]:
    return [
        Wanted(nr, request.form.get(f"topic-{nr}", type=UUID))
        for nr in sorted(set(request.form.getlist("nr", type=running_number)))
    ]


def _fault(error: DomainError) -> str:
    """What stands in the way, and what to do about it."""
    if topic := error.facts.get("topic"):
        return str(_("Temaet «%(topic)s» tar ikke imot forslag nå. Velg et annet.", topic=topic))
    if isinstance(error, NotOpenError):
        waits = {
            "count": _("Stemmene er ikke talt ennå. Send videre når resultatet er klart."),
            "result": _(
                "Publiser resultatet først. Ellers røper det du sender videre, hva som vant."
            ),
        }
        early = _("Den større dugnaden tar ikke imot forslag ennå. Prøv igjen når den åpner.")
        return str(waits.get(str(error), early))
    if isinstance(error, DeadlinePassedError):
        return str(
            _(
                "Fristen for å foreslå i den større dugnaden er ute."
                " Be fasilitatoren der om å flytte den."
            )
        )
    return str(_("Et av forslagene er trukket eller slått sammen. Se over lista og prøv igjen."))


def _lacks() -> dict[str, str]:
    parts = {
        "body": _("en beskrivelse"),
        "topic": _("et tema"),
        "horizon": _("om det haster"),
        "reach": _("hvem som kan løse det"),
        "sources": _("en kunnskapskilde"),
        "cost": _("en kostnad"),
    }
    return {
        name: str(_("Mangler %(part)s, som den større dugnaden krever.", part=part))
        for name, part in parts.items()
    }


def _page(
    view: CampaignView,
    larger: CampaignView,
    *,
    fault: str | None = None,
    lacking: Mapping[int, str] = MappingProxyType({}),
) -> ResponseReturnValue:
    session = db.session()
    found = list_forwardable(session, view.campaign.id)
    topics = topics_of(session, larger.campaign.id)
    page = render_template(
        "local/forward.html",
        view=view,
        larger=larger,
        found=found,
        topics=topics,
        ticked=_ticked(found),
        topic_of=_topics(found, topics),
        fault=fault,
        in_the_way=_in_the_way(view, larger),
        lacking=lacking,
        lacks=_lacks(),
        closes_at=larger.scope.timetable.submission_closes_for(larger.group),
    )
    return page, UNPROCESSABLE if fault else 200


def _in_the_way(view: CampaignView, larger: CampaignView) -> str | None:
    """Why nothing at all can be sent on now."""
    try:
        require_forwarding(db.session(), view, larger, now())
    except (NotOpenError, DeadlinePassedError) as error:
        return _fault(error)
    return None


def _ticked(found: Sequence[Forwardable]) -> set[int]:
    if request.method == "POST":
        return set(request.form.getlist("nr", type=running_number))
    return {each.nr for each in found if each.is_going_forward}


def _topics(found: Sequence[Forwardable], topics: Sequence[Topic]) -> dict[int, str]:
    """What was chosen, or the larger campaign's topic of the same name."""
    if request.method == "POST":
        return {each.nr: request.form.get(f"topic-{each.nr}", "") for each in found}
    by_name = {
        same_line(name): str(topic.id)
        for topic in topics
        for name in (topic.name_nb, topic.name_nn)
        if name
    }
    return {each.nr: by_name.get(same_line(each.topic_nb or ""), "") for each in found}


@bp.get("/dugnader/<slug>/sendt-videre")
@needs(Permission.CAMPAIGN_VIEW)
def forwarded(slug: str) -> ResponseReturnValue:
    """What became of the proposals in the larger campaign; for everyone in the local one."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    if view.campaign.parent_id is None:
        raise NotFoundError(f"campaign above {slug}")
    try:
        larger = get_larger(session, view)
    except NotFoundError:
        larger = None
    return render_template(
        "local/forwarded.html",
        view=view,
        larger=larger,
        found=list_forwarded(session, view.campaign.id),
        status_names=words.answer_names(),
        may_forward=view.may(Permission.IDEA_FORWARD, now()),
        may_undo=larger is not None
        and view.may(Permission.IDEA_FORWARD, now())
        and is_receiving(larger, now()),
    )


@bp.route("/dugnader/<slug>/sendt-videre/<uuid:forwarding_id>/angre", methods=["GET", "POST"])
@needs(Permission.IDEA_FORWARD)
def undo(slug: str, forwarding_id: UUID) -> ResponseReturnValue:
    """Ask first, then take the proposal back from the larger campaign."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.IDEA_FORWARD, now())
    found = {each.id: each for each in list_forwarded(db.session(), view.campaign.id)}
    if request.method == "GET":
        if forwarding_id not in found:
            raise NotFoundError(f"forwarding {forwarding_id}")
        return render_template(
            "confirm.html",
            heading=_("Ta forslaget tilbake?"),
            consequences=[
                _(
                    "«%(title)s» blir trukket i den større dugnaden.",
                    title=found[forwarding_id].title,
                ),
                _("Det står fortsatt her, og du kan sende det videre igjen."),
            ],
            action_url=url_for(".undo", slug=slug, forwarding_id=forwarding_id),
            confirm_label=_("Ta tilbake"),
            cancel_url=url_for(".forwarded", slug=slug),
        )
    try:
        with atomic() as session:
            undo_forwarding(session, current_actor(), slug, forwarding_id, clock=clock())
    except ConflictError:
        flash(
            _(
                "Forslaget er slått sammen med et annet eller har fått svar,"
                " og kan ikke tas tilbake."
            ),
            "danger",
        )
    except DeadlinePassedError:
        flash(_("Fristen i den større dugnaden er ute, så forslaget blir stående der."), "danger")
    else:
        flash(_("Forslaget er tatt tilbake."), "success")
    return redirect(url_for(".forwarded", slug=slug), 303)


@bp.get("/dugnader/<slug>/forslag/<int:nr>/opphav")
@needs(Permission.CAMPAIGN_VIEW)
def origin(slug: str, nr: int) -> ResponseReturnValue:
    """Where a proposal comes from, and what was said about it there."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    found = get_idea_view(session, view, nr)
    origins = list_origins(session, found.idea)
    if not origins:
        raise NotFoundError(f"origin of {nr}")
    return render_template(
        "local/origin.html",
        view=view,
        idea=found.idea,
        origins=origins,
        comments=list_origin_comments(session, found.idea),
        most=COMMENTS_SHOWN,
        stance_names=words.stance_names(),
    )

"""Writing a proposal: new, as a draft, changed, taken back."""

from datetime import datetime
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app.campaigns.queries import CampaignView, get_campaign_view
from app.campaigns.words import period as topic_period
from app.core.db import atomic, db
from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotOpenError,
)
from app.domain.permissions import Permission
from app.domain.proposals import IdeaState
from app.ideas import services
from app.ideas.forms import IdeaForm
from app.ideas.queries.likeness import Similar, find_similar
from app.ideas.queries.single import count_files, find_own, list_bodies, list_topics
from app.ideas.routes.blueprint import bp, likeness_cache
from app.ideas.services.access import require_open
from app.ideas.services.submitting import speaks_as_one
from app.models import Body, Topic
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.errors import STATUS_OF, wants_json
from app.web.filters import in_form

LONGEST_QUERY = 500
KEPT_AS_DRAFT = (DeadlinePassedError, NotOpenError, NotAllowedError, ConflictError)
"""Refusals after which the text stands on the page and in the drafts."""


@bp.route("/dugnader/<slug>/forslag/nytt", methods=["GET", "POST"])
@needs(Permission.IDEA_SUBMIT)
def new(slug: str) -> ResponseReturnValue:
    form = IdeaForm()
    if request.method == "POST":
        return _receive(slug, form, form.id_of_idea or uuid4())
    view = get_campaign_view(db.session(), current_actor(), slug)
    require_open(view, Permission.IDEA_SUBMIT, now())
    form.body.data = view.campaign.proposal_hint or ""
    return _show(slug, form, uuid4(), view=view)


@bp.route("/dugnader/<slug>/utkast/<uuid:idea_id>", methods=["GET", "POST"])
@needs(Permission.IDEA_SUBMIT)
def draft(slug: str, idea_id: UUID) -> ResponseReturnValue:
    form = IdeaForm()
    if request.method == "POST":
        return _receive(slug, form, idea_id)
    session, actor = db.session(), current_actor()
    view = get_campaign_view(session, actor, slug)
    idea = find_own(session, view.campaign.id, idea_id, actor)
    if idea is None:
        raise NotFoundError(f"draft {idea_id}")
    if idea.state != IdeaState.DRAFT:
        return redirect(url_for("ideas.show", slug=slug, nr=idea.nr), 303)
    if idea.shared_at is not None:
        return _to_council(slug, session.get_one(Body, idea.on_behalf_of), idea_id)
    form.fill_from(idea)
    similar = _similar(view, form) if "lignende" in request.args else []
    return _show(slug, form, idea_id, view=view, similar=similar)


def _receive(slug: str, form: IdeaForm, idea_id: UUID) -> ResponseReturnValue:
    if "discard" in request.form:
        return _discard(slug, idea_id)
    if {"save", "files"} & set(request.form) or wants_json():
        return _save(slug, form, idea_id)
    if not form.validate():
        return _show(slug, form, idea_id, status=422)
    if form.proposal.holds_national_id() and "confirm_id" not in request.form:
        return _show(slug, form, idea_id, status=422, asks_about_id=True)
    return _send(slug, form, idea_id)


def _send(slug: str, form: IdeaForm, idea_id: UUID) -> ResponseReturnValue:
    try:
        if _has_unseen_similar(slug, form):
            # By way of the draft, so that going back later asks nobody to send anything again.
            _keep(slug, form, idea_id)
            to_look_at = url_for("ideas.draft", slug=slug, idea_id=idea_id, lignende=1)
            return redirect(to_look_at, 303)
        if speaks_as_one(current_actor(), form.proposal.on_behalf_of):
            return _share(slug, form, idea_id)
        with atomic() as session:
            idea = services.submit_idea(
                session,
                current_actor(),
                slug,
                idea_id=idea_id,
                proposal=form.proposal,
                clock=clock(),
            )
    except InvalidInputError as error:
        form.blame(error)
        return _show(slug, form, idea_id, status=422)
    except KEPT_AS_DRAFT as refusal:
        _keep(slug, form, idea_id)
        return _show(slug, form, idea_id, status=STATUS_OF[type(refusal)], refusal=refusal)
    return redirect(url_for("ideas.receipt", slug=slug, nr=idea.nr), 303)


def _share(slug: str, form: IdeaForm, idea_id: UUID) -> Response:
    """In a council's name nobody speaks alone: what was written becomes the council's own draft."""
    _keep(slug, form, idea_id)
    with atomic() as session:
        body = services.share_draft(session, current_actor(), slug, idea_id, now=now())
    if body is None:
        raise ConflictError("nothing to share")
    flash(
        _(
            "Utkastet ligger hos %(body)s. Det sendes inn når dere har bestemt dere.",
            body=body.name,
        ),
        "success",
    )
    return _to_council(slug, body, idea_id)


def _to_council(slug: str, body: Body, idea_id: UUID) -> Response:
    address = url_for("councils.draft", slug=body.slug, campaign_slug=slug, idea_id=idea_id)
    return redirect(address, 303)


def _keep(slug: str, form: IdeaForm, idea_id: UUID) -> None:
    with atomic() as session:
        services.save_draft(
            session, current_actor(), slug, idea_id=idea_id, proposal=form.proposal, now=now()
        )


def _save(slug: str, form: IdeaForm, idea_id: UUID) -> ResponseReturnValue:
    """Keep the draft: for the script with no words, for a person with a page."""
    if not form.validate():
        return (
            ({"error": {"code": "invalid_input"}}, 422)
            if wants_json()
            else _show(slug, form, idea_id, status=422)
        )
    _keep(slug, form, idea_id)
    if wants_json():
        return {"fields": {}}
    if form.proposal.is_blank:
        form.title.errors = [_("Skriv noe først.")]
        return _show(slug, form, idea_id, status=422)
    if "files" in request.form:
        return redirect(url_for("contributions.draft_files", slug=slug, idea_id=idea_id), 303)
    flash(_("Utkastet er lagret. Bare du ser det."), "success")
    return redirect(url_for("ideas.draft", slug=slug, idea_id=idea_id), 303)


def _discard(slug: str, idea_id: UUID) -> Response:
    with atomic() as session:
        services.discard_draft(session, current_actor(), slug, idea_id)
    flash(_("Utkastet er slettet."), "info")
    return redirect(url_for("ideas.index", slug=slug), 303)


def _has_unseen_similar(slug: str, form: IdeaForm) -> bool:
    """Whether there are proposals like this one that the page has not shown."""
    if form.similar_seen.data:
        return False
    return bool(_similar(get_campaign_view(db.session(), current_actor(), slug), form))


def _similar(view: CampaignView, form: IdeaForm) -> list[Similar]:
    text = f"{form.proposal.title}\n{form.proposal.body}"
    return find_similar(db.session(), view.campaign, text, cache=likeness_cache())


def _show(
    slug: str,
    form: IdeaForm,
    idea_id: UUID,
    *,
    view: CampaignView | None = None,
    status: int = 200,
    similar: list[Similar] | None = None,
    asks_about_id: bool = False,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    """The form with all that was typed."""
    session = db.session()
    view = view or get_campaign_view(session, current_actor(), slug)
    form.idea_id.data = str(idea_id)
    offer_choices(form, view)
    page = render_template(
        "ideas/new.html",
        form=form,
        view=view,
        campaign=view.campaign,
        draft_url=url_for("ideas.draft", slug=slug, idea_id=idea_id),
        name=current_user.name,
        similar=similar or [],
        asks_about_id=asks_about_id,
        refusal=refusal,
        deadline=view.scope.timetable.submission_closes_for(view.group),
        files=_count_files(view, idea_id),
        required=view.campaign.required_parts.split(","),
    )
    return page, status


def _count_files(view: CampaignView, idea_id: UUID) -> int:
    """Beside one's own draft; only its own page asks, where it is known to be one's own."""
    if request.endpoint != "ideas.draft":
        return 0
    return count_files(db.session(), view.campaign.id, idea_id)


def offer_choices(form: IdeaForm, view: CampaignView) -> None:
    """Topics whose own period is running, and the bodies one belongs to."""
    offer_topics(form, view)
    session = db.session()
    mine = {held.body.id for held in current_actor().memberships}
    form.on_behalf_of.choices = [
        SelectChoice("", _("Bare jeg")),
        *(SelectChoice(str(id), name) for id, name in list_bodies(session, mine)),
    ]


def offer_topics(form: IdeaForm, view: CampaignView) -> None:
    """Each with its own period in words; those that are closed now are told of beside them."""
    topics, moment = list_topics(db.session(), view.campaign.id), now()
    closed = []
    form.topic.choices = [SelectChoice("", _("Velg tema"))]
    for topic in topics:
        name, period = in_form(topic.name_nb, topic.name_nn), topic_period(topic)
        shown = f"{name} ({period})" if period else name
        if _takes_proposals(topic, moment) or str(topic.id) == form.topic.data:
            form.topic.choices.append(SelectChoice(str(topic.id), shown))
        else:
            closed.append(shown)
    if closed:
        form.topic.description = _("Ikke åpne nå: %(topics)s.", topics="; ".join(closed))


def _takes_proposals(topic: Topic, moment: datetime) -> bool:
    is_over = topic.closes_at is not None and moment >= topic.closes_at
    return not is_over and (topic.opens_at is None or moment >= topic.opens_at)


@bp.get("/dugnader/<slug>/lignende")
@needs(Permission.CAMPAIGN_VIEW)
def similar(slug: str) -> ResponseReturnValue:
    """What the title typed so far resembles; the form shows it while one writes."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    title = request.args.get("title", "")[:LONGEST_QUERY]
    found = find_similar(session, view.campaign, title, cache=likeness_cache())
    template = "ideas/_similar.html" if "HX-Request" in request.headers else "ideas/similar.html"
    return render_template(template, campaign=view.campaign, similar=found, title=title)

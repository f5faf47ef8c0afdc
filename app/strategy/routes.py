"""Pages: read the request, call one service, answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignView
from app.core.db import atomic, db
from app.decisions.evidence import find_evidence, is_result_open
from app.domain.errors import InvalidInputError, NotFoundError, ReasonMissingError
from app.domain.permissions import Permission
from app.domain.strategy_answers import given_answer
from app.ideas.queries.single import get_idea
from app.strategy import queries, services
from app.strategy.forms import AnswerForm, ReceiversForm, read_receivers
from app.strategy.services import Handover
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.words import strategy_names

bp = Blueprint("strategy", __name__)


@bp.route("/dugnader/<slug>/strategi", methods=["GET", "POST"])
@needs(Permission.STRATEGY_EXPORT)
def index(slug: str) -> ResponseReturnValue:
    """What is handed over to whom, the answers, and the files."""
    view = services.get_deciders_view(
        db.session(), current_actor(), slug, Permission.STRATEGY_EXPORT, now=now()
    )
    form = ReceiversForm()
    if not form.validate_on_submit():
        return _index_page(view, form, 422 if form.errors else 200)
    try:
        handovers = [*read_receivers(request.form), *_one_more(view, form)]
        with atomic() as session:
            changed = services.hand_over(
                session, current_actor(), view.campaign.id, handovers=handovers, now=now()
            )
    except (InvalidInputError, NotFoundError) as error:
        return _index_page(view, form, 422, error)
    flash(
        ngettext("%(num)s forslag er overlevert.", "%(num)s forslag er overlevert.", changed),
        "success",
    )
    return redirect(url_for(".index", slug=slug), 303)


def _one_more(view: CampaignView, form: ReceiversForm) -> list[Handover]:
    number = (form.nr.data or "").strip().removeprefix("#")
    if not number:
        return []
    if not number.isdecimal() or len(number) > 6:
        raise NotFoundError("idea")
    idea = get_idea(db.session(), view.campaign.id, int(number))
    return [Handover(idea.id, form.receiver.data or "")]


def _index_page(
    view: CampaignView,
    form: ReceiversForm,
    status: int,
    error: InvalidInputError | NotFoundError | None = None,
) -> ResponseReturnValue:
    is_counted = find_evidence(db.session(), view.campaign) is not None
    page = render_template(
        "strategy/index.html",
        view=view,
        form=form,
        lines=queries.list_inputs(db.session(), view.campaign.id),
        names=strategy_names(),
        may_export=is_counted and is_result_open(view.campaign, view.phase_at(now())),
        is_counted=is_counted,
        error=error,
        typed=request.form,
    )
    return page, status


@bp.route("/dugnader/<slug>/strategi/<int:nr>", methods=["GET", "POST"])
@needs(Permission.STRATEGY_ANSWER)
def answer(slug: str, nr: int) -> ResponseReturnValue:
    """The receiver's page; open to them whether or not the campaign is."""
    actor = current_actor()
    campaign, line = services.get_input_to_answer(db.session(), actor, slug, nr, now=now())
    form = AnswerForm(data={"status": line.status, "passage": line.passage, "reason": line.reason})
    if form.validate_on_submit() and _record(form, slug, nr):
        return redirect(url_for(".answer", slug=slug, nr=nr), 303)
    page = render_template(
        "strategy/answer.html",
        campaign=campaign,
        line=line,
        idea=get_idea(db.session(), campaign.id, nr),
        form=form,
        names=strategy_names(),
        answers=queries.list_answers(db.session(), campaign.id, line.idea_id),
    )
    return page, 422 if form.errors else 200


def _record(form: AnswerForm, slug: str, nr: int) -> bool:
    """Whether the answer was taken; else the form says what is missing."""
    try:
        answer = given_answer(form.status.data, form.passage.data or "", form.reason.data or "")
    except ReasonMissingError:
        form.reason.errors = [_("Skriv hvorfor det ikke er tatt inn.")]
        return False
    except InvalidInputError:
        form.passage.errors = [_("Skriv hvilket avsnitt det er tatt inn i.")]
        return False
    with atomic() as session:
        services.answer_input(session, current_actor(), slug, nr, answer=answer, now=now())
    flash(_("Svaret er lagret. Forslagsstilleren får beskjed."), "success")
    return True

"""Checking a count: package, receipt, seal by mail, auditor's edition, draw, recount."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import Permission
from app.voting import explanations, queries, services
from app.voting.forms import DrawForm, HandOutForm, ReceiptForm, RecountForm
from app.voting.rounds import titles_of
from app.voting.routes.blueprint import bp
from app.web.access import current_actor, needs
from app.web.clock import clock, now

ZIP = "application/zip"


def _view(slug: str, permission: Permission = Permission.RESULT_VIEW) -> CampaignView:
    """The campaign with a result, for somebody who may see it and do this."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(permission, now())
    queries.require_result_visible(view, now())
    queries.get_result(db.session(), view.campaign)
    return view


@bp.get("/dugnader/<slug>/resultat/pakke.zip")
@needs(Permission.RESULT_VIEW)
def package(slug: str) -> ResponseReturnValue:
    """The public edition, byte for byte as it was sealed."""
    view = _view(slug)
    answer = make_response(queries.get_package(db.session(), view.campaign.id).content)
    return _as_download(answer, f"{slug}-resultatpakke.zip")


@bp.route("/dugnader/<slug>/resultat/kvittering", methods=["GET", "POST"])
@needs(Permission.RESULT_VIEW)
def check_receipt(slug: str) -> ResponseReturnValue:
    """Whether a ballot was counted. The receipt is posted, so that no log holds it."""
    view = _view(slug)
    form = ReceiptForm()
    found = None
    if form.validate_on_submit():
        written = (form.receipt.data or "").lower()
        found = queries.has_commitment(db.session(), view.campaign.id, written)
    page = render_template("voting/check_receipt.html", view=view, form=form, found=found)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/dugnader/<slug>/resultat/segl")
@needs(Permission.RESULT_VIEW)
def mail_seal(slug: str) -> ResponseReturnValue:
    """Send the seals to oneself: whoever has them notices a later change."""
    view = _view(slug)
    with atomic() as session:
        services.mail_seal(session, current_actor(), view.campaign.id, now=now())
    flash(_("Seglet er sendt til e-postadressen din."), "success")
    return _back_to_result(slug)


@bp.route("/dugnader/<slug>/resultat/revisor", methods=["GET", "POST"])
@needs(Permission.PACKAGE_HAND_OUT)
def auditor(slug: str) -> ResponseReturnValue:
    view = _view(slug, Permission.PACKAGE_HAND_OUT)
    form = HandOutForm()
    if form.validate_on_submit() and _handed_out(form, view):
        return _auditors_edition(view)
    page = render_template(
        "voting/auditor.html",
        view=view,
        form=form,
        handouts=queries.list_handouts(db.session(), view.campaign.id),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _handed_out(form: HandOutForm, view: CampaignView) -> bool:
    with _refusing(form), atomic() as session:
        services.hand_out_package(
            session,
            current_actor(),
            view.campaign.id,
            auditor=form.auditor.data or "",
            reason=form.reason.data or "",
            now=now(),
        )
    return not form.errors


def _auditors_edition(view: CampaignView) -> Response:
    file = BytesIO()
    services.write_auditors_edition(
        atomic, view.campaign.id, file, texts=explanations.package_texts
    )
    return _as_download(make_response(file.getvalue()), f"{view.campaign.slug}-revisor.zip")


@bp.route("/dugnader/<slug>/trekning", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_CLOSE)
def draw(slug: str) -> ResponseReturnValue:
    """Write down what the promised source of public randomness said."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_CLOSE, now())
    form = DrawForm()
    if form.validate_on_submit() and _drawn(form, view):
        flash(_("Trekningen er skrevet ned. Nå kan stemmene telles."), "success")
        return _back_to_result(slug)
    page = render_template("voting/draw.html", view=view, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _drawn(form: DrawForm, view: CampaignView) -> bool:
    with _refusing(form), atomic() as session:
        services.record_draw(
            session, current_actor(), view.campaign.id, form.post.data or "", clock=clock()
        )
    return not form.errors


@bp.route("/dugnader/<slug>/resultat/uten", methods=["GET", "POST"])
@needs(Permission.RESULT_RECOUNT)
def recount(slug: str) -> ResponseReturnValue:
    """Count again without a proposal that cannot be carried out. Both counts are published."""
    view = _view(slug, Permission.RESULT_RECOUNT)
    ideas = queries.list_ballot_ideas(db.session(), view.campaign.id)
    left_out = queries.list_left_out(db.session(), view.campaign.id)
    form = RecountForm()
    form.idea.choices = [
        ("", _("Velg forslag")),
        *((str(i), one.title) for i, one in ideas.items() if str(i) not in left_out),
    ]
    if form.validate_on_submit() and _counted_again(form, view):
        flash(_("Stemmene er talt på nytt. Begge tellingene vises."), "success")
        return _back_to_result(slug)
    page = render_template(
        "voting/recount.html", view=view, form=form, left_out=titles_of(ideas, left_out)
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _counted_again(form: RecountForm, view: CampaignView) -> bool:
    with _refusing(form):
        services.count_without(
            atomic,
            current_actor(),
            view.campaign.id,
            UUID(form.idea.data),
            reason=form.reason.data or "",
            now=now(),
        )
    return not form.errors


@contextmanager
def _refusing(form: FlaskForm) -> Iterator[None]:
    """What the service finds missing is said by the field itself, in the words it has for that."""
    try:
        yield
    except InvalidInputError as refusal:
        field = form[str(refusal.facts["field"])]
        field.errors = [next(one.message for one in field.validators if hasattr(one, "message"))]


def _back_to_result(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".result", slug=slug), HTTPStatus.SEE_OTHER)


def _as_download(answer: Response, name: str) -> Response:
    answer.mimetype = ZIP
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer

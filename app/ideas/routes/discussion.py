"""Writing, changing, deleting and hiding comments."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import ReasonMissingError
from app.domain.national_id import find_national_ids
from app.domain.permissions import Permission
from app.ideas import services
from app.ideas.forms import CommentForm, HideForm
from app.ideas.queries.single import get_idea_view
from app.ideas.routes.blueprint import bp
from app.models import Person
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.redirects import redirect_back

COMMENT = "/dugnader/<slug>/forslag/<int:nr>/kommentarer/<uuid:comment_id>"


@bp.post("/dugnader/<slug>/forslag/<int:nr>/kommentarer")
@needs(Permission.COMMENT_WRITE)
def comment(slug: str, nr: int) -> ResponseReturnValue:
    form = CommentForm()
    if not form.validate() or _asks_about_id(form):
        return _show_form(slug, nr, form, heading=_("Kommenter"))
    with atomic() as session:
        written = services.write_comment(
            session,
            current_actor(),
            slug,
            nr,
            body=form.body.data,
            parent_id=form.parent_id,
            stance=form.stance.data,
            now=now(),
        )
    return _back(slug, nr, written.id)


def _back(slug: str, nr: int, comment_id: UUID) -> ResponseReturnValue:
    address = url_for("ideas.show", slug=slug, nr=nr, kommentar=comment_id)
    return redirect_back(address, anchor=f"kommentar-{comment_id}")


def _address(slug: str, nr: int, comment_id: UUID) -> str:
    anchor = f"kommentar-{comment_id}"
    return url_for("ideas.show", slug=slug, nr=nr, kommentar=comment_id, _anchor=anchor)


def _asks_about_id(form: CommentForm) -> bool:
    return bool(find_national_ids(form.body.data)) and "confirm_id" not in request.form


def _show_form(slug: str, nr: int, form: CommentForm, *, heading: str) -> ResponseReturnValue:
    """The field on a page of its own, with what was typed."""
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.COMMENT_WRITE, now())
    page = render_template(
        "ideas/comment.html",
        heading=heading,
        form=form,
        campaign=view.campaign,
        idea=get_idea_view(session, view, nr).idea,
        asks_about_id=bool(form.body.data) and not form.errors and _asks_about_id(form),
    )
    return page, 422 if request.method == "POST" else 200


@bp.route(COMMENT + "/rediger", methods=["GET", "POST"])
@needs(Permission.COMMENT_WRITE)
def edit_comment(slug: str, nr: int, comment_id: UUID) -> ResponseReturnValue:
    form = CommentForm()
    own = services.get_own_comment(db.session(), current_actor(), slug, nr, comment_id)
    if request.method == "GET":
        form.body.data = own.body
    if request.method == "GET" or not form.validate() or _asks_about_id(form):
        return _show_form(slug, nr, form, heading=_("Endre kommentaren"))
    with atomic() as session:
        services.edit_comment(
            session, current_actor(), slug, nr, comment_id, body=form.body.data, now=now()
        )
    return _back(slug, nr, comment_id)


@bp.route(COMMENT + "/slett", methods=["GET", "POST"])
@needs(Permission.COMMENT_WRITE)
def delete_comment(slug: str, nr: int, comment_id: UUID) -> ResponseReturnValue:
    if request.method == "POST":
        with atomic() as session:
            services.delete_comment(session, current_actor(), slug, nr, comment_id, now=now())
        flash(_("Kommentaren er slettet."), "success")
        return redirect(url_for("ideas.show", slug=slug, nr=nr), 303)
    services.get_own_comment(db.session(), current_actor(), slug, nr, comment_id)
    return render_template(
        "confirm.html",
        heading=_("Vil du slette kommentaren din?"),
        consequences=[
            _("Teksten blir borte for alltid."),
            _("Det står igjen at det var en kommentar her, og svarene på den blir stående."),
        ],
        action_url=url_for("ideas.delete_comment", slug=slug, nr=nr, comment_id=comment_id),
        confirm_label=_("Slett kommentaren"),
        cancel_url=url_for("ideas.show", slug=slug, nr=nr),
        color="danger",
    )


@bp.route(COMMENT + "/skjul", methods=["GET", "POST"])
@needs(Permission.COMMENT_HIDE)
def hide_comment(slug: str, nr: int, comment_id: UUID) -> ResponseReturnValue:
    form = HideForm()
    if form.validate_on_submit():
        try:
            _hide(slug, nr, comment_id, form.reason.data)
        except ReasonMissingError:
            form.reason.errors = [_("Skriv en begrunnelse.")]
        else:
            told = _("Kommentaren er skjult, og den som skrev den, har fått vite hvorfor.")
            flash(told, "success")
            return _back(slug, nr, comment_id)
    return _ask_to_hide(slug, nr, comment_id, form)


def _hide(slug: str, nr: int, comment_id: UUID, reason: str) -> None:
    with atomic() as session:
        services.hide_comment(
            session, current_actor(), slug, nr, comment_id, reason=reason, now=now()
        )


def _ask_to_hide(slug: str, nr: int, comment_id: UUID, form: HideForm) -> ResponseReturnValue:
    session = db.session()
    comment, idea = services.get_comment_to_hide(
        session, current_actor(), slug, nr, comment_id, now=now()
    )
    page = render_template(
        "confirm.html",
        heading=_("Vil du skjule kommentaren?"),
        crumbs=[(idea.title, url_for("ideas.show", slug=slug, nr=nr))],
        quote={"who": session.get_one(Person, comment.author_id).name, "text": comment.body},
        consequences=[
            _("Bare den som skrev kommentaren, kan lese den etterpå."),
            _("Den som skrev den, får begrunnelsen på e-post."),
            _("For alle andre står det at en kommentar er skjult."),
        ],
        form=form,
        action_url=url_for("ideas.hide_comment", slug=slug, nr=nr, comment_id=comment_id),
        confirm_label=_("Skjul kommentaren"),
        cancel_url=_address(slug, nr, comment_id),
    )
    return page, 422 if request.method == "POST" else 200

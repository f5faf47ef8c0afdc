"""Moving a deadline, publishing, archiving."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.campaigns import services, words
from app.campaigns.forms import MoveForm
from app.campaigns.part_of import late_now
from app.campaigns.queries import CampaignView, get_campaign_view, get_content, list_unanswered
from app.campaigns.quiet_days import quiet_days
from app.campaigns.routes.blueprint import bp
from app.campaigns.services.deadlines import Deadline, current_deadline
from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import deadline as shown
from app.web.filters import in_form

UNPROCESSABLE = 422
CONFLICT = 409


@bp.route("/dugnader/<slug>/frister", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_MOVE_DEADLINE)
def deadlines(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_MOVE_DEADLINE, now())
    content = get_content(db.session(), view.campaign.id)
    form = MoveForm()
    form.deadline.choices = _movable(view)
    if len(form.deadline.choices) == 1:
        form.deadline.data = form.deadline.choices[0].value
    advice = quiet_days(form.last_days())
    if request.headers.get("HX-Request") == "true":
        return render_template("campaigns/_quiet_days.html", quiet_days=advice)
    if form.validate_on_submit() and _move(form, slug):
        flash(
            _("Fristen er flyttet. De som har forslag eller utkast her, får en e-post."), "success"
        )
        for text in [*advice, *late_now(db.session(), current_actor(), slug)]:
            flash(text, "warning")
        return redirect(url_for(".show", slug=slug), 303)
    page = render_template(
        "campaigns/deadlines.html",
        form=form,
        view=view,
        moves=content.moves,
        quiet_days=advice,
        words=words,
    )
    return page, UNPROCESSABLE if form.errors else 200


def _movable(view: CampaignView) -> list[SelectChoice]:
    """The deadlines that can still be moved, each with where it stands now."""
    is_voting = view.phase_at(now()) is Phase.VOTING
    return [
        SelectChoice(
            deadline.value,
            _(
                "%(what)s: %(when)s",
                what=words.DEADLINES[deadline.value],
                when=shown(current_deadline(view.campaign, deadline)),
            ),
        )
        for deadline in Deadline
        if deadline is Deadline.VOTING or not is_voting
    ]


def _move(form: MoveForm, slug: str) -> bool:
    try:
        with atomic() as session:
            services.move_deadline(
                session,
                current_actor(),
                slug,
                deadline=Deadline(form.deadline.data),
                to=form.moved_to(),
                reason=form.reason.data,
                clock=clock(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True


def _crumbs(view: CampaignView) -> list[tuple[str, str]]:
    """Which campaign a page that asks is about."""
    campaign = view.campaign
    name = in_form(campaign.title_nb, campaign.title_nn)
    return [(_("Dugnader"), url_for(".index")), (name, url_for(".show", slug=campaign.slug))]


@bp.route("/dugnader/<slug>/publiser", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_PUBLISH)
def publish(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_PUBLISH, now())
    if request.method != "POST":
        return render_template(
            "confirm.html",
            heading=_("Publiser resultatet"),
            crumbs=_crumbs(view),
            consequences=[
                _("Alle som er invitert til dugnaden, ser resultatet og hva som går videre."),
                _("Dugnaden står som publisert. Det kan ikke gjøres om."),
            ],
            action_url=url_for(".publish", slug=slug),
            confirm_label=_("Publiser"),
            cancel_url=url_for(".show", slug=slug),
        )
    with atomic() as session:
        services.publish_campaign(session, current_actor(), slug, clock=clock())
    flash(_("Resultatet er publisert."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@bp.route("/dugnader/<slug>/arkiver", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_ARCHIVE)
def archive(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.CAMPAIGN_ARCHIVE, now())
    if request.method == "POST":
        try:
            with atomic() as session:
                services.archive_campaign(session, current_actor(), slug, clock=clock())
        except ConflictError:
            return _archive_page(view), CONFLICT
        flash(_("Dugnaden er arkivert."), "success")
        return redirect(url_for(".show", slug=slug), 303)
    if view.campaign.archived_at is not None:
        flash(_("Dugnaden er arkivert fra før."), "info")
        return redirect(url_for(".show", slug=slug), 303)
    return _archive_page(view)


def _archive_page(view: CampaignView) -> str:
    unanswered = list_unanswered(db.session(), view.campaign.id)
    if unanswered:
        return render_template("campaigns/unanswered.html", view=view, unanswered=unanswered)
    return render_template(
        "confirm.html",
        heading=_("Arkiver dugnaden"),
        crumbs=_crumbs(view),
        consequences=[
            _("Dugnaden kan fortsatt leses av alle som var med."),
            _("Den står ikke lenger blant oppgavene dine."),
            _("Det kan ikke gjøres om."),
        ],
        action_url=url_for(".archive", slug=view.campaign.slug),
        confirm_label=_("Arkiver"),
        cancel_url=url_for(".show", slug=view.campaign.slug),
    )

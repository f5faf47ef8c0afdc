"""Moving a deadline, publishing, archiving."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app.campaigns import services, words
from app.campaigns.forms import MoveForm
from app.campaigns.meeting_gaps import FIELDS, Advice, advice_on, taken
from app.campaigns.part_of import late_now
from app.campaigns.queries import CampaignView, get_campaign_view, get_content, list_unanswered
from app.campaigns.queries.meetings import list_meeting_gaps
from app.campaigns.quiet_days import quiet_days
from app.campaigns.routes.blueprint import bp
from app.campaigns.services.deadlines import GROUPS, Deadline, current_deadline, timetable_after
from app.core.db import atomic, db
from app.domain.alphabet import sort_key
from app.domain.dates import USUAL_DEADLINE, day_of, instant_of
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Permission
from app.domain.timetable import Phase
from app.web.access import current_actor, needs
from app.web.clock import clock, now
from app.web.filters import deadline as shown
from app.web.filters import in_form
from app.web.words import in_a_row

OFFERED = {FIELDS[group]: deadline for deadline, group in GROUPS.items() if group in FIELDS}
"""The deadline that a button of `advice_on` is about."""
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
    _take_later_deadline(form)
    advice, gaps = quiet_days(form.last_days()), _gaps(view, form)
    if request.headers.get("HX-Request") == "true":
        return render_template("campaigns/_move_advice.html", quiet_days=advice, gaps=gaps)
    if "later" not in request.form and form.validate_on_submit() and _move(form, slug):
        flash(_("Fristen er flyttet. De det gjelder, får beskjed."), "success")
        for text in [*advice, *late_now(db.session(), current_actor(), slug)]:
            flash(text, "warning")
        return redirect(url_for(".show", slug=slug), 303)
    page = render_template(
        "campaigns/deadlines.html",
        form=form,
        view=view,
        moves=content.moves,
        quiet_days=advice,
        gaps=gaps,
        words=words,
    )
    return page, UNPROCESSABLE if form.errors else 200


def _take_later_deadline(form: MoveForm) -> None:
    """The day that a pressed button offers a group, into the form, to be read over and sent."""
    found = taken(request.form.get("later", ""))
    if found:
        form.deadline.data = OFFERED[found[0]]
        form.day.data, form.day.raw_data = found[1], None


def _gaps(view: CampaignView, form: MoveForm) -> Advice:
    """Who would not meet in time with the deadline moved as chosen so far, or as it stands."""
    if len(form.deadline.choices) == 1:
        return advice_on([], None)
    timetable = view.scope.timetable
    for column, day in form.last_days().items():
        with suppress(InvalidInputError):
            to = instant_of(day, form.time_of_day.data or USUAL_DEADLINE)
            timetable = timetable_after(view.campaign, Deadline(column), to)
    invited = [body.id for body in view.audiences]
    gaps = list_meeting_gaps(db.session(), invited, timetable)
    return advice_on(gaps, day_of(timetable.voting_closes_at))


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
                *_still_to_answer(view),
            ],
            action_url=url_for(".publish", slug=slug),
            confirm_label=_("Publiser"),
            cancel_url=url_for(".show", slug=slug),
        )
    with atomic() as session:
        services.publish_campaign(session, current_actor(), slug, clock=clock())
    flash(_("Resultatet er publisert."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _still_to_answer(view: CampaignView) -> list[str]:
    """Councils and partners that have not heard what becomes of what they proposed."""
    waiting = [each for each in list_unanswered(db.session(), view.campaign.id) if each.body]
    if not waiting:
        return []
    bodies = in_a_row(sorted({each.body or "" for each in waiting}, key=sort_key))
    text = ngettext(
        "%(num)s forslag fra %(bodies)s mangler fortsatt svar. Dugnaden kan ikke arkiveres før "
        "det er besvart.",
        "%(num)s forslag fra %(bodies)s mangler fortsatt svar. Dugnaden kan ikke arkiveres før "
        "de er besvart.",
        len(waiting),
        bodies=bodies,
    )
    return [str(text)]


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

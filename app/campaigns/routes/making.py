"""Making a campaign, changing it, launching it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app.campaigns import services, words
from app.campaigns.forms import CampaignForm, message_for, typed_form
from app.campaigns.meeting_gaps import Advice, advice_on, taken
from app.campaigns.part_of import find_larger, late_for, parent_choices
from app.campaigns.queries import (
    BodyChoices,
    CampaignView,
    count_without_cost,
    get_body_choices,
    get_campaign_view,
    get_content,
)
from app.campaigns.queries.meetings import list_meeting_gaps
from app.campaigns.quiet_days import quiet_days
from app.campaigns.routes.blueprint import bp
from app.campaigns.routes.starting import beginning, own_address, start_names
from app.campaigns.services.making import require_editable
from app.campaigns.services.rules import WRITES_BOTH_FORMS
from app.core.db import atomic, db
from app.domain.errors import IdempotencyError, InvalidInputError
from app.domain.permissions import Permission, require_role
from app.domain.timetable import Timetable
from app.models import Body
from app.web.access import current_actor, needs
from app.web.clock import clock, now

UNPROCESSABLE = 422


@bp.route("/dugnader/ny", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_CREATE)
def new() -> ResponseReturnValue:
    require_role(current_actor(), Permission.CAMPAIGN_CREATE)
    choices = get_body_choices(db.session(), current_actor())
    begun, copied = beginning(choices.mine)
    form = CampaignForm(data=_usual(choices) | begun)
    _offer(form, choices, copied)
    if request.headers.get("HX-Request") == "true":
        return render_template("campaigns/_preview.html", **_promise(form))
    _take_later_deadline(form)
    if _is_sent(form) and (slug := _create(form)):
        return redirect(url_for(".show", slug=slug), 303)
    return _form_page("campaigns/new.html", form, choices)


def _usual(choices: BodyChoices) -> dict[str, Any]:
    """What stands in the form from the start."""
    return {
        "key": str(uuid4()),
        "audiences": [str(body.id) for body in choices.usual],
        "owners": [str(body.id) for body in choices.mine[:1]],
    }


def _create(form: CampaignForm) -> str | None:
    try:
        with atomic() as session:
            campaign = services.create_campaign(
                session, current_actor(), key=_key(form), settings=form.settings(), now=now()
            )
    except InvalidInputError as error:
        form.refuse(error)
    except IdempotencyError:
        form.form_errors.append(
            _("Denne dugnaden er laget fra før. Du finner den under Mine oppgaver.")
        )
    else:
        return campaign.slug
    return None


def _key(form: CampaignForm) -> UUID:
    try:
        return UUID(form.key.data or "")
    except ValueError:
        return uuid4()


@bp.route("/dugnader/<slug>/rediger", methods=["GET", "POST"])
@needs(Permission.CAMPAIGN_EDIT)
def edit(slug: str) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    view = get_campaign_view(session, actor, slug)
    require_editable(view, now())
    content = get_content(session, view.campaign.id)
    choices = get_body_choices(session, actor)
    form = CampaignForm(data=typed_form(view, content))
    if not view.scope.is_draft:
        form.without_dates()
    _offer(form, choices, view)
    if request.headers.get("HX-Request") == "true":
        return render_template("campaigns/_preview.html", **_promise(form))
    _take_later_deadline(form)
    if _is_sent(form) and _edit(form, slug):
        flash(_("Endringene er lagret."), "success")
        if missing := count_without_cost(db.session(), view.campaign.id):
            flash(_without_cost(missing), "warning")
        return redirect(url_for(".show", slug=slug), 303)
    return _form_page("campaigns/edit.html", form, choices, view=view)


def _without_cost(number: int) -> str:
    """What is in the way of a fair budget: nobody can change it once voting has opened."""
    return str(
        ngettext(
            "%(num)s forslag mangler timer og kan ikke gå videre. Fyll dem ut på kortlista før"
            " avstemningen åpner.",
            "%(num)s forslag mangler timer og kan ikke gå videre. Fyll dem ut på kortlista før"
            " avstemningen åpner.",
            number,
        )
    )


def _edit(form: CampaignForm, slug: str) -> bool:
    try:
        with atomic() as session:
            services.edit_campaign(
                session, current_actor(), slug, settings=form.settings(), clock=clock()
            )
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True


@bp.post("/dugnader/<slug>/start")
@needs(Permission.CAMPAIGN_EDIT)
def launch(slug: str) -> ResponseReturnValue:
    try:
        with atomic() as session:
            services.launch_campaign(session, current_actor(), slug, clock=clock())
    except InvalidInputError as error:
        flash(message_for(error), "danger")
    else:
        flash(_("Dugnaden er startet. Alle som er invitert, kan se den."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _is_sent(form: CampaignForm) -> bool:
    """Whether all is filled in and meant: other buttons ask for room for more topics, or for a
    later deadline, and who has not yet seen that a council does not meet in time sees it first."""
    if "more" in request.form or "later" in request.form:
        return False
    return form.validate_on_submit() and not _has_unseen_gaps(form)


def _has_unseen_gaps(form: CampaignForm) -> bool:
    return "gaps_seen" not in request.form and bool(_gaps(form).texts)


def _take_later_deadline(form: CampaignForm) -> None:
    """The day of the button that was pressed, into its field."""
    found = taken(request.form.get("later", ""))
    if not found or found[0] not in form:
        return
    form[found[0]].data, form[found[0]].raw_data = found[1], None
    opens = form.voting_opens_on
    if opens.data and opens.data <= found[1]:  # then it opens after the last deadline, as is said
        opens.data, opens.raw_data = None, None


def _gaps(form: CampaignForm) -> Advice:
    """Of the councils and partners ticked so far, those who do not meet before their deadline."""
    timetable = _timetable(form)
    if timetable is None:
        return advice_on([], None)
    ticked = [*(form.audiences.data or ()), *(form.more_audiences.data or ())]
    ids = [found for text in ticked if (found := _id(text))]
    return advice_on(list_meeting_gaps(db.session(), ids, timetable), form.vote_until.data)


def _timetable(form: CampaignForm) -> Timetable | None:
    """The instants as typed; None while days are missing or do not fit."""
    dates = form.dates()
    try:
        return dates.timetable(now()) if dates else None
    except InvalidInputError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _form_page(
    template: str,
    form: CampaignForm,
    choices: BodyChoices,
    view: CampaignView | None = None,
) -> ResponseReturnValue:
    form.add_empty_rows()
    owners = [*choices.owners, *(view.owners if view else ())]
    page = render_template(
        template,
        form=form,
        view=view,
        **_promise(form),
        needs_both=_needs_both(form, owners),
        starts=start_names(),
        start=request.args.get("mal"),
        copied=request.args.get("kopi"),
        here=own_address(),
    )
    return page, UNPROCESSABLE if form.errors else 200


def _needs_both(form: CampaignForm, owners: Iterable[Body]) -> bool:
    """Whether one of the owners ticked so far must write nynorsk as well."""
    ticked = set(form.owners.data or ())
    return any(body.unit_kind in WRITES_BOTH_FORMS for body in owners if str(body.id) in ticked)


def _promise(form: CampaignForm) -> dict[str, Any]:
    """What is said of the form as it stands: its promise, and days when few are at work."""
    gaps = _gaps(form)
    larger = find_larger(db.session(), current_actor(), _id(form.parent_id.data or ""))
    return {
        "preview": _preview(form),
        "larger": larger,
        "quiet_days": [*quiet_days(form.last_days()), *late_for(larger, _timetable(form))],
        "gaps": gaps,
        "asks_about_gaps": request.method == "POST"
        and not {"gaps_seen", "more", "later"} & set(request.form)
        and not form.errors,
    }


def _preview(form: CampaignForm) -> str | None:
    """The promise in one sentence; None while the days are missing or do not fit."""
    timetable = _timetable(form)
    if timetable is None:
        return None
    ballot = form.ballot_promise(form.budget_hours.data)
    return words.preview(timetable, ballot, ballots_public=bool(form.ballots_public.data))


def _offer(
    form: CampaignForm,
    choices: BodyChoices,
    view: CampaignView | None = None,
) -> None:
    """What can be chosen: one's own first, and always what is chosen already."""
    invited = list(view.audiences) if view else []
    presets = _once([*invited, *choices.presets])
    form.offer(
        presets=_named(presets),
        others=_named(body for body in choices.others if body not in presets),
        owners=_named(_once([*(view.owners if view else []), *choices.owners])),
        parents=list(parent_choices(db.session(), current_actor(), view, now())),
    )


def _once(bodies: Iterable[Body]) -> list[Body]:
    seen: Mapping[UUID, Body] = {body.id: body for body in bodies}
    return list(seen.values())


def _named(bodies: Iterable[Body]) -> list[SelectChoice]:
    return [SelectChoice(str(body.id), body.name) for body in bodies]

"""Where something happens below a larger campaign, and where nothing does yet."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns import words
from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import DeadlinePassedError, InvalidInputError, NotOpenError
from app.domain.permissions import Permission
from app.local.queries.overview import list_units
from app.local.queries.reminding import list_heads
from app.local.routes.blueprint import bp
from app.local.services.reminding import can_be_told, may_remind, remind_units
from app.web.access import current_actor, needs
from app.web.clock import now

QUIET = "stille"


@bp.get("/dugnader/<slug>/lokalt")
@needs(Permission.LOCAL_VIEW)
def overview(slug: str) -> ResponseReturnValue:
    """Every invited unit, or (`?vis=stille`) those where nothing happens yet."""
    session, moment = db.session(), now()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.LOCAL_VIEW, moment)
    units = list_units(session, view)
    quiet = [each for each in units if each.is_quiet]
    is_quiet = request.args.get("vis") == QUIET
    ids = [each.unit.id for each in quiet] if is_quiet else []
    heads = list_heads(session, view.campaign.id, ids, moment)
    return render_template(
        "local/overview.html",
        view=view,
        units=quiet if is_quiet else units,
        total=len(units),
        quiet=len(quiet),
        is_quiet=is_quiet,
        heads=heads,
        open_to={unit_id for unit_id, each in heads.items() if can_be_told(each, moment)},
        may_remind=may_remind(view, moment),
        moment=moment,
        words=words,
    )


@bp.post("/dugnader/<slug>/lokalt/paaminnelse")
@needs(Permission.LOCAL_REMIND)
def remind(slug: str) -> ResponseReturnValue:
    """A friendly word to those who lead the units that are ticked."""
    units = request.form.getlist("unit", type=UUID)
    try:
        with atomic() as session:
            number = remind_units(session, current_actor(), slug, units=units, now=now())
    except InvalidInputError:
        flash(_("Merk minst én enhet."), "danger")
    except (DeadlinePassedError, NotOpenError):
        flash(_("Dugnaden tar ikke imot forslag nå, så det er ingenting å minne på."), "danger")
    else:
        _say(number)
    return redirect(url_for(".overview", slug=slug, vis=QUIET), 303)


def _say(number: int) -> None:
    if not number:
        flash(_("Ingen ble minnet på det: De har begynt, eller de fikk beskjed nylig."), "info")
        return
    said = ngettext(
        "Lederne og fasilitatorene i %(num)s enhet har fått en påminnelse.",
        "Lederne og fasilitatorene i %(num)s enheter har fått en påminnelse.",
        number,
    )
    flash(said, "success")

"""The protocols of a decision: the list, and issuing one more."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.decisions import queries
from app.decisions.forms import ProtocolForm
from app.decisions.protocols import issue_protocol, list_protocols
from app.decisions.routes.blueprint import bp
from app.domain.permissions import Permission
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/dugnader/<slug>/valg/protokoll", methods=["GET", "POST"])
@needs(Permission.PROTOCOL_ISSUE)
def protocols(slug: str) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.PROTOCOL_ISSUE, now())
    form = ProtocolForm(case_number=view.campaign.case_number or "")
    if request.method == "POST" and form.validate():
        return _issued(view, form)
    page = render_template(
        "decisions/protocols.html",
        view=view,
        form=form,
        is_decided=queries.find_decision(db.session(), view.campaign.id) is not None,
        protocols=list_protocols(db.session(), view.campaign.id),
    )
    return page, 422 if form.errors else 200


def _issued(view: CampaignView, form: ProtocolForm) -> ResponseReturnValue:
    with atomic() as session:
        protocol = issue_protocol(
            session,
            view.actor,
            view.campaign.id,
            case_number=form.case_number.data or "",
            now=now(),
        )
        number = protocol.number
    flash(_("Protokoll %(number)s er utstedt.", number=number), "success")
    return redirect(url_for(".protocols", slug=view.campaign.slug), 303)

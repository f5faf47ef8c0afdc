"""Taking back what the body has handed in."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.councils import services
from app.councils.forms import WithdrawForm
from app.councils.queries.drafts import find_draft, get_room
from app.councils.routes.blueprint import bp
from app.councils.routes.drafts import DRAFT
from app.councils.services.withdrawing import require_withdrawable
from app.domain.council_access import CouncilPermission
from app.domain.errors import InvalidInputError
from app.domain.proposals import IdeaState
from app.web.access import current_actor, needs
from app.web.clock import clock, now


@bp.route(f"{DRAFT}/trekk", methods=["GET", "POST"])
@needs(CouncilPermission.DRAFT_READ)
def withdraw(slug: str, campaign_slug: str, idea_id: UUID) -> ResponseReturnValue:
    """Asks why, says what follows, and does it."""
    room = get_room(db.session(), current_actor(), slug, campaign_slug, now=now())
    idea = find_draft(db.session(), room, idea_id)
    if idea.state in (IdeaState.DRAFT, IdeaState.WITHDRAWN):
        address = url_for(".draft", slug=slug, campaign_slug=campaign_slug, idea_id=idea_id)
        return redirect(address, 303)
    require_withdrawable(db.session(), room, idea_id, now())
    form = WithdrawForm()
    if form.validate_on_submit() and _withdrawn(form, slug, campaign_slug, idea_id):
        flash(_("Forslaget er trukket. Alle medlemmene får vite det."), "success")
        return redirect(url_for(".room", slug=slug, campaign_slug=campaign_slug), 303)
    page = render_template(
        "councils/withdraw.html",
        form=form,
        council=room.council,
        campaign=room.campaign.campaign,
        idea=idea,
    )
    return page, 422 if form.errors else 200


def _withdrawn(form: WithdrawForm, slug: str, campaign_slug: str, idea_id: UUID) -> bool:
    reason = form.reason.data or ""
    asked = (current_actor(), slug, campaign_slug, idea_id)
    try:
        with atomic() as session:
            services.withdraw_proposal(session, *asked, reason=reason, clock=clock())
    except InvalidInputError as error:
        form.refuse(error)
        return False
    return True

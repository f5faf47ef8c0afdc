"""Steering signals: the list with its form, and taking one out."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignView, get_campaign_view
from app.core.db import atomic, db
from app.decisions import queries, signals
from app.decisions.forms import SignalForm, signal_kinds
from app.decisions.routes.blueprint import bp
from app.domain.permissions import Permission
from app.models import SteeringSignal
from app.web.access import current_actor, needs
from app.web.clock import now


@bp.route("/dugnader/<slug>/foringer", endpoint="signals", methods=["GET", "POST"])
@needs(Permission.SIGNAL_EDIT)
def list_signals(slug: str) -> ResponseReturnValue:
    """The list with a form for one more; with `?foring=` for one that is put right."""
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.SIGNAL_EDIT, now())
    edited = _edited_signal(view)
    form = SignalForm(obj=edited)
    if not form.validate_on_submit():
        return _signals(view, form, edited)
    _save_signal(view, form, edited)
    flash(_("Føringen er lagret."), "success")
    return redirect(url_for(".signals", slug=slug), 303)


def _edited_signal(view: CampaignView) -> SteeringSignal | None:
    wanted = request.args.get("foring", type=UUID)
    if wanted is None:
        return None
    return queries.get_signal(db.session(), view.campaign.id, wanted)


def _signals(
    view: CampaignView, form: SignalForm, edited: SteeringSignal | None
) -> ResponseReturnValue:
    return (
        render_template(
            "decisions/signals.html",
            view=view,
            form=form,
            edited=edited,
            signals=queries.list_signals(db.session(), view.campaign.id),
            is_frozen=queries.find_decision(db.session(), view.campaign.id) is not None,
            kinds=signal_kinds(),
        ),
        422 if form.errors else 200,
    )


def _save_signal(view: CampaignView, form: SignalForm, edited: SteeringSignal | None) -> None:
    text = signals.SignalText(
        form.kind.data,
        form.title.data.strip(),
        form.source.data.strip(),
        form.issued_on.data,
        (form.passage.data or "").strip(),
        (form.url.data or "").strip() or None,
    )
    who, campaign_id, moment = current_actor(), view.campaign.id, now()
    with atomic() as session:
        if edited:
            signals.change_signal(session, who, campaign_id, edited.id, text=text, now=moment)
        else:
            signals.add_signal(session, who, campaign_id, text=text, now=moment)


@bp.route("/dugnader/<slug>/foringer/<uuid:signal_id>/fjern", methods=["GET", "POST"])
@needs(Permission.SIGNAL_EDIT)
def remove_signal(slug: str, signal_id: UUID) -> ResponseReturnValue:
    view = get_campaign_view(db.session(), current_actor(), slug)
    view.require(Permission.SIGNAL_EDIT, now())
    back = url_for(".signals", slug=slug)
    if request.method == "GET":
        signal = queries.get_signal(db.session(), view.campaign.id, signal_id)
        return render_template(
            "confirm.html",
            heading=_("Fjerne føringen?"),
            consequences=[_("«%(title)s» vises ikke lenger ved valget.", title=signal.title)],
            action_url=request.path,
            confirm_label=_("Fjern føringen"),
            cancel_url=back,
            color="danger",
        )
    with atomic() as session:
        signals.remove_signal(session, current_actor(), view.campaign.id, signal_id, now=now())
    flash(_("Føringen er fjernet."), "success")
    return redirect(back, 303)

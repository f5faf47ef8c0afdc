"""Personal links: sent to members, opened by one button, renewed, revoked."""

from http import HTTPStatus
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.login import carry_cookie, end_current
from app.accounts.services.throttling import LINK_BY_ACCOUNT, LINK_BY_ADDRESS, TOKEN_BY_ADDRESS
from app.accounts.tries import count_or_refuse, network_address
from app.core.db import atomic, db
from app.councils import services
from app.councils.queries.links import get_place
from app.councils.routes.blueprint import bp
from app.councils.routes.room import room_page
from app.councils.services.links import SentLinks, find_link, open_link
from app.domain.council_access import CouncilPermission
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.words import in_a_row

ROOM = "/utvalg/<slug>/dugnader/<campaign_slug>"
MOST_AT_ONCE = 100


@bp.post(f"{ROOM}/lenker")
@needs(CouncilPermission.LINK_SEND)
def send_links(slug: str, campaign_slug: str) -> ResponseReturnValue:
    people = {found for text in request.form.getlist("person") if (found := _id(text))}
    with atomic() as session:
        done = services.send_links(
            session,
            current_actor(),
            slug,
            campaign_slug,
            sorted(people)[:MOST_AT_ONCE],
            now=now(),
        )
    _say(done)
    if done.sent or not done.held_back:
        return _to_room(slug, campaign_slug)
    answer = make_response(room_page(slug, campaign_slug), HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(60 * done.minutes)
    return answer


def _say(done: SentLinks) -> None:
    if done.sent:
        sent = ngettext("%(num)s lenke er sendt.", "%(num)s lenker er sendt.", done.sent)
        flash(sent, "success")
    if done.held_back:
        flash(_held_back(done), "warning")
    if not (done.sent or done.held_back):
        flash(_("Velg minst ett medlem."), "warning")


def _held_back(done: SentLinks) -> str:
    names = in_a_row([name or str(_("Uten navn")) for name in done.held_back])
    return str(
        ngettext(
            "%(names)s har fått så mange lenker som vi sender på en time. Vent %(num)s minutt.",
            "%(names)s har fått så mange lenker som vi sender på en time. Vent %(num)s minutter.",
            done.minutes,
            names=names,
        )
    )


@bp.post(f"{ROOM}/lenker/<uuid:link_id>/trekk")
@needs(CouncilPermission.LINK_SEND)
def revoke_link(slug: str, campaign_slug: str, link_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        services.revoke_link(session, current_actor(), slug, campaign_slug, link_id, now=now())
    flash(_("Lenken virker ikke lenger."), "success")
    return _to_room(slug, campaign_slug)


@bp.route("/personlig/<token>", methods=["GET", "POST"])
@needs(None)
def personal(token: str) -> ResponseReturnValue:
    """GET shows whose link it is and one button; only the button lets anybody in."""
    if request.method != "POST":
        found = find_link(db.session(), token, now=now())
        return render_template("councils/personal.html", found=found, token=token)
    count_or_refuse((TOKEN_BY_ADDRESS, network_address()))
    with atomic() as session:
        found, cookie = open_link(session, token, now=now())
        end_current(session)
        slug, campaign_slug = found.body.slug, found.campaign.slug
    carry_cookie(cookie)
    return _to_room(slug, campaign_slug)


@bp.post("/personlig/<token>/ny")
@needs(None)
def renew(token: str) -> ResponseReturnValue:
    """A new link to the same address; nobody sees which."""
    found = find_link(db.session(), token, now=now())
    count_or_refuse(
        (LINK_BY_ACCOUNT, found.person.email or ""), (LINK_BY_ADDRESS, network_address())
    )
    with atomic() as session:
        services.renew_link(session, token, now=now())
    return render_template("councils/renewed.html")


@bp.get("/personlig")
@needs(CouncilPermission.COUNCIL_VIEW)
def to_room() -> ResponseReturnValue:
    """Where the link one came by is for; for others, their own page."""
    if current_user.link_id is None:
        return redirect(url_for("home.mine"), 303)
    return _to_room(*get_place(db.session(), current_user.link_id))


def _to_room(slug: str, campaign_slug: str) -> ResponseReturnValue:
    return redirect(url_for(".room", slug=slug, campaign_slug=campaign_slug), 303)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

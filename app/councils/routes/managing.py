"""Offices, how a body decides, members without an account, meeting dates."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.councils import services
from app.councils.forms import (
    MeetingForm,
    MemberForm,
    OfficeForm,
    RefusableForm,
    SettingsForm,
    office_names,
)
from app.councils.queries.council import CouncilView, get_council_view, list_meetings, list_members
from app.councils.routes.blueprint import bp
from app.domain.council_access import CouncilPermission
from app.domain.councils import HAS_REPRESENTATIVES, offices_of
from app.domain.errors import InvalidInputError
from app.web.access import current_actor, needs
from app.web.clock import now

ADDRESS = "/utvalg/<slug>/innstillinger"


@bp.route(ADDRESS, methods=["GET", "POST"])
@needs(CouncilPermission.COUNCIL_MANAGE)
def manage(slug: str) -> ResponseReturnValue:
    """Everything about how the body works; this form says how it decides."""
    council = _managed(slug)
    form = SettingsForm(
        approvals_needed=council.approvals_needed,
        phone=council.phone,
        phone_name=council.phone_name,
    )
    if not form.validate_on_submit():
        return _page(council, settings=form)

    def save() -> None:
        with atomic() as session:
            services.save_settings(
                session,
                current_actor(),
                slug,
                approvals_needed=form.approvals_needed.data or 0,
                phone=form.phone.data or "",
                phone_name=form.phone_name.data or "",
                now=now(),
            )

    return _page(council, settings=form) if _refused(form, save) else _done(slug, _("Lagret."))


@bp.post("/utvalg/<slug>/verv")
@needs(CouncilPermission.COUNCIL_MANAGE)
def add_office(slug: str) -> ResponseReturnValue:
    council = _managed(slug)
    form = _office_form(council)
    if not form.validate_on_submit():
        return _page(council, office=form)

    def save() -> None:
        with atomic() as session:
            services.add_office(
                session,
                current_actor(),
                slug,
                person_id=form.person_id,
                kind=form.kind.data or "",
                mandate=form.mandate.data or "",
                ends_at=form.ends_at,
                now=now(),
            )

    return _page(council, office=form) if _refused(form, save) else _done(slug, _("Lagret."))


@bp.post("/utvalg/<slug>/verv/<uuid:office_id>/avslutt")
@needs(CouncilPermission.COUNCIL_MANAGE)
def end_office(slug: str, office_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        services.end_office(session, current_actor(), slug, office_id, now=now())
    return _done(slug, _("Vervet er avsluttet."))


@bp.post("/utvalg/<slug>/medlemmer")
@needs(CouncilPermission.MEMBER_ADD)
def add_member(slug: str) -> ResponseReturnValue:
    council = _managed(slug)
    council.require(CouncilPermission.MEMBER_ADD)
    form = MemberForm()
    if not form.validate_on_submit():
        return _page(council, member=form)

    def save() -> None:
        with atomic() as session:
            services.add_member(
                session,
                current_actor(),
                slug,
                name=form.name.data or "",
                email=form.email.data or "",
                now=now(),
            )

    if _refused(form, save):
        return _page(council, member=form)
    return _done(slug, _("%(name)s er med fra nå.", name=form.name.data))


@bp.post("/utvalg/<slug>/moter")
@needs(CouncilPermission.COUNCIL_MANAGE)
def add_meeting(slug: str) -> ResponseReturnValue:
    council = _managed(slug)
    form = MeetingForm()
    if not form.validate_on_submit():
        return _page(council, meeting=form)

    def save() -> None:
        with atomic() as session:
            services.add_meeting(
                session,
                current_actor(),
                slug,
                starts_at=form.starts_at,
                place=form.place.data or "",
                now=now(),
            )

    if _refused(form, save):
        return _page(council, meeting=form)
    return _done(slug, _("Møtet står i kalenderen."))


@bp.post("/utvalg/<slug>/moter/<uuid:meeting_id>/avlys")
@needs(CouncilPermission.COUNCIL_MANAGE)
def cancel_meeting(slug: str, meeting_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        services.cancel_meeting(session, current_actor(), slug, meeting_id, now=now())
    return _done(slug, _("Møtet er avlyst."))


def _managed(slug: str) -> CouncilView:
    council = get_council_view(db.session(), current_actor(), slug, now=now())
    council.require(CouncilPermission.COUNCIL_MANAGE)
    return council


def _refused(form: RefusableForm, save: Any) -> bool:
    try:
        save()
    except InvalidInputError as error:
        form.refuse(error)
        return True
    return False


def _done(slug: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".manage", slug=slug), 303)


def _office_form(council: CouncilView, **options: Any) -> OfficeForm:
    form = OfficeForm(**options)
    form.offer(list_members(db.session(), council, now=now()), offices_of(council.kind))
    return form


def _page(council: CouncilView, **sent: Any) -> ResponseReturnValue:
    moment = now()
    forms = {
        "settings": sent.get("settings")
        or SettingsForm(
            None,
            approvals_needed=council.approvals_needed,
            phone=council.phone,
            phone_name=council.phone_name,
        ),
        "office": sent.get("office") or _office_form(council, formdata=None),
        "member": sent.get("member") or MemberForm(None, prefix=""),
        "meeting": sent.get("meeting") or MeetingForm(None),
    }
    page = render_template(
        "councils/manage.html",
        council=council,
        forms=forms,
        meetings=list_meetings(db.session(), council.body.id, since=moment),
        office_names=office_names(),
        has_mandates=council.kind in HAS_REPRESENTATIVES,
        may_add=council.may(CouncilPermission.MEMBER_ADD),
    )
    return page, 422 if any(form.errors for form in forms.values()) else 200

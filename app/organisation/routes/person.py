"""One person: name, memberships, the account's doors."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.permissions import Permission, Role, require_role
from app.models import Person
from app.organisation.forms import MembershipForm, PersonForm, body_choices, role_choices
from app.organisation.queries.bodies import list_bodies
from app.organisation.queries.people import get_person, list_memberships
from app.organisation.routes.blueprint import bp
from app.organisation.services.people import (
    disable_person,
    edit_person,
    enable_person,
    erase_person,
    give_membership,
    take_membership,
)
from app.web.access import current_actor, needs
from app.web.clock import now

ADDRESS = "/administrasjon/personer/<uuid:person_id>"


@bp.route(ADDRESS, methods=["GET", "POST"])
@needs(Permission.PERSON_ADMINISTER)
def person(person_id: UUID) -> ResponseReturnValue:
    """Everything about one person; this form corrects name and address."""
    found = _found(person_id)
    form = PersonForm(name=found.name, email=found.email)
    if not form.validate_on_submit():
        return _page(found, edit=form)
    try:
        with atomic() as session:
            edit_person(
                session, current_actor(), person_id, name=form.name.data, email=form.email.data
            )
    except InvalidInputError as error:
        form.refuse(error)
        return _page(_found(person_id), edit=form)
    flash(_("Lagret."), "success")
    return _back(person_id)


@bp.post(f"{ADDRESS}/roller")
@needs(Permission.PERSON_ADMINISTER)
def add_role(person_id: UUID) -> ResponseReturnValue:
    found = _found(person_id)
    form = _membership_form()
    if not form.validate_on_submit():
        return _page(found, add=form)
    try:
        with atomic() as session:
            give_membership(
                session,
                current_actor(),
                person_id,
                body_id=form.body_id,
                role=Role(form.role.data),
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                now=now(),
            )
    except InvalidInputError as error:
        form.refuse(error)
        return _page(_found(person_id), add=form)
    except ConflictError:
        form.form_errors.append(_("Personen har denne rollen fra før."))
        return _page(_found(person_id), add=form)
    flash(_("Rollen er lagt til."), "success")
    return _back(person_id)


@bp.post(f"{ADDRESS}/roller/<uuid:membership_id>/avslutt")
@needs(Permission.PERSON_ADMINISTER)
def end_role(person_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        take_membership(session, current_actor(), person_id, membership_id, now=now())
    flash(_("Rollen er avsluttet."), "success")
    return _back(person_id)


@bp.post(f"{ADDRESS}/steng")
@needs(Permission.PERSON_ADMINISTER)
def disable(person_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        disable_person(session, current_actor(), person_id, now=now())
    flash(_("Kontoen er stengt, og personen er logget ut."), "success")
    return _back(person_id)


@bp.post(f"{ADDRESS}/apne")
@needs(Permission.PERSON_ADMINISTER)
def enable(person_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        enable_person(session, current_actor(), person_id)
    flash(_("Kontoen er åpnet igjen."), "success")
    return _back(person_id)


@bp.route(f"{ADDRESS}/slett", methods=["GET", "POST"])
@needs(Permission.PERSON_ADMINISTER)
def erase(person_id: UUID) -> ResponseReturnValue:
    """Asks first: this cannot be undone."""
    found = _found(person_id)
    if request.method == "POST":
        with atomic() as session:
            erase_person(session, current_actor(), person_id, now=now())
        flash(_("Personen er slettet."), "success")
        return redirect(url_for(".people"), 303)
    return render_template(
        "confirm.html",
        heading=_("Slette %(name)s?", name=found.name or found.email),
        consequences=[
            _("Navn og e-postadresse blir borte for godt. Det kan ikke gjøres om."),
            _("Personen blir logget ut, og alle rollene avsluttes."),
            _("Forslag og kommentarer blir stående, fra «tidligere bruker»."),
            _("Resultater som er talt opp, endres ikke."),
        ],
        action_url=url_for(".erase", person_id=person_id),
        confirm_label=_("Slett personen"),
        cancel_url=url_for(".person", person_id=person_id),
        color="danger",
    )


def _found(person_id: UUID) -> Person:
    require_role(current_actor(), Permission.PERSON_ADMINISTER)
    return get_person(db.session(), person_id)


def _membership_form() -> MembershipForm:
    form = MembershipForm()
    _offer(form)
    return form


def _offer(form: MembershipForm) -> None:
    form.body.choices = body_choices(list_bodies(db.session()))
    form.role.choices = role_choices(Role)


def _page(
    found: Person, *, edit: PersonForm | None = None, add: MembershipForm | None = None
) -> ResponseReturnValue:
    failed = any(form is not None and form.errors for form in (edit, add))
    if add is None:
        add = MembershipForm(None)
        _offer(add)
    page = render_template(
        "organisation/person.html",
        person=found,
        edit=edit or PersonForm(None, name=found.name, email=found.email),
        add=add,
        memberships=list_memberships(db.session(), found.id),
        moment=now(),
    )
    return page, 422 if failed else 200


def _back(person_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".person", person_id=person_id), 303)

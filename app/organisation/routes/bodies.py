"""Units as a tree and the bodies beside them: make, rename, move, tie, dissolve."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.db import atomic, db
from app.domain.errors import InvalidInputError
from app.domain.permissions import BodyKind, Permission, require_role
from app.models import Body
from app.organisation.forms import (
    BodyForm,
    MoveForm,
    NameForm,
    RefusableForm,
    TieForm,
    body_choices,
)
from app.organisation.queries.bodies import PlacedBody, get_body, list_affiliated, list_bodies
from app.organisation.routes.blueprint import bp
from app.organisation.services.bodies import (
    affiliate,
    create_body,
    dissolve_body,
    move_unit,
    part,
    rename_body,
)
from app.web.access import current_actor, needs
from app.web.clock import now

ADDRESS = "/administrasjon/enheter/<slug>"


@bp.get("/administrasjon/enheter")
@needs(Permission.BODY_ADMINISTER)
def bodies() -> ResponseReturnValue:
    placed = _placed()
    return render_template(
        "organisation/bodies.html",
        units=[each for each in placed if each.body.kind == BodyKind.UNIT],
        others=[each for each in placed if each.body.kind != BodyKind.UNIT],
    )


@bp.route("/administrasjon/enheter/ny", methods=["GET", "POST"])
@needs(Permission.BODY_ADMINISTER)
def new_body() -> ResponseReturnValue:
    form = BodyForm(parent=request.args.get("under"))
    form.offer(_units(_placed()))
    if form.validate_on_submit():
        try:
            with atomic() as session:
                made = create_body(
                    session,
                    current_actor(),
                    name=form.name.data,
                    kind=form.body_kind,
                    unit_kind=form.unit_kind,
                    parent_id=form.parent_id,
                )
            flash(_("%(name)s er opprettet.", name=made.name), "success")
            return _back(made.slug)
        except InvalidInputError as error:
            form.refuse(error)
    page = render_template("organisation/new_body.html", form=form)
    return page, 422 if form.errors else 200


@bp.route(ADDRESS, methods=["GET", "POST"])
@needs(Permission.BODY_ADMINISTER)
def edit_body(slug: str) -> ResponseReturnValue:
    """Everything about one body; this form renames it."""
    body = _found(slug)
    form = NameForm(name=body.name)
    if not form.validate_on_submit():
        return _page(body, rename=form)
    with atomic() as session:
        rename_body(session, current_actor(), slug, name=form.name.data)
    flash(_("Lagret."), "success")
    return _back(slug)


@bp.post(f"{ADDRESS}/flytt")
@needs(Permission.BODY_ADMINISTER)
def move(slug: str) -> ResponseReturnValue:
    body = _found(slug)
    form = _move_form(body, _placed(), MoveForm())
    if not form.validate_on_submit():
        return _page(body, move=form)
    try:
        with atomic() as session:
            move_unit(session, current_actor(), slug, parent_id=form.parent_id)
    except InvalidInputError as error:
        form.refuse(error)
        return _page(_found(slug), move=form)
    flash(_("Enheten er flyttet, med alt som ligger under."), "success")
    return _back(slug)


@bp.post(f"{ADDRESS}/hor-sammen")
@needs(Permission.BODY_ADMINISTER)
def tie(slug: str) -> ResponseReturnValue:
    body = _found(slug)
    form = _tie_form(body, _placed(), TieForm())
    if not form.validate_on_submit():
        return _page(body, tie=form)
    with atomic() as session:
        affiliate(session, current_actor(), **_pair(body, UUID(form.other.data)))
    flash(_("Lagret."), "success")
    return _back(slug)


@bp.post(f"{ADDRESS}/skill/<uuid:other_id>")
@needs(Permission.BODY_ADMINISTER)
def untie(slug: str, other_id: UUID) -> ResponseReturnValue:
    body = _found(slug)
    with atomic() as session:
        part(session, current_actor(), **_pair(body, other_id))
    flash(_("Lagret."), "success")
    return _back(slug)


@bp.route(f"{ADDRESS}/legg-ned", methods=["GET", "POST"])
@needs(Permission.BODY_ADMINISTER)
def dissolve(slug: str) -> ResponseReturnValue:
    """Asks first, since every membership ends."""
    body = _found(slug)
    if request.method == "POST":
        with atomic() as session:
            dissolve_body(session, current_actor(), slug, now=now())
        flash(_("%(name)s er lagt ned.", name=body.name), "success")
        return redirect(url_for(".bodies"), 303)
    return render_template(
        "confirm.html",
        heading=_("Legge ned %(name)s?", name=body.name),
        consequences=[
            _("Alle rollene her avsluttes, og ingen kan bli med mer."),
            _("Forslag, planer og resultater blir stående."),
            _("Enheter som ligger under, må flyttes eller legges ned først."),
        ],
        action_url=url_for(".dissolve", slug=slug),
        confirm_label=_("Legg ned"),
        cancel_url=url_for(".edit_body", slug=slug),
        color="danger",
    )


def _found(slug: str) -> Body:
    require_role(current_actor(), Permission.BODY_ADMINISTER)
    return get_body(db.session(), slug)


def _placed() -> list[PlacedBody]:
    require_role(current_actor(), Permission.BODY_ADMINISTER)
    return list_bodies(db.session())


def _units(placed: list[PlacedBody]) -> list[PlacedBody]:
    return [each for each in placed if each.body.kind == BodyKind.UNIT]


def _move_form(body: Body, placed: list[PlacedBody], form: MoveForm) -> MoveForm:
    """Every unit but those at or below this one."""
    free = [each for each in _units(placed) if not each.body.path.startswith(body.path)]
    form.parent.choices = [SelectChoice("", _("Ingen, øverst")), *body_choices(free)]
    return form


def _tie_form(body: Body, placed: list[PlacedBody], form: TieForm) -> TieForm:
    """Units for a council, and councils for a unit."""
    is_unit = body.kind == BodyKind.UNIT
    fitting = [each for each in placed if (each.body.kind == BodyKind.UNIT) != is_unit]
    form.other.choices = body_choices(fitting)
    return form


def _pair(body: Body, other_id: UUID) -> dict[str, UUID]:
    if body.kind == BodyKind.UNIT:
        return {"unit_id": body.id, "body_id": other_id}
    return {"unit_id": other_id, "body_id": body.id}


def _page(
    body: Body,
    *,
    rename: NameForm | None = None,
    move: MoveForm | None = None,
    tie: TieForm | None = None,
) -> ResponseReturnValue:
    placed = _placed()
    sent: tuple[RefusableForm | None, ...] = (rename, move, tie)
    page = render_template(
        "organisation/edit_body.html",
        body=body,
        rename=rename or NameForm(None, name=body.name),
        move=move or _move_form(body, placed, MoveForm(None, parent=str(body.parent_id or ""))),
        tie=tie or _tie_form(body, placed, TieForm(None)),
        affiliated=list_affiliated(db.session(), body),
        below=[each.body for each in placed if each.body.parent_id == body.id],
    )
    return page, 422 if any(form is not None and form.errors for form in sent) else 200


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".edit_body", slug=slug), 303)

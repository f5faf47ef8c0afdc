"""People and units from a file: send it, look at what it would do, do it."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.db import atomic, db
from app.domain.columns import PERSON_COLUMNS, UNIT_COLUMNS, Names
from app.domain.errors import UnsupportedError
from app.domain.permissions import Permission, require_role
from app.models import Upload
from app.organisation.forms import UploadForm
from app.organisation.routes.blueprint import bp
from app.organisation.services.files import (
    Columns,
    SentTable,
    get_upload,
    keep_upload,
    read_sent,
)
from app.organisation.services.import_bodies import BodiesPlan, import_bodies, plan_bodies
from app.organisation.services.import_people import PeoplePlan, import_people, plan_people
from app.organisation.texts import field_name, file_text, row_text
from app.web.access import current_actor, needs
from app.web.clock import now

SHOWN_ROWS, SHOWN_ERRORS = 50, 200

Plan = PeoplePlan | BodiesPlan


@dataclass(frozen=True, slots=True)
class Import:
    """One kind of file."""

    kind: str
    columns: Names
    permission: Permission
    endpoint: str
    preview: str
    after: str


PEOPLE = Import(
    "people",
    PERSON_COLUMNS,
    Permission.PERSON_ADMINISTER,
    ".import_people",
    ".preview_people",
    ".people",
)
BODIES = Import(
    "bodies",
    UNIT_COLUMNS,
    Permission.BODY_ADMINISTER,
    ".import_bodies",
    ".preview_bodies",
    ".bodies",
)


@bp.route("/administrasjon/personer/import", methods=["GET", "POST"], endpoint="import_people")
@needs(Permission.PERSON_ADMINISTER)
def send_people() -> ResponseReturnValue:
    return import_file(PEOPLE)


@bp.route("/administrasjon/enheter/import", methods=["GET", "POST"], endpoint="import_bodies")
@needs(Permission.BODY_ADMINISTER)
def send_bodies() -> ResponseReturnValue:
    return import_file(BODIES)


@bp.route("/administrasjon/personer/import/<uuid:upload_id>", methods=["GET", "POST"])
@needs(Permission.PERSON_ADMINISTER)
def preview_people(upload_id: UUID) -> ResponseReturnValue:
    return _preview(PEOPLE, upload_id)


@bp.route("/administrasjon/enheter/import/<uuid:upload_id>", methods=["GET", "POST"])
@needs(Permission.BODY_ADMINISTER)
def preview_bodies(upload_id: UUID) -> ResponseReturnValue:
    return _preview(BODIES, upload_id)


def import_file(kind: Import) -> ResponseReturnValue:
    """Take the file; a file that cannot be read is refused beside the field."""
    require_role(current_actor(), kind.permission)
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        try:
            read_sent(content, kind.columns)
        except UnsupportedError as error:
            form.file.errors = [*form.file.errors, file_text(error)]
        else:
            with atomic() as session:
                upload = keep_upload(
                    session,
                    current_actor().person_id,
                    kind=kind.kind,
                    content=content,
                    now=now(),
                )
            return redirect(url_for(kind.preview, upload_id=upload.id), 303)
    page = render_template(
        f"organisation/import_{kind.kind}.html",
        form=form,
        example=[field_name(name) for name in kind.columns],
    )
    return page, 422 if form.errors else 200


def _preview(kind: Import, upload_id: UUID) -> ResponseReturnValue:
    """GET shows what it would do; POST reads the same file anew and does it, or nothing."""
    session = db.session()
    upload = _upload(session, kind, upload_id)
    table = read_sent(upload.content, kind.columns)
    columns = _chosen(table, kind.columns)
    if request.method == "POST":
        with atomic() as unit:
            plan = _run(kind, unit, table, columns, is_real=True)
            if not plan.errors:
                unit.delete(_upload(unit, kind, upload_id))
        if not plan.errors:
            flash(_("%(count)s nye er lagt inn.", count=plan.created), "success")
            return redirect(url_for(kind.after), 303)
    else:
        plan = _run(kind, session, table, columns, is_real=False)
    page = render_template(
        "organisation/import_preview.html",
        kind=kind,
        upload_id=upload_id,
        headings=table.headings,
        fields=[(name, field_name(name), columns.get(name)) for name in kind.columns],
        columns=columns,
        plan=plan,
        rows=plan.rows[:SHOWN_ROWS],
        errors=[(error.row, row_text(error)) for error in plan.errors[:SHOWN_ERRORS]],
    )
    return page, 422 if request.method == "POST" else 200


def _upload(session: Session, kind: Import, upload_id: UUID) -> Upload:
    require_role(current_actor(), kind.permission)
    return get_upload(session, current_actor().person_id, upload_id, kind=kind.kind)


def _chosen(table: SentTable, names: Names) -> Columns:
    """The columns as chosen on the page, else as guessed. They stand in the address."""
    if not any(name in request.values for name in names):
        return table.guess
    chosen = {name: request.values.get(name, type=int) for name in names}
    return {
        name: place
        for name, place in chosen.items()
        if place is not None and 0 <= place < len(table.headings)
    }


def _run(
    kind: Import, session: Session, table: SentTable, columns: Columns, *, is_real: bool
) -> Plan:
    if kind is PEOPLE:
        run = import_people if is_real else plan_people
        return run(session, current_actor(), table, columns, now=now())
    work = import_bodies if is_real else plan_bodies
    return work(session, current_actor(), table, columns)

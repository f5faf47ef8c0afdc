"""What others have carried out: the list, publishing, taking away."""

from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.permissions import Permission
from app.domain.proposals import AnswerStatus
from app.ideas.queries.single import get_idea_view
from app.local.forms import ExampleForm
from app.local.queries.examples import get_example, list_examples
from app.local.routes.blueprint import bp
from app.local.services.examples import answers_for, publish_example, withdraw_example
from app.web.access import current_actor, needs
from app.web.clock import now

UNPROCESSABLE = 422


@bp.get("/inspirasjon")
@needs(Permission.EXAMPLE_VIEW)
def examples() -> ResponseReturnValue:
    """For everyone with an account, across units."""
    return render_template(
        "local/examples.html",
        examples=list_examples(db.session()),
        person_id=current_actor().person_id,
    )


@bp.route("/dugnader/<slug>/forslag/<int:nr>/eksempel", methods=["GET", "POST"])
@needs(Permission.EXAMPLE_PUBLISH)
def publish(slug: str, nr: int) -> ResponseReturnValue:
    session = db.session()
    view = get_campaign_view(session, current_actor(), slug)
    view.require(Permission.EXAMPLE_PUBLISH, now())
    idea = get_idea_view(session, view, nr).idea
    form = ExampleForm(data={"title": idea.title, "body": idea.body})
    if form.validate_on_submit() and (made := _published(form, slug, nr)):
        flash(_("Eksempelet er publisert. Alle med konto kan lese det."), "success")
        return redirect(url_for(".example", example_id=made), 303)
    page = render_template(
        "local/publish.html",
        view=view,
        idea=idea,
        form=form,
        is_carried_out=idea.status == AnswerStatus.CARRIED_OUT,
        key=request.form.get("key") or uuid4(),
    )
    return page, UNPROCESSABLE if form.errors else 200


def _published(form: ExampleForm, slug: str, nr: int) -> UUID | None:
    try:
        with atomic() as session:
            example = publish_example(
                session,
                current_actor(),
                slug,
                nr,
                example_id=request.form.get("key", uuid4(), type=UUID),
                title=form.title.data or "",
                body=form.body.data or "",
                contact=form.contact.data or "",
                now=now(),
            )
            return example.id
    except InvalidInputError:
        form.contact.errors = [_("Ingen med konto har denne adressen.")]
    except ConflictError:
        form.form_errors.append(
            _("Bare det som er gjennomført, kan bli et eksempel. Gi forslaget et svar først.")
        )
    return None


@bp.route("/inspirasjon/<uuid:example_id>/trekk", methods=["GET", "POST"])
@needs(Permission.EXAMPLE_VIEW)
def withdraw(example_id: UUID) -> ResponseReturnValue:
    shown = get_example(db.session(), example_id)
    if not answers_for(db.session(), current_actor(), shown.example, now()):
        raise NotAllowedError("not the contact")
    if request.method == "GET":
        return render_template(
            "confirm.html",
            heading=_("Ta eksempelet bort?"),
            consequences=[
                _("«%(title)s» kan ikke leses lenger.", title=shown.example.title),
                _("Det som er spurt og svart, er tatt vare på."),
                _("De som venter på svar, får beskjed."),
            ],
            action_url=url_for(".withdraw", example_id=example_id),
            confirm_label=_("Ta bort"),
            cancel_url=url_for(".example", example_id=example_id),
        )
    with atomic() as session:
        withdraw_example(session, current_actor(), example_id, now=now())
    flash(_("Eksempelet er tatt bort."), "success")
    return redirect(url_for(".examples"), 303)

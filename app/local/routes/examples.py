"""What others have carried out: the list, one example, asking, answering."""

from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import get_campaign_view
from app.core.db import atomic, db
from app.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from app.domain.permissions import Permission
from app.domain.proposals import AnswerStatus
from app.ideas.queries.single import get_idea_view
from app.local.forms import AnswerForm, AskForm, ExampleForm
from app.local.queries.examples import Shown, get_example, list_examples, list_requests
from app.local.routes.blueprint import bp
from app.local.routes.reading import sees_campaign
from app.local.services.examples import (
    answer_requests,
    answers_for,
    ask_about,
    publish_example,
    withdraw_example,
)
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


@bp.get("/inspirasjon/<uuid:example_id>")
@needs(Permission.EXAMPLE_VIEW)
def example(example_id: UUID) -> ResponseReturnValue:
    return _page(get_example(db.session(), example_id))


def _page(
    shown: Shown, *, ask: AskForm | None = None, answer: AnswerForm | None = None
) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    is_contact = answers_for(session, actor, shown.example, now())
    whose = None if is_contact else actor.person_id
    forms = (ask or AskForm(formdata=None), answer or AnswerForm(formdata=None))
    page = render_template(
        "local/example.html",
        shown=shown,
        is_contact=is_contact,
        is_own=shown.example.contact_id == actor.person_id,
        requests=list_requests(session, shown.example.id, person_id=whose),
        kinds={choice.value: choice.label for choice in forms[0].kind.choices or ()},
        ask=forms[0],
        answer=forms[1],
        ticked=set(request.form.getlist("request")),
        sees=sees_campaign(shown.campaign.slug),
    )
    return page, UNPROCESSABLE if any(form.errors for form in forms) else 200


@bp.post("/inspirasjon/<uuid:example_id>/spor")
@needs(Permission.EXAMPLE_VIEW)
def ask(example_id: UUID) -> ResponseReturnValue:
    shown = get_example(db.session(), example_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _page(shown, ask=form)
    with atomic() as session:
        ask_about(
            session,
            current_actor(),
            example_id,
            kind=form.kind.data,
            message=form.message.data or "",
            now=now(),
        )
    flash(_("Spørsmålet er sendt. Svaret kommer på e-post og står her."), "success")
    return redirect(url_for(".example", example_id=example_id, _anchor="sporsmal"), 303)


@bp.post("/inspirasjon/<uuid:example_id>/svar")
@needs(Permission.EXAMPLE_VIEW)
def answer(example_id: UUID) -> ResponseReturnValue:
    """One answer to all who are ticked."""
    shown = get_example(db.session(), example_id)
    if not answers_for(db.session(), current_actor(), shown.example, now()):
        raise NotAllowedError("not the contact")
    form = AnswerForm()
    ticked = request.form.getlist("request", type=UUID)
    if form.validate_on_submit() and not ticked:
        form.form_errors.append(_("Merk hvem svaret er til."))
    if form.errors:
        return _page(shown, answer=form)
    with atomic() as session:
        number = answer_requests(
            session,
            current_actor(),
            example_id,
            requests=ticked,
            text=form.text.data or "",
            now=now(),
        )
    flash(ngettext("%(num)s har fått svar.", "%(num)s har fått svar.", number), "success")
    return redirect(url_for(".example", example_id=example_id, _anchor="sporsmal"), 303)


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
            ],
            action_url=url_for(".withdraw", example_id=example_id),
            confirm_label=_("Ta bort"),
            cancel_url=url_for(".example", example_id=example_id),
        )
    with atomic() as session:
        withdraw_example(session, current_actor(), example_id, now=now())
    flash(_("Eksempelet er tatt bort."), "success")
    return redirect(url_for(".examples"), 303)

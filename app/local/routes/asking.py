"""One example: what it says, asking about it, taking a question back, answering."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import atomic, db
from app.domain.dates import typed_form_of
from app.domain.errors import ConflictError, NotAllowedError, NotFoundError
from app.domain.permissions import Permission
from app.local.forms import AnswerForm, AskForm
from app.local.queries.examples import Request, Shown, get_example, list_requests
from app.local.routes.blueprint import bp
from app.local.routes.reading import sees_campaign
from app.local.services.answering import answer_requests, change_answer
from app.local.services.examples import answers_for, ask_about, take_back_request
from app.local.words import kinds_of_requests
from app.web.access import current_actor, needs
from app.web.clock import now

UNPROCESSABLE = 422


@bp.get("/inspirasjon/<uuid:example_id>")
@needs(Permission.EXAMPLE_VIEW)
def example(example_id: UUID) -> ResponseReturnValue:
    return _page(get_example(db.session(), example_id))


def _page(
    shown: Shown, *, ask: AskForm | None = None, answer: AnswerForm | None = None
) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    is_contact = answers_for(session, actor, shown.example, now())
    asked = list_requests(session, shown.example.id)
    forms = (ask or AskForm(formdata=None), answer or AnswerForm(formdata=None))
    page = render_template(
        "local/example.html",
        shown=shown,
        is_contact=is_contact,
        is_own=shown.example.contact_id == actor.person_id,
        asked=len(asked),
        answered=sum(each.answer_id is not None for each in asked),
        waiting=[each for each in asked if is_contact and each.answer_id is None],
        answers=_by_answer(asked) if is_contact else [],
        mine=[each for each in asked if each.person_id == actor.person_id],
        kinds=kinds_of_requests(),
        ask=forms[0],
        answer=forms[1],
        ticked=set(request.form.getlist("request")) if answer else None,
        sees=sees_campaign(shown.campaign.slug),
        moment=now(),
    )
    return page, UNPROCESSABLE if any(form.errors for form in forms) else 200


def _by_answer(asked: Sequence[Request]) -> list[list[Request]]:
    """Those who share an answer together, the newest answer first."""
    found: dict[UUID, list[Request]] = {}
    for each in asked:
        if each.answer_id is not None:
            found.setdefault(each.answer_id, []).append(each)
    return sorted(found.values(), key=lambda shared: shared[0].answered_at or now(), reverse=True)


@bp.post("/inspirasjon/<uuid:example_id>/spor")
@needs(Permission.EXAMPLE_VIEW)
def ask(example_id: UUID) -> ResponseReturnValue:
    shown = get_example(db.session(), example_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _page(shown, ask=form)
    with atomic() as session:
        _asked, is_new = ask_about(
            session,
            current_actor(),
            example_id,
            kind=form.kind.data,
            message=form.message.data or "",
            now=now(),
        )
    if is_new:
        flash(_("Spørsmålet er sendt. Svaret kommer på e-post og står her."), "success")
    else:
        flash(_("Du har spurt om dette fra før og venter på svar. Beskjeden er lagret."), "info")
    return _back(example_id)


@bp.post("/inspirasjon/<uuid:example_id>/angre/<uuid:request_id>")
@needs(Permission.EXAMPLE_VIEW)
def take_back(example_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """One's own question, while it waits; asking again is one press away."""
    get_example(db.session(), example_id)
    try:
        with atomic() as session:
            take_back_request(session, current_actor(), request_id, now=now())
    except ConflictError:
        flash(_("Spørsmålet har fått svar i mellomtiden."), "info")
    else:
        flash(_("Spørsmålet er trukket."), "success")
    return _back(example_id)


@bp.post("/inspirasjon/<uuid:example_id>/svar")
@needs(Permission.EXAMPLE_VIEW)
def answer(example_id: UUID) -> ResponseReturnValue:
    """One answer to all who are ticked."""
    shown = _mine_to_answer(example_id)
    form = AnswerForm()
    ticked = request.form.getlist("request", type=UUID)
    form.validate()
    if not ticked:
        form.form_errors.append(_("Merk hvem svaret er til."))
    if form.errors:
        return _page(shown, answer=form)
    with atomic() as session:
        number = answer_requests(
            session,
            current_actor(),
            example_id,
            requests=ticked,
            reply=form.reply,
            now=now(),
        )
    flash(ngettext("%(num)s har fått svar.", "%(num)s har fått svar.", number), "success")
    return _back(example_id)


@bp.route("/inspirasjon/<uuid:example_id>/svar/<uuid:answer_id>", methods=["GET", "POST"])
@needs(Permission.EXAMPLE_VIEW)
def change(example_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Another day, or called off: all who got the answer get the new one."""
    shown = _mine_to_answer(example_id)
    asked = list_requests(db.session(), example_id)
    holding = [each for each in asked if each.answer_id == answer_id]
    if not holding:
        raise NotFoundError(f"answer {answer_id}")
    form = AnswerForm(data=_typed(holding[0]))
    if form.validate_on_submit():
        with atomic() as session:
            number = change_answer(
                session, current_actor(), example_id, answer_id, reply=form.reply, now=now()
            )
        said = ngettext(
            "%(num)s har fått det nye svaret.", "%(num)s har fått det nye svaret.", number
        )
        flash(said, "success")
        return _back(example_id)
    page = render_template("local/answer.html", shown=shown, form=form, holding=holding)
    return page, UNPROCESSABLE if form.errors else 200


def _typed(held: Request) -> dict[str, object]:
    day, at = typed_form_of(held.starts_at) if held.starts_at else (None, None)
    return {"text": held.answer, "starts_on": day, "starts_time": at, "place": held.place}


def _mine_to_answer(example_id: UUID) -> Shown:
    shown = get_example(db.session(), example_id)
    if not answers_for(db.session(), current_actor(), shown.example, now()):
        raise NotAllowedError("not the contact")
    return shown


def _back(example_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".example", example_id=example_id, _anchor="sporsmal"), 303)

"""What an evaluation said should be learnt next, in the next call for learning themes."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import atomic, db
from app.domain.permissions import Permission
from app.learning.queries.lessons import Lesson, list_lessons
from app.learning.routes.blueprint import bp
from app.learning.services import lessons as services
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.half_years import half_year_words

LESSONS = "/dugnader/<slug>/fra-evalueringen"


@bp.get(LESSONS)
@needs(Permission.CAMPAIGN_EDIT)
def lessons(slug: str) -> ResponseReturnValue:
    view = services.get_view_for_lessons(db.session(), current_actor(), slug, now=now())
    waiting, handled = list_lessons(db.session(), view)
    return render_template(
        "learning/lessons.html", view=view, slug=slug, waiting=waiting, handled=handled
    )


@bp.post(LESSONS + "/<uuid:answer_id>/utkast")
@needs(Permission.CAMPAIGN_EDIT)
def take_up_lesson(slug: str, answer_id: UUID) -> ResponseReturnValue:
    """Make it a draft, which one goes on to write."""
    view = services.get_view_for_lessons(db.session(), current_actor(), slug, now=now())
    found = [lesson for part in list_lessons(db.session(), view) for lesson in part]
    lesson = next((each for each in found if each.id == answer_id), None)
    origin = _origin(lesson) if lesson else ""
    with atomic() as session:
        services.take_up_lesson(session, current_actor(), slug, answer_id, origin=origin, now=now())
    flash(_("Svaret er blitt et utkast. Bare du ser det til du sender det inn."), "success")
    return redirect(url_for(".lessons", slug=slug), 303)


def _origin(lesson: Lesson) -> str:
    return str(
        _(
            "Fra evalueringen av planen for læring i %(unit)s, %(half)s.",
            unit=lesson.unit,
            half=half_year_words(lesson.half_year),
        )
    )


@bp.post(LESSONS + "/<uuid:answer_id>/til-side")
@needs(Permission.CAMPAIGN_EDIT)
def put_lesson_aside(slug: str, answer_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        services.put_lesson_aside(session, current_actor(), slug, answer_id, now=now())
    flash(_("Svaret er lagt til side."), "success")
    return redirect(url_for(".lessons", slug=slug), 303)


@bp.post(LESSONS + "/<uuid:answer_id>/fram")
@needs(Permission.CAMPAIGN_EDIT)
def bring_lesson_back(slug: str, answer_id: UUID) -> ResponseReturnValue:
    with atomic() as session:
        services.bring_lesson_back(session, current_actor(), slug, answer_id, now=now())
    flash(_("Svaret venter igjen."), "success")
    return redirect(url_for(".lessons", slug=slug), 303)

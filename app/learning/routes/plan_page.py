"""The plan's own page: its tables are filled in place by those who may, and read by all others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from app.core.db import db
from app.domain.errors import ConflictError, FrozenError
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.learning.names import column_names
from app.learning.queries.arenas import list_arenas_at_hand
from app.learning.queries.content import ThemeView, list_sources, list_themes
from app.learning.queries.plans import PlanView
from app.learning.routes.checks import advice_lines, method_picture
from app.learning.routes.words import may_remove, why_refused
from app.learning.services import Fault, PlanText, ThemeText


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the fields, and what came of trying to save it."""

    text: PlanText
    clash: ConflictError | None = None
    others: PlanText | None = None
    """What is stored where somebody else changed the same."""
    faults: Sequence[Fault] = ()
    frozen: FrozenError | None = None
    asks_reason: bool = False
    is_saved: bool = False
    focus: str = ""
    """The field a row button leads to, where the page does not do that by its address."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A field that can't be stored: its id on the page, what it is called, and why."""

    field: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Fields:
    """The same, as the template asks for it."""

    filling: Filling
    tables: Mapping[UUID, ThemeText] = field(default_factory=dict)
    others: Mapping[UUID, Sequence[Line]] = field(default_factory=dict)
    refused: Sequence[Refused] = ()

    def why(self, field_id: str) -> str | None:
        return next((each.why for each in self.refused if each.field == field_id), None)


def plan_page(view: PlanView, filling: Filling | None = None, *, reading: bool = False) -> str:
    """With `reading`, those who may fill it in see what the others see."""
    themes = list_themes(db.session(), view.plan.id)
    stored = stored_text(view, themes)
    fillable = view.may_edit or bool(stored.themes)
    if filling is None and fillable and not reading:
        filling = Filling(stored)
    return render_template(
        "learning/show.html",
        view=view,
        themes=themes,
        fields=_fields(filling, stored, themes) if filling else None,
        fillable=fillable,
        may_remove=may_remove,
        advice=advice_lines(view, themes) if fillable else (),
        methods=method_picture(themes),
        sources=list_sources(db.session(), view.plan.id),
        arenas=list_arenas_at_hand(db.session(), view.unit.id),
        columns=column_names(),
    )


def stored_text(view: PlanView, themes: Iterable[ThemeView]) -> PlanText:
    """What this person may change, as it stands."""
    tables = [
        ThemeText(theme.id, fingerprint_of(theme.rows), theme.rows)
        for theme in themes
        if view.may("theme:edit", theme.team_path)
    ]
    introduction = view.plan.introduction
    return PlanText(introduction, fingerprint_of_text(introduction), tables)


def _fields(filling: Filling, stored: PlanText, themes: Sequence[ThemeView]) -> _Fields:
    """What was typed; what was not sent stands as it is stored."""
    tables = {
        theme.theme_id: replace(theme, lines=list(theme.lines) or [Line()])
        for theme in (*stored.themes, *filling.text.themes)
    }
    others = filling.others.themes if filling.others else ()
    return _Fields(
        filling,
        tables,
        {theme.theme_id: theme.lines for theme in others},
        [_refused(fault, themes) for fault in filling.faults],
    )


def _refused(fault: Fault, themes: Sequence[ThemeView]) -> Refused:
    for nr, theme in enumerate(themes, start=1):
        if theme.id == fault.theme_id:
            name = _(
                "%(column)s, rad %(row)s i «%(title)s»",
                column=column_names()[fault.column],
                row=fault.row + 1,
                title=theme.title,
            )
            return Refused(f"{fault.column}-{nr}-{fault.row + 1}", name, _why(fault))
    return Refused("introduction", _("Innledning"), _why(fault))


def _why(fault: Fault) -> str:
    if fault.reason == "too_many":
        return str(_("Tabellen har plass til %(most)s rader.", most=fault.most))
    return why_refused(fault.reason, fault.most)

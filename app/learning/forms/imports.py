"""A file with a plan, and what is to be done with each of its themes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.domain.errors import DomainError, TooLargeError
from app.domain.learning.imported import FoundTheme
from app.learning.queries.content import ThemeView
from app.learning.services.imports import MOST_BYTES, Choice, Way, likely_choice
from app.web.fields import Form

_MEGABYTE = 1_000_000


class PlanFileForm(Form):
    """A file to look at."""

    file = FileField(_l("Fil med planen"), [FileRequired(_l("Velg en fil."))])


def file_fault(error: DomainError) -> str:
    """Why the file could not be read, and what to do."""
    if isinstance(error, TooLargeError):
        most = MOST_BYTES // _MEGABYTE
        return str(_("Filen er for stor. Den kan være på %(most)s MB.", most=most))
    texts = {
        "no_tables": _(
            "Vi fant ingen tabell med kolonnene i en plan. Minst tre av dem må ha overskrift:"
            " læringsutbytte, arena, pedagogisk virkemiddel, deltakere, tid for gjennomføring."
        ),
        "too_many_themes": _("Filen har flere temaer enn en plan har plass til. Del den opp."),
        "too_many_rows": _("Filen har for mange rader. Del den opp."),
        "cell_too_long": _("En celle i filen er for lang."),
        "unsafe_xlsx": _("Denne filen kan vi ikke åpne trygt. Lagre den på nytt og prøv igjen."),
        "empty": _("Filen er tom."),
        "other_kind": _("Send en Word-fil (.docx) eller en Excel-fil (.xlsx), uten passord."),
    }
    return str(texts.get(str(error.facts.get("reason"))) or _("Filen er skadet og kan ikke leses."))


def theme_fault(code: str | None) -> str:
    """Why a theme cannot be taken as it is; empty where it can."""
    texts = {
        "too_many": _("Temaet har flere rader enn en plan har plass til. Del det i to i filen."),
        "too_long": _("En celle er lengre enn 1000 tegn. Kort den ned i filen."),
        "title": _("Navnet på temaet er for langt."),
    }
    return str(texts[code]) if code else ""


def value_of(choice: Choice) -> str:
    """The choice as a form sends it."""
    return f"{choice.way}:{choice.theme_id}" if choice.theme_id else choice.way.value


def read_choices(
    sent: Mapping[str, str], found: Sequence[FoundTheme], themes: Sequence[ThemeView]
) -> list[Choice]:
    """The choice for each theme; the likely one where the form says nothing we know."""
    return [
        _read_choice(sent.get(f"way-{nr}", ""), themes) or likely_choice(theme, themes)
        for nr, theme in enumerate(found, start=1)
    ]


def _read_choice(sent: str, themes: Sequence[ThemeView]) -> Choice | None:
    word, _colon, id_ = sent.partition(":")
    if word in (Way.NEW, Way.SKIP):
        return Choice(Way(word))
    known = {str(theme.id) for theme in themes}
    return Choice(Way(word), UUID(id_)) if word in (Way.ADD, Way.REPLACE) and id_ in known else None


def ways(themes: Sequence[ThemeView]) -> list[tuple[str, str]]:
    """What can be done with a theme of the file, and how it is said."""
    offered = [(Way.NEW.value, str(_("Legg til som nytt tema")))]
    for theme in themes:
        add, replace = Choice(Way.ADD, theme.id), Choice(Way.REPLACE, theme.id)
        offered.append((value_of(add), str(_("Legg radene til «%(title)s»", title=theme.title))))
        offered.append(
            (value_of(replace), str(_("Erstatt radene i «%(title)s»", title=theme.title)))
        )
    return [*offered, (Way.SKIP.value, str(_("Ikke hent inn")))]

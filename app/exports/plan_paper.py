"""The plan as a document to read, print and write on in: from introduction to arenas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.markdown import markdown_parts
from app.domain.learning.document import (
    ActivityEntry,
    CampaignEntry,
    NoteEntry,
    OriginEntry,
    PlanDocument,
    SignalEntry,
    ThemeEntry,
)
from app.domain.learning.lines import Line
from app.domain.plan_access import PlanState
from app.exports import plan_words as words
from app.exports.activity_facts import activity_facts
from app.exports.paper import Block, Grid, Heading, Paper, Points, Text
from app.learning import names as called
from app.web.filters import in_form, language
from app.web.half_years import half_year_words

WIDTHS = (30, 17, 19, 19, 15)
"""Of the five columns: outcomes are the longest."""
_UNFINISHED = (PlanState.DRAFT, PlanState.HEARING)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """Which frozen version the document is."""

    number: int
    approved_at: datetime
    reason: str
    sha256: str
    approved_by: str | None


def plan_title(document: PlanDocument) -> str:
    """«Plan for læring, våren 2027»."""
    return str(_("Plan for læring, %(half_year)s", half_year=half_year_words(document.half_year)))


def plan_paper(
    document: PlanDocument, version: VersionFacts | None = None, *, now: datetime
) -> Paper:
    """Everything in the plan, in reading order and in the language of the moment."""
    title = plan_title(document)
    is_draft = version is None and document.state in _UNFINISHED
    paper = Paper(
        title,
        language(),
        under=document.unit.name,
        stamp=_("UTKAST") if is_draft else "",
        footer=f"{document.unit.name} · {title}",
        is_wide=True,
    )
    paper.add(Text(_standing(document, version, now), is_quiet=True))
    _add_introduction(paper, document)
    _add_group(paper, document)
    _add_sources(paper, document)
    for nr, theme in enumerate(document.themes, start=1):
        _add_theme(paper, document, theme, nr)
    _add_arenas(paper, document)
    return paper


def _standing(document: PlanDocument, version: VersionFacts | None, now: datetime) -> str:
    """Which plan this is, so that nobody mistakes an old sheet for the one that holds."""
    if version is None:
        state = called.state_names()[document.state]
        return str(_("%(state)s. Hentet %(day)s.", state=state, day=words.full_day(now)))
    told = _(
        "Versjon %(number)s, godkjent %(day)s av %(name)s.",
        number=version.number,
        day=words.full_day(version.approved_at),
        name=version.approved_by or _("tidligere bruker"),
    )
    reason = _("Endret fordi: %(reason)s", reason=version.reason) if version.reason else ""
    seal = _("Fingeravtrykk (SHA-256): %(sha256)s", sha256=version.sha256)
    return "\n".join(part for part in (told, reason, seal) if part)


def _add_introduction(paper: Paper, document: PlanDocument) -> None:
    if document.introduction.strip():
        paper.add(Heading(1, _("Innledning")))
        for kind, part in markdown_parts(document.introduction):
            paper.add(_block_of(kind, part))
    if document.mandate.strip():
        paper.add(Heading(1, _("Mandat")))
        paper.add_texts(document.mandate)


def _block_of(kind: str, part: str) -> Block:
    if kind == "heading":
        return Heading(2, part)
    return Points([part]) if kind == "point" else Text(part)


def _add_group(paper: Paper, document: PlanDocument) -> None:
    if not document.group:
        return
    parts = called.part_names()
    rows = [
        (words.name_of(seat.person), parts.get(seat.part, seat.part), seat.profession)
        for seat in document.group
    ]
    paper.add(Heading(1, _("Arbeidsgruppen")))
    paper.add(Grid(_("Medlemmene av arbeidsgruppen"), (_("Navn"), _("Rolle"), _("Fag")), rows))


def _add_sources(paper: Paper, document: PlanDocument) -> None:
    if not (document.campaigns or document.signals or document.notes):
        return
    paper.add(Heading(1, _("Planen bygger på")))
    if document.campaigns:
        paper.add(Points([_campaign(each) for each in document.campaigns]))
    if document.signals:
        paper.add(Heading(2, _("Sentrale føringer")), _signals(document.signals))
    if document.notes:
        paper.add(Heading(2, _("Kildenotater")), _notes(document))


def _campaign(campaign: CampaignEntry) -> str:
    told = str(_("Dugnaden «%(title)s»", title=_title_of(campaign)))
    if campaign.decided_by is None or campaign.decided_on is None:
        return told
    decided = _(
        "Valgt av %(name)s %(day)s",
        name=words.name_of(campaign.decided_by),
        day=words.full_day(campaign.decided_on),
    )
    return f"{told}. {decided}."


def _title_of(campaign: CampaignEntry) -> str:
    return in_form(campaign.title_nb, campaign.title_nn)


def _signals(signals: tuple[SignalEntry, ...]) -> Grid:
    rows = [
        (
            signal.title,
            signal.source,
            words.full_day(signal.issued_on) if signal.issued_on else "",
            "\n".join(part for part in (signal.passage, signal.url) if part),
        )
        for signal in signals
    ]
    headings = (_("Føring"), _("Fra"), _("Dato"), _("Avsnitt"))
    summary = _("Sentrale føringer som planen bygger på")
    return Grid(summary, headings, rows, (3, 2, 2, 5)).without_empty_columns()


def _notes(document: PlanDocument) -> Grid:
    titles = {theme.id: theme.title for theme in document.themes}
    kinds = called.source_kind_names()

    def row(note: NoteEntry) -> tuple[str, ...]:
        kind = kinds.get(note.kind, note.kind)
        about = titles.get(note.theme_id, "") if note.theme_id else ""
        return kind, words.full_day(note.held_on), note.sector, about, note.text

    headings = (_("Kilde"), _("Dato"), _("Bransje eller område"), _("Tema"), _("Det viktigste"))
    rows = [row(note) for note in document.notes]
    summary = _("Kildenotater som planen bygger på")
    return Grid(summary, headings, rows, (3, 2, 2, 2, 6)).without_empty_columns()


def _add_theme(paper: Paper, document: PlanDocument, theme: ThemeEntry, nr: int) -> None:
    paper.add(Heading(1, _("Tema %(nr)s: %(title)s", nr=nr, title=theme.title)))
    if background := list(_background(document, theme)):
        paper.add(Text("\n".join(background), is_quiet=True))
    caption = str(_("Læringsutbytte og aktiviteter for «%(title)s»", title=theme.title))
    rows = [line.cells for line in theme_lines(theme)]
    if rows:
        paper.add(Grid(caption, list(called.column_names().values()), rows, WIDTHS, joins=True))
    else:
        paper.add(Text(_("Tabellen er ikke fylt ut ennå.")))
    if more := list(_more_of(theme)):
        headings = (_("Aktivitet"), _("Opplysninger"))
        paper.add(Heading(2, _("Mer om aktivitetene")))
        paper.add(Grid(_("Mer om aktivitetene"), headings, more, (2, 5)))
    _add_conclusion(paper, theme)


def theme_lines(theme: ThemeEntry) -> list[Line]:
    """The theme's table: a row an activity, and one for an outcome that has none."""
    return [
        Line(outcome.text, *activity.cells, activity.id) if activity else Line(outcome.text)
        for outcome in theme.outcomes
        for activity in outcome.activities or (None,)
    ]


def _background(document: PlanDocument, theme: ThemeEntry) -> Iterator[str]:
    """Where the theme comes from, whose it is, and what its outcomes ask for."""
    yield from _where_from(document, theme)
    facts = (
        (theme.team, _("Delplan for %(team)s", team=theme.team.name if theme.team else "")),
        (theme.is_voluntary, _("Frivillig")),
    )
    yield from (told for is_so, told in facts if is_so)
    if theme.responsible:
        yield _("Ansvarlig: %(name)s", name=words.name_of(theme.responsible))
    for outcome in theme.outcomes:
        if level := called.level_name(outcome.level):
            yield _("Nivå: %(outcome)s – %(level)s", outcome=outcome.text, level=level)


def _where_from(document: PlanDocument, theme: ThemeEntry) -> Iterator[str]:
    if theme.origin:
        yield _origin(document, theme.origin)
        if theme.origin.reason:
            yield _("Begrunnelse for avvik: %(reason)s", reason=theme.origin.reason)
    if theme.reason and theme.origin:
        yield _("Tatt opp igjen: %(reason)s", reason=theme.reason)
    elif theme.reason:
        yield _("Lagt til for hånd: %(reason)s", reason=theme.reason)
    if signal := theme.signal or (theme.origin and theme.origin.signal):
        yield _("Bygger på: %(signal)s", signal=signal)
    if theme.carried_from:
        earlier = half_year_words(theme.carried_from)
        yield _("Videreført fra %(half_year)s", half_year=earlier)


def _origin(document: PlanDocument, origin: OriginEntry) -> str:
    """«Fra forslag 4, «Klarspråk», i dugnaden «Hva må vi lære?», støttet av 12»."""
    campaigns = {campaign.id: _title_of(campaign) for campaign in document.campaigns}
    told = _(
        "Fra forslag %(nr)s, «%(title)s», i dugnaden «%(campaign)s»",
        nr=origin.idea_nr or "–",
        title=origin.idea_title,
        campaign=campaigns.get(origin.campaign_id, "–"),
    )
    if origin.support is None:
        return str(told)
    backed = ngettext("støttet av %(num)s", "støttet av %(num)s", origin.support)
    return f"{told}, {backed}"


def _more_of(theme: ThemeEntry) -> Iterator[tuple[str, str]]:
    for outcome in theme.outcomes:
        for activity in outcome.activities:
            facts = activity_facts(activity)
            # The days alone say no more than the row's own words for the time do.
            if len(facts) > bool(activity.days):
                told = "\n".join(f"{name}: {said}" for name, said in facts)
                yield _name_of(activity) or outcome.text, told


def _name_of(activity: ActivityEntry) -> str:
    return ", ".join(part for part in activity.cells if part)


def _add_conclusion(paper: Paper, theme: ThemeEntry) -> None:
    if not theme.conclusion:
        return
    names = called.conclusion_names()
    paper.add(Heading(2, _("Etter evalueringen")))
    paper.add(Text(names.get(theme.conclusion, theme.conclusion)))
    paper.add_texts(theme.summary)


def _add_arenas(paper: Paper, document: PlanDocument) -> None:
    if not document.arenas:
        return
    rows = [
        (
            arena.name,
            arena.frequency,
            arena.participants,
            arena.responsible,
            arena.informal,
            _("utenfor enheten") if arena.is_external else _("i enheten"),
            words.arena_purposes(arena),
        )
        for arena in document.arenas
    ]
    paper.add(Heading(1, _("Arenaer for læring")))
    grid = Grid(_("Arenaene i enheten"), arena_headings(), rows, (5, 4, 5, 4, 4, 3, 3))
    paper.add(grid.without_empty_columns())


def arena_headings() -> tuple[str, ...]:
    return (
        _("Arena"),
        _("Hvor ofte"),
        _("Deltakere"),
        _("Ansvarlig"),
        _("Uformelt ansvarlig"),
        _("Hvor"),
        _("Formål"),
    )

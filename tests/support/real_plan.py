"""A real half-year plan, in words of our own: three themes, nineteen arenas and their sources.

One office, about 25 guides in three teams, a university college as partner. What it did, when and
with whom is as it was; the office, its people and the year are not.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from app.accounts.queries import get_actor
from app.decisions.promotion import PlanTarget
from app.domain.half_years import HalfYear
from app.domain.learning.lines import Line, fingerprint_of, fingerprint_of_text
from app.domain.learning.sources import SourceKind
from app.domain.permissions import Role
from app.learning import services
from app.learning.queries.content import list_themes
from app.learning.services.arenas import ArenaText, add_arenas
from app.learning.services.source_notes import NoteText, add_note
from app.models import Affiliation, Body, SteeringSignal
from tests.support.factories import (
    LONG_AGO,
    make_body,
    make_campaign,
    make_membership,
    make_person,
)

SPRING = HalfYear(2027, 1)
PLANNING = datetime(2027, 1, 11, 9, tzinfo=UTC)

INTRODUCTION = (
    "Dette er den første planen vi lager på denne måten, sammen med høgskolen. Den bygger på det "
    "medarbeiderne selv har meldt inn, på disponeringsbrevet fra direktoratet og på "
    "tilskuddsbrevet fra fylket."
)
LETTER_OF_ASSIGNMENT, LETTER_OF_GRANT = "Disponeringsbrev", "Tilskuddsbrev"

ARENAS = (
    ("Kontormøte", "hver 14. dag", "Alle", "shares spreads"),
    ("Team- og fagmøte", "hver uke", "Oppfølging, mottak og sykefravær, hvert team for seg", ""),
    ("Sosialfaglig møte", "hver uke", "Alle", "develops shares"),
    ("Veiledning én til én", "etter behov", "En veileder og teamleder eller fagansvarlig", ""),
    ("Personalseminar", "en gang i året", "Hele kontoret", "develops shares spreads"),
    ("Skulder til skulder", "etter behov", "Veiledere", "shares"),
    ("SE-møte", "hver uke", "Veilederne i Supported Employment", "develops"),
    ("Veiledningsgruppe i MI", "to timer hver tredje uke", "Alle, tre grupper på 7–8", "develops"),
    ("Tiltaksutvalg", "", "Oss og to nabokommuner", "external"),
    ("Fagsamling hos fylket", "etter behov", "Etter tema", "external spreads"),
    ("Forum med arbeidslivssenteret", "hver måned", "Prosjektleder, to veiledere", "external"),
    ("Bedriftsbesøk", "kontinuerlig", "Veiledere og bedrifter i nærheten", "external shares"),
    ("Ledersamling", "seks ganger i året", "Leder og mellomledere", ""),
    ("Unge 16–24 på tvers", "hver sjette uke", "Noen veiledere og en mellomleder", "external"),
    ("Politisk utvalg", "etter behov", "Ledere og fagansvarlige", "external"),
    ("Boligsosialt arbeid", "", "Fagansvarlig", "external"),
    ("Kurs utenfor kontoret", "etter behov", "Den som trenger det", "external develops"),
    ("Legemøte", "to ganger i året", "Fastlegene, noen veiledere og leder", "external shares"),
    ("Næringsrådet", "", "Leder", "external"),
)
"""Name, how often, who, and what it is: external, and what it does for knowledge."""

EMPLOYMENT, LABOUR_MARKET, QUALITY = "Supported Employment", "Arbeidsmarkedet", "God kvalitet"
SIX_MARKS = (
    "Kjenne de seks kjennetegnene: trygg, virksom, samordnet, med brukeren på laget, "
    "god bruk av det vi har, lik tilgang for alle"
)
LOCAL_EMPLOYERS = "Kjenne bedriftene der vi bor"
CONCEPT = "Vite hva kompetanse om arbeidsmarkedet er"

THEMES = {
    EMPLOYMENT: (
        Line("Vite hva metoden går ut på", "Personalseminar", "Foredrag av en veileder", "Alle",
             "to dager i april"),
        Line("Kjenne forskning om metoden", "Personalseminar", "Foredrag fra høgskolen", "Alle",
             "en av seminardagene"),
        Line("Kunne bruke metoden", "Møte med bruker", "Bygge relasjon, veiledning fra høgskolen",
             "Prosjektets veiledere og brukere som er med", "kontinuerlig i prosjektperioden"),
        Line("Ha videreutdanning i metoden", "Høgskolen", "Kurs", "Prosjektets veiledere som "
             "mangler det", "når en kollega er nyansatt"),
    ),
    LABOUR_MARKET: (
        Line(CONCEPT, "Kontormøte", "Innlegg av leder", "Alle", "12. mars"),
        Line(CONCEPT, "Nettkurs", "E-læring", "Veiledere", "innen 1. mai"),
        Line("Kjenne tiltak og regelverk", "Team- og fagmøte", "Foredrag og innlegg", "Veiledere",
             "hvert kvartal"),
        Line("Følge med på hvordan markedet endrer seg", "Frokost med arbeidsgivere", "Innlegg",
             "Veiledere og arbeidsgivere", "hver måned"),
        Line(LOCAL_EMPLOYERS, "Kontormøte", "Innlegg", "Veiledere", "to ganger i løpet av våren"),
        Line("Kjenne og bruke kommunens, fylkets og statens tjenester", "Team- og fagmøte",
             "Kurs hos fylket", "Veiledere etter fagfelt", "mai"),
        Line("Kjenne frivillige organisasjoner", "Ti minutter med en kollega",
             "Innlegg og besøk", "Veiledere og Røde Kors", "kontinuerlig"),
        Line("Kunne samarbeide med brukere, arbeidsgivere og andre", "Kurs utenfor kontoret",
             "Undervisning, gruppearbeid", "Noen veiledere", "mai"),
    ),
    QUALITY: (
        Line(SIX_MARKS, "Kontormøte", "Foredrag", "Alle", "9. april"),
        Line(SIX_MARKS, "Kunnskapssirkel", "", "Brukerutvalget og ledere i seks kommuner", "juni"),
    ),
}  # fmt: skip
"""The five columns of each theme. One cell was empty in the real one's table as well."""


@dataclass
class RealOffice:
    """Ids that last through several transactions."""

    unit_id: UUID
    slug: str
    people: dict[str, UUID] = field(default_factory=dict)
    plan_id: UUID | None = None
    themes: dict[str, UUID] = field(default_factory=dict)

    @property
    def url(self):
        return f"/planer/{self.slug}/{SPRING}"


PEOPLE = (
    # key, name, where, role
    ("leader", "Liv Leder", "office", Role.LEADER),
    ("member", "Gro Gruppemedlem", "reception", Role.STAFF),
    ("staff", "Siri Saksbehandler", "office", Role.STAFF),
    ("council", "Randi Rådgiver", "council", Role.COUNCIL_MEMBER),
    ("partner", "Petra Partner", "college", Role.PARTNER),
)


def make_real_office(session, *, guides=5):
    """The office with its teams, council and college. It has no plan yet."""
    unit = make_body(session, name="Etaten Sundvik")
    teams = [
        make_body(session, name=name, unit_kind="team", parent=unit)
        for name in ("Team mottak", "Team oppfølging", "Team sykefravær")
    ]
    council = make_body(session, kind="council", name="Brukerutvalget i Sundvik")
    college = make_body(session, kind="partner", name="Høgskolen ved fjorden")
    for body in (council, college):
        session.add(Affiliation(unit_id=unit.id, body_id=body.id))
    where = {"office": unit, "reception": teams[0], "council": council, "college": college}
    made = {}
    for key, name, body, role in PEOPLE:
        email = f"{name.split()[0].lower()}@etaten.example"
        made[key] = make_person(session, name=name, email=email, body=where[body], role=role)
    make_membership(session, made["leader"], unit)
    for nr in range(guides):
        made[f"guide {nr}"] = make_person(session, body=teams[nr % len(teams)])
    people = {key: person.id for key, person in made.items()}
    return RealOffice(unit.id, unit.slug, people)


def actor_in(session, office, key, *, now=PLANNING):
    """One of the office's people, ready to act."""
    return get_actor(session, office.people[key], now=now)


def enter_real_plan(session, office, *, now=PLANNING):
    """The whole plan as its leader would enter it, while it is a draft."""
    leader = actor_in(session, office, "leader", now=now)
    target = PlanTarget(office.unit_id, SPRING)
    office.plan_id = services.start_plan(session, leader, target=target, now=now).id
    add_arenas(session, leader, office.slug, arenas=list(map(_arena, ARENAS)))
    signals = _add_signals(session, office)
    _add_themes(session, office, leader, signals, now)
    _write_tables(session, office, leader, now)
    note = NoteText(
        SourceKind.COUNCIL,
        date(2027, 1, 14),
        "Brukerutvalg",
        "Utvalget vil vite hva de kan vente av oss.",
    )
    add_note(session, leader, office.plan_id, text=note, now=now)


def _arena(row):
    name, frequency, participants, traits = row
    marks = {"external": "is_external"}
    return ArenaText(
        name, frequency, participants, **{marks.get(trait, trait): True for trait in traits.split()}
    )


def _add_signals(session, office):
    """The two letters, as they stand in the dugnad that gathered what people wanted to learn."""
    unit = session.get_one(Body, office.unit_id)
    campaign = make_campaign(session, owner=unit)
    signals = {}
    for kind, title, source in (
        ("assignment_letter", LETTER_OF_ASSIGNMENT, "Direktoratet"),
        ("grant_letter", LETTER_OF_GRANT, "Fylket"),
    ):
        signal = SteeringSignal(
            campaign_id=campaign.id,
            kind=kind,
            title=title,
            source=source,
            added_by=campaign.created_by,
            added_at=LONG_AGO,
        )
        session.add(signal)
        session.flush()
        signals[title] = signal.id
    return signals


def _add_themes(session, office, leader, signals, now):
    """One theme of our own, two that the letters ask for."""
    behind = {LABOUR_MARKET: LETTER_OF_ASSIGNMENT, QUALITY: LETTER_OF_GRANT}
    for title in THEMES:
        signal_id = signals.get(behind.get(title))
        reason = "" if signal_id else "Prosjektet er i gang, og flere blir med."
        theme = services.add_theme(
            session,
            leader,
            office.plan_id,
            title=title,
            reason=reason,
            signal_id=signal_id,
            now=now,
        )
        office.themes[title] = theme.id


def _write_tables(session, office, leader, now):
    stored = {theme.id: theme for theme in list_themes(session, office.plan_id)}
    tables = [
        services.ThemeText(theme_id, fingerprint_of(stored[theme_id].rows), THEMES[title])
        for title, theme_id in office.themes.items()
    ]
    text = services.PlanText(INTRODUCTION, fingerprint_of_text(""), tables)
    services.save_plan(session, leader, office.plan_id, text=text, now=now)

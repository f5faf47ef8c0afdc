"""A plan's whole life, step by step, for five people however each of them reads a page.

`crew` has a leader, a member of the working group, somebody of the staff, of the council and of a
partner: `tests.browser.people.Person` or `tests.support.plain_person.PlainPerson`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import OSLO
from app.core.db import atomic, db
from app.learning.services.evaluating import Answer, answer_evaluation
from app.models import Activity, LearningOutcome, PlanTheme
from tests.support.real_plan import (
    EMPLOYMENT,
    LABOUR_MARKET,
    QUALITY,
    RealOffice,
    actor_in,
    enter_real_plan,
)

BEGUN = datetime(2027, 1, 11, 9, tzinfo=OSLO)
HEARD = datetime(2027, 1, 18, 9, tzinfo=OSLO)
APPROVED = datetime(2027, 2, 1, 9, tzinfo=OSLO)
CARRIED_OUT = datetime(2027, 4, 9, 15, tzinfo=OSLO)
ASKED = datetime(2027, 5, 24, 9, tzinfo=OSLO)
CONCLUDED = datetime(2027, 6, 14, 9, tzinfo=OSLO)

LISTEN = "Kunne spørre brukeren hva som er viktig"
COFFEE = "Kaffe og kake hos høgskolen"
OUR_SAY = "Vi vil være med og lage juni-samlingen."
MORE_TIME = "Mer tid til å øve sammen."
NEXT_TOPIC = "Gjeld og økonomi hos unge."


@dataclass
class Life:
    """Everything the steps need."""

    app: Any
    clock: Any
    crew: Any
    office: RealOffice

    @property
    def url(self):
        return self.office.url

    def arrive(self, moment, *people):
        """It is later, and those who come sign in again."""
        self.clock.moment = moment
        for person in people:
            person.sign_in()

    def live(self):
        """From the first page to the next half-year."""
        self.open_planning()
        self.wish_to_be_with()
        self.fill_in_the_table()
        self.hear()
        self.approve()
        self.join()
        self.carry_out()
        self.ask_how_it_went()
        self.answer()
        self.conclude()
        self.take_along()

    def open_planning(self):
        leader = self.crew.leader
        self.arrive(BEGUN, leader)
        leader.open("/planer")
        leader.is_at("Planer")
        leader.choose("Halvår", "våren 2027")
        leader.press("Start planen")
        leader.is_at("Plan for læring, våren 2027")
        leader.follow("Arbeidsgruppe")
        leader.is_at("Arbeidsgruppe")
        leader.follow("Skriv mandat og tid")
        leader.is_at("Mandat og tid")
        leader.fill("Mandat", "Lag en plan som alle kjenner seg igjen i.")
        leader.fill("Arbeidet begynner", "2027-01-11")
        leader.fill("Planen skal være ferdig", "2027-02-01")
        leader.fill("Timer til læring", "7,5")
        leader.press("Lagre")
        leader.sees("Lag en plan som alle kjenner seg igjen i.")
        leader.follow("Oppnevn og fordel oppgaver")
        leader.is_at("Oppnevn arbeidsgruppen")
        leader.press("Oppnevn Gro Gruppemedlem")
        leader.sees("Tenk på dette")
        leader.choose("Oppgave", "Leder gruppen")
        leader.press("Lagre arbeidsgruppen")

    def wish_to_be_with(self):
        staff, leader = self.crew.staff, self.crew.leader
        self.arrive(BEGUN, staff)
        staff.open(f"{self.url}/arbeidsgruppe")
        staff.is_at("Arbeidsgruppe")
        staff.fill("Faget ditt", "sosionom")
        staff.press("Jeg vil være med")
        staff.sees("Du har sagt at du vil være med")
        leader.open(f"{self.url}/arbeidsgruppe")
        leader.sees("sosionom")
        leader.press("Oppnevn Siri Saksbehandler")
        leader.sees("Siri Saksbehandler")

    def fill_in_the_table(self):
        with self.app.app_context(), atomic() as session:
            enter_real_plan(session, self.office, now=BEGUN)
        member = self.crew.member
        self.arrive(BEGUN, member)
        member.open(f"{self.url}")
        member.sees("Disponeringsbrev")
        member.press(f"Legg til en rad i «{QUALITY}»")
        for label, text in (
            ("Læringsutbytte", LISTEN),
            ("Arena", "Skulder til skulder"),
            ("Pedagogisk virkemiddel", COFFEE),
            ("Deltakere", "Den som vil"),
            ("Tid for gjennomføring", "9. april kl. 12–13"),
        ):
            member.fill(f"{label}, rad 3", text, last=True)
        member.press("Lagre planen")
        member.is_at("Plan for læring, våren 2027")
        member.sees(LISTEN)
        self.open_activity(member)
        member.follow("Fyll ut aktiviteten")
        member.is_at("Fyll ut aktiviteten")
        member.fill("Antall plasser", "12")
        member.tick("Frivillig, andre kan melde seg på")
        member.press("Lagre aktiviteten")
        member.is_at(COFFEE)
        member.sees("fredag 9. april")

    def open_activity(self, person):
        with self.app.app_context():
            found = db.session.scalar(select(Activity.id).where(Activity.method == COFFEE))
        person.open(f"{self.url}/aktivitet/{found}")
        person.is_at(COFFEE)

    def hear(self):
        member, council = self.crew.member, self.crew.council
        self.arrive(HEARD, member, council)
        member.open(self.url)
        member.follow("Send på høring")
        member.is_at("Send planen på høring")
        member.fill("Siste dag", "2027-01-29")
        member.press("Send på høring")
        member.sees("Planen er på høring.")
        council.open(self.url)
        council.follow("Si hva du mener")
        council.is_at("Høring av planen")
        council.fill(f"Hva mener du om «{QUALITY}»?", OUR_SAY)
        council.choose("På vegne av", "Brukerutvalget i Sundvik", last=True)
        council.press("Send innspillet", last=True)
        council.sees(OUR_SAY)
        council.sees("På vegne av Brukerutvalget i Sundvik")
        member.open(f"{self.url}/horing")
        member.sees(OUR_SAY)

    def approve(self):
        leader, staff = self.crew.leader, self.crew.staff
        self.arrive(APPROVED, leader, staff)
        leader.open(self.url)
        leader.sees("Høringen er over.")
        leader.follow("Godkjenn planen")
        leader.is_at("Godkjenn planen")
        leader.press("Godkjenn planen")
        leader.sees("Planen er godkjent og gjelder.")
        leader.follow("Versjoner av planen")
        leader.is_at("Versjoner av planen")

    def join(self):
        staff, partner = self.crew.staff, self.crew.partner
        self.arrive(APPROVED, staff, partner)
        staff.open(self.url)
        staff.sees("Frivillig")
        for person in (staff, partner):
            self.open_activity(person)
            person.press("Meld deg på")
            person.sees("Du er påmeldt.")
        staff.open("/min-laering")
        staff.is_at("Min læring")
        staff.sees(COFFEE)
        staff.open("/kalender?maned=2027-04")
        staff.is_at("Kalender, april 2027")

    def carry_out(self):
        member, staff = self.crew.member, self.crew.staff
        self.arrive(CARRIED_OUT, member, staff)
        self.open_activity(member)
        member.follow("Gjennomført")
        member.is_at("Aktiviteten er gjennomført")
        member.fill("Hvor mange kom?", "11")
        member.fill("Kort notat", "Vi gjør det igjen til høsten.")
        member.press("Lagre")
        member.sees("11 deltok.")
        self.open_activity(staff)
        staff.follow("Skriv et notat som bare du ser")
        staff.fill("Notatet ditt", "Jeg spurte for lite.")
        staff.press("Lagre notatet")
        staff.open(self.url)
        staff.sees("Gjennomført")

    def ask_how_it_went(self):
        member = self.crew.member
        self.arrive(ASKED, member)
        member.open(self.url)
        member.follow("Åpne evalueringen")
        member.is_at("Åpne evalueringen")
        member.fill("Siste dag for å svare", "2027-06-11")
        member.press("Åpne og send e-post")
        member.is_at("Plan for læring, våren 2027")

    def answer(self):
        """Staff at the page, and the guides at theirs; the council writes what to learn next."""
        staff, council, partner = self.crew.staff, self.crew.council, self.crew.partner
        self.arrive(ASKED, staff, council, partner)
        for person, words in ((staff, MORE_TIME), (council, NEXT_TOPIC), (partner, "")):
            person.open(self.url)
            person.follow("Si hvordan det gikk")
            person.is_at("Hvordan gikk det?")
            person.tick("Langt på vei")
            person.fill("Hva bør vi lære neste halvår?", words)
            person.press("Send svaret")
            person.is_at("Takk, svaret er levert")
        guides = [key for key in self.office.people if key.startswith("guide")]
        for key in guides:
            with self.app.app_context(), atomic() as session:
                actor = actor_in(session, self.office, key, now=ASKED)
                said = Answer(dict.fromkeys(self._outcomes(session), 3), {"works": "Seminaret."})
                answer_evaluation(
                    session, actor, self.office.plan_id, answer=said, clock=self.clock
                )

    def _outcomes(self, session):
        return session.scalars(
            select(LearningOutcome.id)
            .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
            .where(PlanTheme.plan_id == self.office.plan_id)
        ).all()

    def conclude(self):
        member, partner = self.crew.member, self.crew.partner
        self.arrive(CONCLUDED, member, partner)
        member.open(self.url)
        member.follow("Oppsummer evalueringen")
        member.is_at("Slik gikk det")
        member.sees("8 svar")
        member.sees(NEXT_TOPIC)
        for title, choice in (
            (EMPLOYMENT, "Går videre som nå"),
            (LABOUR_MARKET, "Går videre, men endres"),
            (QUALITY, "Avsluttes"),
        ):
            member.follow("Skriv konklusjon")
            member.is_at(f"Konklusjon: {title}")
            member.tick(choice)
            member.fill("Oppsummering", f"Det vi gjorde om {title}, virket.")
            member.press("Lagre konklusjonen")
        member.follow("Avslutt evalueringen")
        member.press("Avslutt og fortell det videre")
        partner.open(self.url)
        partner.sees("Evaluert")
        partner.follow("Slik gikk det")
        partner.sees(f"Det vi gjorde om {QUALITY}, virket.")
        partner.does_not_see(NEXT_TOPIC)

    def take_along(self):
        """What goes on stands in the next half-year's draft, and the old plan is put away."""
        leader = self.crew.leader
        self.arrive(CONCLUDED, leader)
        leader.open(self.url)
        leader.follow("Ta med videre til neste halvår")
        leader.is_at("Ta med videre til høsten 2027")
        leader.sees("Konklusjonen var å slutte.")
        leader.tick(EMPLOYMENT)
        leader.press("Ta med videre")
        leader.open(f"/planer/{self.office.slug}/2027-2")
        leader.is_at("Plan for læring, høsten 2027")
        leader.sees("våren 2027")
        leader.sees("Kunne bruke metoden")
        leader.does_not_see(LISTEN)
        leader.does_not_see("9. april")
        leader.open(self.url)
        leader.follow("Arkiver planen")
        leader.is_at("Arkiver planen")
        leader.press("Arkiver planen")
        leader.sees("Planen kan leses, men ikke endres.")

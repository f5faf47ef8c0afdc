"""A plan with something in every field, to be written to files without a database."""

from datetime import date, time
from uuid import UUID

from app.domain.learning.document import (
    ActivityEntry,
    ArenaEntry,
    BodyEntry,
    CampaignEntry,
    DayEntry,
    NoteEntry,
    OriginEntry,
    OutcomeEntry,
    ParticipantEntry,
    PersonEntry,
    PlanDocument,
    SeatEntry,
    SignalEntry,
    ThemeEntry,
)

FORMULA = '=HYPERLINK("http://e.example","klikk")'
MARKUP = '#import "x": * $a_b$ *fet* \\ @ref [x] // ~ <w:b/> &amp;'


def number(value):
    return UUID(int=value)


def full_document():
    """Two themes as an office would write them, one with hostile words, and one that is empty."""
    campaign = number(900)
    seminar = ActivityEntry(
        number(1),
        "Personalseminar",
        "Foredrag av en veileder",
        "Alle ansatte",
        "22. april",
        time_kind="date",
        days=(DayEntry(date(2027, 4, 22), time(9), time(11, 30)),),
        expected=(
            ParticipantEntry("needs", body=BodyEntry(number(31), "Team Oppfølging")),
            ParticipantEntry("wants", words="Nyansatte i mottaket"),
        ),
        lecturer="Høgskolen på Neset",
        responsible=PersonEntry(number(21), "Åse Prøve"),
        place="Møterommet Fjorden",
        link="https://dugnad.example/opplegg",
        minutes=90,
        capacity=24,
        service_users="to fra brukerutvalget",
        is_voluntary=True,
        evaluate_on=date(2027, 6, 1),
        status="done",
        status_note="Gikk fint",
        attended=19,
    )
    college = ActivityEntry(number(2), "Personalseminar", "Forelesning", "Alle", "En av dagene")
    hostile = ActivityEntry(number(3), FORMULA, MARKUP, "-2+3", "+47 22 22 22 22")
    unplaced = ActivityEntry(number(4), "", "Kurs", "Den som mangler det", "")
    return PlanDocument(
        number(100),
        BodyEntry(number(30), "Etaten Neset"),
        "2027-1",
        introduction="Vi **lærer** sammen.\n\n- første punkt\n- andre punkt",
        mandate="Lag planen innen mai.",
        group=(SeatEntry(PersonEntry(number(21), "Åse Prøve"), "lead", "Sosionom"),),
        campaigns=(
            CampaignEntry(
                campaign,
                "Hva må vi lære?",
                "Kva må vi lære?",
                PersonEntry(number(22), "Lars Leder"),
                date(2026, 11, 1),
            ),
        ),
        signals=(
            SignalEntry(
                "Årets brev", "Direktoratet", "assignment_letter", date(2026, 1, 2), "Lær mer."
            ),
        ),
        notes=(
            NoteEntry("employer", date(2026, 12, 1), "De trenger folk.", "Bygg", number(41)),
        ),
        arenas=(
            ArenaEntry(
                number(51), "Kontormøte", "Hver 14. dag", "Hele huset", "Lederen", "Referenten",
                shares=True,
            ),
        ),
        themes=(
            ThemeEntry(
                number(41),
                "Arbeid med bistand",
                OriginEntry(
                    campaign, 4, "Mer om bistand", 17, False, "Brevet ber om det", "Årets brev"
                ),
                team=BodyEntry(number(31), "Team Oppfølging"),
                responsible=PersonEntry(number(21), "Åse Prøve"),
                outcomes=(
                    OutcomeEntry(number(61), "Kjenne hovedtrekkene", "insight", (seminar, college)),
                    OutcomeEntry(number(62), "Ha et mål uten aktivitet"),
                ),
                conclusion="change",
                summary="Mer tid til øving.",
            ),
            ThemeEntry(
                number(42),
                "Kjenne arbeidsmarkedet",
                reason="Arbeidsgiverne sier det.",
                outcomes=(
                    OutcomeEntry(number(63), "@SUM(1+1)", None, (hostile,)),
                    OutcomeEntry(number(64), "", None, (unplaced,)),
                ),
            ),
            ThemeEntry(number(43), "Tomt så langt", reason="Kommer."),
        ),
    )  # fmt: skip


def big_document(themes=12, rows=8):
    """A plan as large as any office's."""
    made = tuple(
        ThemeEntry(
            number(1000 + nr),
            f"Tema {nr}",
            reason="Ja.",
            outcomes=tuple(
                OutcomeEntry(
                    number(10_000 + 100 * nr + row),
                    f"Kunne bruke metode {row} i møte med brukere og arbeidsgivere",
                    None,
                    (
                        ActivityEntry(
                            number(20_000 + 100 * nr + row),
                            "Fagmøte",
                            "Foredrag og øving to og to",
                            "Veiledere i oppfølging og mottak",
                            "To ganger i løpet av våren",
                        ),
                    ),
                )
                for row in range(rows)
            ),
        )
        for nr in range(themes)
    )
    return PlanDocument(number(100), BodyEntry(number(30), "Etaten Neset"), "2027-1", themes=made)


def words_of(document):
    """Every word people have written in it, one text each."""
    cells = [
        cell
        for theme in document.themes
        for outcome in theme.outcomes
        for activity in outcome.activities
        for cell in activity.cells
    ]
    titles = [theme.title for theme in document.themes]
    outcomes = [outcome.text for theme in document.themes for outcome in theme.outcomes]
    others = [
        "Vi lærer sammen.", "første punkt", "Lag planen innen mai.", "Åse Prøve", "Sosionom",
        "Lars Leder", "Årets brev", "Direktoratet", "Lær mer.", "De trenger folk.", "Bygg",
        "Kontormøte", "Hver 14. dag", "Hele huset", "Lederen", "Referenten", "Mer om bistand",
        "Brevet ber om det", "Team Oppfølging", "Nyansatte i mottaket", "Høgskolen på Neset",
        "Møterommet Fjorden", "to fra brukerutvalget", "Gikk fint", "Mer tid til øving.",
        "Arbeidsgiverne sier det.",
    ]  # fmt: skip
    return [text for text in [*titles, *outcomes, *cells, *others] if text]

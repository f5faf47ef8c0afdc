"""Words of time that name no day: every third week, each quarter, all the time, when needed.

Bokmål, nynorsk and the English that guests write, in lower case. Add to these freely: one phrase at
a time, and an example in `tests/domain/test_times.py`.
"""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan",
            "februar february feb",
            "mars march mar",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mandag måndag monday",
            "tirsdag tysdag tuesday",
            "onsdag wednesday",
            "torsdag thursday",
            "fredag friday",
            "lørdag laurdag saturday",
            "søndag sundag sunday",
        )
    )
    for name in names.split()
}


def any_of(names: "dict[str, int] | tuple[str, ...]") -> str:
    """A pattern for one of them, the longest first."""
    return "|".join(sorted(names, key=len, reverse=True))


_COUNT = r"(?:\d+|en|ei|ein|ett|eitt|eit|to|tre|fire|fem|seks|one|two|three|four|five|six)"
_TIMES = rf"(?:{_COUNT} ?(?:gang(?:er)?|gong(?:ar|er)?|møter?|samling(?:er|ar)?|x|times|meetings)"
_TIMES += r"|once|twice)"
_NTH = (
    r"(?:annen|annet|andre|anna|anna kvar|tredje|fjerde|femte|sjette|sjuende|sjuande|åttende"
    r"|åttande|second|other|third|fourth|fifth|sixth|\d+\.?)"
)
_FIRST = r"(?:første|fyrste|andre|tredje|fjerde|siste|first|second|third|fourth|last)"
_SPAN = (
    r"(?:dag(?:en)?|uken?|uka|veke?|veka|måned(?:en)?|månad(?:en)?|år(?:et)?|kvartal(?:et)?"
    r"|halvår(?:et)?|sesten|semester(?:et)?|week|month|year|day)"
)
_SEASON = r"(?:våren|vår|hausten|høsten|høst|haust|halvåret|semesteret|året|spring|autumn|fall)"
_YEAR = r"(?: 20\d\d)?"
_DURING = r"(?:i løpet av|i laupet av|gjennom|i|på|om|during|in|over|each|a|per|pr\.?)(?: the)?"
_WEEKDAY = rf"(?:{any_of(WEEKDAYS)})"
_WEEKDAYS = rf"(?:{any_of(WEEKDAYS)})(?:er|ar|s)"
_CLOCK = r"(?:,? (?:kl\.?|klokka|klokken|at) ?\d[\d.: -]*)?"
_MONTH = rf"(?:{any_of(MONTHS)})"
_MONTHS = rf"{_MONTH}(?:(?:, ?| og | and | eller | or | til | to | ?[-/] ?){_MONTH})*"
_WEEKS = (
    r"(?:uke|veke|week)(?:r|ne|ene|s)? \d{1,2}(?:(?:, ?| og | and | eller | or | ?- ?)\d{1,2})*"
)
_PART = (
    r"(?:(?:i |in )?(?:begynnelsen|byrjinga|starten|midten|slutten|utgangen|the beginning|the end)"
    r" (?:av|of)|primo|medio|ultimo|tidlig i|tidleg i|sent i|seint i)"
)

QUARTERLY = re.compile(
    rf"(?:(?:en|ein|{_COUNT}) (?:gang|gong) (?:i|per|pr\.?) (?:hvert |kvart )?kvartal(?:et)?"
    r"|(?:i )?(?:hvert|kvart|each|every) (?:kvartal|quarter)|kvartalsvis|kvartalsvist|quarterly"
    r"|once a quarter)"
)
CONTINUOUS = re.compile(
    r"(?:kontinuerleg|kontinuerlig|løpende|løpande|fortløpende|fortløpande|hele tiden|heile tida"
    r"|continuous|continuously|ongoing|gjennomgående|gjennomgåande)(?:[ ,][^\d]*)?"
    rf"|(?:gjennom )?(?:hele|heile|all|the whole) {_SEASON}{_YEAR}|throughout the {_SEASON}"
)
ON_DEMAND = re.compile(
    r"(?:etter|ved|på|når det er|as|on|when) "
    r"(?:behov|ønske|ynske|avtale|forespørsel|førespurnad|needed|request|demand|agreed)"
    r"(?: og (?:behov|ønske|ynske|avtale))?"
)
RECURRING = re.compile(
    rf"(?:(?:hver|kvar|hvert|kvart|every|each) (?:{_NTH} )?(?:{_SPAN}|{_WEEKDAY})"
    rf"|(?:annenhver|annankvar|annakvar|annankvart|annethvert|anna kvar|annan kvar) "
    rf"(?:{_SPAN}|{_WEEKDAY})"
    r"|(?:ukentlig|vekentleg|vekeleg|månedlig|månadleg|månadlig|daglig|dagleg|halvårlig|halvårleg"
    r"|jevnlig|jamleg|jamnleg|regelmessig|weekly|monthly|daily|regularly|fortnightly)"
    rf"|{_FIRST} {_WEEKDAY} (?:i|in|of|hver|kvar|every)(?: the| each)? {_SPAN}"
    rf"|{_WEEKDAYS}(?:(?:, | og | and ){_WEEKDAYS})*"
    rf"|{_TIMES}(?: {_DURING} (?:{_SPAN}|{_SEASON}{_YEAR}))?)"
    rf"{_CLOCK}"
)
PERIOD = re.compile(
    rf"(?:{_COUNT} (?:dager|dagar|dag|ettermiddager|ettermiddagar|formiddager|formiddagar|days)"
    rf" )?(?:{_DURING} )?(?:{_PART} )?(?:{_MONTHS}|{_WEEKS}|{_SEASON}){_YEAR}"
)

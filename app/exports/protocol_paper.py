"""The selection protocol as a document to file: everything in it comes from what was issued."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.ballot_words import RULES, counting_promises, forward_text
from app.decisions.protocols import IssuedProtocol
from app.domain.proposals import AnswerStatus
from app.domain.tally.exact import read_exact
from app.domain.turnout import turnout_from_facts
from app.exports import plan_words as words
from app.exports.paper import Grid, Heading, Paper, Points, Text
from app.models import Campaign
from app.web.filters import in_form, language
from app.web.words import answer_names, joined_groups

Content = dict[str, Any]
DECIMALS = 2


def protocol_name(issued: IssuedProtocol) -> str:
    """«Protokoll 1, Hva må vi lære»."""
    title = _title(issued.content).replace("/", "-").rstrip("?!.")
    return str(_("Protokoll %(number)s, %(title)s", number=issued.number, title=title))


def protocol_paper(issued: IssuedProtocol) -> Paper:
    """In the language of the moment; what people wrote stays in theirs."""
    content = issued.content
    title = str(_("Protokoll for valg av forslag"))
    paper = Paper(
        title,
        language(),
        under=_title(content),
        footer=f"{title} {issued.number} · {_title(content)}",
    )
    _add_facts(paper, issued, content)
    _add_electorate(paper, content)
    _add_result(paper, content)
    _add_decision(paper, content)
    _add_signals(paper, content)
    _add_sorting(paper, content)
    _add_answers(paper, content)
    return paper


def _title(content: Content) -> str:
    campaign = content["campaign"]
    title: str = in_form(campaign["title_nb"], campaign["title_nn"])
    return title


def _day(written: str) -> str:
    return words.full_day(datetime.fromisoformat(written)) if written else ""


def _add_facts(paper: Paper, issued: IssuedProtocol, content: Content) -> None:
    campaign, decision = content["campaign"], content["decision"]
    nobody = _("tidligere bruker")
    rows = [
        (_("Protokoll nr."), str(issued.number)),
        (_("Saksnummer"), issued.case_number or "–"),
        (_("Eier"), ", ".join(campaign["owners"])),
        (_("Utstedt"), f"{words.full_day(issued.issued_at)}, {issued.issued_by or nobody}"),
        (_("Bestemt"), f"{_day(decision['decided_at'])}, {issued.decided_by or nobody}"),
        (_("Forslag kunne sendes inn"), _period(campaign, "opens_at", "submission_closes_at")),
        (_("Det kunne stemmes"), _period(campaign, "voting_opens_at", "voting_closes_at")),
        (_("Resultatets fingeravtrykk (SHA-256)"), content["result"]["sha256"]),
        (_("Beslutningens fingeravtrykk (SHA-256)"), decision["sha256"]),
        (_("Protokollens fingeravtrykk (SHA-256)"), issued.sha256),
    ]
    paper.add(Grid(_("Om protokollen"), (_("Hva"), _("Opplysning")), rows, (2, 5)))


def _period(campaign: Content, start: str, end: str) -> str:
    """The days, both included: a deadline at midnight belongs to the day before."""
    days = [_day(campaign[start])] if campaign.get(start) else []
    if campaign.get(end):
        last = datetime.fromisoformat(campaign[end]) - timedelta(microseconds=1)
        days.append(words.full_day(last))
    return " – ".join(days)


def _add_electorate(paper: Paper, content: Content) -> None:
    turnout = turnout_from_facts(content["turnout"])
    rows = [(_("Alle"), str(turnout.eligible), str(turnout.voted))]
    rows += [
        (joined_groups(shown.groups), str(shown.eligible), str(shown.voted))
        for shown in turnout.groups
    ]
    paper.add(Heading(1, _("Hvem som kunne stemme")), Points(content["electorate"]))
    headings = (_("Gruppe"), _("Kunne stemme"), _("Stemte"))
    paper.add(Grid(_("Deltakelse i hver gruppe"), headings, rows, (3, 1, 1)))
    if turnout.hides_groups:
        note = _("Grupper med færre enn fem stemmer vises ikke for seg.")
        paper.add(Text(note, is_quiet=True))


def _add_result(paper: Paper, content: Content) -> None:
    result = content["result"]
    paper.add(Heading(1, _("Resultatet av avstemningen")))
    paper.add(Text("\n".join(_rule(result, content["campaign"]["declared"]))))
    rows = [
        (
            str(line["rank"]),
            str(line["nr"]),
            line["title"],
            _number(line["support"]),
            words.yes_or_no(line["winner"]),
        )
        for line in result["standings"]
    ]
    headings = (_("Plass"), _("Nr."), _("Forslag"), _("Støtte"), _("Avstemningen peker på"))
    paper.add(Grid(_("Forslagene i rekkefølge etter resultatet"), headings, rows, (2, 2, 9, 2, 4)))
    paper.add(Heading(2, _("Likt antall stemmer")))
    if not result["ties"]:
        paper.add(Text(_("Ingen forslag måtte skilles ved loddtrekning.")))
    for tie in result["ties"]:
        between, taken = (_names(tie[name]) for name in ("between", "taken"))
        told = _("Likt: %(between)s. Loddet falt på: %(taken)s.", between=between, taken=taken)
        paper.add(Text(told))


def _rule(result: Content, declared: Content) -> list[str]:
    """The rule by both its names, and all that was declared of ballot and count before the vote."""
    known = RULES.get(str(result["rule"]).partition("@")[0])
    lines = (
        [str(_("Regel: %(rule)s (%(code)s).", rule=known[0], code=result["rule"]))] if known else []
    )
    if known:
        campaign = Campaign(**declared)
        ballot, _rule_in_words, *limits = counting_promises(campaign)
        lines += [str(known[1]), ballot, *limits, forward_text(campaign)]
    else:
        lines.append(str(result["rule"]))
    if result["status"] == "advisory":
        lines.append(str(_("For få stemte, så resultatet er rådgivende.")))
    return lines


def _number(written: int | str) -> str:
    """Whole numbers as they are; a fraction as a decimal number, as the result's pages have it."""
    exact = Fraction(read_exact(written))
    if exact.denominator == 1:
        return str(exact.numerator)
    return f"{float(exact):.{DECIMALS}f}".replace(".", "." if language() == "en" else ",")


def _names(ideas: Sequence[Content]) -> str:
    return ", ".join(_named(idea) for idea in ideas)


def _named(idea: Content) -> str:
    return f"{idea['nr']}. {idea['title']}"


def _add_decision(paper: Paper, content: Content) -> None:
    decision = content["decision"]
    signals = {signal["id"]: signal["title"] for signal in decision["signals"]}
    paper.add(Heading(1, _("Hva som går videre")))
    going = [_named(item) for item in decision["items"] if item["going_forward"]]
    paper.add(Points(going) if going else Text(_("Ingen forslag går videre.")))
    if decision["reason"]:
        paper.add(Heading(2, _("Begrunnelse")))
        paper.add_texts(decision["reason"])
    paper.add(Heading(2, _("Avvik fra resultatet")))
    names = answer_names()
    chosen = {
        True: names[AnswerStatus.GOING_FORWARD],
        False: names[AnswerStatus.NOT_GOING_FORWARD],
    }
    rows = [
        (
            _named(item),
            chosen[item["going_forward"]],
            item["reason"],
            signals.get(item["signal"], ""),
        )
        for item in decision["items"]
        if decision["rule_proposes"] and item["going_forward"] != item["rule_winner"]
    ]
    if rows:
        headings = (_("Forslag"), _("Valg"), _("Begrunnelse"), _("Sentral føring"))
        paper.add(Grid(_("Avvik fra resultatet"), headings, rows, (3, 2, 5, 2)))
    else:
        paper.add(Text(_("Ingen avvik.")))


def _add_signals(paper: Paper, content: Content) -> None:
    signals = content["decision"]["signals"]
    if not signals:
        return
    rows = [
        (
            signal["title"],
            signal["source"],
            words.full_day(date.fromisoformat(signal["issued_on"])) if signal["issued_on"] else "",
            "\n".join(part for part in (signal["passage"], signal["url"]) if part),
        )
        for signal in signals
    ]
    paper.add(Heading(1, _("Sentrale føringer")))
    headings = (_("Føring"), _("Fra"), _("Dato"), _("Avsnitt"))
    paper.add(Grid(_("Sentrale føringer som lå ved"), headings, rows, (3, 2, 2, 4)))


def _add_sorting(paper: Paper, content: Content) -> None:
    """What happened to proposals before the vote."""
    paper.add(Heading(1, _("Forslag som ikke ble stemt over for seg")))
    merged = [(_named(each), _named(each["into"])) for each in content["merged"]]
    if merged:
        headings = (_("Forslag"), _("Slått sammen med"))
        paper.add(Grid(_("Forslag som ble slått sammen"), headings, merged))
    left_out = [(_named(each), each["reason"]) for each in content["left_out"]]
    if left_out:
        headings = (_("Forslag"), _("Hvorfor det ikke ble med i avstemningen"))
        paper.add(Grid(_("Forslag som ikke ble med i avstemningen"), headings, left_out))
    if withdrawn := content["withdrawn"]:
        told = ngettext("%(num)s forslag ble trukket.", "%(num)s forslag ble trukket.", withdrawn)
        paper.add(Text(told))
    if not (merged or left_out or withdrawn):
        paper.add(Text(_("Ingen.")))


def _add_answers(paper: Paper, content: Content) -> None:
    statuses = answer_names()
    rows = [
        (_named(each), statuses.get(each["status"]) or _("Ikke svart"), each["text"])
        for each in content["answers"]
    ]
    paper.add(Heading(1, _("Svar på forslagene")))
    headings = (_("Forslag"), _("Status"), _("Svar"))
    paper.add(Grid(_("Svarene på forslagene"), headings, rows, (4, 2, 6)))

"""The minutes of a meeting as a document, made of nothing but what was frozen when it ended."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.exports.paper import Grid, Heading, Paper, Points, Text
from app.web.filters import in_form, language, moment

Content = dict[str, Any]


def room_minutes_name(content: Content) -> str:
    """«Referat, Kontormøte 8. oktober»."""
    return str(_("Referat, %(title)s", title=content["title"].replace("/", "-")))


def room_paper(content: Content, sha256: str) -> Paper:
    """In the language of the moment; what people wrote stays in theirs."""
    campaign = content["campaign"]
    question = in_form(campaign["title_nb"], campaign.get("title_nn"))
    title = str(_("Referat: %(title)s", title=content["title"]))
    paper = Paper(title, language(), under=question, footer=content["title"])
    paper.add(Grid(_("Om møtet"), (_("Hva"), _("Opplysning")), _facts(content, sha256), (2, 5)))
    _add_notes(paper, content)
    _add_hands(paper, content)
    return paper


def _facts(content: Content, sha256: str) -> list[tuple[str, str]]:
    rows = [
        (
            _("Dugnad"),
            in_form(content["campaign"]["title_nb"], content["campaign"].get("title_nn")),
        ),
        (_("Eier"), ", ".join(content["campaign"]["owners"])),
        (_("Begynte"), moment(datetime.fromisoformat(content["opened_at"]))),
        (_("Sluttet"), moment(datetime.fromisoformat(content["ended_at"]))),
    ]
    if "present" in content:
        rows.append((_("I rommet, talt av fasilitatoren"), str(content["present"])))
    rows += [
        (_("Telefoner som var med"), str(content["phones"])),
        (_("Av dem med navn"), str(content["named"])),
    ]
    if attendees := content.get("attendees"):
        rows.append((_("Til stede, av dem som ville nevnes"), ", ".join(attendees)))
    if turnout := content.get("turnout"):
        told = _("Stemmesedler i hele dugnaden, slik det sto da møtet sluttet")
        rows.append((told, str(_("%(voted)s av %(eligible)s", **turnout))))
    rows.append((_("Fingeravtrykk (SHA-256)"), sha256))
    return rows


def _add_notes(paper: Paper, content: Content) -> None:
    if not (content["groups"] or content["loose"]):
        return
    paper.add(Heading(1, _("Lapper og grupper")))
    for group in content["groups"]:
        paper.add(Heading(2, group["name"]))
        if idea := group.get("idea"):
            told = _("Ble til forslag %(nr)s: %(title)s", nr=idea["nr"], title=idea["title"])
            paper.add(Text(told, is_quiet=True))
        paper.add(Points(group["notes"]))
    if content["loose"]:
        paper.add(Heading(2, _("Ikke sortert")), Points(content["loose"]))


def _add_hands(paper: Paper, content: Content) -> None:
    paper.add(Heading(1, _("Stemmer")))
    paper.add(
        Text(
            _(
                "Stemmer gis på dugnadens egen stemmeseddel av dem som kan stemme, og telles"
                " samlet når avstemningen er over."
            )
        )
    )
    if content["hands"]:
        paper.add(
            Text(
                _(
                    "Håndsopprekningene under er ikke stemmer, og er ikke talt sammen med"
                    " stemmesedlene."
                )
            )
        )
    for each in content["hands"]:
        paper.add(Heading(2, _("Håndsopprekning: %(question)s", question=each["question"])))
        rows = [(label, str(hands)) for label, hands in each["counts"]]
        paper.add(Grid(each["question"], (_("Alternativ"), _("Hender")), rows, (4, 1)))

"""A council's pack for its meeting, as a document to print and write on."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.markdown import markdown_parts
from app.councils.queries.pack import MeetingPack
from app.councils.texts import agenda_text, row_standing
from app.exports.paper import Block, Grid, Heading, Paper, Points, Text
from app.web import filters, words

SHEET_WIDTHS = (6, 58, 12, 12, 12)


def pack_paper(pack: MeetingPack, *, now: datetime) -> Paper:
    """Question, deadlines, themes, own drafts, voting sheet; in the language of the moment."""
    campaign, council = pack.room.campaign.campaign, pack.room.council
    question = filters.in_form(campaign.title_nb, campaign.title_nn)
    paper = Paper(
        str(_("Møtepakke: %(question)s", question=question)),
        filters.language(),
        under=council.body.name,
        footer=f"{council.body.name} · {question}",
    )
    _add_question(paper, pack, now)
    _add_themes(paper, pack)
    _add_own(paper, pack)
    _add_sheet(paper, pack)
    return paper


def _add_question(paper: Paper, pack: MeetingPack, now: datetime) -> None:
    campaign = pack.room.campaign.campaign
    paper.add(Heading(1, _("Spørsmålet")))
    _add_markdown(paper, filters.in_form(campaign.purpose_nb, campaign.purpose_nn))
    meeting = pack.meeting
    rows = [
        (_("Fristen deres for å foreslå"), filters.deadline(pack.room.deadline)),
        (_("Frist for å stemme"), filters.deadline(campaign.voting_closes_at)),
        (_("Neste møte"), filters.moment(meeting.starts_at) if meeting else _("ikke lagt inn")),
    ]
    paper.add(Grid(_("Frister og møte"), (_("Hva"), _("Når")), rows, widths=(40, 60)))
    paper.add(Heading(2, _("Et punkt til sakslista")), Text(agenda_text(pack.room, now)))


def _add_themes(paper: Paper, pack: MeetingPack) -> None:
    if not pack.themes:
        return
    paper.add(Heading(1, _("Temaene så langt")))
    points = [
        f"{filters.in_form(theme.name_nb, theme.name_nn)}"
        f" ({ngettext('%(num)s forslag', '%(num)s forslag', theme.ideas)})"
        for theme in pack.themes
    ]
    paper.add(Points(points))


def _add_own(paper: Paper, pack: MeetingPack) -> None:
    if not (pack.drafts or pack.handed_in):
        return
    paper.add(Heading(1, _("Våre egne forslag")))
    needed = pack.room.council.approvals_needed
    for row in pack.drafts:
        paper.add(Heading(2, row.idea.title), Text(row_standing(row, needed), is_quiet=True))
        _add_markdown(paper, row.idea.body)
    if pack.handed_in:
        names = words.answer_names()
        paper.add(Heading(2, _("Sendt inn")))
        answers = [names.get(each.status or "", _("ikke besvart ennå")) for each in pack.handed_in]
        paired = zip(pack.handed_in, answers, strict=True)
        paper.add(Points([f"{each.nr}. {each.title} ({said})" for each, said in paired]))


def _add_sheet(paper: Paper, pack: MeetingPack) -> None:
    paper.add(Heading(1, _("Stemmeark til møtet")))
    paper.add(
        Text(
            _(
                "Arket er til å snakke sammen over. Det teller ikke: hvert medlem stemmer selv når"
                " avstemningen er åpen."
            ),
            is_quiet=True,
        )
    )
    if not pack.sheet:
        paper.add(Text(_("Ingen forslag er sendt inn ennå.")))
        return
    rows = [
        (str(row.nr), _with_body(row.title, row.on_behalf_of), "", "", "") for row in pack.sheet
    ]
    headings = (_("Nr."), _("Forslag"), _("For"), _("Imot"), _("Avstår"))
    summary = _("Forslagene med plass til å krysse av")
    paper.add(Grid(summary, headings, rows, widths=SHEET_WIDTHS))
    if pack.on_ballot > len(pack.sheet):
        said = _(
            "Her står de %(shown)s første av %(total)s forslag.",
            shown=len(pack.sheet),
            total=pack.on_ballot,
        )
        paper.add(Text(said, is_quiet=True))


def _with_body(title: str, body: str | None) -> str:
    return f"{title}\n{body}" if body else title


def _add_markdown(paper: Paper, text: str) -> None:
    for kind, part in markdown_parts(text):
        paper.add(_block_of(kind, part))


def _block_of(kind: str, part: str) -> Block:
    if kind == "heading":
        return Heading(3, part)
    return Points([part]) if kind == "point" else Text(part)

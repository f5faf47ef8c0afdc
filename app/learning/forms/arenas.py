"""One arena, or several at once."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from app.learning.services.arenas import LONGEST_NAME, LONGEST_PARTICIPANTS, ArenaText
from app.web.fields import Form

QUICK_COLUMNS = ("name", "frequency", "participants", "responsible")
"""What is asked of each when several are added; the rest is written on the arena's own page."""
QUICK_ROWS = 6
MOST_SENT = 60


class ArenaForm(Form):
    """All that the register knows of an arena."""

    name = StringField(
        _l("Navn"), [DataRequired(_l("Skriv hva arenaen heter.")), Length(max=LONGEST_NAME)]
    )
    frequency = StringField(_l("Hvor ofte"), [Length(max=LONGEST_NAME)])
    participants = StringField(_l("Hvem som deltar"), [Length(max=LONGEST_PARTICIPANTS)])
    responsible = StringField(_l("Formelt ansvarlig"), [Length(max=LONGEST_NAME)])
    informal = StringField(_l("Hvem som passer på i praksis"), [Length(max=LONGEST_NAME)])
    is_external = BooleanField(_l("Arenaen er utenfor enheten, for eksempel hos en partner"))
    develops = BooleanField(_l("Her utvikler vi kunnskap"))
    shares = BooleanField(_l("Her deler vi kunnskap"))
    spreads = BooleanField(_l("Her sprer vi kunnskap til andre"))

    @property
    def wanted(self) -> ArenaText:
        return ArenaText(
            self.name.data or "",
            self.frequency.data or "",
            self.participants.data or "",
            self.responsible.data or "",
            self.informal.data or "",
            is_external=self.is_external.data,
            develops=self.develops.data,
            shares=self.shares.data,
            spreads=self.spreads.data,
        )


def read_arenas(sent: "MultiDict[str, str]") -> list[ArenaText]:
    """The rows of the form, and the lines pasted below them."""
    columns = [sent.getlist(name)[:MOST_SENT] for name in QUICK_COLUMNS]
    longest = max(map(len, columns))
    padded = [cells + [""] * (longest - len(cells)) for cells in columns]
    typed = [_quick(cells) for cells in zip(*padded, strict=True)]
    return [*(each for each in typed if each.name.strip()), *_pasted(sent.get("pasted", ""))]


def _pasted(text: str) -> Iterator[ArenaText]:
    """A line an arena: cells of a table parted by tabs, or by semicolons where there are none."""
    for line in text.splitlines()[:MOST_SENT]:
        cells = line.split("\t" if "\t" in line else ";")[: len(QUICK_COLUMNS)]
        if cells[0].strip():
            yield _quick(cells)


def _quick(cells: Sequence[str]) -> ArenaText:
    """The cells in the order of `QUICK_COLUMNS`; what is missing is empty."""
    name, frequency, participants, responsible = [*cells, "", "", ""][: len(QUICK_COLUMNS)]
    return ArenaText(name, frequency, participants, responsible)

"""How a council or a partner decided on a proposal, as a line of its story."""

from typing import Any

from app.ideas.queries.story import Event
from app.web.filters import day
from app.web.translating import translate as _


def from_council(event: Event) -> dict[str, Any]:
    """The way it was decided; what the minority thought stands below. Or why it was taken back."""
    if event.kind == "council_withdrawn":
        text = _("Forslaget ble trukket")
        return {"text": text, "icon": "XMark", "who": event.who, "note": event.text}
    if event.ref == "mandate":
        said = _("Sendt inn på fullmakt: %(mandate)s", mandate=event.text or "")
        return {"text": said, "icon": "Handshake", "who": event.who}
    note = _("Mindretallet: %(dissent)s", dissent=event.text) if event.text else None
    if event.ref == "meeting":
        said = _("Vedtatt i møte %(day)s.", day=day(event.more or ""))
    else:
        said = _("Godkjent av %(number)s medlemmer.", number=event.more)
    return {"text": said, "icon": "PersonGroup", "who": event.who, "note": note}

"""The rows that a campaign's form repeats: topics and gatherings."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField
from wtforms.validators import Length

from app.domain.campaign_settings import (
    SHORT_TEXT_LENGTH,
    TOPIC_LENGTH,
    GatheringSetting,
    TopicSetting,
)
from app.domain.dates import USUAL_OPENING, instant_of, typed_form_of
from app.models import Gathering, Topic
from app.web.fields import ClockField, DayField

_TOO_LONG = _l("Skriv høyst %(max)d tegn.")
_ADDRESS_LENGTH = 500


class TopicForm(Form):
    """One topic; an empty row is no topic."""

    id = HiddenField()
    name_nb = StringField(_l("Tema"), [Length(max=TOPIC_LENGTH, message=_TOO_LONG)])
    name_nn = StringField(_l("Tema på nynorsk"), [Length(max=TOPIC_LENGTH, message=_TOO_LONG)])
    opens_on = DayField(_l("Fra"))
    closes_on = DayField(_l("Til og med"))

    def setting(self, closing_time: time) -> TopicSetting | None:
        """None for an empty row."""
        if not (self.name_nb.data or "").strip():
            return None
        opens_on, closes_on = self.opens_on.data, self.closes_on.data
        return TopicSetting(
            self.name_nb.data,
            (self.name_nn.data or "").strip() or None,
            instant_of(opens_on, USUAL_OPENING) if opens_on else None,
            instant_of(closes_on, closing_time) if closes_on else None,
            _uuid(self.id.data),
        )

    @staticmethod
    def shown(topic: Topic) -> dict[str, Any]:
        return {
            "id": str(topic.id),
            "name_nb": topic.name_nb,
            "name_nn": topic.name_nn,
            "opens_on": _day(topic.opens_at),
            "closes_on": _day(topic.closes_at),
        }


class GatheringForm(Form):
    """One gathering or tool; an empty row is none."""

    title = StringField(_l("Hva"), [Length(max=SHORT_TEXT_LENGTH, message=_TOO_LONG)])
    title_nn = StringField(
        _l("Hva, på nynorsk"), [Length(max=SHORT_TEXT_LENGTH, message=_TOO_LONG)]
    )
    url = StringField(_l("Lenke"), [Length(max=_ADDRESS_LENGTH, message=_TOO_LONG)])
    held_on = DayField(_l("Dag"))
    held_time = ClockField(_l("Klokkeslett"))

    def setting(self) -> GatheringSetting | None:
        """None for an empty row."""
        if not (self.title.data or "").strip():
            return None
        held_at = None
        if self.held_on.data:
            held_at = instant_of(self.held_on.data, self.held_time.data or USUAL_OPENING)
        return GatheringSetting(
            self.title.data,
            (self.url.data or "").strip() or None,
            held_at,
            (self.title_nn.data or "").strip() or None,
        )

    @staticmethod
    def shown(gathering: Gathering) -> dict[str, Any]:
        day, at = typed_form_of(gathering.held_at) if gathering.held_at else (None, None)
        return {
            "title": gathering.title,
            "title_nn": gathering.title_nn,
            "url": gathering.url,
            "held_on": day,
            "held_time": at,
        }


def _day(instant: datetime | None) -> Any:
    return typed_form_of(instant)[0] if instant else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None

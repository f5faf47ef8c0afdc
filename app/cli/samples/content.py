"""Reads the sample's files and places its days on the calendar."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from app.core.clock import OSLO

FOLDER = Path(__file__).parents[2] / "sample"
NAMESPACE = UUID("6f0f6c1c-2a57-5c0e-9a0b-7d0c1f5b7a11")
DEADLINE_HOUR = time(15)
OPENING_HOUR = time(8)
FRIDAY = 4

Entry = dict[str, Any]


def entries(name: str) -> Any:
    """The parsed content of one of the sample's files."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def id_of(kind: str, key: str) -> UUID:
    """The same id every time the sample is loaded."""
    return uuid5(NAMESPACE, f"{kind}/{key}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns days counted from the moment of loading into instants on weekdays."""

    loaded_at: datetime

    def on(self, day: int) -> date:
        return (self.loaded_at.astimezone(OSLO) + timedelta(days=day)).date()

    def opening(self, day: int) -> datetime:
        """Eight o'clock on that day, or on the Friday before a week-end."""
        on = self.on(day)
        on -= timedelta(days=max(0, on.weekday() - FRIDAY))
        return self.at(on, OPENING_HOUR)

    def deadline(self, day: int) -> datetime:
        """Three o'clock on that day, or on the Monday after a week-end."""
        on = self.on(day)
        if on.weekday() > FRIDAY:
            on += timedelta(days=7 - on.weekday())
        return self.at(on, DEADLINE_HOUR)

    def at(self, on: date, hour: time) -> datetime:
        """That local time, and never later than the moment of loading for what has happened."""
        return datetime.combine(on, hour, OSLO)

    def past(self, day: int, hour: str = "09:30") -> datetime:
        """A moment of something that has happened."""
        moment = self.at(self.on(day), time.fromisoformat(hour))
        return min(moment, self.loaded_at - timedelta(minutes=5))

"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta


class FixedClock:
    """Says the same moment everywhere, also where the database's clock would be asked."""

    is_for_tests = True

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def after_lock(self, session) -> datetime:
        return self.moment

    def move(self, **distance: float) -> None:
        self.moment += timedelta(**distance)

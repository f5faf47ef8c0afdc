"""An election in a file, whatever its format: what every reader gives and every writer takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.domain.errors import InvalidBallotError, UnreadableError, UnsupportedError
from app.domain.tally.draw import DrawKey, natural_order
from app.domain.tally.outcome import BallotKind, Candidate, IdeaId, Params
from app.domain.tally.profile import Profile, ProfileBuilder

Lines = Callable[[], Iterable[str]]
"""Opens a text at its beginning: its lines, each with its line end."""

MOST_CANDIDATES = 100_000
MOST_BALLOTS = 10**9
MOST_POINTS = 10**9
"""All points of all ballots then add up within 64 bits."""
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One line of a file: a ballot, and how many gave it. Without marks it is an abstention."""

    marks: Mapping[IdeaId, int]
    count: int = 1
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    """The ballots of a file, read anew each time they are asked for and never kept."""

    read: Callable[[], Iterator[BallotLine]]

    def __iter__(self) -> Iterator[BallotLine]:
        return self.read()


@dataclass(frozen=True, slots=True)
class Election:
    """Ideas and ballots, with what the file says of seats or money.

    Ids are as in the file. `ballots` can be gone through again and again; where they come from a
    file, a fault in them is told (UnreadableError) when they are read.
    """

    kind: BallotKind
    candidates: tuple[Candidate, ...]
    ballots: Iterable[BallotLine]
    names: Mapping[IdeaId, str] = field(default_factory=dict)
    """Of the ideas that have one."""
    title: str = ""
    seats: int | None = None
    budget: int | None = None
    scale: int = 1
    """Costs and budget are whole numbers: the file's own, times this power of ten."""
    has_costs: bool = False
    top: int | None = None
    """The most that a ballot can give one idea, where that is known."""
    promised: Params | None = None
    """What was promised of the count, where somebody did; files promise nothing."""
    draw: DrawKey = natural_order
    counted: int | None = None
    """Set where only marks are known, which cannot be joined into ballots: how many had some."""

    def profile(self) -> Profile:
        """What is counted: the ballots in a compact form."""
        builder = ProfileBuilder(self.kind, self.candidates)
        try:
            for line in self.ballots:
                builder.add(line.marks, group=line.group, count=line.count)
            return builder.build()
        except InvalidBallotError as error:
            raise UnreadableError(f"a ballot that is not of the kind {self.kind}") from error

    def whole_ballots(self) -> Iterable[BallotLine]:
        """The ballots. Raises UnsupportedError where there are only marks that cannot be joined."""
        if self.counted is not None:
            raise UnsupportedError("whole ballots are not in the public edition")
        return self.ballots

    def that_can_win(self) -> "Election":
        """The same without what a budget sets aside for want of a cost, which files cannot say."""
        gone = {one.id for one in self.candidates if one.lacks_cost}
        if not gone or self.budget is None:
            return self
        ballots = self.ballots

        def kept() -> Iterator[BallotLine]:
            for line in ballots:
                yield replace(
                    line, marks={one: at for one, at in line.marks.items() if one not in gone}
                )

        candidates = tuple(one for one in self.candidates if one.id not in gone)
        return replace(self, candidates=candidates, ballots=Reopened(kept))

    def with_seats(self, seats: int) -> "Election":
        """The same for so many seats, whatever the file said."""
        return replace(self, seats=seats, budget=None)

    def with_budget(self, amount: Decimal) -> "Election":
        """The same with another budget, in the file's unit; it may have more decimals."""
        scale = max(self.scale, 10 ** decimals(amount))
        factor = scale // self.scale
        return replace(
            self,
            seats=None,
            budget=int(amount * scale),
            scale=scale,
            candidates=tuple(replace(one, cost=one.cost * factor) for one in self.candidates),
        )


def decimals(value: Decimal) -> int:
    """How many there are that matter."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def whole_number(text: str, what: str, line: int | None, *, most: int = MOST_BALLOTS) -> int:
    """A number of plain digits, 0 to `most`."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise UnreadableError(f"{what} is no whole number: {shortened(digits)}", line)
    if len(digits) > 2 * len(str(most)) or int(digits) > most:
        raise UnreadableError(f"{what} is beyond {most}: {shortened(digits)}", line)
    return int(digits)


def shortened(text: str) -> str:
    """What a message shows of something that may be long."""
    return repr(text) if len(text) <= LONGEST_ID else f"{text[:40]!r} …"


def require_all(found: int, said: int | None, what: str) -> None:
    """Refuse a file with less than its own heading says: it was cut short."""
    if said is not None and found < said:
        raise UnreadableError(f"{found} {what}, and the heading says {said}: the file is cut short")

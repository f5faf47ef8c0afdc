"""The count step by step, as a table with a picture: what the page shows of the sealed rounds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.domain.costs import CostUnit
from app.domain.results import PublishedResult
from app.domain.tally.exact import read_exact
from app.voting.explanations.amounts import number
from app.voting.explanations.transfers import votes
from app.voting.queries import ListedIdea

Ideas = Mapping[UUID, ListedIdea]
Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, its cells in words, and its part of the picture in per cent."""

    title: str
    cells: tuple[str, ...]
    start: float
    width: float
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class Rounds:
    """A table of steps. `note` says how to read it."""

    caption: str
    note: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    is_staged: bool = False
    """Whether a row is a stage and not an idea."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every kind of table is made from."""

    result: PublishedResult
    ideas: Ideas
    unit: CostUnit

    @property
    def steps(self) -> Sequence[Step]:
        return list(self.result.facts["rounds"])

    def title(self, step: Step) -> str:
        return self.ideas[UUID(step["idea"])].title

    def cost(self, value: int) -> str:
        """In hours, or in the election's own money."""
        amount = number(self.unit.whole(value))
        if self.unit.currency is None:
            return str(_("%(hours)s t", hours=amount))
        return f"{amount} {self.unit.currency}".strip()


def shown_rounds(result: PublishedResult, ideas: Ideas, unit: CostUnit) -> Rounds | None:
    """The rounds as a table; None where nothing was preset as a winner."""
    scene = _Scene(result, ideas, unit)
    if not scene.steps:
        return None
    if "votes" in scene.steps[0]:
        return _transfers(scene)
    if result.facts["params"]["forward"] == "budget":
        return _money(scene)
    return _seats(scene)


def shown(value: int | str) -> str:
    """An exact number as people write it."""
    return number(votes(value))


def _money(scene: _Scene) -> Rounds:
    """Each idea looked at takes its part of the frame, from where the one before ended."""
    budget = scene.result.facts["params"]["budget"]
    lines, spent = [], 0
    for step in scene.steps:
        cost = step["cost"]
        width = min(100.0 * cost / budget, 100.0 - 100.0 * spent / budget) if budget else 0.0
        left = budget - spent
        cells = (
            shown(step["support"]),
            scene.cost(cost),
            scene.cost(left),
            _fate(step),
        )
        start = 100.0 * spent / budget if budget else 0.0
        lines.append(Line(scene.title(step), cells, start, width, step["taken"]))
        spent += cost if step["taken"] else 0
    return Rounds(
        str(_("Slik ble rammen brukt")),
        str(
            _(
                "Rammen er %(budget)s. Strekene viser hvor mye av den hvert forslag tok, og hva "
                "som var brukt før det.",
                budget=scene.cost(budget),
            )
        ),
        (str(_("Støtte")), str(_("Koster")), str(_("Igjen før")), str(_("Hva skjedde"))),
        tuple(lines),
    )


def _fate(step: Step) -> str:
    if not step["taken"]:
        return str(_("Det var ikke nok igjen"))
    names: Mapping[str, Callable[[], str]] = {
        "paid": lambda: str(_("Betalt av dem som støttet det")),
        "raised": lambda: str(_("Betalt da alle fikk litt mer å fordele")),
        "fill": lambda: str(_("Fikk plass i det som var igjen")),
    }
    name = names.get(step.get("phase", ""))
    return name() if name else str(_("Fikk plass"))


def _seats(scene: _Scene) -> Rounds:
    """One line for each winner, in the order they won."""
    most = max((read_exact(step["support"]) for step in scene.steps), default=0) or 1
    lines = [
        Line(
            scene.title(step),
            (shown(step["support"]), _ahead(step)),
            0.0,
            float(100 * Fraction(read_exact(step["support"])) / most),
        )
        for step in scene.steps
    ]
    return Rounds(
        str(_("Slik ble plassene fordelt")),
        str(_("I den rekkefølgen forslagene fikk plass.")),
        (str(_("Støtte")), str(_("Hvor nær det var"))),
        tuple(lines),
    )


def _ahead(step: Step) -> str:
    if "margin" in step:
        return str(_("%(margin)s mer enn det beste uten plass", margin=shown(step["margin"])))
    if "runner_up" in step:
        ours, theirs = (
            (step["weight"], step["runner_up_weight"])
            if "weight" in step
            else (step["load"], step["runner_up_load"])
        )
        return str(
            _("%(ours)s mot %(theirs)s for det neste", ours=shown(ours), theirs=shown(theirs))
        )
    return "–"


def _transfers(scene: _Scene) -> Rounds:
    """Every stage of a transferable vote: who was elected or left, and where votes went."""
    quota = scene.steps[0]["quota"]
    lines = []
    for stage, step in enumerate(scene.steps, start=1):
        most = max((Fraction(held) for held in step["votes"].values()), default=Fraction(0))
        lines.append(
            Line(
                str(_("Runde %(number)s", number=stage)),
                (_moved(scene, step), _standing_votes(scene, step), _elected(scene, step)),
                0.0,
                min(100.0, float(100 * most / quota)) if quota else 0.0,
                bool(step["elected"]),
            )
        )
    return Rounds(
        str(_("Slik gikk stemmene videre")),
        str(
            _(
                "%(quota)s stemmer gir plass. Streken viser hvor nær det beste forslaget var.",
                quota=quota,
            )
        ),
        (str(_("Hva skjedde")), str(_("Stemmer etterpå")), str(_("Fikk plass"))),
        tuple(lines),
        is_staged=True,
    )


def _moved(scene: _Scene, step: Step) -> str:
    if "action" not in step:
        return str(_("Førstevalgene ble talt"))
    went = _listed(scene, step["moved"]) or str(_("ingen andre"))
    if step["action"] == "transfer":
        text = _(
            "Overskuddet til «%(title)s» gikk til: %(went)s", title=scene.title(step), went=went
        )
    else:
        text = _(
            "«%(title)s» gikk ut. Stemmene gikk til: %(went)s", title=scene.title(step), went=went
        )
    return str(text)


def _standing_votes(scene: _Scene, step: Step) -> str:
    return _listed(scene, step["votes"])


def _elected(scene: _Scene, step: Step) -> str:
    return titles_of(scene.ideas, step["elected"]) or "–"


def _listed(scene: _Scene, held: Mapping[str, int | str]) -> str:
    """«Stille timer 12, Klarspråk 8,5», most first."""
    ordered = sorted(held.items(), key=lambda each: (-Fraction(each[1]), each[0]))
    return ", ".join(
        f"{scene.ideas[UUID(idea)].title} {shown(worth)}"
        for idea, worth in ordered
        if Fraction(worth)
    )


def titles_of(ideas: Ideas, chosen: Sequence[str]) -> str:
    """«Stille timer», «Klarspråk» and so on, in the order given."""
    return ", ".join(f"«{ideas[UUID(idea)].title}»" for idea in chosen)

"""The result in words, made from its numbers by templates and never from anything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _

from app.campaigns.ballot_words import RULES
from app.domain.costs import HOURS, CostUnit
from app.domain.results import CountedTie, IdeaResult, PublishedResult
from app.domain.tally.exact import Exact
from app.voting.explanations.case import case_of
from app.voting.explanations.paragraphs import paragraphs
from app.voting.explanations.weights import balance
from app.voting.queries import ListedIdea
from app.web.language import LOCALES
from app.web.words import in_a_row, joined_groups

Ideas = Mapping[UUID, ListedIdea]


FAVOURITES = 5
"""Ideas shown for each group side by side."""


@dataclass(frozen=True, slots=True)
class Favourites:
    """What a shown group supported most."""

    name: str
    colour: str
    voted: int
    most: Sequence[tuple[ListedIdea, Exact]]


@dataclass(frozen=True, slots=True)
class Explained:
    """Sentences for a result page."""

    winners: Sequence[tuple[ListedIdea, IdeaResult, str]]
    """What goes forward, and why."""
    why: Mapping[UUID, str]
    """A short paragraph for every idea."""
    ties: Sequence[str]
    groups: Sequence[tuple[str, str]]
    """Name and colour of each shown group, in the order of the numbers."""
    favourites: Sequence[Favourites]
    control: str
    """Rule and count, for those who check."""


def explain(result: PublishedResult, ideas: Ideas, unit: CostUnit = HOURS) -> Explained:
    """Everything a page says about `result`; costs are told in `unit`."""
    why = paragraphs(case_of(result, {str(id_): idea.title for id_, idea in ideas.items()}, unit))
    return Explained(
        [(ideas[one.idea_id], one, why[str(one.idea_id)]) for one in result.winners],
        {UUID(idea): text for idea, text in why.items()},
        [_tie(tie, ideas) for tie in result.ties],
        [(joined_groups(shown.groups), shown.groups[0].value) for shown in result.turnout.groups],
        [_favourites(result, ideas, column) for column in range(len(result.turnout.groups))],
        _control(result),
    )


def _control(result: PublishedResult) -> str:
    """Which rule, and which of the counts is the result: for those who check."""
    facts = {"name": RULES[result.rule][0], "id": result.facts["rule"]}
    if result.facts.get("balanced") is True:
        text = _(
            "Talt med «%(name)s» (%(id)s). Resultatet er tellingen der gruppene veier like mye.",
            **facts,
        )
    else:
        text = _(
            "Talt med «%(name)s» (%(id)s)."
            " Resultatet er råtellingen: Alle stemmesedler veier likt.",
            **facts,
        )
    return " ".join([str(text), *balance(result)])


def _favourites(result: PublishedResult, ideas: Ideas, column: int) -> Favourites:
    shown = result.turnout.groups[column]
    # Sorting keeps the ranking's order among equals.
    most = sorted(result.standings, key=lambda one: -one.group_support[column])[:FAVOURITES]
    return Favourites(
        joined_groups(shown.groups),
        shown.groups[0].value,
        shown.voted,
        [
            (ideas[one.idea_id], one.group_support[column])
            for one in most
            if one.group_support[column]
        ],
    )


def _tie(tie: CountedTie, ideas: Ideas) -> str:
    return str(
        _(
            "Det sto likt mellom %(all)s. Loddtrekningen ga plass til %(taken)s. "
            "Trukket motsatt vei hadde den gitt plass til %(otherwise)s.",
            all=_quoted(tie.ideas, ideas),
            taken=_quoted(tie.taken, ideas) or _("ingen av dem"),
            otherwise=_quoted(tie.otherwise, ideas) or _("ingen av dem"),
        )
    )


def _quoted(chosen: Sequence[UUID], ideas: Ideas) -> str:
    return in_a_row([f"«{ideas[idea].title}»" for idea in chosen])


def package_texts(
    result: PublishedResult, titles: Mapping[str, str], unit: CostUnit = HOURS
) -> Mapping[str, Mapping[str, str]]:
    """Why each idea won or did not, in every language, for the package."""
    case = case_of(result, titles, unit)
    texts = {}
    for language in LOCALES:
        with force_locale(language):
            texts[language] = paragraphs(case)
    return texts

"""«Dette mangler» in words, each with the page where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import db
from app.domain.learning.checks import Advice, Lack, advice_on
from app.domain.learning.methods import MethodKind, method_mix
from app.learning.queries.checks import get_plan_facts
from app.learning.queries.content import ThemeView
from app.learning.queries.plans import PlanView
from app.learning.routes.words import address_of
from app.web.clock import now
from app.web.filters import long_day
from app.web.words import duration

PICTURE_WIDTH = 1_000


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One thing to look at, and where."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class MethodBar:
    """One kind of method in the picture: where its piece begins and how wide it is."""

    kind: str
    name: str
    count: int
    x: int
    width: int


def advice_lines(view: PlanView, themes: Sequence[ThemeView]) -> list[AdviceLine]:
    """What may be missing: in the whole plan for those who make it, for a team in its own part."""
    mine = [theme for theme in themes if view.may("theme:edit", theme.team_path)]
    if not mine:
        return []
    facts = get_plan_facts(db.session(), view, mine, now=now())
    return [
        AdviceLine(_words(each), _address(view, each))
        for each in advice_on(facts)
        if view.may_edit or each.theme
    ]


def _words(advice: Advice) -> str:
    theme = advice.theme.title if advice.theme else ""
    outcome = advice.outcome.text if advice.outcome else ""
    number = len(advice.activities)
    match advice.lack:
        case Lack.THEME_WITHOUT_OUTCOME:
            return str(_("«%(theme)s» har ingen læringsutbytter.", theme=theme))
        case Lack.OUTCOME_WITHOUT_ACTIVITY:
            return str(_("«%(outcome)s» har ingen aktivitet.", outcome=outcome))
        case Lack.NOT_OBSERVABLE:
            return str(_("«%(outcome)s» er vanskelig å se utenfra.", outcome=outcome))
        case Lack.NOBODY_RESPONSIBLE:
            return str(
                ngettext(
                    "«%(theme)s»: %(num)s aktivitet har ingen ansvarlig.",
                    "«%(theme)s»: %(num)s aktiviteter har ingen ansvarlig.",
                    number,
                    theme=theme,
                )
            )
        case Lack.NO_EVALUATION_DATE:
            return str(
                ngettext(
                    "«%(theme)s»: %(num)s aktivitet har ingen dato for evaluering.",
                    "«%(theme)s»: %(num)s aktiviteter har ingen dato for evaluering.",
                    number,
                    theme=theme,
                )
            )
        case Lack.LECTURES_ONLY:
            return str(_("«%(theme)s» har bare forelesninger. Variasjon gir mer.", theme=theme))
        case _:
            return _words_of_whole(advice)


def _words_of_whole(advice: Advice) -> str:
    """Of what concerns the plan as a whole."""
    if advice.proposal:
        proposal = advice.proposal
        return str(
            _(
                "%(body)s har ikke fått svar på «%(title)s».",
                body=proposal.body,
                title=proposal.title,
            )
        )
    if advice.lack is Lack.SAME_PEOPLE:
        return str(_("%(name)s er med på alt. Alle trenger ikke alt.", name=advice.name))
    if advice.lack is Lack.CLASH:
        first, second = advice.activities
        return str(
            _(
                "%(name)s har to aktiviteter samtidig %(day)s: «%(first)s» og «%(second)s».",
                name=advice.name,
                day=long_day(advice.day) if advice.day else "",
                first=first.words,
                second=second.words,
            )
        )
    return str(
        _(
            "%(name)s skal bruke %(time)s på læring, og det er mer enn lederen har satt av.",
            name=advice.name,
            time=duration(advice.minutes),
        )
    )


def _address(view: PlanView, advice: Advice) -> str | None:
    if advice.proposal:
        campaign = view.campaigns.get(advice.proposal.campaign_id)
        if campaign is None:
            return None
        return url_for("ideas.show", slug=campaign.campaign.slug, nr=advice.proposal.nr)
    if advice.lack is Lack.NOT_OBSERVABLE and advice.outcome:
        return address_of(view, "edit_outcome", outcome_id=advice.outcome.id)
    if advice.lack is Lack.TOO_MANY_HOURS:
        return address_of(view, "group", _anchor="timer")
    if advice.lack is Lack.SAME_PEOPLE:
        return address_of(view, "show", _anchor="tema-1")
    if len(advice.activities) == 1 or advice.lack is Lack.CLASH:
        return address_of(view, "edit_activity", activity_id=advice.activities[0].id)
    return address_of(view, "theme", theme_id=advice.theme.id) if advice.theme else None


def method_picture(themes: Sequence[ThemeView]) -> list[MethodBar]:
    """The methods of the whole plan side by side; empty where no activity says how."""
    mix = method_mix(
        activity.method
        for theme in themes
        for outcome in theme.outcomes
        for activity in outcome.activities
        if activity.status != "cancelled"
    )
    total = sum(count for _kind, count in mix)
    names = _method_names()
    bars: list[MethodBar] = []
    before = 0
    for kind, count in mix:
        x = PICTURE_WIDTH * before // total
        before += count
        width = PICTURE_WIDTH * before // total - x
        bars.append(MethodBar(kind, names[kind], count, x, width))
    return bars


def _method_names() -> dict[MethodKind, str]:
    return {
        MethodKind.LECTURE: _("Foredrag og innlegg"),
        MethodKind.COURSE: _("Kurs og e-læring"),
        MethodKind.GROUP: _("Gruppe og samtale"),
        MethodKind.GUIDANCE: _("Veiledning mellom kolleger"),
        MethodKind.PRACTICE: _("Øving og praksis"),
        MethodKind.VISIT: _("Besøk"),
        MethodKind.OTHER: _("Annet"),
    }

"""The list of a campaign's proposals, and one's own proposals everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignView, get_campaign_view, list_campaign_views
from app.campaigns.queries.lane import count_answered_in_lane
from app.campaigns.steps import may_compare
from app.core.db import db
from app.domain.errors import InvalidInputError
from app.domain.groups import Group
from app.domain.permissions import Permission
from app.domain.proposals import AnswerStatus, Horizon, Reach
from app.domain.timetable import Phase
from app.ideas.queries.listing import (
    BESIDE,
    LANE_SIZE,
    Facets,
    IdeaRow,
    Order,
    Wanted,
    get_facets,
    list_ideas,
)
from app.ideas.queries.mine import list_own
from app.ideas.routes.blueprint import bp
from app.ideas.routes.votes import shows_result, voting_for
from app.ideas.routes.words import STATUS_COLORS, order_names
from app.web import words
from app.web.access import current_actor, needs
from app.web.clock import now
from app.web.filters import in_form
from app.web.translating import translate as _

MAX_SEARCH = 200
STATE = ("q", "tema", "status", "fra", "horisont", "rekkevidde", "mine", "vis", "sorter")
"""What stands in the address, in this order; the cursor comes on top."""


@dataclass(frozen=True, slots=True)
class Address:
    """The list's address with its state, and the addresses one step away from it."""

    base: str
    """Made once: a page holds some thirty of these addresses, and building one is slow."""
    state: dict[str, str]

    def with_(self, **changes: str | None) -> str:
        state = {**self.state, **changes}
        return self._with({name: state[name] for name in STATE if state.get(name)})

    def page_after(self, cursor: str) -> str:
        return self._with({**self.state, "etter": cursor})

    def _with(self, state: Mapping[str, str | None]) -> str:
        return f"{self.base}?{urlencode(state)}" if state else self.base


@bp.get("/dugnader/<slug>/forslag")
@needs(Permission.CAMPAIGN_VIEW)
def index(slug: str) -> ResponseReturnValue:
    session, actor, moment = db.session(), current_actor(), now()
    view = get_campaign_view(session, actor, slug)
    facets = get_facets(session, view.campaign.id, actor.person_id)
    wanted = _wanted(view, facets, moment)
    orders = _orders(view, moment)
    order = next((each for each in orders if each == request.args.get("sorter")), orders[0])
    try:
        rows, cursor = list_ideas(
            session,
            view.campaign.id,
            actor.person_id,
            wanted,
            order=order,
            after=request.args.get("etter"),
        )
    except InvalidInputError:
        abort(400)
    beside = _beside(session, view, wanted, facets, order)
    voting = voting_for(session, view, [row.id for row in rows], moment)
    address = Address(url_for("ideas.index", slug=slug), _state())
    return render_template(
        "ideas/index.html",
        view=view,
        campaign=view.campaign,
        phase=view.phase_at(moment),
        rows=rows,
        lane_ideas=beside,
        lane_answered=count_answered_in_lane(session, view.campaign.id) if beside else 0,
        facets=facets,
        voting=voting,
        base=address.base,
        moment=moment,
        row_query=_way_back(address),
        next_url=address.page_after(cursor) if cursor else None,
        is_first_page="etter" not in request.args,
        shows_support=shows_result(view, moment),
        may_submit=view.may(Permission.IDEA_SUBMIT, moment),
        may_compare=may_compare(view, moment),
        own_deadline=view.scope.timetable.submission_closes_for(view.group),
        **_controls(address, facets, wanted, order, orders),
        **_names(),
    )


def _beside(
    session: Session, view: CampaignView, wanted: Wanted, facets: Facets, order: Order
) -> Sequence[IdeaRow]:
    """What councils and partners propose, in the list's own order, so that no number drowns it.

    Only beside the whole list: who filters or searches has said what they want to see.
    """
    is_whole = wanted == Wanted(is_shortlisted=wanted.is_shortlisted)
    if not (is_whole and facets.beside) or "etter" in request.args:
        return []
    lane = Wanted(lane=BESIDE, is_shortlisted=wanted.is_shortlisted)
    rows, _cursor = list_ideas(
        session, view.campaign.id, view.actor.person_id, lane, order=order, limit=LANE_SIZE
    )
    return rows


def _names() -> dict[str, Any]:
    return {
        "status_names": words.answer_names(),
        "status_colors": STATUS_COLORS,
        "lane_names": words.lane_names(),
    }


def _way_back(address: Address) -> str:
    """What a row's link carries so that one comes back to the same view of the list."""
    return f"?{urlencode({'next': address.with_()})}" if address.state else ""


def _state() -> dict[str, str]:
    given = {name: request.args.get(name, "")[:MAX_SEARCH] for name in STATE}
    return {name: value for name, value in given.items() if value}


def _wanted(view: CampaignView, facets: Facets, moment: datetime) -> Wanted:
    """The filters that make sense; what does not exist is no filter."""
    topics = {str(topic[0]): topic[0] for topic in facets.topics}
    has_ballot = view.phase_at(moment) in (Phase.VOTING, Phase.CLOSED, Phase.PUBLISHED)
    return Wanted(
        words=request.args.get("q", "")[:MAX_SEARCH],
        topic_id=topics.get(request.args.get("tema", "")),
        status=_one_of(AnswerStatus, "status"),
        lane=_one_of(Group, "fra"),
        horizon=_one_of(Horizon, "horisont"),
        reach=_one_of(Reach, "rekkevidde"),
        is_mine=request.args.get("mine") == "1",
        is_shortlisted=has_ballot and request.args.get("vis") != "alle",
    )


def _one_of(choices: Any, name: str) -> str | None:
    given = request.args.get(name)
    return given if given in list(choices) else None


def _orders(view: CampaignView, moment: datetime) -> list[Order]:
    """The orders one can choose, the default first. While votes are hidden none depends on them."""
    if shows_result(view, moment):
        return [Order.SUPPORTED, Order.NEWEST, Order.DISCUSSED, Order.LEAST_SEEN]
    if view.phase_at(moment) in (Phase.VOTING, Phase.CLOSED, Phase.PUBLISHED):
        return [Order.SHUFFLED, Order.NEWEST, Order.DISCUSSED, Order.LEAST_SEEN]
    return [Order.NEWEST, Order.DISCUSSED, Order.LEAST_SEEN, Order.SHUFFLED]


def _controls(
    address: Address, facets: Facets, wanted: Wanted, order: Order, orders: list[Order]
) -> dict[str, Any]:
    """Sorts, filters and pills as links with what they lead to."""
    statuses = {k: v for k, v in words.answer_names().items() if facets.by_status.get(k)}
    topics = {str(id): in_form(nb, nn) for id, nb, nn, _count in facets.topics}
    topic_counts = {str(id): count for id, _nb, _nn, count in facets.topics}
    chosen_topic = str(wanted.topic_id) if wanted.topic_id else None
    lanes = words.lane_names()
    filters = [
        ("tema", _("Tema"), topics, topic_counts, chosen_topic),
        ("status", _("Status"), statuses, facets.by_status, wanted.status),
        ("horisont", _("Sikt"), words.horizon_names(), {}, wanted.horizon),
        ("rekkevidde", _("Hvem kan løse det?"), words.reach_names(), {}, wanted.reach),
    ]
    return {
        "wanted": wanted,
        "sorts": [
            {
                "label": order_names()[each],
                "url": address.with_(sorter=None if each is orders[0] else each),
                "current": each is order,
            }
            for each in orders
        ],
        "order": order,
        "lanes": _options(address, "fra", lanes, facets.by_lane, wanted.lane, facets.total),
        "mine": {
            "label": _("Mine"),
            "url": address.with_(mine=None if wanted.is_mine else "1"),
            "current": wanted.is_mine,
            "count": facets.mine,
        },
        "filters": [
            (label, _options(address, name, names, counts, chosen))
            for name, label, names, counts, chosen in filters
            if names
        ],
        "pills": _pills(address, wanted, filters, lanes),
        "hidden": {k: v for k, v in address.state.items() if k != "q"},
        "address": address,
    }


def _options(
    address: Address,
    name: str,
    names: dict[str, str],
    counts: dict[str, int],
    chosen: str | None,
    total: int | None = None,
) -> list[dict[str, Any]]:
    every = {"label": _("Alle"), "url": address.with_(**{name: None}), "current": chosen is None}
    return [
        every | ({"count": total} if total is not None else {}),
        *(
            {
                "label": label,
                "url": address.with_(**{name: value}),
                "current": chosen == value,
                "count": counts.get(value, 0) if counts else None,
            }
            for value, label in names.items()
        ),
    ]


def _pills(
    address: Address, wanted: Wanted, filters: list[Any], lanes: dict[str, str]
) -> list[dict[str, str]]:
    """Each filter that is on, with the address without it."""
    chosen = [(name, names[value]) for name, _label, names, _n, value in filters if value]
    if wanted.lane:
        chosen.append(("fra", lanes[wanted.lane]))
    if wanted.is_mine:
        chosen.append(("mine", _("Mine")))
    if wanted.words:
        chosen.append(("q", _("Søk: %(words)s", words=wanted.words)))
    return [{"label": label, "url": address.with_(**{name: None})} for name, label in chosen]


@bp.get("/mitt/forslag")
@needs(Permission.CAMPAIGN_VIEW)
def mine() -> ResponseReturnValue:
    session, actor, moment = db.session(), current_actor(), now()
    views = {view.campaign.id: view for view in list_campaign_views(session, actor)}
    own = list_own(session, actor.person_id, list(views))
    return render_template(
        "ideas/mine.html",
        drafts=[row for row in own if row.state == "draft"],
        ideas=[row for row in own if row.state != "draft"],
        views=views,
        moment=moment,
        **_names(),
    )

"""Reads about votes: `get_` raises, `find_` may return None, `list_` is never None."""

from app.voting.events import list_events
from app.voting.queries.ballots import (
    BallotView,
    MarkTarget,
    ballot_view,
    count_cast,
    count_open_support,
    get_ballot_view,
    get_mark_target,
    list_added_voters,
)
from app.voting.queries.checking import (
    CountedAgain,
    find_package_sha256,
    get_package,
    has_commitment,
    list_commitments,
    list_further_counts,
    list_handouts,
    list_left_out,
)
from app.voting.queries.due import (
    get_campaign_by_slug,
    list_due,
    list_open,
    list_unannounced,
    list_uncompared,
)
from app.voting.queries.results import (
    ListedIdea,
    find_progress,
    find_result,
    get_promises,
    get_result,
    list_ballot_ideas,
    list_ideas,
    require_result_visible,
)

__all__ = [
    "BallotView",
    "CountedAgain",
    "ListedIdea",
    "MarkTarget",
    "ballot_view",
    "count_cast",
    "count_open_support",
    "find_package_sha256",
    "find_progress",
    "find_result",
    "get_ballot_view",
    "get_campaign_by_slug",
    "get_mark_target",
    "get_package",
    "get_promises",
    "get_result",
    "has_commitment",
    "list_added_voters",
    "list_ballot_ideas",
    "list_commitments",
    "list_due",
    "list_events",
    "list_further_counts",
    "list_handouts",
    "list_ideas",
    "list_left_out",
    "list_open",
    "list_unannounced",
    "list_uncompared",
    "require_result_visible",
]

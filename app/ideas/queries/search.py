"""Words looked for, as a condition that finds the same proposals on both databases."""

from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, text
from sqlalchemy.orm import Session

from app.domain.norwegian import subject_stems

MAX_WORDS = 12
"""Nobody needs more to find a proposal; each word costs a look in the index."""
SHORTEST_PREFIX = 3
"""From this many letters on, a stem also finds the longer words that begin with it."""

# Both tables hold whole stems and neither query is parsed again, see migration 0003. CROSS JOIN
# tells SQLite to search first; else it may ask the index anew for each proposal of the campaign.
_SQLITE = """ideas.id IN (SELECT found.idea_id
    FROM idea_search CROSS JOIN idea_search_rows AS found ON found.nr = idea_search.rowid
    WHERE idea_search MATCH :words AND found.campaign_id = :searched_campaign)"""
_POSTGRESQL = "array_to_tsvector(string_to_array(ideas.stems, ' ')) @@ CAST(:words AS tsquery)"


def matches(session: Session, campaign_id: UUID, wanted: str) -> TextClause | None:
    """The condition that a proposal holds every word of `wanted`; None where it has no words.

    The words are letters and digits alone when they come out of the stemmer, so that nothing a
    person types reaches either database as an operator.
    """
    words = list(dict.fromkeys(subject_stems(wanted)))[:MAX_WORDS]
    if not words:
        return None
    if session.get_bind().dialect.name == "postgresql":
        query = " & ".join(f"'{word}'{':*' if _is_prefix(word) else ''}" for word in words)
        return text(_POSTGRESQL).bindparams(words=query)
    query = " AND ".join(f'"{word}"{"*" if _is_prefix(word) else ""}' for word in words)
    return text(_SQLITE).bindparams(
        bindparam("words", query), bindparam("searched_campaign", campaign_id, Uuid())
    )


def _is_prefix(word: str) -> bool:
    return len(word) >= SHORTEST_PREFIX

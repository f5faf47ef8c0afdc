"""A campaign of the size that the targets name, the same each time it is made."""

import itertools
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from app.accounts.queries import hash_token
from app.models import (
    Body,
    Campaign,
    CampaignBody,
    Comment,
    Idea,
    Membership,
    OpenBallot,
    OpenMark,
    Person,
    SignIn,
    Topic,
    Voter,
)

NOW = datetime(2026, 10, 8, 10, tzinfo=UTC)
DAY = timedelta(days=1)
CHUNK = 1_000
QUOTA = 3
COMMENTS_ON_THE_FIRST = 20
TOPICS = ("Møter", "Samtaler", "Verktøy", "Samarbeid", "Klarspråk")
SUBJECTS = (
    "vanskelige samtaler", "stille timer", "felles morgenmøter", "klarspråk i brev",
    "korte notater", "brukermøter", "opplæring av nye", "delte kalendere", "digital veiledning",
    "samtaler med arbeidsgivere", "økonomisk rådgiving", "trygghet i mottaket",
)  # fmt: skip
DEEDS = ("Øve på", "Starte med", "Lære mer om", "Lage maler for", "Dele erfaring med", "Kurs i")
SENTENCES = (
    "I dag gjør vi dette hver for oss, og det tar lang tid.",
    "Vi prøvde det i to uker i fjor, og **det virket**.",
    "Brukerne har bedt om det flere ganger.",
    "En time hver måned holder for å komme i gang.",
    "Se [veilederen](https://etaten.example/veileder) for mer.",
)


@dataclass(frozen=True)
class Sizes:
    """How much there is; the defaults are those that the targets name."""

    ideas: int = 1_000
    votes: int = 12_000
    comments: int = 8_000
    visitors: int = 100
    """People who are signed in and have votes left."""


@dataclass(frozen=True)
class Place:
    """What a request needs to know of the data."""

    voting: str
    """Slug of the campaign in which one votes, where everything is."""
    submission: str
    """Slug of one that takes proposals, as many as the other has."""
    ideas: list[UUID]
    tokens: list[str]
    """One a visitor: what the session cookie carries."""


def fill(session, sizes):
    """Write it all, in the caller's transaction, and say where it is."""
    chance = random.Random(20_261_008)
    unit = add(session, Body, kind="unit", unit_kind="office", name="Neset", slug="neset", path="")
    unit.path = f"/{unit.id.hex}/"
    voters = -(-sizes.votes // QUOTA)
    everybody = people(session, unit, voters + sizes.visitors)
    voting = _campaign(session, unit, everybody[0], "stemming", days=(-21, -7, -6, 7))
    submission = _campaign(session, unit, everybody[0], "innsending", days=(-7, 7, 8, 14))
    ideas = _ideas(session, voting, everybody, sizes.ideas, chance)
    _ideas(session, submission, everybody, sizes.ideas, chance)
    _comments(session, voting, ideas, everybody, sizes.comments, chance)
    _votes(session, voting, ideas, everybody, sizes.votes, chance)
    tokens = sign_in(session, everybody[voters:])
    return Place(voting.slug, submission.slug, ideas, tokens)


def add(session, table, **columns):
    """One row, flushed."""
    row = table(**columns)
    session.add(row)
    session.flush()
    return row


def write(session, kind, rows):
    """Many rows, some at a time."""
    rows = iter(rows)
    while chunk := list(itertools.islice(rows, CHUNK)):
        session.execute(insert(kind), chunk)


def people(session, unit, number, now=NOW):
    """So many colleagues in one unit; their ids."""
    ids = [UUID(int=1_000_000 + nr) for nr in range(number)]
    write(
        session,
        Person,
        (
            {
                "id": id,
                "name": f"Prøve Person {nr}",
                "email": f"person{nr}@etaten.example",
                "created_at": now - 90 * DAY,
            }
            for nr, id in enumerate(ids)
        ),
    )
    held = {"body_id": unit.id, "role": "staff", "starts_at": now - 90 * DAY}
    write(session, Membership, ({"person_id": id, **held} for id in ids))
    return ids


def _campaign(session, unit, creator, slug, days):
    names = ("opens_at", "submission_closes_at", "voting_opens_at", "voting_closes_at")
    instants = {name: NOW + day * DAY for name, day in zip(names, days, strict=True)}
    is_frozen = instants["voting_opens_at"] < NOW
    campaign = add(
        session,
        Campaign,
        slug=slug,
        template="learning_themes",
        title_nb="Hva skal vi lære til våren?",
        purpose_nb="Vi velger temaene sammen.",
        created_by=creator,
        created_at=NOW - 30 * DAY,
        launched_at=NOW - 30 * DAY,
        votes_per_person=QUOTA,
        seats=3,
        key=bytes(32) if is_frozen else None,
        frozen_at=instants["voting_opens_at"] if is_frozen else None,
        turnout='{"eligible": 0, "voted": 0, "groups": []}' if is_frozen else None,
        turnout_at=NOW if is_frozen else None,
        **instants,
    )
    for part in ("owner", "audience"):
        session.add(CampaignBody(campaign_id=campaign.id, body_id=unit.id, part=part))
    for position, name in enumerate(TOPICS):
        session.add(Topic(campaign_id=campaign.id, position=position, name_nb=name))
    session.flush()
    return campaign


def _ideas(session, campaign, people, number, chance):
    topics = [
        topic.id
        for topic in session.query(Topic)
        .filter_by(campaign_id=campaign.id)
        .order_by(Topic.position)
    ]
    base = campaign.id.int >> 64 << 64
    ids = [UUID(int=base + nr) for nr in range(1, number + 1)]
    chance.shuffle(ids)
    is_on_ballot = campaign.frozen_at is not None
    write(
        session,
        Idea,
        (
            {
                "campaign_id": campaign.id,
                "id": id,
                "nr": nr,
                "state": "submitted",
                "title": f"{chance.choice(DEEDS)} {chance.choice(SUBJECTS)} ({nr})",
                "body": "\n\n".join(chance.choices(SENTENCES, k=chance.randint(2, 6))),
                "topic_id": chance.choice(topics),
                "author_id": chance.choice(people),
                "created_at": campaign.opens_at,
                "submitted_at": campaign.opens_at + timedelta(minutes=nr),
                "updated_at": campaign.opens_at + timedelta(minutes=nr),
                "status": "under_review" if nr % 10 == 0 else None,
                "is_on_ballot": is_on_ballot,
            }
            for nr, id in enumerate(ids, start=1)
        ),
    )
    campaign.idea_counter = number
    return ids


def _comments(session, campaign, ideas, people, number, chance):
    """Twenty on the first proposal, the rest spread over all others."""
    first = min(COMMENTS_ON_THE_FIRST, number)
    on = ideas[:1] * first + [chance.choice(ideas[1:]) for _ in range(number - first)]
    write(
        session,
        Comment,
        (
            {
                "campaign_id": campaign.id,
                "idea_id": idea,
                "author_id": chance.choice(people),
                "body": " ".join(chance.choices(SENTENCES, k=2)),
                "created_at": campaign.opens_at + timedelta(minutes=nr),
            }
            for nr, idea in enumerate(on)
        ),
    )
    counts = dict.fromkeys(ideas, 0)
    for idea in on:
        counts[idea] += 1
    session.flush()
    session.bulk_update_mappings(
        Idea,
        [
            {"campaign_id": campaign.id, "id": idea, "comment_count": count}
            for idea, count in counts.items()
            if count
        ],
    )


def _votes(session, campaign, ideas, people, number, chance):
    """Three a voter; the visitors at the end of the list are on the roll and have not voted."""
    voters = -(-number // QUOTA)
    rolls = [UUID(int=2_000_000 + nr) for nr in range(len(people))]
    keys = [UUID(int=3_000_000 + nr) for nr in range(voters)]
    chance.shuffle(rolls)
    in_campaign = {"campaign_id": campaign.id}
    write(
        session,
        Voter,
        (
            {
                "id": id,
                "person_id": person,
                "group": "staff",
                "has_voted": nr < voters,
                **in_campaign,
            }
            for nr, (id, person) in enumerate(zip(rolls, people, strict=True))
        ),
    )
    dull = {"quota": QUOTA, "version": QUOTA, "salt": bytes(32), "commitment": "0" * 64}
    marks = [min(QUOTA, number - nr * QUOTA) for nr in range(voters)]
    write(
        session,
        OpenBallot,
        (
            {"voter_id": id, "ballot_key": key, "used": used, **dull}
            for id, key, used in zip(rolls, keys, marks, strict=False)
        ),
    )
    write(
        session,
        OpenMark,
        (
            {"ballot_key": key, "idea_id": idea, **in_campaign}
            for key, used in zip(keys, marks, strict=True)
            for idea in chance.sample(ideas, min(used, len(ideas)))
        ),
    )


def sign_in(session, visitors, now=NOW):
    """They have signed in: a token each."""
    tokens = [f"bench-token-{nr}" for nr in range(len(visitors))]
    moments = {"created_at": now, "seen_at": now}
    write(
        session,
        SignIn,
        (
            {"token_hash": hash_token(token), "person_id": person, **moments}
            for token, person in zip(tokens, visitors, strict=True)
        ),
    )
    return tokens

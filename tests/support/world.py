"""Two offices that know nothing of each other, everybody who can ask for a page, and every thing a
page can show. Built once for the tests that walk all routes; each of them gets a copy.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts.queries import get_actor, hash_token
from app.campaigns.services.finishing import publish_campaign
from app.core.db import atomic
from app.decisions.evidence import get_evidence
from app.decisions.promotion import PlanTarget
from app.decisions.protocols import issue_protocol
from app.decisions.services import Wanted, make_decision
from app.domain.half_years import HalfYear
from app.domain.notices import NoticeTopic
from app.domain.permissions import Role
from app.models import (
    Affiliation,
    Answer,
    Arena,
    Campaign,
    Comment,
    Gathering,
    GroupDecision,
    GroupMeeting,
    GroupMember,
    Invitation,
    KnowledgeFlow,
    MailedLink,
    Membership,
    Merge,
    Notice,
    PairwiseAnswer,
    Plan,
    PlanTheme,
    SourceNote,
    SteeringSignal,
    StrategyInput,
    Topic,
    Upload,
)
from app.outbox.leaving import sign_unsubscribe
from app.voting.explanations import package_texts
from app.voting.services import close_campaign, set_mark
from tests.support.clock import FixedClock
from tests.support.contributions_of_world import add_contributions
from tests.support.councils_of_world import add_council
from tests.support.doing_of_world import add_doing
from tests.support.evaluations_of_world import add_evaluations
from tests.support.factories import (
    LONG_AGO,
    make_body,
    make_campaign,
    make_idea,
    make_membership,
    make_person,
)
from tests.support.local_of_world import add_local
from tests.support.plan_tables import word_plan
from tests.support.plans import make_activity, make_outcome, make_theme
from tests.support.plans_of_world import add_plans
from tests.support.rooms import add_rooms

NOW = datetime(2026, 10, 8, 10, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANTS = ("opens_at", "submission_closes_at", "voting_opens_at", "voting_closes_at")
PHASES = {
    # Days from NOW to each of the four.
    "upcoming": (7, 14, 15, 21),
    "submission": (-7, 7, 8, 14),
    "review": (-14, -1, 1, 14),
    "voting": (-21, -7, -6, 7),
    "closed": (-28, -21, -20, -1),
    "published": (-28, -21, -20, -1),
}
HALF_YEAR = "2027-1"
TOKEN = "an-unguessable-token-for-tests"
STAFF_WHO_VOTE = 8
PEOPLE = "navn;e-post\nOla Ny;ola.ny@etaten.example\n"
BODIES = "navn;slag\nNytt utvalg;brukerutvalg\n"
ANSWERS = "Id;Mottakerens svar;Tatt inn i avsnitt;Mottakerens begrunnelse\n"


@dataclass
class Office:
    """One office with all its dugnader; what stands in addresses is kept as plain values."""

    unit: UUID
    unit_slug: str
    author: UUID
    facilitator: UUID
    places: dict = field(default_factory=dict)
    """By phase: the values of every argument an address can have, and who votes there."""


@dataclass
class World:
    people: dict
    """Id by what one is: `staff_a`, `council`, …"""
    own: Office
    foreign: Office


def build_world(session):
    """Everything inside one transaction of the caller."""
    region = make_body(session, unit_kind="region", name="Etaten Vest")
    council = make_body(session, kind="council", name="Brukerutvalget på Neset")
    partner = make_body(session, kind="municipality", name="Neset kommune")
    a = make_body(session, name="Etaten Neset", parent=region)
    b = make_body(session, name="Etaten Sundet", parent=region)
    council_b = make_body(session, kind="council", name="Brukerutvalget på Sundet")
    for unit, body in ((a, council), (a, partner), (b, council_b)):
        session.add(Affiliation(unit_id=unit.id, body_id=body.id))
    people = {
        "disabled": make_person(session, name="Dina Deaktivert", body=a),
        "staff_a": make_person(session, name="Siri Saksbehandler", body=a),
        "staff_b": make_person(session, name="Bo Bakken", body=b),
        "council": make_person(
            session, name="Randi Rådgiver", body=council, role=Role.COUNCIL_MEMBER
        ),
        "former": make_person(session, name="Fredrik Før"),
        "partner": make_person(session, name="Petra Partner", body=partner, role=Role.PARTNER),
        "facilitator": make_person(session, name="Frida Leder", body=a, role=Role.FACILITATOR),
        "leader": make_person(session, name="Lars Leder", body=a, role=Role.LEADER),
        "administrator": make_person(session, name="Ada A", body=region, role=Role.ADMINISTRATOR),
        "facilitator_b": make_person(session, body=b, role=Role.FACILITATOR),
    }
    people["disabled"].disabled_at = LONG_AGO
    make_membership(
        session, people["former"], council, role=Role.COUNCIL_MEMBER, ends_at=NOW - 40 * DAY
    )
    own = _office(session, a, [a, council, partner], people["staff_a"], people["facilitator"])
    foreign = _office(session, b, [b, council_b], people["staff_b"], people["facilitator_b"])
    for office, its_council in ((own, council), (foreign, council_b)):
        for place in office.places.values():
            place["council_id"], place["council_slug"] = its_council.id, its_council.slug
        _uploads(session, office, people["administrator"])
        office.places["submission"] |= add_contributions(
            session,
            office.places["submission"],
            author_id=office.author,
            asked_id=people["council"].id,
            reporter_id=office.places["submission"]["voters"][0],
            now=NOW,
        )
    member_b = make_person(session, body=council_b, role=Role.COUNCIL_MEMBER)
    add_council(session, own, council, people["council"], now=NOW)
    add_council(session, foreign, council_b, member_b, now=NOW)
    return World({name: person.id for name, person in people.items()}, own, foreign)


def _uploads(session, office, administrator):
    """A file of each kind that waits for its sender to say yes."""
    for name, kind, sender, content in (
        ("people_upload_id", "people", administrator.id, PEOPLE),
        ("bodies_upload_id", "bodies", administrator.id, BODIES),
        ("answers_upload_id", "answers", office.facilitator, ANSWERS),
        ("plan_upload_id", "plan", office.facilitator, word_plan()),
    ):
        content = content.encode() if isinstance(content, str) else content
        upload = Upload(person_id=sender, kind=kind, content=content, created_at=NOW)
        session.add(upload)
        session.flush()
        for place in office.places.values():
            place[name] = upload.id


def _office(session, unit, audiences, author, facilitator):
    office = Office(unit.id, unit.slug, author.id, facilitator.id)
    tokens = _tokens(session, unit, author, facilitator)
    colleagues = [make_person(session, body=unit) for _ in range(STAFF_WHO_VOTE)]
    for phase, days in PHASES.items():
        campaign = make_campaign(
            session,
            owner=unit,
            audiences=audiences,
            title=f"Hva skal vi lære til våren på {unit.name}?",
            purpose_nb="Vi velger temaene for **våren** sammen.",
            compares_pairs=True,
            pairwise_key=b"a key of the world, of 32 bytes...",
            **{name: NOW + day * DAY for name, day in zip(INSTANTS, days, strict=True)},
        )
        content = _content(session, campaign, author, facilitator, colleagues)
        office.places[phase] = {
            "unit_slug": unit.slug,
            "locale": "nn",
            "half_year": HALF_YEAR,
            "fmt": "xlsx",
            "protocol_number": 1,
            "protocol_fmt": "docx",
            **tokens,
            **content,
        }
    add_local(session, office, audiences, author, facilitator, now=NOW)
    draft = make_campaign(session, owner=unit, audiences=audiences, launched=False)
    office.places["draft"] = office.places["submission"] | {"slug": draft.slug}
    return office


def _tokens(session, unit, author, facilitator):
    """What waits to be taken up: an invitation of a stranger, one of the author, a mailed link."""
    token = f"{TOKEN}-{unit.slug}"
    until = {"created_at": NOW - DAY, "expires_at": NOW + DAY}
    of_stranger, of_author = (
        Invitation(
            token_hash=hash_token(of_whom),
            email=email,
            body_id=unit.id,
            role=Role.STAFF,
            invited_by=facilitator.id,
            **until,
        )
        for of_whom, email in [
            (token, f"ny-{unit.slug}@etaten.example"),
            (f"{token}-author", author.email),
        ]
    )
    link = MailedLink(
        token_hash=hash_token(token), purpose="sign_in_link", person_id=author.id, **until
    )
    session.add_all([of_stranger, of_author, link])
    notice = Notice(
        person_id=author.id,
        event_key="something:1",
        kind="idea_answered",
        facts='{"slug": "x", "nr": 1, "title": "En idé", "status": "under_review", "text": "Ja."}',
        created_at=NOW,
    )
    session.add(notice)
    session.flush()
    return {
        "token": token,
        "invitation_id": of_author.id,
        "notice_id": notice.id,
        "leave_token": sign_unsubscribe(author.id, NoticeTopic.ANSWERS),
    }


def _content(session, campaign, author, facilitator, colleagues):
    at = campaign.opens_at + DAY
    ideas = [
        make_idea(session, campaign=campaign, author=person, title=title, submitted_at=at)
        for person, title in [
            (author, "Ein stille time utan møte"),
            (colleagues[0], "Øve på den vanskelige samtalen"),
            (colleagues[1], "Felles morgenmøte på tirsdager"),
            (colleagues[2], "Kurs i klarspråk for alle"),
        ]
    ]
    merged = make_idea(
        session, campaign=campaign, author=colleagues[3], state="merged", merged_into=ideas[0].id
    )
    draft = make_idea(session, campaign=campaign, author=author, state="draft", title="Halvferdig")
    of_idea = {"campaign_id": campaign.id, "idea_id": ideas[0].id}
    comment = Comment(**of_idea, author_id=author.id, body="Enig!", created_at=NOW)
    signal = SteeringSignal(
        campaign_id=campaign.id,
        kind="assignment_letter",
        title="Tildelingsbrev 2027",
        source="Departementet",
        passage="Etaten skal prioritere brukermedvirkning.",
        added_by=facilitator.id,
        added_at=at,
    )
    session.add_all(
        [
            comment,
            signal,
            Merge(
                campaign_id=campaign.id,
                source_id=merged.id,
                target_id=ideas[0].id,
                merged_by=facilitator.id,
                merged_at=at,
            ),
            Topic(campaign_id=campaign.id, position=1, name_nb="Samarbeid"),
            Gathering(campaign_id=campaign.id, title="Oppstartsmøte", held_at=at),
            Answer(
                **of_idea,
                status="under_review",
                text="Vi ser på det.",
                answered_by=facilitator.id,
                answered_at=at,
            ),
        ]
    )
    low, high = sorted(idea.id for idea in ideas[:2])
    session.add_all(
        PairwiseAnswer(
            campaign_id=campaign.id,
            idea_low=low,
            idea_high=high,
            person_mac=2 * colleague.id.bytes,
            seq=1,
            result="low",
        )
        for colleague in colleagues[:5]
    )
    ideas[0].comment_count = 1
    session.flush()
    return {
        "slug": campaign.slug,
        "nr": 1,
        "idea_id": ideas[0].id,
        "draft_id": draft.id,
        "merged_nr": merged.nr,
        "comment_id": comment.id,
        "signal_id": signal.id,
        "colleague_id": colleagues[7].id,
        "membership_id": session.scalars(
            select(Membership.id).where(Membership.person_id == colleagues[7].id)
        ).one(),
        "campaign_id": campaign.id,
        "voters": [colleague.id for colleague in colleagues],
        "ideas": [idea.id for idea in ideas],
    }


def cast_votes(session, office, phase):
    """Everybody among the colleagues marks two proposals."""
    place = office.places[phase]
    moment = NOW + (PHASES[phase][2] + 1) * DAY
    for nr, person_id in enumerate(place["voters"]):
        actor = get_actor(session, person_id, now=moment)
        for step in (0, 1):
            set_mark(
                session,
                actor,
                place["campaign_id"],
                place["ideas"][(nr // 3 + step) % len(place["ideas"])],
                wanted=True,
                version=step,
                key=f"vote-number-{nr}-{step}-of-a-test",
                clock=FixedClock(moment),
            )


def play_world(world):
    """What people have done in it: votes, two closes, and one decision with all that follows."""
    for office in (world.own, world.foreign):
        with atomic() as session:
            place = office.places["submission"]
            add_rooms(session, office, session.get_one(Campaign, place["campaign_id"]), now=NOW)
            office.places["draft"] |= {name: place[name] for name in place.keys() - {"slug"}}
        for phase in ("voting", "closed", "published"):
            with atomic() as session:
                cast_votes(session, office, phase)
        for phase in ("closed", "published"):
            close_campaign(
                atomic,
                office.places[phase]["campaign_id"],
                texts=package_texts,
                clock=FixedClock(NOW - DAY),
            )
        with atomic() as session:
            decide(session, office)


def decide(session, office):
    """Publish, let all winners go forward, and put them into a plan."""
    place = office.places["published"]
    facilitator = get_actor(session, office.facilitator, now=NOW)
    campaign = publish_campaign(session, facilitator, place["slug"], clock=FixedClock(NOW))
    standings = get_evidence(session, campaign).standings
    wanted = Wanted(
        going=frozenset(standing.idea_id for standing in standings if standing.is_winner),
        going_text="Takk, dette går vi videre med.",
        other_text="Ikke denne gangen.",
        plan=PlanTarget(office.unit, HalfYear.parse(HALF_YEAR)),
    )
    make_decision(session, facilitator, campaign.id, wanted=wanted, now=NOW)
    issue_protocol(session, facilitator, campaign.id, case_number="2026/1", now=NOW)
    session.add(
        StrategyInput(
            campaign_id=campaign.id,
            idea_id=place["idea_id"],
            receiver="Direktoratet",
            handed_over_at=NOW,
        )
    )
    plan_id = session.scalars(select(Plan.id).where(Plan.unit_id == office.unit)).one()
    theme = PlanTheme(plan_id=plan_id, position=9, title="Førstehjelp", reason="Loven krever det.")
    session.add(theme)
    session.flush()
    place["theme_id"] = theme.id
    kept = make_theme(session, session.get_one(Plan, plan_id), title="Klarspråk")
    outcome = make_outcome(session, kept)
    place |= {"kept_theme_id": kept.id, "outcome_id": outcome.id}
    place["activity_id"] = make_activity(session, outcome).id
    place |= groundwork(session, office, plan_id)
    add_plans(session, office, now=NOW)
    add_doing(session, office, now=NOW)
    add_evaluations(session, office, now=NOW)


def groundwork(session, office, plan_id):
    """Somebody in the working group, a meeting, an arena, a row of the map, a source note."""
    arena = Arena(unit_id=office.unit, name="Kontormøte", frequency="Hver 14. dag", shares=True)
    meeting = GroupMeeting(plan_id=plan_id, held_on=NOW.date(), agenda="Hvem spør vi?")
    note = SourceNote(
        plan_id=plan_id,
        kind="employer",
        sector="Bygg og anlegg",
        held_on=NOW.date(),
        text="De vil møte oss oftere.",
        added_by=office.facilitator,
        added_at=NOW,
    )
    flow = KnowledgeFlow(
        plan_id=plan_id, source="individual", target="internal", position=1, activity="Referat"
    )
    member = GroupMember(plan_id=plan_id, person_id=office.facilitator, part="lead")
    session.add_all([arena, meeting, note, flow, member])
    session.flush()
    decision = GroupDecision(meeting_id=meeting.id, position=1, text="Vi spør alle.")
    session.add(decision)
    return {"arena_id": arena.id, "meeting_id": meeting.id, "note_id": note.id}

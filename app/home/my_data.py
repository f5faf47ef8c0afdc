"""What is stored about one person and is theirs to see: for a page, and as a file to take away.

Never what somebody voted, compared or answered in an evaluation. What is kept of that while it is
open can be read by nobody but the one who looks at their own ballot, and must not become a receipt.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from app.home import my_data_of_voice
from app.home.my_data_parts import of_ideas
from app.models import (
    Activity,
    ActivityParticipant,
    Attendance,
    Body,
    CalendarFeed,
    Campaign,
    CoAuthor,
    Comment,
    Follower,
    GroupMember,
    GroupWish,
    Idea,
    IdeaVersion,
    LearningOutcome,
    Membership,
    Person,
    Plan,
    PlanTheme,
    Reflection,
    SignIn,
    SignUp,
    StrategyInput,
    ThemeComment,
    Upload,
    Voter,
)

Record = Mapping[str, Any]
_Rows = Select[*tuple[Any, ...]]
_Statement = Callable[[UUID], _Rows]
_BEHALF = aliased(Body)


def _account(person_id: UUID) -> _Rows:
    return select(Person.name, Person.email, Person.locale, Person.created_at).where(
        Person.id == person_id
    )


def _memberships(person_id: UUID) -> _Rows:
    return (
        select(Body.name.label("body"), Membership.role, Membership.starts_at, Membership.ends_at)
        .join(Body, Body.id == Membership.body_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_at, Membership.id)
    )


def _sign_ins(person_id: UUID) -> _Rows:
    return (
        select(SignIn.created_at, SignIn.seen_at)
        .where(SignIn.person_id == person_id)
        .order_by(SignIn.created_at)
    )


def _uploads(person_id: UUID) -> _Rows:
    return select(Upload.created_at).where(Upload.person_id == person_id)


def _rolls(person_id: UUID) -> _Rows:
    """That one could vote, never whether one did."""
    return (
        select(Campaign.title_nb.label("campaign"), Voter.group.label("group"))
        .join(Campaign, Campaign.id == Voter.campaign_id)
        .where(Voter.person_id == person_id)
        .order_by(Campaign.opens_at, Campaign.id)
    )


def _proposals(person_id: UUID) -> _Rows:
    return (
        select(
            Campaign.title_nb.label("campaign"),
            Idea.title,
            Idea.body.label("text"),
            Idea.state,
            Idea.is_anonymous,
            _BEHALF.name.label("on_behalf_of"),
            Idea.created_at,
            Idea.submitted_at,
            Idea.updated_at,
            Idea.withdrawn_at,
            Idea.omitted_reason,
        )
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .outerjoin(_BEHALF, _BEHALF.id == Idea.on_behalf_of)
        .where(Idea.author_id == person_id)
        .order_by(Idea.created_at, Idea.id)
    )


def _earlier_versions(person_id: UUID) -> _Rows:
    """Of one's own proposals: what a facilitator corrected in another's is that other's."""
    of_idea = and_(Idea.campaign_id == IdeaVersion.campaign_id, Idea.id == IdeaVersion.idea_id)
    return (
        select(IdeaVersion.title, IdeaVersion.body.label("text"), IdeaVersion.edited_at)
        .join(Idea, of_idea)
        .where(Idea.author_id == person_id)
        .order_by(IdeaVersion.edited_at, IdeaVersion.idea_id, IdeaVersion.version)
    )


def _stood_behind(person_id: UUID) -> _Rows:
    return of_ideas(CoAuthor, CoAuthor.is_anonymous).where(CoAuthor.person_id == person_id)


def _followed(person_id: UUID) -> _Rows:
    return of_ideas(Follower).where(Follower.person_id == person_id)


def _comments(person_id: UUID) -> _Rows:
    return (
        of_ideas(
            Comment,
            Comment.body.label("text"),
            Comment.stance,
            Comment.created_at,
            Comment.edited_at,
            Comment.deleted_at,
            Comment.hidden_reason,
        )
        .where(Comment.author_id == person_id)
        .order_by(Comment.created_at, Comment.id)
    )


def _received(person_id: UUID) -> _Rows:
    return of_ideas(StrategyInput).where(StrategyInput.receiver_id == person_id)


def _groups(person_id: UUID) -> _Rows:
    return _of_plans(GroupMember, GroupMember.part, GroupMember.profession).where(
        GroupMember.person_id == person_id
    )


def _wishes(person_id: UUID) -> _Rows:
    return _of_plans(GroupWish, GroupWish.profession, GroupWish.wished_at).where(
        GroupWish.person_id == person_id
    )


def _of_plans(model: Any, *columns: Any) -> _Rows:
    return (
        select(Body.name.label("unit"), Plan.half_year, *columns)
        .select_from(model)
        .join(Plan, Plan.id == model.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .order_by(Plan.half_year, Body.path)
    )


def _hearings(person_id: UUID) -> _Rows:
    return (
        select(
            Body.name.label("unit"),
            Plan.half_year,
            PlanTheme.title,
            ThemeComment.text,
            _BEHALF.name.label("on_behalf_of"),
            ThemeComment.written_at,
            ThemeComment.answer,
            ThemeComment.hidden_reason,
        )
        .join(PlanTheme, PlanTheme.id == ThemeComment.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .outerjoin(_BEHALF, _BEHALF.id == ThemeComment.on_behalf_of)
        .where(ThemeComment.person_id == person_id)
        .order_by(ThemeComment.written_at, ThemeComment.id)
    )


def _expected(person_id: UUID) -> _Rows:
    return _of_activities(ActivityParticipant, ActivityParticipant.need).where(
        ActivityParticipant.person_id == person_id
    )


def _joined(person_id: UUID) -> _Rows:
    return _of_activities(SignUp, SignUp.is_waiting, SignUp.signed_at).where(
        SignUp.person_id == person_id
    )


def _attended(person_id: UUID) -> _Rows:
    return _of_activities(Attendance).where(Attendance.person_id == person_id)


def _reflections(person_id: UUID) -> _Rows:
    return _of_activities(Reflection, Reflection.text, Reflection.written_at).where(
        Reflection.person_id == person_id
    )


def _of_activities(model: Any, *columns: Any) -> _Rows:
    return (
        select(
            Body.name.label("unit"),
            Plan.half_year,
            PlanTheme.title,
            Activity.method,
            Activity.arena,
            *columns,
        )
        .select_from(model)
        .join(Activity, Activity.id == model.activity_id)
        .join(LearningOutcome, LearningOutcome.id == Activity.outcome_id)
        .join(PlanTheme, PlanTheme.id == LearningOutcome.theme_id)
        .join(Plan, Plan.id == PlanTheme.plan_id)
        .join(Body, Body.id == Plan.unit_id)
        .order_by(Plan.half_year, Body.path, PlanTheme.position, Activity.position, Activity.id)
    )


def _feeds(person_id: UUID) -> _Rows:
    """That there is an address, which itself is stored nowhere."""
    return (
        select(CalendarFeed.kind, CalendarFeed.made_at)
        .where(CalendarFeed.person_id == person_id)
        .order_by(CalendarFeed.made_at)
    )


SECTIONS: Mapping[str, _Statement] = {
    "account": _account,
    "memberships": _memberships,
    "sign_ins": _sign_ins,
    "uploads": _uploads,
    "electoral_rolls": _rolls,
    "proposals": _proposals,
    "earlier_versions": _earlier_versions,
    "stood_behind": _stood_behind,
    "comments": _comments,
    "followed": _followed,
    "received": _received,
    "working_groups": _groups,
    "group_wishes": _wishes,
    "hearing_comments": _hearings,
    "expected_at": _expected,
    "signed_up_for": _joined,
    "attended": _attended,
    "reflections": _reflections,
    "calendar_feeds": _feeds,
    **my_data_of_voice.SECTIONS,
}


def collect(session: Session, person_id: UUID) -> dict[str, Sequence[Record]]:
    """By section, in a fixed number of statements."""
    return {
        name: [{str(key): value for key, value in row.items()} for row in found]
        for name, found in (
            (name, session.execute(statement(person_id)).mappings())
            for name, statement in SECTIONS.items()
        )
    }

"""What is stored about one person in councils, contributions, follow-up and notices."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.home.my_data_parts import of_ideas
from app.models import (
    Assignment,
    Body,
    Campaign,
    CoAuthorInvitation,
    DraftApproval,
    DraftComment,
    Example,
    ExampleRequest,
    Notice,
    NoticeSetting,
    Office,
    PersonalLink,
    Report,
)

_Rows = Select[*tuple[Any, ...]]


def _offices(person_id: UUID) -> _Rows:
    return (
        select(
            Body.name.label("body"),
            Office.kind,
            Office.mandate,
            Office.starts_at,
            Office.ends_at,
        )
        .join(Body, Body.id == Office.body_id)
        .where(Office.person_id == person_id)
        .order_by(Office.starts_at, Office.id)
    )


def _draft_comments(person_id: UUID) -> _Rows:
    """What one said inside a council or an organisation."""
    return (
        of_ideas(DraftComment, DraftComment.body.label("text"), DraftComment.created_at)
        .where(DraftComment.author_id == person_id)
        .order_by(DraftComment.created_at, DraftComment.id)
    )


def _approvals(person_id: UUID) -> _Rows:
    return (
        of_ideas(DraftApproval, DraftApproval.approved_at)
        .where(DraftApproval.person_id == person_id)
        .order_by(DraftApproval.approved_at)
    )


def _links(person_id: UUID) -> _Rows:
    """That there is a personal link, which itself is stored nowhere."""
    return (
        select(
            Campaign.title_nb.label("campaign"),
            Body.name.label("body"),
            PersonalLink.created_at,
            PersonalLink.expires_at,
            PersonalLink.revoked_at,
        )
        .join(Body, Body.id == PersonalLink.body_id)
        .join(Campaign, Campaign.id == PersonalLink.campaign_id)
        .where(PersonalLink.person_id == person_id)
        .order_by(PersonalLink.created_at, PersonalLink.id)
    )


def _invited(person_id: UUID) -> _Rows:
    return (
        of_ideas(CoAuthorInvitation, CoAuthorInvitation.answered_at)
        .where(CoAuthorInvitation.person_id == person_id)
        .order_by(CoAuthorInvitation.invited_at, CoAuthorInvitation.id)
    )


def _reports(person_id: UUID) -> _Rows:
    """Until they are settled; then it is forgotten who it was."""
    return (
        of_ideas(Report, Report.text, Report.reported_at)
        .where(Report.reporter_id == person_id)
        .order_by(Report.reported_at, Report.id)
    )


def _followed_up(person_id: UUID) -> _Rows:
    return (
        of_ideas(Assignment, Assignment.assigned_at, Assignment.report, Assignment.reported_at)
        .where(Assignment.owner_id == person_id)
        .order_by(Assignment.assigned_at, Assignment.id)
    )


def _asked(person_id: UUID) -> _Rows:
    return (
        select(Example.title, ExampleRequest.message.label("text"), ExampleRequest.asked_at)
        .join(Example, Example.id == ExampleRequest.example_id)
        .where(ExampleRequest.person_id == person_id)
        .order_by(ExampleRequest.asked_at, ExampleRequest.id)
    )


def _notices(person_id: UUID) -> _Rows:
    return (
        select(Notice.kind, Notice.created_at, Notice.read_at)
        .where(Notice.person_id == person_id)
        .order_by(Notice.created_at, Notice.id)
    )


def _notice_settings(person_id: UUID) -> _Rows:
    return (
        select(NoticeSetting.topic, NoticeSetting.delivery)
        .where(NoticeSetting.person_id == person_id)
        .order_by(NoticeSetting.topic)
    )


SECTIONS: Mapping[str, Callable[[UUID], _Rows]] = {
    "offices": _offices,
    "draft_comments": _draft_comments,
    "draft_approvals": _approvals,
    "personal_links": _links,
    "co_author_invitations": _invited,
    "reports": _reports,
    "followed_up": _followed_up,
    "examples_asked_about": _asked,
    "notices": _notices,
    "notice_settings": _notice_settings,
}

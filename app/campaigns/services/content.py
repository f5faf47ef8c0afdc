"""The lists that belong to a campaign: bodies, topics, gatherings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.queries import topics_of
from app.domain.campaign_settings import (
    SHORT_TEXT_LENGTH,
    TOPIC_LENGTH,
    CampaignSettings,
    GatheringSetting,
    TopicSetting,
)
from app.domain.errors import InvalidInputError
from app.domain.text import clean_line, within
from app.models import CampaignBody, Gathering, Idea, Topic

_SAFE_ADDRESSES = ("https://", "http://")
_ADDRESS_LENGTH = 500


def replace_bodies(session: Session, campaign_id: UUID, settings: CampaignSettings) -> None:
    """Owners and audience as the settings say."""
    session.execute(delete(CampaignBody).where(CampaignBody.campaign_id == campaign_id))
    for part, ids in (("owner", settings.owners), ("audience", settings.audiences)):
        for body_id in sorted(ids):
            session.add(CampaignBody(campaign_id=campaign_id, body_id=body_id, part=part))


def replace_topics(session: Session, campaign_id: UUID, wanted: Sequence[TopicSetting]) -> None:
    """Topics in the given order. One that proposals stand under keeps its place and cannot go."""
    standing = {topic.id: topic for topic in topics_of(session, campaign_id)}
    kept = {setting.id for setting in wanted}
    _remove_topics(session, [topic for topic in standing.values() if topic.id not in kept])
    for position, setting in enumerate(wanted):
        topic = standing.get(setting.id) if setting.id else None
        if topic is None:
            topic = Topic(campaign_id=campaign_id)
            session.add(topic)
        topic.position = position
        topic.name_nb = _line(setting.name_nb, "topics", TOPIC_LENGTH)
        topic.name_nn = _other_form(setting.name_nn, "topics", TOPIC_LENGTH)
        topic.opens_at, topic.closes_at = _period(setting)


def _remove_topics(session: Session, topics: Sequence[Topic]) -> None:
    if not topics:
        return
    in_use = session.scalar(
        select(Topic.name_nb)
        .join(Idea, Idea.topic_id == Topic.id)
        .where(Topic.id.in_([topic.id for topic in topics]))
        .limit(1)
    )
    if in_use is not None:
        raise InvalidInputError(field="topics", reason="in_use", name=in_use)
    for topic in topics:
        session.delete(topic)


def _period(setting: TopicSetting) -> tuple[datetime | None, datetime | None]:
    opens_at, closes_at = setting.opens_at, setting.closes_at
    if opens_at and closes_at and opens_at >= closes_at:
        raise InvalidInputError(field="topics", reason="period", name=setting.name_nb)
    return opens_at, closes_at


def replace_gatherings(
    session: Session, campaign_id: UUID, wanted: Sequence[GatheringSetting]
) -> None:
    session.execute(delete(Gathering).where(Gathering.campaign_id == campaign_id))
    for setting in wanted:
        session.add(
            Gathering(
                campaign_id=campaign_id,
                title=_line(setting.title, "gatherings", SHORT_TEXT_LENGTH),
                title_nn=_other_form(setting.title_nn, "gatherings", SHORT_TEXT_LENGTH),
                url=_address(setting.url),
                held_at=setting.held_at,
            )
        )


def _address(url: str | None) -> str | None:
    """An address a reader can follow without running anything."""
    if not url:
        return None
    url = _line(url, "gatherings", _ADDRESS_LENGTH)
    if not url.lower().startswith(_SAFE_ADDRESSES):
        raise InvalidInputError(field="gatherings", reason="address", name=url)
    return url


def _line(text: str, field: str, most: int, least: int = 1) -> str:
    return within(clean_line(text), field=field, most=most, least=least)


def _other_form(text: str | None, field: str, most: int) -> str | None:
    """None where nothing is written in nynorsk."""
    return _line(text or "", field, most, least=0) or None

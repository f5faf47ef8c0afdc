"""What people are told of, under which headings they choose how, and what each heading begins as.

A kind is the name of a template in `templates/mail/`. One without a heading here is a receipt, or
something one has asked for: it is always mailed at once and cannot be turned off.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum

from app.domain.dates import day_of, instant_of

DIGEST_AT = time(7)
"""When the day's, or the week's, collected mail leaves, Oslo time: before work begins."""
MONDAY = 0


class NoticeTopic(StrEnum):
    """A heading under which one chooses how to be told; kept in the order it is shown."""

    ANSWERS = "answers"
    COMMENTS = "comments"
    FOLLOWING = "following"
    MENTIONS = "mentions"
    COUNCILS = "councils"
    DEADLINES = "deadlines"
    RESULTS = "results"
    PLANS = "plans"
    REMINDER_WEEK = "reminder_week"
    REMINDER_DAY = "reminder_day"
    REMINDER_HOUR = "reminder_hour"


class Delivery(StrEnum):
    """How mail is wanted. A notice in the application comes at once whatever is chosen."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


REMINDER_TOPICS = {
    "week": NoticeTopic.REMINDER_WEEK,
    "day": NoticeTopic.REMINDER_DAY,
    "hour": NoticeTopic.REMINDER_HOUR,
}
"""The heading of each step before a deadline."""
DIGEST = "digest"
"""The mail that collects; leaving it by its own link turns off all that it collects."""

TRACELESS = frozenset({"evaluation_reminder", "deadline_reminder"})
"""Kinds that tell what somebody has not done: they leave no line about anybody anywhere."""

DEFAULTS: dict[NoticeTopic, Delivery] = {
    NoticeTopic.ANSWERS: Delivery.AT_ONCE,
    NoticeTopic.COMMENTS: Delivery.DAILY,
    NoticeTopic.FOLLOWING: Delivery.DAILY,
    NoticeTopic.MENTIONS: Delivery.AT_ONCE,
    NoticeTopic.COUNCILS: Delivery.AT_ONCE,
    NoticeTopic.DEADLINES: Delivery.AT_ONCE,
    NoticeTopic.RESULTS: Delivery.AT_ONCE,
    NoticeTopic.PLANS: Delivery.AT_ONCE,
    NoticeTopic.REMINDER_WEEK: Delivery.AT_ONCE,
    NoticeTopic.REMINDER_DAY: Delivery.AT_ONCE,
    NoticeTopic.REMINDER_HOUR: Delivery.AT_ONCE,
}

TOPIC_OF: dict[str, NoticeTopic] = {
    "campaign_concluded": NoticeTopic.RESULTS,
    "campaign_published": NoticeTopic.RESULTS,
    "campaign_result": NoticeTopic.RESULTS,
    "comment_replied": NoticeTopic.COMMENTS,
    "council_call": NoticeTopic.COUNCILS,
    "council_deadline_moved": NoticeTopic.COUNCILS,
    "council_draft": NoticeTopic.COUNCILS,
    "council_idea_answered": NoticeTopic.COUNCILS,
    "council_idea_withdrawn": NoticeTopic.COUNCILS,
    "deadline_moved": NoticeTopic.DEADLINES,
    "evaluation_closed": NoticeTopic.PLANS,
    "evaluation_opened": NoticeTopic.PLANS,
    "idea_forwarded": NoticeTopic.ANSWERS,
    "followed_answered": NoticeTopic.FOLLOWING,
    "followed_commented": NoticeTopic.FOLLOWING,
    "idea_answered": NoticeTopic.ANSWERS,
    "idea_commented": NoticeTopic.COMMENTS,
    "mentioned": NoticeTopic.MENTIONS,
    "plan_approved": NoticeTopic.PLANS,
    "plan_evaluated": NoticeTopic.PLANS,
    "plan_hearing": NoticeTopic.PLANS,
    "silence": NoticeTopic.RESULTS,
    "strategy_answered": NoticeTopic.ANSWERS,
    "theme_carried_out": NoticeTopic.RESULTS,
}
"""Kinds that people choose for themselves how to get."""


def choices_of(topic: NoticeTopic) -> tuple[Delivery, ...]:
    """What can be chosen under a heading."""
    if topic in REMINDER_TOPICS.values():  # one that waits for Monday reminds nobody
        return (Delivery.AT_ONCE, Delivery.NEVER)
    return tuple(Delivery)


def next_digest(delivery: Delivery, now: datetime) -> datetime | None:
    """When something that happens `now` is collected and mailed; None for at once and never.

    What happens on the very minute of a digest waits for the next one.
    """
    if delivery not in (Delivery.DAILY, Delivery.WEEKLY):
        return None
    day = day_of(now)
    while True:
        moment = instant_of(day, DIGEST_AT)
        if moment > now and (delivery is Delivery.DAILY or day.weekday() == MONDAY):
            return moment
        day += timedelta(days=1)

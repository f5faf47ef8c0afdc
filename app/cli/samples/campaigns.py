"""The sample's campaigns, proposals and discussion."""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.samples.content import Calendar, Entry, entries, id_of
from app.domain.campaign_settings import Part
from app.domain.text import same_line
from app.domain.voting_methods import ForwardMode, Method, Utility, asks_utility, usual_rule
from app.models import (
    Answer,
    Campaign,
    CampaignBody,
    CoAuthor,
    Comment,
    Gathering,
    Idea,
    Merge,
    Topic,
)

MINUTES = 60
KEY_BYTES = 32


def add_campaigns(session: Session, calendar: Calendar) -> None:
    """One campaign in each phase, and a draft."""
    content = sorted(entries("campaigns"), key=lambda entry: entry["part_of"] is not None)
    for entry in content:
        session.add(campaign_of(entry, calendar))
        session.flush()
        _add_bodies_of(session, entry)
        _add_programme(session, entry, calendar)
    session.flush()


def campaign_of(entry: Entry, calendar: Calendar) -> Campaign:
    """The row of a campaign, its days counted from the moment of loading."""
    groups = entry["group_deadlines"]
    compares = entry.get("compares_pairs", False)
    return Campaign(
        id=id_of("campaign", entry["key"]),
        slug=entry["slug"],
        template=entry["template"],
        parent_id=id_of("campaign", entry["part_of"]) if entry["part_of"] else None,
        title_nb=entry["question"]["nb"],
        title_nn=entry["question"]["nn"],
        purpose_nb=entry["purpose"]["nb"],
        purpose_nn=entry["purpose"]["nn"],
        contact=f"{entry['contact']['name']}, {entry['contact']['email']}",
        case_number=entry["case_number"],
        created_by=id_of("person", entry["facilitators"][0]),
        created_at=calendar.past(min(entry["opens"], 0) - 5),
        launched_at=None if entry["phase"] == "draft" else calendar.past(min(entry["opens"], 0)),
        opens_at=calendar.opening(entry["opens"]),
        submission_closes_at=calendar.deadline(entry["submission_closes"]),
        **{
            f"{group}_submission_closes_at": calendar.deadline(day) for group, day in groups.items()
        },
        voting_opens_at=calendar.opening(entry["voting_opens"]),
        voting_closes_at=calendar.deadline(entry["voting_closes"]),
        decision_on=calendar.on(entry["decision"]["day"]),
        decided_by=entry["decision"]["who"]["nb"],
        **_voting(entry),
        allows_anonymous=entry["allows_anonymous"],
        asks_cost=entry["asks_cost"],
        asks_stance=entry["asks_stance"],
        compares_pairs=compares,
        pairwise_key=secrets.token_bytes(KEY_BYTES) if compares else None,
    )


def _voting(entry: Entry) -> dict[str, object]:
    """How one votes and counts: as usual for the kind of ballot."""
    budget = entry.get("budget_hours")
    method = Method(entry.get("ballot_kind", Method.APPROVAL))
    forward = ForwardMode.BUDGET if budget else ForwardMode.NUMBER
    rule = usual_rule(method, forward)
    return {
        "ballot_kind": method.value,
        "votes_per_person": entry["votes_per_person"],
        "forward_mode": forward.value,
        "seats": entry["seats"],
        "budget": budget * MINUTES if budget else None,
        "required_parts": Part.COST.value if budget else "",
        "rule": rule,
        "utility": Utility.COST.value if asks_utility(rule) else None,
    }


def _add_bodies_of(session: Session, entry: Entry) -> None:
    campaign_id = id_of("campaign", entry["key"])
    for part, keys in (("owner", entry["owners"]), ("audience", entry["audience"])):
        for key in keys:
            session.add(
                CampaignBody(campaign_id=campaign_id, body_id=id_of("body", key), part=part)
            )


def _add_programme(session: Session, entry: Entry, calendar: Calendar) -> None:
    campaign_id = id_of("campaign", entry["key"])
    for position, topic in enumerate(entry["topics"]):
        session.add(
            Topic(
                id=id_of("topic", f"{entry['key']}/{topic['key']}"),
                campaign_id=campaign_id,
                position=position,
                name_nb=topic["name"]["nb"],
                name_nn=topic["name"]["nn"],
            )
        )
    for event in entry["events"]:
        session.add(
            Gathering(
                campaign_id=campaign_id,
                title=event["title"]["nb"],
                title_nn=event["title"]["nn"],
                url=event["url"],
                held_at=calendar.opening(event["day"]) if event["day"] is not None else None,
            )
        )


def add_ideas(session: Session, calendar: Calendar) -> list[Idea]:
    """Every proposal with its number, oldest first; returns them for the search index."""
    ideas = []
    content = sorted(entries("ideas"), key=lambda entry: entry["day"])
    for entry in content:
        campaign = session.get_one(Campaign, id_of("campaign", entry["campaign"]))
        campaign.idea_counter += 1
        idea = _idea(entry, campaign, calendar)
        session.add(idea)
        ideas.append(idea)
    session.flush()
    for entry in content:
        if entry["merged_into"]:
            _merge(session, entry, calendar)
    session.flush()
    return ideas


def _idea(entry: Entry, campaign: Campaign, calendar: Calendar) -> Idea:
    moment = calendar.past(entry["day"]) + timedelta(minutes=campaign.idea_counter)
    behalf, topic, hours = entry["on_behalf_of"], entry["topic"], entry["cost_hours"]
    answer = entry["answer"]
    return Idea(
        campaign_id=campaign.id,
        id=id_of("idea", entry["key"]),
        nr=campaign.idea_counter,
        state="submitted",
        title=entry["title"],
        title_key=same_line(entry["title"]),
        body=entry["body"] or "",
        topic_id=id_of("topic", f"{entry['campaign']}/{topic}") if topic else None,
        horizon=entry["horizon"],
        reach=entry["reach"],
        sources=",".join(entry["sources"]),
        cost=hours * MINUTES if hours is not None else None,
        author_id=id_of("person", entry["author"]),
        is_anonymous=entry["anonymous"],
        on_behalf_of=id_of("body", behalf) if behalf else None,
        created_at=moment,
        submitted_at=moment,
        updated_at=moment,
        omitted_reason=entry["omitted_because"],
        status=answer["status"] if answer else None,
    )


def _merge(session: Session, entry: Entry, calendar: Calendar) -> None:
    source = session.get_one(
        Idea, (id_of("campaign", entry["campaign"]), id_of("idea", entry["key"]))
    )
    campaign = session.get_one(Campaign, source.campaign_id)
    target_id = id_of("idea", entry["merged_into"])
    source.state, source.merged_into = "merged", target_id
    session.add(
        Merge(
            campaign_id=source.campaign_id,
            source_id=source.id,
            target_id=target_id,
            merged_by=campaign.created_by,
            merged_at=calendar.past(entry["day"] + 1),
        )
    )
    session.add(
        CoAuthor(
            campaign_id=source.campaign_id,
            idea_id=target_id,
            person_id=source.author_id,
            merged_from=source.id,
            is_anonymous=source.is_anonymous,
            on_behalf_of=source.on_behalf_of,
        )
    )


def add_comments(session: Session, calendar: Calendar) -> None:
    """The discussion, in the order it was written."""
    campaign_of = {entry["key"]: entry["campaign"] for entry in entries("ideas")}
    for place, entry in enumerate(entries("comments")):
        campaign_id = id_of("campaign", campaign_of[entry["idea"]])
        idea_id = id_of("idea", entry["idea"])
        parent = entry["parent"]
        session.add(
            Comment(
                id=id_of("comment", str(place)),
                campaign_id=campaign_id,
                idea_id=idea_id,
                parent_id=id_of("comment", str(parent)) if parent is not None else None,
                author_id=id_of("person", entry["author"]),
                stance=entry["stance"],
                body=entry["text"],
                created_at=calendar.past(entry["day"], entry["time"]),
            )
        )
        session.flush()
        session.get_one(Idea, (campaign_id, idea_id)).comment_count += 1


def add_answers(session: Session, calendar: Calendar) -> None:
    """Official answers, with the day and the leader who gave them."""
    for entry in entries("ideas"):
        if answer := entry["answer"]:
            session.add(
                Answer(
                    campaign_id=id_of("campaign", entry["campaign"]),
                    idea_id=id_of("idea", entry["key"]),
                    status=answer["status"],
                    text=answer["text"],
                    answered_by=id_of("person", answer["by"]),
                    answered_at=calendar.past(answer["day"]),
                )
            )
    session.flush()

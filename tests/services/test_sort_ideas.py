"""Merging duplicates and making the shortlist, until voting opens."""

import json

import pytest
from sqlalchemy import select

from app.domain.errors import (
    ConflictError,
    DeadlinePassedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
)
from app.domain.permissions import Role
from app.ideas.services import (
    fill_costs,
    keep_only,
    merge_ideas,
    omit_ideas,
    restore_ideas,
    undo_merge,
    write_comment,
)
from app.models import CoAuthor, Merge, OutboxMail
from tests.support.clock import FixedClock
from tests.support.factories import (
    IN_REVIEW,
    VOTING_OPENS,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)


@pytest.fixture
def office(session):
    return make_body(session)


@pytest.fixture
def campaign(session, office):
    return make_campaign(session, owner=office, allows_anonymous=True)


@pytest.fixture
def facilitator(session, office):
    return actor_of(session, make_person(session, body=office, role=Role.FACILITATOR))


@pytest.fixture
def people(session, office):
    return [make_person(session, body=office) for _ in range(3)]


@pytest.fixture
def ideas(session, campaign, people):
    return [
        make_idea(session, campaign=campaign, author=person, is_anonymous=place == 0)
        for place, person in enumerate(people)
    ]


@pytest.fixture
def merge(session, campaign, facilitator):
    def merge(source, target, *, by=facilitator, at=IN_REVIEW):
        return merge_ideas(
            session, by, campaign.slug, source.nr, into=target.nr, clock=FixedClock(at)
        )

    return merge


@pytest.fixture
def undo(session, campaign, facilitator):
    def undo(source, *, at=IN_REVIEW):
        return undo_merge(session, facilitator, campaign.slug, source.nr, clock=FixedClock(at))

    return undo


def behind(session, idea):
    rows = session.scalars(select(CoAuthor).where(CoAuthor.idea_id == idea.id))
    return {row.person_id: row.is_anonymous for row in rows}


def test_a_merge_joins_the_authors_and_keeps_the_address(session, ideas, people, merge):
    source, target, _ = ideas

    merge(source, target)

    assert (source.state, source.merged_into, source.nr) == ("merged", target.id, 1)
    assert behind(session, target) == {people[0].id: True}, "unnamed there, unnamed here"


def test_comments_stay_where_they_were_written(session, campaign, ideas, people, merge):
    source, target, _ = ideas
    comment = write_comment(
        session,
        actor_of(session, people[1]),
        campaign.slug,
        source.nr,
        body="Enig",
        now=IN_REVIEW,
    )

    merge(source, target)

    assert comment.idea_id == source.id


def test_who_joined_before_comes_along(session, ideas, people, merge):
    first, second, third = ideas

    merge(first, second)
    merge(second, third)

    assert set(behind(session, third)) == {people[0].id, people[1].id}


def test_a_merge_can_be_undone_last_first(session, ideas, merge, undo):
    first, second, third = ideas
    merge(first, second)
    merge(second, third)

    with pytest.raises(ConflictError):
        undo(first)
    undo(second)
    undo(first)

    assert [idea.state for idea in ideas] == ["submitted"] * 3
    assert behind(session, second) == behind(session, third) == {}
    assert all(merge.undone_at for merge in session.scalars(select(Merge)))


def test_merging_ends_when_voting_opens(ideas, merge, undo):
    merge(ideas[0], ideas[1])

    with pytest.raises(DeadlinePassedError):
        merge(ideas[1], ideas[2], at=VOTING_OPENS)
    with pytest.raises(DeadlinePassedError):
        undo(ideas[0], at=VOTING_OPENS)


def test_what_cannot_be_merged_is_refused(session, campaign, ideas, people, merge, undo):
    with pytest.raises(InvalidInputError):
        merge(ideas[0], ideas[0])
    merge(ideas[0], ideas[1])
    with pytest.raises(ConflictError):
        merge(ideas[0], ideas[2])
    with pytest.raises(ConflictError):
        merge(ideas[2], ideas[0])
    with pytest.raises(NotFoundError):
        undo(ideas[1])
    other = make_idea(session, campaign=make_campaign(session), author=people[0])
    other.nr = 99
    session.flush()
    with pytest.raises(NotFoundError):
        merge(ideas[1], other)


def test_ac4_only_a_facilitator_merges(session, ideas, people, merge):
    with pytest.raises(NotAllowedError):
        merge(ideas[0], ideas[1], by=actor_of(session, people[0]))


def omitted_mails(session):
    rows = session.scalars(select(OutboxMail).where(OutboxMail.kind == "idea_omitted"))
    return {mail.person_id: json.loads(mail.facts)["reason"] for mail in rows}


@pytest.fixture
def act(session, campaign, facilitator):
    def act(service, chosen, *, by=facilitator, at=IN_REVIEW, **more):
        return service(
            session,
            by,
            campaign.slug,
            [idea.id for idea in chosen],
            clock=FixedClock(at),
            **more,
        )

    return act


def test_one_reason_serves_many_and_their_proposers_get_it(session, ideas, people, act):
    assert act(omit_ideas, ideas[:2], reason="Ligner på nummer 3.") == 2

    assert [idea.omitted_reason for idea in ideas] == ["Ligner på nummer 3."] * 2 + [None]
    assert omitted_mails(session) == dict.fromkeys(
        [people[0].id, people[1].id], "Ligner på nummer 3."
    )


def test_keeping_a_few_takes_off_all_others(ideas, act):
    assert act(keep_only, ideas[:1], reason="For mange.") == 2

    assert [idea.omitted_reason is None for idea in ideas] == [True, False, False]


def test_who_is_off_already_keeps_the_reason(ideas, act):
    act(omit_ideas, ideas[:1], reason="Først")

    assert act(omit_ideas, ideas[:2], reason="Så") == 1
    assert ideas[0].omitted_reason == "Først"


def test_nobody_is_left_off_without_a_reason(ideas, act):
    for service in (omit_ideas, keep_only):
        with pytest.raises(ReasonMissingError):
            act(service, ideas[:1], reason=" \n")
    assert all(idea.omitted_reason is None for idea in ideas)


def test_the_list_can_be_changed_until_voting_opens(ideas, act):
    act(omit_ideas, ideas, reason="x")
    assert act(restore_ideas, ideas[:2]) == 2

    with pytest.raises(DeadlinePassedError):
        act(restore_ideas, ideas, at=VOTING_OPENS)
    with pytest.raises(DeadlinePassedError):
        act(omit_ideas, ideas, reason="x", at=VOTING_OPENS)


def test_only_a_facilitator_of_this_campaign_makes_its_list(session, ideas, people, act):
    with pytest.raises(NotAllowedError):
        act(omit_ideas, ideas, reason="x", by=actor_of(session, people[0]))
    other = make_person(session, body=make_body(session), role=Role.FACILITATOR)
    with pytest.raises(NotFoundError):
        act(omit_ideas, ideas, reason="x", by=actor_of(session, other))


def test_a_cost_is_filled_in_once_and_never_over_the_proposer_s(
    session, campaign, facilitator, ideas
):
    ideas[0].cost = 300
    session.flush()
    costs = {ideas[0].id: 60, ideas[1].id: 60}

    filled = fill_costs(session, facilitator, campaign.slug, costs, clock=FixedClock(IN_REVIEW))

    assert (filled, ideas[0].cost, ideas[1].cost) == (1, 300, 60)


def test_costs_are_frozen_when_voting_opens(session, campaign, facilitator, ideas):
    with pytest.raises(DeadlinePassedError):
        fill_costs(
            session,
            facilitator,
            campaign.slug,
            {ideas[0].id: 60},
            clock=FixedClock(VOTING_OPENS),
        )


def test_others_fill_in_no_costs(session, campaign, people, ideas):
    stranger = actor_of(session, people[0])

    with pytest.raises(NotAllowedError):
        fill_costs(session, stranger, campaign.slug, {ideas[0].id: 60}, clock=FixedClock(IN_REVIEW))

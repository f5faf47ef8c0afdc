"""Making, changing and launching a campaign."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.campaigns.services import create_campaign, edit_campaign, launch_campaign
from app.domain.campaign_settings import (
    CampaignSettings,
    ForwardMode,
    GatheringSetting,
    Template,
    TopicSetting,
)
from app.domain.dates import TypedDates, instant_of
from app.domain.errors import (
    FrozenError,
    IdempotencyError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from app.domain.groups import Group
from app.domain.permissions import Role
from app.domain.voting_methods import Method
from app.models import Campaign, CampaignBody, Gathering, Topic
from app.voting.roll import frozen_settings
from tests.support.clock import FixedClock
from tests.support.factories import (
    VOTING_OPENS,
    WHILE_SUBMITTING,
    actor_of,
    make_body,
    make_campaign,
    make_idea,
    make_person,
)

DATES = TypedDates(date(2026, 10, 2), date(2026, 10, 16))


@pytest.fixture
def office(session):
    return make_body(session, name="Kontoret i Kongleby")


@pytest.fixture
def facilitator(session, office):
    return make_person(session, body=office, role=Role.FACILITATOR)


@pytest.fixture
def settings(office):
    return CampaignSettings(
        template=Template.LEARNING_THEMES,
        title_nb="Hva skal vi lære mer om?",
        owners=frozenset({office.id}),
        audiences=frozenset({office.id}),
        dates=DATES,
        decision_on=date(2026, 10, 20),
        decided_by="Ledergruppa",
    )


@pytest.fixture
def create(session, facilitator, settings):
    def create(*, key=None, now=WHILE_SUBMITTING, **changes):
        return create_campaign(
            session,
            actor_of(session, facilitator),
            key=key or uuid4(),
            settings=replace(settings, **changes),
            now=now,
        )

    return create


def refused(error):
    return error.value.facts["field"], error.value.facts["reason"]


def test_six_fields_make_a_draft_with_the_usual_promises(create):
    campaign = create()

    assert campaign.launched_at is None
    assert campaign.slug == "hva-skal-vi-laere-mer-om"
    assert campaign.opens_at == WHILE_SUBMITTING
    assert campaign.submission_closes_at == instant_of(date(2026, 10, 2))
    assert campaign.voting_opens_at == campaign.submission_closes_at
    assert campaign.voting_closes_at == instant_of(date(2026, 10, 16))
    assert (campaign.votes_per_person, campaign.is_secret, campaign.seats) == (3, True, 3)
    assert campaign.hides_results_until_close
    assert campaign.shows_result_at == "close"
    assert (campaign.quorum, campaign.minimum_support) == (None, None)
    assert not campaign.allows_anonymous


def test_an_idea_call_decides_afterwards_how_many_go_forward(create):
    campaign = create(template=Template.IDEA_CALL)

    assert (campaign.forward_mode, campaign.seats) == ("afterwards", None)


def test_a_method_brings_its_own_rule_and_limits(create):
    dots = create(method=Method.DOTS, votes_per_person=10, most_per_idea=4)
    score = create(method=Method.SCORE)
    ranked = create(method=Method.RANKED, votes_per_person=None)
    basket = create(method=Method.BUDGET, budget=600)

    assert (dots.rule, dots.votes_per_person, dots.most_per_idea) == ("dots", 10, 4)
    assert (score.rule, score.votes_per_person, score.top_score) == ("score", None, 5)
    assert (ranked.rule, ranked.votes_per_person, ranked.seats) == ("stv", None, 3)
    assert (basket.rule, basket.utility) == ("equal-shares-add-fill", "cost")
    assert (basket.forward_mode, basket.required_parts) == ("budget", "cost")


def test_what_does_not_go_together_makes_no_campaign(create, session):
    with pytest.raises(InvalidInputError) as error:
        create(method=Method.RANKED, votes_per_person=None, is_balanced=True)

    assert refused(error) == ("is_balanced", "not_with_rule")
    assert session.scalars(select(Campaign)).all() == []


def test_a_budget_asks_every_proposal_for_its_cost(create):
    campaign = create(forward_mode=ForwardMode.BUDGET, budget=600)

    assert (campaign.forward_mode, campaign.budget) == ("budget", 600)
    assert campaign.asks_cost
    assert campaign.required_parts == "cost"


def test_the_same_form_sent_twice_makes_one_campaign(session, create):
    key = uuid4()

    assert create(key=key).id == create(key=key).id
    assert session.query(Campaign).count() == 1


def test_a_used_form_with_other_content_is_refused_and_names_what_was_made(create):
    key = uuid4()
    made = create(key=key)

    with pytest.raises(IdempotencyError) as error:
        create(key=key, title_nb="Noe helt annet?")

    assert error.value.facts["slug"] == made.slug


def test_nobody_reaches_another_persons_campaign_through_its_key(session, create, settings, office):
    made = create()
    other = make_person(session, body=office, role=Role.FACILITATOR)

    with pytest.raises(IdempotencyError):
        create_campaign(
            session,
            actor_of(session, other),
            key=made.id,
            settings=settings,
            now=WHILE_SUBMITTING,
        )


def test_equal_questions_get_addresses_of_their_own(create):
    assert [create().slug for _ in range(3)] == [
        "hva-skal-vi-laere-mer-om",
        "hva-skal-vi-laere-mer-om-2",
        "hva-skal-vi-laere-mer-om-3",
    ]


def test_an_address_never_hides_a_page_of_ours(create):
    assert create(title_nb="Ny").slug == "ny-2"


def test_only_a_facilitator_makes_campaigns(session, office, settings):
    employee = make_person(session, body=office)

    with pytest.raises(NotAllowedError):
        create_campaign(
            session,
            actor_of(session, employee),
            key=uuid4(),
            settings=settings,
            now=WHILE_SUBMITTING,
        )


def test_one_owner_must_be_looked_after_by_the_person(session, create):
    elsewhere = make_body(session)

    with pytest.raises(InvalidInputError) as error:
        create(owners=frozenset({elsewhere.id}))

    assert refused(error) == ("owners", "not_mine")


def test_a_partner_may_own_it_together_with_the_office(session, create, office):
    partner = make_body(session, kind="partner")
    co_facilitator = make_person(session, body=partner, role=Role.FACILITATOR)
    campaign = create(owners=frozenset({office.id, partner.id}))

    launched = launch_campaign(
        session,
        actor_of(session, co_facilitator),
        campaign.slug,
        clock=FixedClock(WHILE_SUBMITTING),
    )

    assert launched.launched_at == WHILE_SUBMITTING


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"audiences": frozenset()}, "audiences", "missing"),
        ({"audiences": frozenset({uuid4()})}, "audiences", "unknown"),
        ({"title_nb": "  \u200b "}, "title_nb", "missing"),
        ({"title_nb": "a" * 201}, "title_nb", "too_long"),
        ({"votes_per_person": 0}, "votes_per_person", "out_of_range"),
        ({"votes_per_person": 10**12}, "votes_per_person", "out_of_range"),
        ({"forward_mode": ForwardMode.BUDGET}, "budget", "missing"),
        ({"decision_on": date(2026, 10, 15)}, "decision_on", "before_voting_closes"),
        ({"parent_id": uuid4()}, "parent_id", "unknown"),
        ({"topics": (TopicSetting("a" * 101),)}, "topics", "too_long"),
        ({"gatherings": (GatheringSetting("x", "javascript:x"),)}, "gatherings", "address"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(create, changes, field, reason):
    with pytest.raises(InvalidInputError) as error:
        create(**changes)

    assert refused(error) == (field, reason)


def test_a_region_writes_both_forms_or_says_why_not(session, settings):
    region = make_body(session, unit_kind="region")
    actor = actor_of(session, make_person(session, body=region, role=Role.FACILITATOR))
    regional = replace(settings, owners=frozenset({region.id}), audiences=frozenset({region.id}))

    def create(**changes):
        return create_campaign(
            session,
            actor,
            key=uuid4(),
            settings=replace(regional, **changes),
            now=WHILE_SUBMITTING,
        )

    with pytest.raises(InvalidInputError) as error:
        create()
    assert refused(error) == ("title_nn", "both_forms")
    with pytest.raises(InvalidInputError) as error:
        create(title_nn="Kva skal vi lære?", purpose_nb="For å bli bedre.")
    assert refused(error) == ("purpose_nn", "both_forms")
    assert create(title_nn="Kva skal vi lære?").title_nn == "Kva skal vi lære?"
    assert create(one_language_reason="Bare for kontoret.").title_nn is None


def test_a_draft_is_invisible_to_those_it_is_for(session, create, office, settings):
    campaign = create()
    employee = make_person(session, body=office)

    with pytest.raises(NotFoundError):
        launch_campaign(
            session, actor_of(session, employee), campaign.slug, clock=FixedClock(WHILE_SUBMITTING)
        )


def test_launching_opens_it_at_that_very_moment(session, create, facilitator):
    campaign = create()
    later = WHILE_SUBMITTING + timedelta(days=2)
    clock = FixedClock(later)

    for _ in range(2):
        launch_campaign(session, actor_of(session, facilitator), campaign.slug, clock=clock)
        clock.move(hours=1)

    assert (campaign.launched_at, campaign.opens_at) == (later, later)


def test_a_chosen_opening_day_stands_at_launch(session, create, facilitator):
    campaign = create(dates=replace(DATES, opens_on=date(2026, 9, 21)))

    launch_campaign(
        session,
        actor_of(session, facilitator),
        campaign.slug,
        clock=FixedClock(WHILE_SUBMITTING),
    )

    assert campaign.opens_at.isoformat() == "2026-09-21T06:00:00+00:00"


def test_a_draft_whose_deadline_went_by_cannot_start_before_it_is_changed(
    session, create, facilitator, settings
):
    campaign = create()
    actor = actor_of(session, facilitator)
    clock = FixedClock(campaign.submission_closes_at)

    with pytest.raises(InvalidInputError) as error:
        launch_campaign(session, actor, campaign.slug, clock=clock)
    assert refused(error) == ("submission_closes", "passed")

    later = TypedDates(date(2026, 10, 9), date(2026, 10, 16))
    edit_campaign(
        session, actor, campaign.slug, settings=replace(settings, dates=later), clock=clock
    )
    assert launch_campaign(session, actor, campaign.slug, clock=clock).launched_at


@pytest.fixture
def launched(session, create, facilitator):
    campaign = create()
    launch_campaign(
        session,
        actor_of(session, facilitator),
        campaign.slug,
        clock=FixedClock(WHILE_SUBMITTING),
    )
    return campaign


def test_promises_change_freely_until_voting_opens_and_never_after(
    session, launched, facilitator, settings
):
    actor = actor_of(session, facilitator)
    changed = replace(settings, dates=None, votes_per_person=5)
    clock = FixedClock(launched.voting_opens_at - timedelta(microseconds=1))

    edit_campaign(session, actor, launched.slug, settings=changed, clock=clock)
    assert launched.votes_per_person == 5

    clock.move(microseconds=1)
    with pytest.raises(FrozenError):
        edit_campaign(session, actor, launched.slug, settings=changed, clock=clock)


def test_the_key_of_comparisons_is_made_once_and_outlives_a_change_of_mind(
    session, launched, facilitator, settings
):
    actor, keys = actor_of(session, facilitator), [launched.pairwise_key]
    for wanted in (True, False, True):
        changed = replace(settings, dates=None, compares_pairs=wanted)
        clock = FixedClock(WHILE_SUBMITTING)
        edit_campaign(session, actor, launched.slug, settings=changed, clock=clock)
        keys.append(launched.pairwise_key)

    assert keys[0] is None
    assert len(keys[1]) == 32
    assert keys[1:] == [keys[1]] * 3


def test_a_launched_campaigns_deadlines_are_not_edited(session, launched, facilitator, settings):
    with pytest.raises(FrozenError):
        edit_campaign(
            session,
            actor_of(session, facilitator),
            launched.slug,
            settings=settings,
            clock=FixedClock(WHILE_SUBMITTING),
        )


def test_a_facilitator_of_another_office_cannot_change_it(session, launched, settings):
    stranger = make_person(session, body=make_body(session), role=Role.FACILITATOR)

    with pytest.raises(NotFoundError):
        edit_campaign(
            session,
            actor_of(session, stranger),
            launched.slug,
            settings=replace(settings, dates=None),
            clock=FixedClock(WHILE_SUBMITTING),
        )


def test_a_campaign_cannot_belong_to_one_that_belongs_to_it(
    session, create, facilitator, settings, office
):
    clock = FixedClock(WHILE_SUBMITTING)
    actor = actor_of(session, facilitator)
    larger = create()
    local = create(parent_id=larger.id)

    with pytest.raises(InvalidInputError) as error:
        edit_campaign(
            session,
            actor,
            larger.slug,
            settings=replace(settings, parent_id=local.id),
            clock=clock,
        )

    assert refused(error) == ("parent_id", "circle")


def test_lists_are_replaced_and_a_topic_in_use_stays(
    session, launched, facilitator, settings, office
):
    actor = actor_of(session, facilitator)
    clock = FixedClock(WHILE_SUBMITTING)

    def edit(**changes):
        edit_campaign(
            session,
            actor,
            launched.slug,
            settings=replace(settings, dates=None, **changes),
            clock=clock,
        )

    edit(
        topics=(TopicSetting("Samtaler", "Samtalar"), TopicSetting("Papir")),
        gatherings=(GatheringSetting("Oppstart", "https://etaten.example/oppstart"),),
    )
    first, second = session.query(Topic).order_by(Topic.position)
    make_idea(session, campaign=launched, author=facilitator, topic_id=first.id)

    edit(topics=(TopicSetting("Gode samtaler", id=first.id),))
    assert [topic.name_nb for topic in session.query(Topic)] == ["Gode samtaler"]
    assert session.query(Gathering).count() == 0
    with pytest.raises(InvalidInputError) as error:
        edit()
    assert refused(error) == ("topics", "in_use")


def test_group_deadlines_and_several_bodies_are_kept(session, create, office):
    council = make_body(session, kind="council")
    campaign = create(
        dates=replace(DATES, group_days={Group.COUNCILS: date(2026, 10, 7)}),
        audiences=frozenset({office.id, council.id}),
    )

    assert campaign.councils_submission_closes_at == instant_of(date(2026, 10, 7))
    assert campaign.voting_opens_at == campaign.councils_submission_closes_at
    invited = session.query(CampaignBody).filter_by(campaign_id=campaign.id, part="audience")
    assert {row.body_id for row in invited} == {office.id, council.id}


def test_a_frozen_campaign_is_not_edited_even_if_the_clock_says_early(session):
    campaign = make_campaign(session, frozen_at=VOTING_OPENS)
    owner = session.query(CampaignBody).filter_by(campaign_id=campaign.id).first().body_id
    actor = actor_of(session, session.get_one(type(make_person(session)), campaign.created_by))

    with pytest.raises(FrozenError):
        edit_campaign(
            session,
            actor,
            campaign.slug,
            settings=CampaignSettings(
                template=Template.IDEA_CALL,
                title_nb="Nytt?",
                owners=frozenset({owner}),
                audiences=frozenset({owner}),
                dates=None,
            ),
            clock=FixedClock(WHILE_SUBMITTING),
        )


def _promising(**changes):
    campaign = Campaign(
        **{"rule": "approval", "ballot_kind": "approval", "forward_mode": "number", "seats": 3}
        | changes
    )
    return frozen_settings(campaign)


def test_a_campaign_promises_everything_that_the_count_depends_on():
    promises = _promising(
        rule="score",
        ballot_kind="score",
        top_score=5,
        raters=4,
        floor_percent=20,
        floor_groups=2,
        councils_seats=1,
        lottery_source="Lottotallene lørdag 24. oktober",
        ballots_public=True,
    )

    assert promises["rule"] == "score@1"
    assert promises["floor"] == {"percent": 20, "groups": 2}
    assert promises["reserved"] == {"councils": 1}
    assert (promises["top_score"], promises["raters"]) == (5, 4)
    assert promises["ballots_public"] is True
    assert promises["lottery"] == "Lottotallene lørdag 24. oktober"
    assert "balanced" not in promises
    assert _promising(is_balanced=True)["balanced"] is True


def test_what_was_not_promised_is_left_out():
    assert _promising().keys() == {"rule", "ballot_kind", "forward_mode", "seats"}

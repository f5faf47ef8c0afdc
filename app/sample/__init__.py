"""The content of the demo's sample: plainly fictitious, as data files that `make demo` loads.

Several JSON files, UTF-8. Everything is pointed to by `key`; texts a reader may see in two written
forms are `{"nb": …, "nn": …}`. Every `day` (and every phase instant) is a whole number of days from
the moment of loading, negative for the past. The loader moves openings back to a weekday
and deadlines on to one (15.00); the days leave room for that.

bodies.json     [{key, kind, unit_kind, parent, affiliated_to, name, slug}]
    `kind`: unit, council, user_organisation, partner, municipality, network. `unit_kind` (units
    alone): directorate, region, office, team, special. Parents stand before their children.

people.json     {fixed, authors, given, family, generated}
    fixed, authors: [{key, email, name, written_form, memberships: [{body, role}]}], and for the
    fixed six also `marks`: {campaign: [ideas]}, what they have voted for so far.
    generated: [{body, role, written_form, count}], in order. Person n (from 0) is called
    `given[n % len(given)] family[n % len(family)]`, at `person001@etaten.example` and on.

campaigns.json  [{key, slug, phase, template, question, purpose, part_of, owners, facilitators,
                  audience, takes_part, topics, opens, submission_closes, group_deadlines,
                  voting_opens, voting_closes, decision, contact, case_number, votes_per_person,
                  seats, ballot_kind?, budget_hours?, allows_anonymous, asks_cost, asks_stance,
                  events, turnout?, published?, outcome?}]
    `phase` is what the timetable gives at loading ("draft" is no phase: not opened at all). A unit
    in `audience` brings everything below it. `ballot_kind` is approval unless it says
    otherwise. `group_deadlines`: group to day. `decision`: {day, body, who}. `events`: [{kind:
    kickoff|gathering|tool, day, title, url}]. `outcome`: {decided_by, day, goes_forward,
    reason, departs_from_rule: [{idea, instead_of, signals, reason}]}.

ideas.json      [{key, campaign, author, on_behalf_of, anonymous, written_form, title, body, topic,
                  horizon, reach, sources, cost_hours, day, similar_to, merged_into,
                  omitted_because, answer, votes}]
    `omitted_because`: left off the shortlist, with the reason its proposer sees. `answer`: {status,
    text, by, day}. `similar_to` marks a near-duplicate across bokmål and nynorsk, for tests.
    `votes`: {staff, councils, partners}, the exact number of marks each group gives.

comments.json   [{idea, author, parent, stance, text, day, time}]
    `parent`: zero-based place in this list, always earlier. `time`: local time that day.

councils.json   {settings, offices, meetings, drafts}
    How bodies that speak as one decide; joint drafts with `approved_by`, `comments` inside the
    body and the `decision` of a meeting. What ideas.json holds in a body's name was decided on
    the day before it was handed in.

contributions.json  {attachments, invitations, reports, visits}
    Files (a drawing each), who is asked to stand behind a proposal, what is reported, and how often
    a campaign's pages were opened `a_day`.

signals.json    [{key, kind, title, source, day, written_form, passage, url, campaigns}]
    `kind`: assignment_letter, grant_letter, strategy.

plan.json       {campaign, unit, half_year, written_form, title, introduction, working_group,
                 approved, themes: [{idea, title, signals, responsible, rows}]}
    rows: [{outcome, kind, arena, method, participants, time}]; a cell may be empty, `time` null.
    `half_year` "current" is the one the moment of loading lies in; each time says what it is in
    either half: {kind: date|by, spring, autumn: ["MM-DD", …]} or {kind: continuous|recurring|
    quarter|month, text: {spring, autumn}}.

To turn `votes` into ballots: for each campaign and group take the first `turnout[group]` voters of
a seeded shuffle (the fixed six excepted) and deal the marks out idea after idea, round and round.
Nobody then gets the same idea twice or more than three, everyone gets at least one, any three fit
in a basket, and the support is exact: in "arbeid-naert" two proposals share third place, one
carried by staff, one by councils.
"""

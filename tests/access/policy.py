"""Who gets in where: the whole policy as two tables, one for looking and one for changing.

Written out by hand and compared with what the application does; nothing here is read from it.
"""

from dataclasses import dataclass, field
from uuid import UUID

PEOPLE = (
    "anonymous",
    "disabled",
    "staff_a",
    "staff_b",
    "council",
    "former",
    "partner",
    "facilitator",
    "leader",
    "administrator",
)
NOT_SIGNED_IN = frozenset({"anonymous", "disabled"})
EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - NOT_SIGNED_IN
FACILITATOR = frozenset({"facilitator"})
DECIDING = FACILITATOR | {"leader"}
ADMINISTRATOR = frozenset({"administrator"})
TAKING_PART = frozenset({"staff_a", "council", "partner"}) | DECIDING
SEEING = TAKING_PART | ADMINISTRATOR
AUTHOR = frozenset({"staff_a"})
LEADER = frozenset({"leader"})
STAFF = AUTHOR | DECIDING
"""Of the office: its leader and facilitator are among them."""
NOBODY = frozenset()

SEEING_FOREIGN = frozenset({"staff_b", "administrator"})
"""Who sees the dugnader of office B, where `staff_b` is what `staff_a` is in office A."""


@dataclass(frozen=True)
class Rule:
    """Who gets in at an endpoint, and what the others meet who are signed in."""

    get_in: frozenset
    phase: str = "submission"
    """Which of the office's dugnader is tried: the one where the act belongs."""
    hidden: bool = False
    """The others cannot tell it from something that does not exist, also within the dugnad."""
    arguments: dict = field(default_factory=dict)
    """Where an argument of the address is called something else in the world."""

    fields: dict = field(default_factory=dict)
    """What the form must hold to get as far as the rule; most need nothing."""
    signs_out: bool = False
    """Whoever gets in is signed out by it, and so is sent to sign in."""
    happens_once: bool = False
    """What it changes is gone afterwards, so that only one can be let in."""

    def expected(self, person, side):
        """`in`, `sign in`, 403 or 404, in office A (`own`), office B (`foreign`) or a draft."""
        if person in self._get_in(side):
            return "sign in" if self.signs_out else "in"
        if person in NOT_SIGNED_IN:
            return "sign in"
        return 403 if person in self._seeing(side) and not self.hidden else 404

    def lets_in(self, person, side):
        return person in self._get_in(side)

    def _get_in(self, side):
        if side == "draft":
            # Nobody takes part in a draft, not even as a colleague of those who make it.
            return NOBODY if self.get_in == TAKING_PART else self.get_in & FACILITATOR
        if side == "foreign":
            return self.get_in & ADMINISTRATOR | (
                {"staff_b"} if "staff_a" in self.get_in else set()
            )
        return self.get_in

    def _seeing(self, side):
        return {"own": SEEING, "foreign": SEEING_FOREIGN, "draft": FACILITATOR}[side]


@dataclass(frozen=True)
class Anywhere(Rule):
    """A page that belongs to no dugnad: everyone signed in knows that it is there."""

    def _get_in(self, side):
        return self.get_in

    def _seeing(self, side):
        return SIGNED_IN


@dataclass(frozen=True)
class WithinReach(Anywhere):
    """A page that belongs to no dugnad, about a thing of one office or the other."""

    def _get_in(self, side):
        return self.get_in & ADMINISTRATOR if side == "foreign" else self.get_in

    def _seeing(self, side):
        return SIGNED_IN - self.get_in


@dataclass(frozen=True)
class Answering(Anywhere):
    """An act on something that everyone can read, for those of its own office alone."""

    def _get_in(self, side):
        return NOBODY if side == "foreign" else self.get_in


@dataclass(frozen=True)
class InCouncil(Rule):
    """A matter of the council's own: who sees the council is told that it is not for them."""

    def _seeing(self, side):
        return ITS_COUNCIL if side == "own" else ADMINISTRATOR


OPEN = Anywhere(EVERYONE)
STRANGERS = Anywhere(NOT_SIGNED_IN)
MINE = Anywhere(SIGNED_IN)
ADMINISTERED = Anywhere(ADMINISTRATOR)
ITS_COUNCIL = FACILITATOR | ADMINISTRATOR | {"council"}
INVITING = FACILITATOR | ADMINISTRATOR
COUNCIL = frozenset({"council"})
OF_COUNCIL = {"slug": "council_slug"}
IN_ROOM = {"slug": "council_slug", "campaign_slug": "slug"}
OF_DRAFT = IN_ROOM | {"idea_id": "council_draft_id"}
BY_TOKEN = {"token": "council_token"}
AS_READ = {"version": "1"}


def administered(*, happens_once=False, **arguments):
    """A page of the administrator's about one thing."""
    return Anywhere(ADMINISTRATOR, arguments=arguments, happens_once=happens_once)


LOCAL = {"slug": "local_slug"}
SHARED = {"answer_id": "example_answer_id"}
ASKED = {"request_id": "example_request_id"}
COLLEAGUE = {"person_id": "colleague_id"}
KEPT_THEME = {"theme_id": "kept_theme_id"}
PROTOCOL = {"number": "protocol_number", "fmt": "protocol_fmt"}
ANSWERS = {"upload_id": "answers_upload_id"}
PLAN_UPLOAD = {"upload_id": "plan_upload_id"}
DRAFT = {"idea_id": "draft_id"}
DRAFT_FILE = DRAFT | {"attachment_id": "draft_file_id"}
MERGED = {"nr": "merged_nr"}
HIDDEN = {"nr": "hidden_nr"}
PAIR = {"first": str(UUID(int=1)), "second": str(UUID(int=2))}
HEARD = {
    "half_year": "hearing_half_year",
    "theme_id": "hearing_theme_id",
    "comment_id": "theme_comment_id",
}
APPROVED = {"half_year": "approved_half_year"}
VOTE = {"wanted": "1", "version": "0", "key": "a-key-of-this-test"}

DOING = {"half_year": "approved_half_year", "activity_id": "joined_activity_id"}

EVALUATED = {"half_year": "closed_half_year", "theme_id": "closed_theme_id"}
LESSON = {"answer_id": "lesson_id"}
BEING_EVALUATED = {"half_year": "opened_half_year"}

ENDED_ROOM = {"room_id": "ended_room_id"}
ROOM_GROUP = {"group_id": "room_group_id"}
ROOM_NOTE = {"note_id": "room_note_id"}
LEAVING = {"token": "leave_token"}

READS = {
    # Being told.
    "notices.index": MINE,
    "notices.settings": MINE,
    "notices.unsubscribe": Anywhere(EVERYONE, arguments=LEAVING),
    "notices.log": ADMINISTERED,
    "reminders.edit": Rule(FACILITATOR),
    # Open to the world: signing in, and what the product says about itself.
    "accounts.invitation": STRANGERS,
    "accounts.link": OPEN,
    "accounts.link_sent": OPEN,
    "accounts.reset": OPEN,
    "accounts.sign_in": OPEN,
    "accounts.use_link": OPEN,
    "accounts.use_reset": OPEN,
    "health.alive": OPEN,
    "health.ready": OPEN,
    "home.index": OPEN,
    "home.privacy": OPEN,
    "home.secrecy": OPEN,
    "learning.feed": OPEN,
    # One's own: shows what one has, which for somebody who has left may be nothing.
    "accounts.settings": MINE,
    "campaigns.index": MINE,
    "home.mine": MINE,
    "home.my_data": MINE,
    "home.my_data_file": MINE,
    "ideas.mine": MINE,
    "learning.calendar": MINE,
    "learning.feeds": MINE,
    "learning.mine": MINE,
    "learning.index": MINE,
    # Whatever the dugnad: for those who look after some.
    "campaigns.new": Anywhere(FACILITATOR),
    "home.tasks": Anywhere(DECIDING | ADMINISTRATOR),
    "learning.overview": Anywhere(DECIDING | ADMINISTRATOR),
    # Councils and others who speak as one.
    "councils.decide": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "councils.draft": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "councils.edit_draft": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "councils.feed": Anywhere(EVERYONE, arguments=BY_TOKEN),
    "councils.manage": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.new_draft": InCouncil(COUNCIL, arguments=IN_ROOM),
    "councils.pack": InCouncil(ITS_COUNCIL, arguments=IN_ROOM),
    "councils.personal": Anywhere(EVERYONE, arguments=BY_TOKEN),
    "councils.room": InCouncil(ITS_COUNCIL, arguments=IN_ROOM),
    "councils.show": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.to_room": MINE,
    "councils.withdraw": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "exports.council_pack": InCouncil(ITS_COUNCIL, arguments=IN_ROOM | {"fmt": "protocol_fmt"}),
    # People and bodies.
    "organisation.bodies": ADMINISTERED,
    "organisation.dissolve": administered(slug="unit_slug"),
    "organisation.edit_body": administered(slug="unit_slug"),
    "organisation.erase": administered(person_id="colleague_id"),
    "organisation.import_bodies": ADMINISTERED,
    "organisation.import_people": ADMINISTERED,
    "organisation.invite": Anywhere(INVITING),
    "organisation.new_body": ADMINISTERED,
    "organisation.people": ADMINISTERED,
    "organisation.person": administered(person_id="colleague_id"),
    "organisation.preview_bodies": administered(upload_id="bodies_upload_id"),
    "organisation.preview_people": administered(upload_id="people_upload_id"),
    # One dugnad.
    "campaigns.archive": Rule(FACILITATOR, "published"),
    "campaigns.deadlines": Rule(FACILITATOR),
    "campaigns.edit": Rule(FACILITATOR),
    "campaigns.publish": Rule(FACILITATOR, "closed"),
    "campaigns.show": Rule(SEEING),
    # Its proposals.
    "contributions.attach": Rule(AUTHOR),
    "contributions.attachment": Rule(SEEING),
    "contributions.co_authors": Rule(AUTHOR),
    "contributions.draft_file": Rule(AUTHOR, hidden=True, arguments=DRAFT_FILE),
    "contributions.draft_files": Rule(AUTHOR, hidden=True, arguments=DRAFT),
    "contributions.remove_attachment": Rule(AUTHOR | FACILITATOR),
    "contributions.remove_draft_file": Rule(AUTHOR, hidden=True, arguments=DRAFT_FILE),
    "contributions.report": Rule(TAKING_PART - AUTHOR),
    "contributions.reports": Rule(FACILITATOR),
    "contributions.settle": Rule(FACILITATOR),
    "contributions.show_again": Rule(FACILITATOR, arguments=HIDDEN),
    "desk.agreement": Rule(FACILITATOR, "published"),
    "desk.alike": Rule(FACILITATOR),
    "desk.invitation": Rule(FACILITATOR),
    "desk.poster": Rule(FACILITATOR),
    "desk.show": Rule(FACILITATOR),
    "desk.taking_part": Rule(FACILITATOR),
    "desk.topics": Rule(FACILITATOR),
    "desk.unanswered": Rule(FACILITATOR),
    "ideas.answer": Rule(DECIDING),
    "ideas.delete_comment": Rule(AUTHOR),
    "ideas.draft": Rule(AUTHOR, hidden=True, arguments=DRAFT),
    "ideas.edit": Rule(AUTHOR),
    "ideas.edit_comment": Rule(AUTHOR),
    "ideas.hide_comment": Rule(FACILITATOR),
    "ideas.history": Rule(SEEING),
    "ideas.index": Rule(SEEING),
    "ideas.merge": Rule(FACILITATOR),
    "ideas.new": Rule(TAKING_PART),
    "ideas.receipt": Rule(AUTHOR, hidden=True),
    "ideas.shortlist": Rule(FACILITATOR),
    "ideas.show": Rule(SEEING),
    "ideas.similar": Rule(SEEING),
    "ideas.unmerge": Rule(FACILITATOR, arguments=MERGED),
    "ideas.withdraw": Rule(AUTHOR),
    # Its meetings in a room, and its board.
    "exports.guest_minutes": OPEN,
    "exports.room_minutes": Rule(SEEING, arguments=ENDED_ROOM),
    "rooms.board": Rule(SEEING),
    "rooms.control_news": Rule(FACILITATOR),
    "rooms.end": Rule(FACILITATOR),
    "rooms.guest_minutes": OPEN,
    "rooms.index": Rule(SEEING),
    "rooms.join": OPEN,
    "rooms.make_idea": Rule(FACILITATOR, arguments=ROOM_GROUP),
    "rooms.minutes": Rule(SEEING, arguments=ENDED_ROOM),
    "rooms.new": Rule(FACILITATOR),
    "rooms.phone": OPEN,
    "rooms.phone_news": OPEN,
    "rooms.qr": Rule(FACILITATOR),
    "rooms.scanned": OPEN,
    "rooms.screen": Rule(FACILITATOR),
    "rooms.screen_news": Rule(FACILITATOR),
    "rooms.show": Rule(FACILITATOR),
    # Its voting.
    "voting.add_voter": Rule(FACILITATOR, "voting"),
    "voting.ballot": Rule(SEEING, "voting"),
    "voting.compare": Rule(TAKING_PART),
    "voting.auditor": Rule(FACILITATOR, "published"),
    "voting.check_receipt": Rule(SEEING, "published"),
    "voting.close": Rule(FACILITATOR, "closed"),
    "voting.commitments": Rule(SEEING, "closed"),
    "voting.draw": Rule(FACILITATOR, "closed"),
    "voting.package": Rule(SEEING, "published"),
    "voting.recount": Rule(FACILITATOR, "published"),
    "voting.result": Rule(SEEING, "closed"),
    "voting.sealed": Rule(SEEING, "closed"),
    # What comes of it.
    "decisions.choose": Rule(DECIDING, "closed"),
    "decisions.confirm": Rule(DECIDING, "closed"),
    "decisions.protocols": Rule(DECIDING, "published"),
    "decisions.remove_signal": Rule(DECIDING, "closed"),
    "decisions.show": Rule(SEEING, "published"),
    "decisions.signals": Rule(DECIDING, "closed"),
    "exports.comparisons": Rule(FACILITATOR),
    "exports.plan_downloads": Rule(SEEING, "published"),
    "exports.plan_file_in": Rule(SEEING, "published"),
    "exports.preview": Rule(DECIDING, "published", hidden=True, arguments=ANSWERS),
    "exports.protocol": Rule(DECIDING, "published", arguments=PROTOCOL),
    "exports.strategy": Rule(DECIDING, "published", hidden=True),
    "learning.add_theme": Rule(DECIDING, "published"),
    "learning.answer_comment": Rule(DECIDING, "published", arguments=HEARD),
    "learning.approve": Rule(LEADER, "published"),
    "learning.import_file": Rule(DECIDING, "published"),
    "learning.preview_import": Rule(DECIDING, "published", arguments=PLAN_UPLOAD),
    "learning.archive": Rule(LEADER, "published", arguments=APPROVED),
    "learning.edit": Rule(DECIDING, "published"),
    "learning.copy": Rule(DECIDING, "published"),
    "learning.hearing": Rule(SEEING, "published", arguments=HEARD),
    "learning.hide_comment": Rule(DECIDING, "published", arguments=HEARD),
    "learning.remove_theme": Rule(DECIDING, "published"),
    "learning.send_to_hearing": Rule(DECIDING, "published"),
    "learning.show": Rule(SEEING, "published"),
    "learning.activity": Rule(SEEING, "published"),
    "learning.edit_activity": Rule(DECIDING, "published"),
    "learning.add_outcome": Rule(DECIDING, "published", arguments=KEPT_THEME),
    "learning.edit_outcome": Rule(DECIDING, "published"),
    "learning.edit_theme": Rule(DECIDING, "published", arguments=KEPT_THEME),
    "learning.theme": Rule(SEEING, "published", arguments=KEPT_THEME),
    # What comes before and beside a plan.
    "learning.group": Rule(SEEING, "published"),
    "learning.mandate": Rule(LEADER, "published"),
    "learning.appoint": Rule(LEADER, "published"),
    "learning.meetings": Rule(SEEING, "published"),
    "learning.meeting": Rule(SEEING, "published"),
    "learning.add_meeting": Rule(DECIDING, "published"),
    "learning.edit_meeting": Rule(DECIDING, "published"),
    "learning.remove_meeting": Rule(DECIDING, "published"),
    "learning.arenas": Rule(SEEING, "published"),
    "learning.add_arenas": Rule(DECIDING, "published"),
    "learning.edit_arena": Rule(DECIDING, "published"),
    "learning.knowledge_flow": Rule(SEEING, "published"),
    "learning.compare_flow": Rule(SEEING, "published"),
    "learning.source_notes": Rule(SEEING, "published"),
    "learning.add_source_note": Rule(DECIDING, "published"),
    "learning.edit_source_note": Rule(DECIDING, "published"),
    "learning.remove_source_note": Rule(DECIDING, "published"),
    "learning.version_file": Rule(SEEING, "published", arguments=APPROVED | {"number": "one"}),
    "learning.versions": Rule(SEEING, "published", arguments=APPROVED),
    "learning.withdraw_comment": Rule(AUTHOR, "published", arguments=HEARD),
    # Joining and carrying out.
    "learning.add_material": Rule(DECIDING, "published", arguments=DOING),
    "learning.attendance": Rule(LEADER, "published", arguments=DOING),
    "learning.carry_out": Rule(DECIDING, "published", arguments=DOING),
    "learning.material": Rule(SEEING, "published", arguments=DOING),
    "learning.reflect": Rule(SEEING, "published", arguments=DOING),
    "learning.remove_material": Rule(DECIDING, "published", arguments=DOING),
    # Evaluating.
    "learning.answer_evaluation": Rule(TAKING_PART, "published", arguments=BEING_EVALUATED),
    "learning.conclude": Rule(DECIDING, "published", arguments=EVALUATED),
    "learning.evaluation": Rule(SEEING, "published", arguments=EVALUATED),
    "learning.extend_evaluation": Rule(DECIDING, "published", arguments=BEING_EVALUATED),
    "learning.finish_evaluation": Rule(DECIDING, "published", arguments=EVALUATED),
    "learning.open_evaluation": Rule(DECIDING, "published", arguments=APPROVED),
    "learning.lessons": Rule(FACILITATOR),
    "strategy.answer": Rule(DECIDING, "published", hidden=True),
    "strategy.index": Rule(DECIDING, "published", hidden=True),
    # Local dugnader, and what others have carried out.
    "local.assign": Rule(DECIDING),
    "local.assigned": Rule(FACILITATOR),
    "local.assignment": Rule(DECIDING | AUTHOR, hidden=True),
    "local.change": Answering(DECIDING, arguments=SHARED),
    "local.example": MINE,
    "local.examples": MINE,
    "local.forward": Rule(FACILITATOR, arguments=LOCAL),
    "local.forwarded": Rule(SEEING, arguments=LOCAL),
    "local.origin": Rule(SEEING, arguments={"nr": "forwarded_nr"}),
    "local.overview": Rule(DECIDING),
    "local.publish": Rule(DECIDING),
    "local.undo": Rule(FACILITATOR, arguments=LOCAL),
    "local.withdraw": Answering(DECIDING),
}

CHANGES = {
    "notices.follow": Rule(AUTHOR, hidden=True),
    "reminders.edit": Rule(FACILITATOR),
    "notices.read_all": MINE,
    "notices.settings": MINE,
    "notices.unsubscribe": Anywhere(EVERYONE, arguments=LEAVING),
    "accounts.invitation": STRANGERS,
    "accounts.link": OPEN,
    "accounts.reset": OPEN,
    "accounts.sign_in": OPEN,
    "accounts.sign_out": OPEN,
    "accounts.use_link": OPEN,
    "accounts.use_reset": OPEN,
    "home.language": OPEN,
    "accounts.accept_invitation": Rule(AUTHOR, hidden=True),
    "accounts.password": MINE,
    "accounts.password_link": MINE,
    "accounts.settings": MINE,
    "accounts.sign_out_everywhere": Anywhere(SIGNED_IN, signs_out=True),
    "campaigns.new": Anywhere(FACILITATOR),
    "learning.index": Anywhere(DECIDING),
    "learning.make_feed": MINE,
    "learning.revoke_feed": MINE,
    "organisation.add_role": administered(person_id="colleague_id"),
    "organisation.disable": administered(person_id="colleague_id"),
    "organisation.dissolve": administered(slug="unit_slug"),
    "organisation.edit_body": administered(slug="unit_slug"),
    "organisation.enable": administered(person_id="colleague_id"),
    "organisation.end_role": administered(person_id="colleague_id"),
    "organisation.erase": administered(person_id="colleague_id"),
    "organisation.import_bodies": ADMINISTERED,
    "organisation.import_people": ADMINISTERED,
    "organisation.invite": Anywhere(INVITING),
    "organisation.move": administered(slug="unit_slug"),
    "organisation.new_body": ADMINISTERED,
    "organisation.person": administered(person_id="colleague_id"),
    "organisation.preview_bodies": administered(upload_id="bodies_upload_id"),
    "organisation.preview_people": administered(upload_id="people_upload_id"),
    "organisation.revoke": WithinReach(INVITING),
    "organisation.tie": administered(slug="unit_slug"),
    "organisation.untie": administered(slug="unit_slug", other_id="council_id"),
    "councils.add_meeting": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.add_member": InCouncil(INVITING, arguments=OF_COUNCIL),
    "councils.add_office": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.approve": InCouncil(COUNCIL, arguments=OF_DRAFT, fields=AS_READ),
    "councils.cancel_meeting": InCouncil(
        ITS_COUNCIL, arguments=OF_COUNCIL | {"meeting_id": "council_meeting_id"}
    ),
    "councils.comment": InCouncil(COUNCIL, arguments=OF_DRAFT, fields={"body": "Enig."}),
    "councils.decide": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "councils.edit_draft": InCouncil(COUNCIL, arguments=OF_DRAFT, fields=AS_READ),
    "councils.end_office": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.make_feed": InCouncil(COUNCIL, arguments=OF_COUNCIL),
    "councils.manage": InCouncil(ITS_COUNCIL, arguments=OF_COUNCIL),
    "councils.new_draft": InCouncil(COUNCIL, arguments=IN_ROOM),
    "councils.personal": Anywhere(EVERYONE, arguments=BY_TOKEN),
    "councils.renew": Anywhere(EVERYONE, arguments=BY_TOKEN),
    "councils.revoke_link": InCouncil(ITS_COUNCIL, arguments=IN_ROOM),
    "councils.send_links": InCouncil(ITS_COUNCIL, arguments=IN_ROOM),
    "councils.submit": InCouncil(COUNCIL, arguments=OF_DRAFT, fields=AS_READ),
    "councils.withdraw": InCouncil(COUNCIL, arguments=OF_DRAFT),
    "campaigns.archive": Rule(FACILITATOR, "published"),
    "campaigns.deadlines": Rule(FACILITATOR),
    "campaigns.edit": Rule(FACILITATOR),
    "campaigns.launch": Rule(FACILITATOR),
    "campaigns.publish": Rule(FACILITATOR, "closed"),
    "contributions.answer_invitation": Rule({"council"}, hidden=True, fields={"answer": "no"}),
    "contributions.attach": Rule(AUTHOR),
    "contributions.co_authors": Rule(AUTHOR),
    "contributions.draft_files": Rule(AUTHOR, hidden=True, arguments=DRAFT),
    "contributions.remove_attachment": Rule(AUTHOR | FACILITATOR, happens_once=True),
    "contributions.remove_draft_file": Rule(
        AUTHOR, hidden=True, arguments=DRAFT_FILE, happens_once=True
    ),
    "contributions.report": Rule(TAKING_PART - AUTHOR),
    "contributions.settle": Rule(FACILITATOR, fields={"outcome": "kept", "reason": "Greit."}),
    "contributions.show_again": Rule(FACILITATOR, arguments=HIDDEN),
    "contributions.take_back_invitation": Rule(AUTHOR),
    "desk.alike": Rule(FACILITATOR),
    "ideas.answer": Rule(DECIDING),
    "ideas.comment": Rule(TAKING_PART),
    "ideas.delete_comment": Rule(AUTHOR),
    "ideas.draft": Rule(AUTHOR, hidden=True, arguments=DRAFT),
    "ideas.edit": Rule(AUTHOR),
    "ideas.edit_comment": Rule(AUTHOR),
    "ideas.follow": Rule(SEEING),
    "ideas.hide_comment": Rule(FACILITATOR),
    "ideas.merge": Rule(FACILITATOR, fields={"into": 2}),
    "ideas.new": Rule(TAKING_PART),
    "ideas.fill_costs": Rule(FACILITATOR),
    "ideas.shortlist": Rule(FACILITATOR, fields={"act": "restore"}),
    "ideas.unmerge": Rule(FACILITATOR, arguments=MERGED),
    "ideas.withdraw": Rule(AUTHOR),
    "rooms.add_notes": Rule(FACILITATOR),
    "rooms.columns": Rule(FACILITATOR),
    "rooms.dissolve_group": Rule(
        FACILITATOR, arguments=ROOM_GROUP, fields={"confirmed": "yes"}, happens_once=True
    ),
    "rooms.end": Rule(FACILITATOR),
    "rooms.group_notes": Rule(FACILITATOR),
    "rooms.join": OPEN,
    "rooms.make_idea": Rule(FACILITATOR, arguments=ROOM_GROUP),
    "rooms.move_cards": Rule(FACILITATOR),
    "rooms.new": Rule(FACILITATOR),
    "rooms.record_hands": Rule(FACILITATOR),
    "rooms.remove_hands": Rule(FACILITATOR, fields={"confirmed": "yes"}, happens_once=True),
    "rooms.remove_notes": Rule(FACILITATOR),
    "rooms.rename_group": Rule(FACILITATOR, arguments=ROOM_GROUP),
    "rooms.send_note": OPEN,
    "rooms.sort": OPEN,
    "rooms.steer": Rule(FACILITATOR),
    "rooms.take_back": Anywhere(EVERYONE, arguments=ROOM_NOTE),
    "voting.abstain": Rule(TAKING_PART, "voting", fields=VOTE),
    "voting.add_voter": Rule(FACILITATOR, "voting"),
    "voting.auditor": Rule(
        FACILITATOR, "published", fields={"auditor": "Prøve Revisor", "reason": "Kontroll"}
    ),
    "voting.cast": Rule(TAKING_PART, "voting", fields=VOTE),
    "voting.check_receipt": Rule(SEEING, "published", fields={"receipt": "0" * 64}),
    "voting.compare": Rule(TAKING_PART, fields=PAIR),
    "voting.draw": Rule(FACILITATOR, "closed"),
    "voting.mail_seal": Rule(SEEING, "published"),
    "voting.recount": Rule(FACILITATOR, "published"),
    "voting.undo_pair": Rule(TAKING_PART, fields=PAIR),
    "voting.close": Rule(FACILITATOR, "closed"),
    "voting.mark": Rule(TAKING_PART, "voting", fields=VOTE | {"idea": str(UUID(int=1))}),
    "decisions.answer": Rule(DECIDING, "closed"),
    "decisions.confirm": Rule(DECIDING, "closed"),
    "decisions.protocols": Rule(DECIDING, "published"),
    "decisions.remove_signal": Rule(DECIDING, "closed", happens_once=True),
    "decisions.signals": Rule(DECIDING, "closed"),
    "exports.preview": Rule(DECIDING, "published", hidden=True, arguments=ANSWERS),
    "exports.reimport": Rule(DECIDING, "published", hidden=True),
    "learning.answer_evaluation": Rule(TAKING_PART, "published", arguments=BEING_EVALUATED),
    "learning.conclude": Rule(DECIDING, "published", arguments=EVALUATED),
    "learning.extend_evaluation": Rule(DECIDING, "published", arguments=BEING_EVALUATED),
    "learning.finish_evaluation": Rule(DECIDING, "published", arguments=EVALUATED),
    "learning.open_evaluation": Rule(DECIDING, "published", arguments=APPROVED),
    "learning.bring_lesson_back": Rule(FACILITATOR, arguments=LESSON),
    "learning.put_lesson_aside": Rule(FACILITATOR, arguments=LESSON),
    "learning.take_up_lesson": Rule(FACILITATOR, arguments=LESSON),
    "learning.add_theme": Rule(DECIDING, "published"),
    "learning.answer_comment": Rule(DECIDING, "published", arguments=HEARD),
    "learning.approve": Rule(LEADER, "published"),
    "learning.archive": Rule(LEADER, "published", arguments=APPROVED),
    "learning.copy": Rule(DECIDING, "published"),
    "learning.comment": Rule(TAKING_PART, "published", arguments=HEARD),
    "learning.import_file": Rule(DECIDING, "published"),
    "learning.preview_import": Rule(DECIDING, "published", arguments=PLAN_UPLOAD),
    "learning.edit": Rule(DECIDING, "published"),
    "learning.edit_activity": Rule(DECIDING, "published"),
    "learning.add_outcome": Rule(DECIDING, "published", arguments=KEPT_THEME),
    "learning.edit_outcome": Rule(DECIDING, "published"),
    "learning.edit_theme": Rule(DECIDING, "published", arguments=KEPT_THEME),
    "learning.move_theme": Rule(DECIDING, "published", arguments=KEPT_THEME),
    "learning.hide_comment": Rule(DECIDING, "published", arguments=HEARD),
    "learning.remove_theme": Rule(DECIDING, "published", happens_once=True),
    "learning.mandate": Rule(LEADER, "published"),
    "learning.skip": Rule(DECIDING, "published"),
    "learning.appoint": Rule(LEADER, "published"),
    "learning.arrange": Rule(LEADER, "published"),
    "learning.dismiss": Rule(LEADER, "published", arguments=COLLEAGUE),
    "learning.wish": Rule(STAFF, "published"),
    "learning.add_meeting": Rule(DECIDING, "published"),
    "learning.edit_meeting": Rule(DECIDING, "published"),
    "learning.remove_meeting": Rule(DECIDING, "published", happens_once=True),
    "learning.add_arenas": Rule(DECIDING, "published"),
    "learning.edit_arena": Rule(DECIDING, "published"),
    "learning.reuse_arena": Rule(DECIDING, "published"),
    "learning.remove_arena": Rule(DECIDING, "published", happens_once=True),
    "learning.save_flow": Rule(DECIDING, "published", fields={"cell": "individual-internal"}),
    "learning.copy_flow": Rule(DECIDING, "published"),
    "learning.add_source_note": Rule(DECIDING, "published"),
    "learning.edit_source_note": Rule(DECIDING, "published"),
    "learning.remove_source_note": Rule(DECIDING, "published", happens_once=True),
    "learning.send_to_hearing": Rule(DECIDING, "published"),
    "learning.withdraw_comment": Rule(AUTHOR, "published", arguments=HEARD, happens_once=True),
    "learning.add_material": Rule(DECIDING, "published", arguments=DOING),
    "learning.attendance": Rule(LEADER, "published", arguments=DOING),
    "learning.carry_out": Rule(DECIDING, "published", arguments=DOING),
    "learning.reflect": Rule(SEEING, "published", arguments=DOING),
    "learning.remove_material": Rule(DECIDING, "published", arguments=DOING, happens_once=True),
    "learning.sign_up": Rule(TAKING_PART, "published", arguments=DOING),
    "learning.undo_status": Rule(DECIDING, "published", arguments=DOING),
    "learning.withdraw": Rule(TAKING_PART, "published", arguments=DOING),
    "strategy.answer": Rule(DECIDING, "published", hidden=True),
    "strategy.index": Rule(DECIDING, "published", hidden=True),
    # Local dugnader, and what others have carried out.
    "local.answer": Answering(DECIDING),
    "local.ask": MINE,
    "local.assign": Rule(DECIDING),
    "local.assignment": Rule(DECIDING | AUTHOR, hidden=True),
    "local.change": Answering(DECIDING, arguments=SHARED, happens_once=True),
    "local.forward": Rule(FACILITATOR, arguments=LOCAL),
    "local.publish": Rule(DECIDING),
    "local.remind": Rule(DECIDING),
    "local.take_back": Rule(AUTHOR, hidden=True, arguments=ASKED),
    "local.undo": Rule(FACILITATOR, arguments=LOCAL),
    "local.withdraw": Answering(DECIDING, happens_once=True),
}

"""What can be done with a ballot: mark, abstain, be added to the roll, close, announce."""

from app.voting.services.announcing import announce_result
from app.voting.services.auditing import (
    count_beside,
    count_without,
    hand_out_package,
    mail_seal,
    record_draw,
    write_auditors_edition,
)
from app.voting.services.changing import lock_for_voting
from app.voting.services.closing import close_campaign, count_campaign, stop_voting
from app.voting.services.comparing import answer_pair, require_comparing, undo_answer
from app.voting.services.importing import ImportedElection, import_election
from app.voting.services.marks import cast_ballot, set_abstention, set_mark
from app.voting.services.roll import add_voter, is_turnout_due, refresh_turnout

__all__ = [
    "ImportedElection",
    "add_voter",
    "announce_result",
    "answer_pair",
    "cast_ballot",
    "close_campaign",
    "count_campaign",
    "count_beside",
    "count_without",
    "hand_out_package",
    "mail_seal",
    "import_election",
    "is_turnout_due",
    "lock_for_voting",
    "record_draw",
    "refresh_turnout",
    "require_comparing",
    "set_abstention",
    "set_mark",
    "stop_voting",
    "undo_answer",
    "write_auditors_edition",
]

"""What can be done with a ballot: mark, abstain, be added to the roll, close, announce."""

from app.voting.services.announcing import announce_result
from app.voting.services.changing import lock_for_voting
from app.voting.services.closing import close_campaign
from app.voting.services.importing import ImportedElection, import_election
from app.voting.services.marks import cast_ballot, set_abstention, set_mark
from app.voting.services.roll import add_voter, is_turnout_due, refresh_turnout

__all__ = [
    "ImportedElection",
    "add_voter",
    "announce_result",
    "cast_ballot",
    "close_campaign",
    "import_election",
    "is_turnout_due",
    "lock_for_voting",
    "refresh_turnout",
    "set_abstention",
    "set_mark",
]

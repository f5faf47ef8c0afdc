"""What can be done with a ballot: mark, abstain, be added to the roll, close, announce."""

from app.voting.services.marks import set_abstention, set_mark

__all__ = ["set_abstention", "set_mark"]

"""Every table. Import models from here; import nothing from here into `app.domain`."""

from app.models.account import HighWater, Invitation, MailedLink, OutboxMail, SignIn, Throttle
from app.models.campaign import (
    Campaign,
    CampaignBody,
    CampaignEvent,
    DeadlineMove,
    Gathering,
    Topic,
)
from app.models.comparing import PairwiseAnswer, PairwiseTotal
from app.models.counting import (
    BallotPaper,
    CountProgress,
    FurtherCount,
    PackageHandout,
    ResultPackage,
)
from app.models.idea import Answer, CoAuthor, Comment, Follower, Idea, IdeaVersion, Merge
from app.models.organisation import Affiliation, Body, Membership, Person, Upload
from app.models.outcome import (
    Decision,
    DecisionItem,
    Plan,
    PlanRow,
    PlanTheme,
    SteeringSignal,
    StrategyAnswer,
    StrategyInput,
)
from app.models.voting import OpenBallot, OpenMark, Result, SealedBallot, Voter

__all__ = [
    "Affiliation",
    "Answer",
    "BallotPaper",
    "Body",
    "Campaign",
    "CampaignBody",
    "CampaignEvent",
    "CoAuthor",
    "Comment",
    "CountProgress",
    "DeadlineMove",
    "Decision",
    "DecisionItem",
    "Follower",
    "FurtherCount",
    "Gathering",
    "HighWater",
    "Idea",
    "IdeaVersion",
    "Invitation",
    "MailedLink",
    "Membership",
    "Merge",
    "OpenBallot",
    "OpenMark",
    "OutboxMail",
    "PackageHandout",
    "PairwiseAnswer",
    "PairwiseTotal",
    "Person",
    "Plan",
    "PlanRow",
    "PlanTheme",
    "Result",
    "ResultPackage",
    "SealedBallot",
    "SignIn",
    "SteeringSignal",
    "StrategyAnswer",
    "StrategyInput",
    "Throttle",
    "Topic",
    "Upload",
    "Voter",
]

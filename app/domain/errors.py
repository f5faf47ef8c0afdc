"""What the product may answer no to. Nothing here knows about HTTP or language."""


class DomainError(Exception):
    """A product rule said no. `code` is stable: tests, logs and templates rely on it."""

    code = "rule_broken"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.code)
        self.facts = facts
        """Values for the message shown to the person, e.g. the deadline that passed."""


class NotFoundError(DomainError):
    """It does not exist, or this person may not know that it does."""

    code = "not_found"


class NotAllowedError(DomainError):
    """The person sees it and may not do this with it."""

    code = "not_allowed"


class LinkScopeError(DomainError):
    """Came by a personal link, which is not for this."""

    code = "link_scope"


class DeadlinePassedError(DomainError):
    """The deadline for this act has passed. Facts: `deadline` (aware datetime) where known."""

    code = "deadline_passed"


class NotOpenError(DomainError):
    """The phase in which this can be done has not begun, or is over."""

    code = "not_open"


class ConflictError(DomainError):
    """Somebody or something changed it meanwhile; reload and look again."""

    code = "conflict"


class IdempotencyError(DomainError):
    """The same key was used with other content."""

    code = "key_reused"


class JoinedError(DomainError):
    """Others' proposals have been merged into it, and would go with it."""

    code = "joined"


class FrozenError(DomainError):
    """A promise or a record that may no longer change."""

    code = "frozen"


class InvalidBallotError(DomainError):
    """The marks do not form a valid ballot. Nothing was used up. Facts: `reason`."""

    code = "invalid_ballot"


class NoVotesLeftError(DomainError):
    """All votes are used; take one back first. Facts: `quota`."""

    code = "no_votes_left"


class NotOnRollError(DomainError):
    """The person was not a member when voting opened."""

    code = "not_on_roll"


class InvalidInputError(DomainError):
    """Content that a rule refuses. Facts: `field` and `reason`, both stable words."""

    code = "invalid_input"


class ReasonMissingError(DomainError):
    """This act needs a written reason."""

    code = "reason_missing"


class NotCountedError(DomainError):
    """The campaign has no result yet."""

    code = "not_counted"


class LastAdministratorError(DomainError):
    """Nobody would be left who can administer people and bodies."""

    code = "last_administrator"


class TooManyAttemptsError(DomainError):
    """Tried too often; wait. Facts: `minutes`."""

    code = "too_many_attempts"


class InvalidTokenError(DomainError):
    """The link is unknown, used or too old."""

    code = "invalid_token"


class WrongCredentialsError(DomainError):
    """Address and password do not belong together; which one is not told."""

    code = "wrong_credentials"


class TooLargeError(DomainError):
    """The input is larger than what is taken."""

    code = "too_large"


class UnsupportedError(DomainError):
    """A kind of input that is not taken (yet)."""

    code = "unsupported"


class UnreadableError(DomainError):
    """A file that is not what it should be. Facts: `line`, counted from 1, where it is known."""

    code = "unreadable"

    def __init__(self, detail: str, line: int | None = None) -> None:
        super().__init__(detail if line is None else f"line {line}: {detail}", line=line)

"""All that a personal link reaches: read, comment, approve, vote, abstain. Nothing else does."""

ALWAYS_OPEN = frozenset(
    {
        "accounts.sign_out",
        "councils.personal",
        "councils.renew",
        "home.language",
        "home.privacy",
        "home.secrecy",
    }
)
"""Leaving, another language, what the product says of itself, and the link itself."""
BY_LINK = frozenset(
    {
        "campaigns.show",
        "councils.approve",
        "councils.comment",
        "councils.draft",
        "councils.pack",
        "councils.room",
        "councils.to_room",
        "decisions.show",
        "exports.council_pack",
        "ideas.comment",
        "ideas.delete_comment",
        "ideas.edit_comment",
        "ideas.index",
        "ideas.show",
        "voting.abstain",
        "voting.ballot",
        "voting.cast",
        "voting.mark",
        "voting.result",
    }
)

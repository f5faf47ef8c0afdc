"""All that a personal link reaches: read, comment, approve, vote, abstain. Nothing else does."""

ALWAYS_OPEN = frozenset(
    {
        "accounts.invitation",
        "accounts.sign_out",
        "councils.personal",
        "councils.renew",
        "exports.guest_minutes",
        "home.language",
        "home.privacy",
        "home.secrecy",
        "notices.unsubscribe",
        "rooms.guest_minutes",
        "rooms.join",
        "rooms.phone",
        "rooms.phone_news",
        "rooms.scanned",
        "rooms.send_note",
        "rooms.sort",
        "rooms.take_back",
    }
)
"""Leaving, another language, what the product says of itself, and the link itself; and what
everybody reaches without signing in, by a code on the wall or a token in a mail: it asks nothing of
the session, and would open if the member closed the browser first."""
BY_LINK = frozenset(
    {
        "campaigns.show",
        "contributions.attachment",
        "contributions.draft_file",
        "councils.approve",
        "councils.comment",
        "councils.draft",
        "councils.pack",
        "councils.room",
        "councils.to_room",
        "decisions.show",
        "exports.council_pack",
        "exports.room_minutes",
        "ideas.comment",
        "ideas.delete_comment",
        "ideas.edit_comment",
        "ideas.index",
        "ideas.show",
        "rooms.index",
        "rooms.minutes",
        "voting.abstain",
        "voting.ballot",
        "voting.cast",
        "voting.mark",
        "voting.result",
    }
)

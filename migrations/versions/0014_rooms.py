"""The board, and meetings in a room: notes, groups, shows of hands, minutes that stay."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLES = (
    "room_meetings",
    "room_guests",
    "room_groups",
    "room_notes",
    "room_hands",
    "room_hand_counts",
    "room_minutes",
    "board_columns",
    "board_cards",
)


def _seal(table: str) -> None:
    """Make the database itself refuse to change or remove what is sealed."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
        )


def upgrade() -> None:
    _make_meetings()
    _make_what_is_written()
    _make_boards()
    _seal("room_minutes")


def _make_meetings() -> None:
    op.create_table(
        "room_meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("needs_name", sa.Boolean(), nullable=False),
        sa.Column("takes_notes", sa.Boolean(), nullable=False),
        sa.Column("hides_notes", sa.Boolean(), nullable=False),
        sa.Column("room_groups", sa.Boolean(), nullable=False),
        sa.Column("shows_ballot", sa.Boolean(), nullable=False),
        sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phone_version", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_room_meetings_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["persons.id"], name=op.f("fk_room_meetings_opened_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_meetings")),
        sa.UniqueConstraint("code", name=op.f("uq_room_meetings_code")),
    )
    op.create_index(
        op.f("ix_room_meetings_campaign_id"), "room_meetings", ["campaign_id"], unique=False
    )
    op.create_table(
        "room_guests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["room_meetings.id"],
            name=op.f("fk_room_guests_meeting_id_room_meetings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_guests")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_room_guests_token_hash")),
    )
    op.create_index(op.f("ix_room_guests_meeting_id"), "room_guests", ["meeting_id"], unique=False)


def _make_what_is_written() -> None:
    op.create_table(
        "room_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["room_meetings.id"],
            name=op.f("fk_room_groups_meeting_id_room_meetings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_groups")),
    )
    op.create_index(op.f("ix_room_groups_meeting_id"), "room_groups", ["meeting_id"], unique=False)
    op.create_table(
        "room_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["room_groups.id"], name=op.f("fk_room_notes_group_id_room_groups")
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["room_guests.id"], name=op.f("fk_room_notes_guest_id_room_guests")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["room_meetings.id"],
            name=op.f("fk_room_notes_meeting_id_room_meetings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_notes")),
        sa.UniqueConstraint(
            "meeting_id", "client_key", name=op.f("uq_room_notes_meeting_id_client_key")
        ),
        sa.UniqueConstraint("meeting_id", "seq", name=op.f("uq_room_notes_meeting_id_seq")),
    )
    op.create_index(op.f("ix_room_notes_group_id"), "room_notes", ["group_id"], unique=False)
    op.create_index(op.f("ix_room_notes_guest_id"), "room_notes", ["guest_id"], unique=False)
    op.create_table(
        "room_hands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["room_meetings.id"],
            name=op.f("fk_room_hands_meeting_id_room_meetings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_hands")),
    )
    op.create_index(op.f("ix_room_hands_meeting_id"), "room_hands", ["meeting_id"], unique=False)
    op.create_table(
        "room_hand_counts",
        sa.Column("hands_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=False),
        sa.CheckConstraint("hands >= 0", name=op.f("ck_room_hand_counts_hands_not_negative")),
        sa.ForeignKeyConstraint(
            ["hands_id"], ["room_hands.id"], name=op.f("fk_room_hand_counts_hands_id_room_hands")
        ),
        sa.PrimaryKeyConstraint("hands_id", "position", name=op.f("pk_room_hand_counts")),
    )
    op.create_table(
        "room_minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["room_meetings.id"],
            name=op.f("fk_room_minutes_meeting_id_room_meetings"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_room_minutes")),
    )


def _make_boards() -> None:
    op.create_table(
        "board_columns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_board_columns_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_columns")),
    )
    op.create_index(
        op.f("ix_board_columns_campaign_id"), "board_columns", ["campaign_id"], unique=False
    )
    op.create_table(
        "board_cards",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("column_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_board_cards_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["column_id"], ["board_columns.id"], name=op.f("fk_board_cards_column_id_board_columns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", name=op.f("pk_board_cards")),
    )
    op.create_index(
        "ix_board_cards_column_id", "board_cards", ["column_id", "position"], unique=False
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

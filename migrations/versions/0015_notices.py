"""Notices, what one wants to hear, reminders and an outbox that sends once."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    # Plain columns that may be empty: nothing is rebuilt, so no trigger is lost on SQLite.
    op.add_column("campaigns", sa.Column("reminders", sa.String(20), nullable=True))
    op.add_column("outbox", sa.Column("event_key", sa.String(200), nullable=True))
    op.add_column("outbox", sa.Column("address_hint", sa.String(254), nullable=True))
    # Mails without a key or without a person never stand in each other's way: empty is not equal.
    op.create_index(
        "uq_outbox_event_key_person_id", "outbox", ["event_key", "person_id"], unique=True
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("digest_at", MOMENT, nullable=True),
        sa.Column("digest_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_notices_person_id_persons"),
        sa.UniqueConstraint("event_key", "person_id", name="uq_notices_event_key_person_id"),
    )
    op.create_index("ix_notices_person_id_created_at", "notices", ["person_id", "created_at"])
    op.create_index("ix_notices_digest_at", "notices", ["digest_at"])
    op.create_index("ix_notices_digest_id", "notices", ["digest_id"])
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["person_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "notice_settings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(20), nullable=False),
        sa.Column("delivery", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "topic", name="pk_notice_settings"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name="fk_notice_settings_person_id_persons"
        ),
    )
    op.create_table(
        "reminder_runs",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("step", sa.String(5), nullable=False),
        sa.Column("deadline_at", MOMENT, nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint(
            "campaign_id", "act", "step", "deadline_at", name="pk_reminder_runs"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_reminder_runs_campaign_id_campaigns"
        ),
    )


def downgrade() -> None:
    op.drop_table("reminder_runs")
    op.drop_table("notice_settings")
    op.drop_table("notices")
    op.drop_index("uq_outbox_event_key_person_id", "outbox")
    op.drop_column("outbox", "address_hint")
    op.drop_column("outbox", "event_key")
    op.drop_column("campaigns", "reminders")

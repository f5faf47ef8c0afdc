"""Roll, open and sealed ballots, results."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SEALED = ("sealed_ballots", "results", "campaign_events")


def _seal(table: str) -> None:
    """Make the database itself refuse to change or remove what is sealed."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is sealed', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _unseal(table: str) -> None:
    acts = ("update", "delete") if op.get_bind().dialect.name == "sqlite" else ("change",)
    on_table = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
    for act in acts:
        op.execute(f"DROP TRIGGER {table}_refuse_{act}{on_table}")


def upgrade() -> None:
    op.create_table(
        "results",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_results_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_results")),
    )
    op.create_table(
        "sealed_ballots",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("random_key", sa.String(length=32), nullable=False),
        sa.Column("voter_group", sa.String(length=20), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_sealed_ballots_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "random_key", name=op.f("pk_sealed_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("identity_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("voter_group", sa.String(length=20), nullable=True),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.Column("added_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_voters_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_voters_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voters")),
        sa.UniqueConstraint(
            "campaign_id", "identity_mac", name=op.f("uq_voters_campaign_id_identity_mac")
        ),
        sa.UniqueConstraint(
            "campaign_id", "person_id", name=op.f("uq_voters_campaign_id_person_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_voters_person_id"), "voters", ["person_id"], unique=False)
    op.create_table(
        "open_ballots",
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("ballot_key", sa.Uuid(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("is_abstention", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_key", sa.String(length=64), nullable=True),
        sa.Column("last_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "used >= 0 AND (quota IS NULL OR used <= quota)",
            name=op.f("ck_open_ballots_within_quota"),
        ),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voters.id"], name=op.f("fk_open_ballots_voter_id_voters")
        ),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_open_ballots")),
        sa.UniqueConstraint("ballot_key", name=op.f("uq_open_ballots_ballot_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_marks",
        sa.Column("ballot_key", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_key"],
            ["open_ballots.ballot_key"],
            name=op.f("fk_open_marks_ballot_key_open_ballots"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_open_marks_campaign_id_idea_id_ideas"),
        ),
        sa.PrimaryKeyConstraint("ballot_key", "idea_id", name=op.f("pk_open_marks")),
        sqlite_with_rowid=False,
    )
    for table in SEALED:
        _seal(table)


def downgrade() -> None:
    for table in SEALED:
        _unseal(table)
    op.drop_table("open_marks")
    op.drop_table("open_ballots")
    op.drop_index(op.f("ix_voters_person_id"), table_name="voters")
    op.drop_table("voters")
    op.drop_table("sealed_ballots")
    op.drop_table("results")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")

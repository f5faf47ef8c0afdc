"""Progress of a count, the result package and its handing out, counts beside the result."""

import json
import unicodedata
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

SEALED = ("ballot_papers", "result_packages", "package_handouts", "further_counts")


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
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("lottery_by", sa.Uuid(), nullable=True))
    op.add_column("campaigns", sa.Column("lottery_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "ballot_papers",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_ballot_papers_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_ballot_papers")),
    )
    op.create_table(
        "count_progress",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "done >= 0 AND done <= total", name=op.f("ck_count_progress_within_total")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_count_progress_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_count_progress")),
    )
    op.create_table(
        "result_packages",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["results.campaign_id"],
            name=op.f("fk_result_packages_campaign_id_results"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_result_packages")),
    )
    op.create_table(
        "package_handouts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("auditor", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["results.campaign_id"],
            name=op.f("fk_package_handouts_campaign_id_results"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["persons.id"], name=op.f("fk_package_handouts_given_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_handouts")),
    )
    op.create_index(op.f("ix_package_handouts_campaign_id"), "package_handouts", ["campaign_id"])
    op.create_table(
        "further_counts",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["persons.id"], name=op.f("fk_further_counts_asked_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["results.campaign_id"],
            name=op.f("fk_further_counts_campaign_id_results"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name=op.f("pk_further_counts")),
    )
    _keep_papers()
    for table in SEALED:
        _seal(table)


def _keep_papers() -> None:
    """What was frozen before: the ballot paper as its ideas stand, in the canonical form."""
    bind = op.get_bind()
    ideas = sa.table(
        "ideas",
        sa.column("campaign_id", sa.Uuid()),
        sa.column("id", sa.Uuid()),
        sa.column("title", sa.String()),
        sa.column("cost", sa.Integer()),
        sa.column("is_on_ballot", sa.Boolean()),
    )
    papers = sa.table(
        "ballot_papers", sa.column("campaign_id", sa.Uuid()), sa.column("canonical", sa.String())
    )
    campaigns = sa.table("campaigns", sa.column("id", sa.Uuid()), sa.column("frozen_at"))
    listed = dict.fromkeys(
        bind.scalars(sa.select(campaigns.c.id).where(campaigns.c.frozen_at.is_not(None))), "[]"
    )
    rows = bind.execute(
        sa.select(ideas.c.campaign_id, ideas.c.id, ideas.c.title, ideas.c.cost)
        .where(ideas.c.is_on_ballot)
        .order_by(ideas.c.campaign_id, ideas.c.id)
    )
    for campaign, lines in groupby(rows, key=lambda row: row[0]):
        paper = [
            {"id": str(id_), "title": unicodedata.normalize("NFC", title)}
            | ({} if cost is None else {"cost": cost})
            for _, id_, title, cost in lines
        ]
        listed[campaign] = json.dumps(
            paper, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
    for campaign, canonical in listed.items():
        bind.execute(papers.insert().values(campaign_id=campaign, canonical=canonical))


def downgrade() -> None:
    for table in (
        "further_counts",
        "package_handouts",
        "result_packages",
        "count_progress",
        "ballot_papers",
    ):
        op.drop_table(table)
    op.drop_column("campaigns", "lottery_at")
    op.drop_column("campaigns", "lottery_by")

"""Councils: offices, meeting dates, joint drafts and their decisions, personal links."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = (
    "offices",
    "council_settings",
    "council_meetings",
    "draft_comments",
    "draft_approvals",
    "council_decisions",
    "personal_links",
)
"""In the order they are made: none refers to a later one."""


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[object]:
    kind = sa.String(length=length) if length else sa.String()
    return sa.Column(name, kind, nullable=nullable)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _of_idea(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign_id", "idea_id"],
        ["ideas.campaign_id", "ideas.id"],
        name=op.f(f"fk_{table}_campaign_id_idea_id_ideas"),
    )


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _make_offices()
    _make_drafts()
    _make_links()
    op.add_column("ideas", _moment("shared_at", nullable=True))


def _make_offices() -> None:
    op.create_table(
        "offices",
        _id("id"),
        _id("body_id"),
        _id("person_id"),
        _text("kind", 20),
        _text("mandate", 500),
        _moment("starts_at"),
        _moment("ends_at", nullable=True),
        _id("recorded_by"),
        _moment("recorded_at"),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at <= ends_at", name=op.f("ck_offices_ends_after_start")
        ),
        sa.CheckConstraint(
            "kind IN ('leader', 'secretary', 'representative')", name=op.f("ck_offices_kind")
        ),
        _refers("offices", "body_id", "bodies"),
        _refers("offices", "person_id", "persons"),
        _refers("offices", "recorded_by", "persons"),
        _key("offices", "id"),
    )
    op.create_index("ix_offices_body_id", "offices", ["body_id"])
    op.create_table(
        "council_settings",
        _id("body_id"),
        sa.Column("approvals_needed", sa.Integer(), nullable=False),
        _text("phone", 50),
        _text("phone_name", 200),
        sa.CheckConstraint(
            "approvals_needed >= 2", name=op.f("ck_council_settings_approvals_needed")
        ),
        _refers("council_settings", "body_id", "bodies"),
        _key("council_settings", "body_id"),
    )
    op.create_table(
        "council_meetings",
        _id("id"),
        _id("body_id"),
        _moment("starts_at"),
        _text("place", 200),
        sa.Column("revision", sa.Integer(), nullable=False),
        _moment("revised_at"),
        _moment("cancelled_at", nullable=True),
        _refers("council_meetings", "body_id", "bodies"),
        _key("council_meetings", "id"),
    )
    op.create_index("ix_council_meetings_body_id", "council_meetings", ["body_id", "starts_at"])


def _make_drafts() -> None:
    op.create_table(
        "draft_comments",
        _id("id"),
        _id("campaign_id"),
        _id("idea_id"),
        _id("author_id"),
        _text("body"),
        _moment("created_at"),
        _of_idea("draft_comments"),
        _refers("draft_comments", "author_id", "persons"),
        _key("draft_comments", "id"),
    )
    op.create_index("ix_draft_comments_idea", "draft_comments", ["campaign_id", "idea_id"])
    op.create_table(
        "draft_approvals",
        _id("campaign_id"),
        _id("idea_id"),
        _id("person_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("approved_at"),
        _of_idea("draft_approvals"),
        _refers("draft_approvals", "person_id", "persons"),
        _key("draft_approvals", "campaign_id", "idea_id", "person_id", "version"),
    )
    op.create_table(
        "council_decisions",
        _id("campaign_id"),
        _id("idea_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("body_id"),
        _text("way", 10),
        sa.Column("decided_on", sa.Date(), nullable=False),
        _text("present", 500),
        _text("decision", 2000),
        _text("dissent", 1000),
        sa.Column("approvals", sa.Integer(), nullable=False),
        _id("recorded_by"),
        _moment("recorded_at"),
        _id("submitted_by", nullable=True),
        sa.CheckConstraint(
            "way IN ('meeting', 'approvals', 'mandate')", name=op.f("ck_council_decisions_way")
        ),
        _of_idea("council_decisions"),
        _refers("council_decisions", "body_id", "bodies"),
        _refers("council_decisions", "recorded_by", "persons"),
        _refers("council_decisions", "submitted_by", "persons"),
        _key("council_decisions", "campaign_id", "idea_id", "version"),
    )


def _make_links() -> None:
    op.create_table(
        "personal_links",
        _id("id"),
        _text("token_hash", 64, nullable=True),
        _id("person_id"),
        _id("body_id"),
        _id("campaign_id"),
        _id("created_by"),
        _moment("created_at"),
        _moment("expires_at", nullable=True),
        _moment("revoked_at", nullable=True),
        _refers("personal_links", "person_id", "persons"),
        _refers("personal_links", "body_id", "bodies"),
        _refers("personal_links", "campaign_id", "campaigns"),
        _refers("personal_links", "created_by", "persons"),
        _key("personal_links", "id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_links_token_hash")),
    )
    op.create_index("ix_personal_links_person_id", "personal_links", ["person_id"])
    op.create_index("ix_personal_links_body_id", "personal_links", ["body_id", "campaign_id"])
    name = "fk_sign_ins_link_id_personal_links"
    if _is_sqlite():
        # A rebuilt table would be dropped and made anew; SQLite takes the reference inline.
        op.execute(
            f"ALTER TABLE sign_ins ADD COLUMN link_id CHAR(32) CONSTRAINT {name} "
            "REFERENCES personal_links (id)"
        )
        return
    op.add_column("sign_ins", _id("link_id", nullable=True))
    op.create_foreign_key(name, "sign_ins", "personal_links", ["link_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM sign_ins WHERE link_id IS NOT NULL")
    op.drop_column("sign_ins", "link_id")
    op.drop_column("ideas", "shared_at")
    for table in reversed(TABLES):
        op.drop_table(table)

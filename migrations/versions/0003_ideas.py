"""Proposals, versions, merges, comments, answers and followers, and the search in them.

Search looks for stems, which `ideas.stems` holds ready made. Neither database may cut them up once
more, or the two would find different things: SQLite's tokenizer is told that everything but a space
is part of a word, and PostgreSQL gets its lexemes without any parser.

On SQLite the full-text table follows `ideas` by triggers. A later migration that rebuilds `ideas`
in batch mode drops them silently and must run SEARCH_TRIGGERS again; a test of search would fail.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SEARCH_TRIGGERS = (
    """CREATE TRIGGER idea_search_added AFTER INSERT ON ideas BEGIN
        INSERT INTO idea_search_rows (campaign_id, idea_id) VALUES (new.campaign_id, new.id);
        INSERT INTO idea_search (rowid, stems) SELECT nr, new.stems FROM idea_search_rows
        WHERE campaign_id = new.campaign_id AND idea_id = new.id;
    END""",
    """CREATE TRIGGER idea_search_changed AFTER UPDATE OF stems ON ideas
    WHEN old.stems <> new.stems BEGIN
        INSERT INTO idea_search (idea_search, rowid, stems) SELECT 'delete', nr, old.stems
        FROM idea_search_rows WHERE campaign_id = old.campaign_id AND idea_id = old.id;
        INSERT INTO idea_search (rowid, stems) SELECT nr, new.stems FROM idea_search_rows
        WHERE campaign_id = old.campaign_id AND idea_id = old.id;
    END""",
    """CREATE TRIGGER idea_search_removed AFTER DELETE ON ideas BEGIN
        INSERT INTO idea_search (idea_search, rowid, stems) SELECT 'delete', nr, old.stems
        FROM idea_search_rows WHERE campaign_id = old.campaign_id AND idea_id = old.id;
        DELETE FROM idea_search_rows WHERE campaign_id = old.campaign_id AND idea_id = old.id;
    END""",
)
SEARCH = {
    "sqlite": (
        # Numbers of our own: the hidden rowid of `ideas` changes when the file is compacted.
        """CREATE TABLE idea_search_rows (nr INTEGER PRIMARY KEY, campaign_id CHAR(32) NOT NULL,
        idea_id CHAR(32) NOT NULL, UNIQUE (campaign_id, idea_id))""",
        """CREATE VIRTUAL TABLE idea_search USING fts5(
        stems, content='', detail='none', tokenize="ascii tokenchars '_'")""",
        *SEARCH_TRIGGERS,
    ),
    "postgresql": (
        """CREATE INDEX idea_search_stems ON ideas
        USING gin (array_to_tsvector(string_to_array(stems, ' ')))""",
    ),
}
UNSEARCH = {
    "sqlite": (
        "DROP TRIGGER idea_search_added",
        "DROP TRIGGER idea_search_changed",
        "DROP TRIGGER idea_search_removed",
        "DROP TABLE idea_search",
        "DROP TABLE idea_search_rows",
    ),
    "postgresql": ("DROP INDEX idea_search_stems",),
}


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stems", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(length=300), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("horizon", sa.String(length=10), nullable=True),
        sa.Column("reach", sa.String(length=10), nullable=True),
        sa.Column("sources", sa.String(length=60), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("omitted_reason", sa.String(length=1000), nullable=True),
        sa.Column("is_on_ballot", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("view_count", sa.Integer(), nullable=False),
        sa.Column("support", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'submitted' OR nr IS NOT NULL", name=op.f("ck_ideas_submitted_has_number")
        ),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_ideas_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_ideas_author_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "merged_into"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_ideas_campaign_id_merged_into_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_ideas_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of"], ["bodies.id"], name=op.f("fk_ideas_on_behalf_of_bodies")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_ideas_topic_id_topics")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_ideas")),
        sa.UniqueConstraint(
            "campaign_id", "external_id", name=op.f("uq_ideas_campaign_id_external_id")
        ),
        sa.UniqueConstraint("campaign_id", "nr", name=op.f("uq_ideas_campaign_id_nr")),
    )
    op.create_index("ix_ideas_author", "ideas", ["author_id", "campaign_id", "state"], unique=False)
    op.create_index(
        "ix_ideas_discussed", "ideas", ["campaign_id", "state", "comment_count", "nr"], unique=False
    )
    op.create_index("ix_ideas_newest", "ideas", ["campaign_id", "state", "nr"], unique=False)
    op.create_index(
        "ix_ideas_counted",
        "ideas",
        ["campaign_id", "state", "topic_id", "status", "on_behalf_of"],
        unique=False,
    )
    op.create_index(
        "ix_ideas_shortlisted",
        "ideas",
        ["campaign_id", "state", "omitted_reason", "nr"],
        unique=False,
        sqlite_where=sa.text("omitted_reason IS NULL"),
        postgresql_where=sa.text("omitted_reason IS NULL"),
    )
    op.create_index(op.f("ix_ideas_on_behalf_of"), "ideas", ["on_behalf_of"], unique=False)
    op.create_index(op.f("ix_ideas_topic_id"), "ideas", ["topic_id"], unique=False)
    op.create_index(
        "ix_ideas_viewed", "ideas", ["campaign_id", "state", "view_count", "nr"], unique=False
    )
    op.create_index(
        "ix_ideas_changed",
        "ideas",
        ["campaign_id", "updated_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'draft'"),
        postgresql_where=sa.text("state <> 'draft'"),
    )
    op.create_index(
        "ix_ideas_supported", "ideas", ["campaign_id", "state", "support", "nr"], unique=False
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_answers_answered_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_answers_campaign_id_idea_id_ideas"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(
        "ix_answers_idea", "answers", ["campaign_id", "idea_id", "answered_at"], unique=False
    )
    op.create_table(
        "co_authors",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("merged_from", sa.Uuid(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_co_authors_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of"], ["bodies.id"], name=op.f("fk_co_authors_on_behalf_of_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_co_authors_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", "person_id", name=op.f("pk_co_authors")),
    )
    op.create_index(op.f("ix_co_authors_person_id"), "co_authors", ["person_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.Uuid(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_comments_author_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_comments_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by"], ["persons.id"], name=op.f("fk_comments_hidden_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id_comments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_author_id"), "comments", ["author_id"], unique=False)
    op.create_index(
        "ix_comments_idea", "comments", ["campaign_id", "idea_id", "created_at", "id"], unique=False
    )
    op.create_index(op.f("ix_comments_parent_id"), "comments", ["parent_id"], unique=False)
    op.create_table(
        "followers",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_followers_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_followers_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", "person_id", name=op.f("pk_followers")),
    )
    op.create_index(op.f("ix_followers_person_id"), "followers", ["person_id"], unique=False)
    op.create_table(
        "idea_versions",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_idea_versions_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["persons.id"], name=op.f("fk_idea_versions_edited_by_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", "version", name=op.f("pk_idea_versions")),
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "source_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_merges_campaign_id_source_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "target_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_merges_campaign_id_target_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["persons.id"], name=op.f("fk_merges_merged_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["persons.id"], name=op.f("fk_merges_undone_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_campaign_id"), "merges", ["campaign_id"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in UNSEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index(op.f("ix_merges_campaign_id"), table_name="merges")
    op.drop_table("merges")
    op.drop_table("idea_versions")
    op.drop_index(op.f("ix_followers_person_id"), table_name="followers")
    op.drop_table("followers")
    op.drop_index(op.f("ix_comments_parent_id"), table_name="comments")
    op.drop_index("ix_comments_idea", table_name="comments")
    op.drop_index(op.f("ix_comments_author_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_co_authors_person_id"), table_name="co_authors")
    op.drop_table("co_authors")
    op.drop_index("ix_answers_idea", table_name="answers")
    op.drop_table("answers")
    op.drop_index("ix_ideas_supported", table_name="ideas")
    op.drop_index("ix_ideas_changed", table_name="ideas")
    op.drop_index("ix_ideas_viewed", table_name="ideas")
    op.drop_index(op.f("ix_ideas_topic_id"), table_name="ideas")
    op.drop_index(op.f("ix_ideas_on_behalf_of"), table_name="ideas")
    op.drop_index("ix_ideas_shortlisted", table_name="ideas")
    op.drop_index("ix_ideas_counted", table_name="ideas")
    op.drop_index("ix_ideas_newest", table_name="ideas")
    op.drop_index("ix_ideas_discussed", table_name="ideas")
    op.drop_index("ix_ideas_author", table_name="ideas")
    op.drop_table("ideas")

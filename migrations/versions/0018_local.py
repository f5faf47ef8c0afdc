"""Local dugnads: forwarded proposals, examples and requests, owners of what is to be done."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TABLES = ("forwardings", "assignments", "examples", "example_answers", "example_requests")
"""In the order they are made: none refers to a later one."""


def upgrade() -> None:
    op.create_table(
        "forwardings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_campaign_id", sa.Uuid(), nullable=False),
        sa.Column("from_idea_id", sa.Uuid(), nullable=False),
        sa.Column("to_campaign_id", sa.Uuid(), nullable=False),
        sa.Column("to_idea_id", sa.Uuid(), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("forwarded_by", sa.Uuid(), nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("support", sa.Integer(), nullable=True),
        sa.Column("ballots", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(support IS NULL) = (ballots IS NULL)", name=op.f("ck_forwardings_support_of_ballots")
        ),
        sa.ForeignKeyConstraint(
            ["forwarded_by"], ["persons.id"], name=op.f("fk_forwardings_forwarded_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["from_campaign_id", "from_idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_forwardings_from_campaign_id_from_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["to_campaign_id", "to_idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_forwardings_to_campaign_id_to_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["persons.id"], name=op.f("fk_forwardings_undone_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwardings")),
    )
    op.create_index(
        "ix_forwardings_target", "forwardings", ["to_campaign_id", "to_idea_id"], unique=False
    )
    op.create_index(
        "uq_forwardings_running",
        "forwardings",
        ["from_campaign_id", "from_idea_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.String(length=2000), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["persons.id"], name=op.f("fk_assignments_assigned_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_assignments_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_assignments_owner_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_owner_id", "assignments", ["owner_id"], unique=False)
    op.create_index(
        "uq_assignments_held",
        "assignments",
        ["campaign_id", "idea_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "examples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_examples_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["persons.id"], name=op.f("fk_examples_contact_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["persons.id"], name=op.f("fk_examples_published_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["bodies.id"], name=op.f("fk_examples_unit_id_bodies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examples")),
    )
    op.create_index(op.f("ix_examples_contact_id"), "examples", ["contact_id"], unique=False)
    op.create_index(op.f("ix_examples_unit_id"), "examples", ["unit_id"], unique=False)
    op.create_table(
        "example_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("example_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_example_answers_answered_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["example_id"], ["examples.id"], name=op.f("fk_example_answers_example_id_examples")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_answers")),
    )
    op.create_index(
        op.f("ix_example_answers_example_id"), "example_answers", ["example_id"], unique=False
    )
    op.create_table(
        "example_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("example_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('presentation', 'visit', 'practice')",
            name=op.f("ck_example_requests_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["example_answers.id"],
            name=op.f("fk_example_requests_answer_id_example_answers"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies.id"], name=op.f("fk_example_requests_body_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["example_id"], ["examples.id"], name=op.f("fk_example_requests_example_id_examples")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_example_requests_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example_requests")),
    )
    op.create_index(
        op.f("ix_example_requests_answer_id"), "example_requests", ["answer_id"], unique=False
    )
    op.create_index(
        op.f("ix_example_requests_person_id"), "example_requests", ["person_id"], unique=False
    )
    op.create_index(
        "uq_example_requests_open",
        "example_requests",
        ["example_id", "person_id", "kind"],
        unique=True,
        sqlite_where=sa.text("answer_id IS NULL"),
        postgresql_where=sa.text("answer_id IS NULL"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

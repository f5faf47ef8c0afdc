"""The plan for learning whole: working group, outcomes, activities, versions, evaluation.

Rows of the five-column table become outcomes with their activities.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SEALED = ("plan_versions", "selection_protocols")
TABLES = (
    "arenas",
    "calendar_feeds",
    "evaluations",
    "group_meetings",
    "group_members",
    "group_wishes",
    "knowledge_flows",
    "plan_versions",
    "evaluation_answers",
    "evaluation_marks",
    "evaluation_moves",
    "selection_protocols",
    "group_decisions",
    "learning_outcomes",
    "source_notes",
    "theme_comments",
    "activities",
    "evaluation_ratings",
    "activity_days",
    "activity_participants",
    "attendances",
    "materials",
    "reflections",
    "sign_ups",
)
"""In the order they are made: none refers to a later one."""

REFERENCES = (
    ("plans", "copied_from", "plans"),
    ("plan_themes", "signal_id", "steering_signals"),
    ("plan_themes", "team_id", "bodies"),
    ("plan_themes", "responsible_id", "persons"),
    ("plan_themes", "carried_from", "plan_themes"),
    ("plan_themes", "concluded_by", "persons"),
)
CHOICES = (
    ("plans", "state", "draft", ("draft", "hearing", "approved", "evaluated", "archived")),
    ("plan_themes", "conclusion", None, ("continue", "change", "stop")),
)
"""Table, column, default (None: may be empty) and the words it takes."""


def _plain_columns() -> tuple[tuple[str, sa.Column[object]], ...]:
    def words(name: str) -> sa.Column[object]:
        return sa.Column(name, sa.String(), server_default="", nullable=False)

    def choice(name: str) -> sa.Column[object]:
        return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)

    return (
        ("plans", sa.Column("hearing_ends_at", sa.DateTime(timezone=True))),
        ("plans", words("mandate")),
        ("plans", sa.Column("work_starts_on", sa.Date())),
        ("plans", sa.Column("work_ends_on", sa.Date())),
        ("plans", choice("skips_mandate")),
        ("plans", choice("skips_map")),
        ("plans", sa.Column("minutes_each", sa.Integer())),
        ("plans", sa.Column("names_attendance", sa.String())),
        ("plan_themes", choice("is_voluntary")),
        ("plan_themes", words("summary")),
        ("plan_themes", sa.Column("concluded_at", sa.DateTime(timezone=True))),
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _seal(table: str) -> None:
    """Make the database itself refuse to change or remove what is sealed."""
    if not _is_sqlite():
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


def _refer(table: str, column: str, target: str) -> None:
    """A nullable reference. SQLite takes it with the column; a rebuilt table would lose rows that
    others refer to."""
    name = f"fk_{table}_{column}_{target}"
    if _is_sqlite():
        rule = f"CONSTRAINT {name} REFERENCES {target} (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CHAR(32) {rule}")
        return
    op.add_column(table, sa.Column(column, sa.Uuid()))
    op.create_foreign_key(name, table, target, [column], ["id"])


def _choose(table: str, column: str, default: str | None, words: tuple[str, ...]) -> None:
    """A column that takes some words only."""
    rule = f"{column} IN ({', '.join(repr(word) for word in words)})"
    name = f"ck_{table}_{column}"
    if _is_sqlite():
        needed = f"DEFAULT '{default}' NOT NULL " if default else ""
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(10) {needed}"
            f"CONSTRAINT {name} CHECK ({rule})"
        )
        return
    is_free = default is None
    op.add_column(
        table, sa.Column(column, sa.String(length=10), server_default=default, nullable=is_free)
    )
    op.create_check_constraint(name, table, rule)


def upgrade() -> None:
    _make_what_is_planned_around()
    _make_what_is_planned()
    _make_what_people_leave()
    for table, column in _plain_columns():
        op.add_column(table, column)
    for reference in REFERENCES:
        _refer(*reference)
    for choice in CHOICES:
        _choose(*choice)
    for table in SEALED:
        _seal(table)
    op.execute(
        "INSERT INTO learning_outcomes (id, theme_id, position, text)"
        " SELECT id, theme_id, position, outcome FROM plan_rows"
    )
    op.execute(
        "INSERT INTO activities"
        " (id, outcome_id, position, arena, method, participants, time)"
        " SELECT id, id, 1, arena, method, participants, time FROM plan_rows"
        " WHERE arena <> '' OR method <> '' OR participants <> '' OR time <> ''"
    )
    op.drop_table("plan_rows")


def _make_what_is_planned_around() -> None:
    op.create_table(
        "arenas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("frequency", sa.String(length=200), nullable=False),
        sa.Column("participants", sa.String(length=500), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.Column("informal", sa.String(length=200), nullable=False),
        sa.Column("is_external", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("develops", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shares", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("spreads", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["bodies.id"], name=op.f("fk_arenas_unit_id_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arenas")),
    )
    op.create_index("ix_arenas_unit_id", "arenas", ["unit_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_calendar_feeds_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint(
            "person_id", "kind", "of_id", name=op.f("uq_calendar_feeds_person_id_kind_of_id")
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_feeds_token_sha256")),
    )
    op.create_table(
        "evaluations",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asks_organisation", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_evaluations_closes_after_opening")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["persons.id"], name=op.f("fk_evaluations_opened_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_evaluations_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_evaluations")),
    )
    op.create_table(
        "evaluation_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("moved_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["persons.id"], name=op.f("fk_evaluation_moves_moved_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["evaluations.plan_id"],
            name=op.f("fk_evaluation_moves_plan_id_evaluations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_moves")),
    )
    op.create_index("ix_evaluation_moves_plan_id", "evaluation_moves", ["plan_id"])
    op.create_table(
        "group_meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("minutes_url", sa.String(length=500), nullable=True),
        sa.Column("minutes_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["minutes_by"], ["persons.id"], name=op.f("fk_group_meetings_minutes_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_group_meetings_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_meetings")),
    )
    op.create_index("ix_group_meetings_plan_id", "group_meetings", ["plan_id"])
    op.create_table(
        "group_members",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("profession", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "part IN ('lead', 'minutes', 'member')", name=op.f("ck_group_members_part")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_group_members_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_group_members_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name=op.f("pk_group_members")),
    )
    op.create_index("ix_group_members_person_id", "group_members", ["person_id"])
    op.create_table(
        "group_wishes",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("profession", sa.String(length=100), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_group_wishes_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_group_wishes_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name=op.f("pk_group_wishes")),
    )
    op.create_index("ix_group_wishes_person_id", "group_wishes", ["person_id"])
    op.create_table(
        "knowledge_flows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=500), nullable=False),
        sa.Column("arena", sa.String(length=200), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "source IN ('individual', 'internal', 'external')",
            name=op.f("ck_knowledge_flows_source"),
        ),
        sa.CheckConstraint(
            "target IN ('individual', 'internal', 'external')",
            name=op.f("ck_knowledge_flows_target"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_knowledge_flows_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_flows")),
    )
    op.create_index("ix_knowledge_flows_plan_id", "knowledge_flows", ["plan_id"])
    op.create_table(
        "plan_versions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["persons.id"], name=op.f("fk_plan_versions_approved_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_versions_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_versions")),
    )
    op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("voice", sa.String(length=10), nullable=False),
        sa.Column("works", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("learn_next", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("used_in", sa.Uuid(), nullable=True),
        sa.Column("idea_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "voice IN ('staff', 'councils', 'partners')", name=op.f("ck_evaluation_answers_voice")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["evaluations.plan_id"],
            name=op.f("fk_evaluation_answers_plan_id_evaluations"),
        ),
        sa.ForeignKeyConstraint(
            ["used_in"], ["campaigns.id"], name=op.f("fk_evaluation_answers_used_in_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evaluation_answers_plan_id", "evaluation_answers", ["plan_id"])
    op.create_index("ix_evaluation_answers_used_in", "evaluation_answers", ["used_in"])
    op.create_table(
        "evaluation_marks",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["evaluations.plan_id"],
            name=op.f("fk_evaluation_marks_plan_id_evaluations"),
        ),
        sa.PrimaryKeyConstraint("plan_id", "person_mac", name=op.f("pk_evaluation_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "selection_protocols",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(length=50), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["decisions.campaign_id"],
            name=op.f("fk_selection_protocols_campaign_id_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["persons.id"], name=op.f("fk_selection_protocols_issued_by_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_selection_protocols")),
    )
    op.create_table(
        "group_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("idea_id", sa.Uuid(), nullable=True),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_group_decisions_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["group_meetings.id"],
            name=op.f("fk_group_decisions_meeting_id_group_meetings"),
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"],
            ["steering_signals.id"],
            name=op.f("fk_group_decisions_signal_id_steering_signals"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["plan_themes.id"], name=op.f("fk_group_decisions_theme_id_plan_themes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_decisions")),
    )
    op.create_index("ix_group_decisions_meeting_id", "group_decisions", ["meeting_id"])


def _make_what_is_planned() -> None:
    op.create_table(
        "learning_outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["plan_themes.id"], name=op.f("fk_learning_outcomes_theme_id_plan_themes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_outcomes")),
    )
    op.create_index("ix_learning_outcomes_theme_id", "learning_outcomes", ["theme_id"])
    op.create_table(
        "source_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("idea_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('employer', 'council', 'partner', 'other')", name=op.f("ck_source_notes_kind")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["persons.id"], name=op.f("fk_source_notes_added_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_source_notes_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_source_notes_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["plan_themes.id"], name=op.f("fk_source_notes_theme_id_plan_themes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_notes")),
    )
    op.create_index("ix_source_notes_plan_id", "source_notes", ["plan_id"])
    op.create_table(
        "theme_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.Uuid(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_theme_comments_answered_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by"], ["persons.id"], name=op.f("fk_theme_comments_hidden_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of"], ["bodies.id"], name=op.f("fk_theme_comments_on_behalf_of_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_theme_comments_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["plan_themes.id"], name=op.f("fk_theme_comments_theme_id_plan_themes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_comments")),
    )
    op.create_index("ix_theme_comments_theme_id", "theme_comments", ["theme_id"])
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("arena", sa.String(), nullable=False),
        sa.Column("arena_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("participants", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("time_kind", sa.String(length=20), server_default="words", nullable=False),
        sa.Column("lecturer", sa.String(length=300), server_default="", nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=300), server_default="", nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("service_users", sa.String(length=300), server_default="", nullable=False),
        sa.Column("is_voluntary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("evaluate_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=10), server_default="planned", nullable=False),
        sa.Column("status_note", sa.String(), server_default="", nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("moved_from", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'done', 'moved', 'cancelled')", name=op.f("ck_activities_status")
        ),
        sa.CheckConstraint("attended >= 0", name=op.f("ck_activities_attended")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_activities_capacity")),
        sa.ForeignKeyConstraint(
            ["arena_id"], ["arenas.id"], name=op.f("fk_activities_arena_id_arenas")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["learning_outcomes.id"],
            name=op.f("fk_activities_outcome_id_learning_outcomes"),
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["persons.id"], name=op.f("fk_activities_responsible_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index("ix_activities_arena_id", "activities", ["arena_id"])
    op.create_index("ix_activities_outcome_id", "activities", ["outcome_id"])
    op.create_table(
        "evaluation_ratings",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.CheckConstraint("reached BETWEEN 0 AND 3", name=op.f("ck_evaluation_ratings_reached")),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["evaluation_answers.id"],
            name=op.f("fk_evaluation_ratings_answer_id_evaluation_answers"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["learning_outcomes.id"],
            name=op.f("fk_evaluation_ratings_outcome_id_learning_outcomes"),
        ),
        sa.PrimaryKeyConstraint("answer_id", "outcome_id", name=op.f("pk_evaluation_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evaluation_ratings_outcome_id", "evaluation_ratings", ["outcome_id"])


def _make_what_people_leave() -> None:
    op.create_table(
        "activity_days",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_days_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("activity_id", "day", name=op.f("pk_activity_days")),
    )
    op.create_index("ix_activity_days_day", "activity_days", ["day"])
    op.create_table(
        "activity_participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("need", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "need IN ('needs', 'wants')", name=op.f("ck_activity_participants_need")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_activity_participants_activity_id_activities"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["bodies.id"], name=op.f("fk_activity_participants_body_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_activity_participants_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_participants")),
    )
    op.create_index(
        "ix_activity_participants_activity_id", "activity_participants", ["activity_id"]
    )
    op.create_index("ix_activity_participants_body_id", "activity_participants", ["body_id"])
    op.create_index("ix_activity_participants_person_id", "activity_participants", ["person_id"])
    op.create_table(
        "attendances",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_attendances_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("activity_id", "person_id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_person_id", "attendances", ["person_id"])
    op.create_table(
        "materials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(url IS NULL) != (content IS NULL)", name=op.f("ck_materials_link_or_file")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_materials_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["persons.id"], name=op.f("fk_materials_added_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
    )
    op.create_index("ix_materials_activity_id", "materials", ["activity_id"])
    op.create_table(
        "reflections",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_reflections_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reflections_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("activity_id", "person_id", name=op.f("pk_reflections")),
    )
    op.create_index("ix_reflections_person_id", "reflections", ["person_id"])
    op.create_table(
        "sign_ups",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_sign_ups_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_sign_ups_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("activity_id", "person_id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("activity_id", "seq", name=op.f("uq_sign_ups_activity_id_seq")),
    )
    op.create_index("ix_sign_ups_person_id", "sign_ups", ["person_id"])


def downgrade() -> None:
    op.create_table(
        "plan_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("arena", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("participants", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["plan_themes.id"], name="fk_plan_rows_theme_id_plan_themes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_rows"),
    )
    op.create_index("ix_plan_rows_theme_id", "plan_rows", ["theme_id"])
    op.execute(
        "INSERT INTO plan_rows (id, theme_id, position, outcome, arena, method, participants, time)"
        " SELECT coalesce(a.id, o.id), o.theme_id, 1000 * o.position + coalesce(a.position, 1),"
        " o.text, coalesce(a.arena, ''), coalesce(a.method, ''), coalesce(a.participants, ''),"
        " coalesce(a.time, '')"
        " FROM learning_outcomes o LEFT JOIN activities a ON a.outcome_id = o.id"
    )
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, name, *_ in (*CHOICES, *REFERENCES):
        op.drop_column(table, name)
    for table, column in _plain_columns():
        op.drop_column(table, column.name)

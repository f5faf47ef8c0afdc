"""Steering signals, decisions, learning plans and strategy input."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

SEALED = ("decisions", "decision_items", "answers", "strategy_answers")


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
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("half_year", sa.String(length=6), nullable=False),
        sa.Column("introduction", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["persons.id"], name=op.f("fk_plans_created_by_persons")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["bodies.id"], name=op.f("fk_plans_unit_id_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("unit_id", "half_year", name=op.f("uq_plans_unit_id_half_year")),
    )
    op.create_table(
        "decisions",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_decisions_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_decisions_decided_by_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_decisions")),
    )
    op.create_table(
        "steering_signals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["persons.id"], name=op.f("fk_steering_signals_added_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_steering_signals_campaign_id_campaigns"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steering_signals")),
    )
    op.create_index(
        op.f("ix_steering_signals_campaign_id"), "steering_signals", ["campaign_id"], unique=False
    )
    op.create_table(
        "decision_items",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("is_going_forward", sa.Boolean(), nullable=False),
        sa.Column("is_rule_winner", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_decision_items_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["decisions.campaign_id"],
            name=op.f("fk_decision_items_campaign_id_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"],
            ["steering_signals.id"],
            name=op.f("fk_decision_items_signal_id_steering_signals"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", name=op.f("pk_decision_items")),
    )
    op.create_table(
        "plan_themes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("idea_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_plan_themes_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_themes_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_themes")),
        sa.UniqueConstraint(
            "plan_id",
            "campaign_id",
            "idea_id",
            name=op.f("uq_plan_themes_plan_id_campaign_id_idea_id"),
        ),
    )
    op.create_index(op.f("ix_plan_themes_plan_id"), "plan_themes", ["plan_id"], unique=False)
    op.create_table(
        "strategy_inputs",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=True),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["ideas.campaign_id", "ideas.id"],
            name=op.f("fk_strategy_inputs_campaign_id_idea_id_ideas"),
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["persons.id"], name=op.f("fk_strategy_inputs_receiver_id_persons")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "idea_id", name=op.f("pk_strategy_inputs")),
    )
    op.create_index(
        op.f("ix_strategy_inputs_receiver_id"), "strategy_inputs", ["receiver_id"], unique=False
    )
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
            ["theme_id"], ["plan_themes.id"], name=op.f("fk_plan_rows_theme_id_plan_themes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_rows")),
    )
    op.create_index(op.f("ix_plan_rows_theme_id"), "plan_rows", ["theme_id"], unique=False)
    op.create_table(
        "strategy_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("passage", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_strategy_answers_answered_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "idea_id"],
            ["strategy_inputs.campaign_id", "strategy_inputs.idea_id"],
            name=op.f("fk_strategy_answers_campaign_id_idea_id_strategy_inputs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_answers")),
    )
    for table in SEALED:
        _seal(table)


def downgrade() -> None:
    for table in SEALED:
        _unseal(table)
    op.drop_table("strategy_answers")
    op.drop_index(op.f("ix_plan_rows_theme_id"), table_name="plan_rows")
    op.drop_table("plan_rows")
    op.drop_index(op.f("ix_strategy_inputs_receiver_id"), table_name="strategy_inputs")
    op.drop_table("strategy_inputs")
    op.drop_index(op.f("ix_plan_themes_plan_id"), table_name="plan_themes")
    op.drop_table("plan_themes")
    op.drop_table("decision_items")
    op.drop_index(op.f("ix_steering_signals_campaign_id"), table_name="steering_signals")
    op.drop_table("steering_signals")
    op.drop_table("decisions")
    op.drop_table("plans")

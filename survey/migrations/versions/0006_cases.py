"""Cases and their clock, officers' positions, the history and evidence of measures, declarations, and links to an office."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The history is added to and never changed. REPLACE and upserts reach a row through INSERT, so that is guarded too.
_APPEND_ONLY = {"case_event": ("office_id", "case_id", "seq"), "measure_event": ("office_id", "measure_id", "seq")}
_POSTGRESQL_REFUSAL = """
    CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def _guard(table: str, key: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_to_change_history()"
        op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        return
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    exists = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names of ours)
    for name, event, when in (("update", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", exists)):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _known(table: str, column: str, values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def upgrade() -> None:
    op.create_table(
        "answer_template",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_answer_template_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_answer_template")),
    )
    op.create_table(
        "case_counter",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_counter_office_id")),
        sa.PrimaryKeyConstraint("office_id", "fiscal_year", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "case_rules",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("moderate_days", sa.Integer(), nullable=False),
        sa.Column("acknowledge_days", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("digest_to", sa.Text(), nullable=False),
        sa.Column("digested_on", sa.Date(), nullable=True),
        sa.Column("counter_only_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_rules_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_case_rules")),
    )
    op.create_table(
        "holiday",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_holiday_office_id")),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "case_record",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("code_mark", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown_subject", sa.Text(), nullable=False),
        sa.Column("shown_text", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Text(), nullable=True),
        sa.Column("officer_id", sa.Text(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("indicator", sa.Integer(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("moderate_by", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("moderated_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_in_time", sa.Boolean(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = 'planned') = (planned_for IS NOT NULL)", name=op.f("ck_case_record_planned_for_a_day")),
        sa.CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name=op.f("ck_case_record_outcome_when_done")),
        sa.CheckConstraint(
            "(visibility = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_case_record_merged_into_another")
        ),
        _known("case_record", "channel", "web counter telephone paper line eit"),
        _known("case_record", "outcome", "done partly planned impossible"),
        _known("case_record", "refusal", "rude personal_data advertising accusation duplicate"),
        _known("case_record", "status", "received working forwarded done"),
        _known("case_record", "visibility", "waiting public refused withdrawn merged private"),
        sa.ForeignKeyConstraint(
            ["office_id", "division_id"],
            ["division.office_id", "division.id"],
            name=op.f("fk_case_record_office_id_division_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "merged_into"],
            ["case_record.office_id", "case_record.id"],
            name=op.f("fk_case_record_office_id_merged_into"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_record_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_case_record")),
        sa.UniqueConstraint("office_id", "code_mark", name=op.f("uq_case_record_office_id_code_mark")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_case_record_office_id_number")),
    )
    op.create_index("ix_case_record_list", "case_record", ["office_id", "visibility", "received_on", "number"], unique=False)
    op.create_index("ix_case_record_queue", "case_record", ["office_id", "status", "answer_by"], unique=False)
    op.create_index("ix_case_record_merged", "case_record", ["office_id", "merged_into"], unique=False)
    op.create_index("ix_case_record_planned", "case_record", ["office_id", "planned_for"], unique=False)
    op.create_table(
        "officer_post",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "division_id"],
            ["division.office_id", "division.id"],
            name=op.f("fk_officer_post_office_id_division_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "officer_id"],
            ["officer.office_id", "officer.id"],
            name=op.f("fk_officer_post_office_id_officer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officer_post_office_id")),
        sa.PrimaryKeyConstraint("office_id", "officer_id", name=op.f("pk_officer_post")),
    )
    op.create_table(
        "case_event",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_position", sa.Text(), nullable=False),
        sa.Column("by_division", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        _known(
            "case_event",
            "kind",
            "received published refused acknowledged drafted answered asked added shown withdrawn assigned "
            "forwarded noted paused resumed due_moved merged took_in linked pictured reopened",
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"], ["case_record.office_id", "case_record.id"], name=op.f("fk_case_event_office_id_case_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_event_office_id")),
        sa.PrimaryKeyConstraint("office_id", "case_id", "seq", name=op.f("pk_case_event")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_event_kind", "case_event", ["office_id", "kind", "day"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _known("case_file", "purpose", "sent before after evidence"),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"], ["case_record.office_id", "case_record.id"], name=op.f("fk_case_file_office_id_case_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_file_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_case_file")),
    )
    op.create_index("ix_case_file_case", "case_file", ["office_id", "case_id"], unique=False)
    op.create_table(
        "case_support",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_record.office_id", "case_record.id"],
            name=op.f("fk_case_support_office_id_case_id"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_support_office_id")),
        sa.PrimaryKeyConstraint("office_id", "case_id", "mark", name=op.f("pk_case_support")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_message",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id", "seq"],
            ["case_event.office_id", "case_event.case_id", "case_event.seq"],
            name=op.f("fk_case_message_office_id_case_id_seq"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_message_office_id")),
        sa.PrimaryKeyConstraint("office_id", "case_id", "seq", name=op.f("pk_case_message")),
    )
    op.create_table(
        "declaration",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("position_en", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_declaration_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_declaration")),
    )
    op.create_table(
        "office_link",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_link_office_id")),
        sa.PrimaryKeyConstraint("office_id", "kind", name=op.f("pk_office_link")),
    )
    op.create_table(
        "measure_event",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_position", sa.Text(), nullable=False),
        sa.Column("by_division", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        _known("measure_event", "act", "added changed moved removed carried progressed evidenced linked"),
        sa.ForeignKeyConstraint(
            ["office_id", "measure_id"], ["measure.office_id", "measure.id"], name=op.f("fk_measure_event_office_id_measure_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_event_office_id")),
        sa.PrimaryKeyConstraint("office_id", "measure_id", "seq", name=op.f("pk_measure_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "measure_file",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "measure_id"], ["measure.office_id", "measure.id"], name=op.f("fk_measure_file_office_id_measure_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_file_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_measure_file")),
    )
    op.create_table(
        "measure_progress",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_measure_progress_quarter_of_a_year")),
        sa.ForeignKeyConstraint(
            ["office_id", "measure_id"],
            ["measure.office_id", "measure.id"],
            name=op.f("fk_measure_progress_office_id_measure_id"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_progress_office_id")),
        sa.PrimaryKeyConstraint("office_id", "measure_id", "quarter", name=op.f("pk_measure_progress")),
    )
    op.create_table(
        "case_rating",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_case_rating_one_to_five")),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"], ["case_record.office_id", "case_record.id"], name=op.f("fk_case_rating_office_id_case_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_rating_office_id")),
        sa.PrimaryKeyConstraint("office_id", "case_id", name=op.f("pk_case_rating")),
    )
    op.create_table(
        "measure_case",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_record.office_id", "case_record.id"],
            name=op.f("fk_measure_case_office_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "measure_id"], ["measure.office_id", "measure.id"], name=op.f("fk_measure_case_office_id_measure_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_case_office_id")),
        sa.PrimaryKeyConstraint("office_id", "measure_id", "case_id", name=op.f("pk_measure_case")),
    )
    op.add_column("measure", sa.Column("item", sa.Text(), nullable=True))
    op.add_column("measure", sa.Column("called_by", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("measure", sa.Column("budget", sa.Integer(), nullable=True))
    op.add_column("measure", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("measure", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("measure", sa.Column("carried_from", sa.Text(), nullable=True))
    op.add_column("measure", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_REFUSAL)
    for table, key in _APPEND_ONLY.items():
        _guard(table, key)


def downgrade() -> None:
    op.drop_column("measure", "removed")
    op.drop_column("measure", "carried_from")
    op.drop_column("measure", "ends_on")
    op.drop_column("measure", "starts_on")
    op.drop_column("measure", "budget")
    op.drop_column("measure", "called_by")
    op.drop_column("measure", "item")
    op.drop_table("measure_case")
    op.drop_table("case_rating")
    op.drop_table("measure_progress")
    op.drop_table("measure_file")
    op.drop_table("measure_event")
    op.drop_table("office_link")
    op.drop_table("declaration")
    op.drop_table("case_message")
    op.drop_table("case_support")
    op.drop_table("case_file")
    op.drop_table("case_event")
    op.drop_table("officer_post")
    op.drop_table("case_record")
    op.drop_table("holiday")
    op.drop_table("case_rules")
    op.drop_table("case_counter")
    op.drop_table("answer_template")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_history()")

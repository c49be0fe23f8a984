r"""What is searched of cases, and an index of runs of three letters: FTS5 in SQLite, a GIN index of a tsvector in PostgreSQL.

PostgreSQL's own trigrams (pg_trgm) are of what the database's locale calls letters, which under ``C`` is nothing Thai; so a
function of ours makes the runs, whatever the locale, and no extension is needed. Each begins with its office, so that an
office's search reads nothing of another's; ``~`` marks a run of the private text. FTS5 keeps no text of its own; triggers tell
it what changed, and number the rows for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE INDEX case_search_places ON case_search (place, office_id, case_id)",
    """CREATE VIRTUAL TABLE case_search_runs USING fts5(
           public_text, private_text, content='case_search', content_rowid='place', tokenize='trigram case_sensitive 1')""",
    "CREATE VIRTUAL TABLE case_search_terms USING fts5vocab(case_search_runs, row)",
    """CREATE TRIGGER case_search_added AFTER INSERT ON case_search BEGIN
           UPDATE case_search SET place = (SELECT coalesce(max(place), 0) + 1 FROM case_search)
               WHERE office_id = NEW.office_id AND case_id = NEW.case_id;
           INSERT INTO case_search_runs (rowid, public_text, private_text)
               SELECT place, public_text, private_text FROM case_search
               WHERE office_id = NEW.office_id AND case_id = NEW.case_id;
       END""",
    """CREATE TRIGGER case_search_changed AFTER UPDATE OF public_text, private_text ON case_search BEGIN
           INSERT INTO case_search_runs (case_search_runs, rowid, public_text, private_text)
               VALUES ('delete', OLD.place, OLD.public_text, OLD.private_text);
           INSERT INTO case_search_runs (rowid, public_text, private_text)
               VALUES (NEW.place, NEW.public_text, NEW.private_text);
       END""",
    """CREATE TRIGGER case_search_removed AFTER DELETE ON case_search BEGIN
           INSERT INTO case_search_runs (case_search_runs, rowid, public_text, private_text)
               VALUES ('delete', OLD.place, OLD.public_text, OLD.private_text);
       END""",
)

_RUNS = """SELECT office_id || '{mark}' || a || b || c FROM unnest(
               string_to_array({text}, NULL), (string_to_array({text}, NULL))[2:], (string_to_array({text}, NULL))[3:]
           ) letters (a, b, c) WHERE c IS NOT NULL"""
_POSTGRESQL = (
    f"""CREATE FUNCTION case_search_runs(office_id text, public_text text, private_text text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
        SELECT array_to_tsvector(ARRAY(
            {_RUNS.format(mark=" ", text="public_text")}
            UNION ALL {_RUNS.format(mark="~", text="private_text")}
        )) $$""",
    # What has not been sorted into the index yet is read by every search, so it is kept short.
    """CREATE INDEX case_search_by_runs ON case_search USING gin (case_search_runs(office_id, public_text, private_text))
       WITH (gin_pending_list_limit = 1024)""",
)


def upgrade() -> None:
    op.create_table(
        "case_search",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("private_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_record.office_id", "case_record.id"],
            name=op.f("fk_case_search_office_id_case_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_search_office_id")),
        sa.PrimaryKeyConstraint("office_id", "case_id", name=op.f("pk_case_search")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_search_terms")
        op.execute("DROP TABLE case_search_runs")
    op.drop_table("case_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_search_runs(text, text, text)")

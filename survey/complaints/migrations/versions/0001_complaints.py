"""Key sets, complaints, what was said in containers, the audit trails, tallies, and the salt of the codes."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SALT_BYTES = 16
_THERE_ALREADY = "SELECT 1 FROM audit_entry WHERE office_id = NEW.office_id AND key_set = NEW.key_set AND number = NEW.number"
# REPLACE and upserts reach a row through INSERT, so that is guarded too.
_SQLITE_GUARDS = (("update", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", f"WHEN EXISTS ({_THERE_ALREADY})"))


def _known(table: str, column: str, values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        refuse = "EXECUTE FUNCTION refuse_to_change_the_trail()"
        op.execute(f"CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT {refuse}")
        return
    for name, event, when in _SQLITE_GUARDS:
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{name} BEFORE {event} ON audit_entry {when} "
            "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )


def upgrade() -> None:
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(installation, [{"id": 1, "salt": secrets.token_bytes(_SALT_BYTES)}])
    op.create_table(
        "covered_office",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since_week", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_covered_office")),
    )
    op.create_table(
        "key_set",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("name_a", sa.Text(), nullable=False),
        sa.Column("holder_a", sa.Text(), nullable=False),
        sa.Column("mail_a", sa.Text(), nullable=False),
        sa.Column("name_b", sa.Text(), nullable=False),
        sa.Column("holder_b", sa.Text(), nullable=False),
        sa.Column("mail_b", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("reminded_week", sa.Text(), nullable=False),
        sa.Column("tested_year", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.CheckConstraint("holder_a <> holder_b", name=op.f("ck_key_set_two_holders")),
        sa.ForeignKeyConstraint(["office_id"], ["covered_office.office_id"], name=op.f("fk_key_set_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_key_set")),
    )
    op.create_table(
        "complaint",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("key_set", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("closed_week", sa.Text(), nullable=True),
        sa.Column("due_week", sa.Text(), nullable=False),
        sa.Column("for_holders", sa.Boolean(), nullable=False),
        sa.Column("for_complainant", sa.Boolean(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        _known("complaint", "status", "received considered asked forwarded closed"),
        _known("complaint", "closing", "acted_on not_proven not_ours too_little test"),
        sa.CheckConstraint("(status = 'closed') = (closing IS NOT NULL)", name=op.f("ck_complaint_closing_when_closed")),
        sa.ForeignKeyConstraint(
            ["office_id", "key_set"], ["key_set.office_id", "key_set.id"], name=op.f("fk_complaint_office_id_key_set")
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("office_id", "mark", name=op.f("uq_complaint_office_id_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "part",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("container", sa.LargeBinary(), nullable=False),
        _known("part", "direction", "from_complainant from_holder"),
        sa.ForeignKeyConstraint(
            ["office_id", "complaint_id"],
            ["complaint.office_id", "complaint.id"],
            name=op.f("fk_part_office_id_complaint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "complaint_id", "number", name=op.f("pk_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_entry",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("key_set", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "key_set", "number", name=op.f("pk_audit_entry")),
        # A hidden row number would be another way to replace a row, one that no trigger sees.
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("half", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.CheckConstraint("half IN (1, 2)", name=op.f("ck_tally_half_known")),
        sa.PrimaryKeyConstraint("office_id", "fiscal_year", "half", name=op.f("pk_tally")),
    )
    _guard()


def downgrade() -> None:
    for table in ("tally", "audit_entry", "part", "complaint", "key_set", "covered_office", "installation"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_the_trail()")

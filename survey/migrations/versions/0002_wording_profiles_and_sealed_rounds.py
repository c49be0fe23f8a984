"""Wording overlays, profile questions, sealed rounds, suggestions, and answers from a kiosk."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "channel IN ('web', 'paper', 'import', 'simulated')"
AFTER = "channel IN ('web', 'paper', 'import', 'kiosk', 'simulated')"
# Left out, SQLite's tables would come back with a hidden row number, which keeps the order of arrival.
WITHOUT_ROWID = {"sqlite_with_rowid": False}
TO_ROUND = (["office_id", "round_id"], ["round.office_id", "round.id"])


def _of_round(name: str, *columns: sa.schema.SchemaItem, keys: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(*TO_ROUND, name=op.f(f"fk_{name}_office_id_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{name}_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", *keys, name=op.f(f"pk_{name}")),
        **WITHOUT_ROWID,
    )


def upgrade() -> None:
    for table in ("iit_response", "eit_response"):
        with op.batch_alter_table(table, table_kwargs=WITHOUT_ROWID) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_channel_known"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_channel_known"), AFTER)
            batch.add_column(sa.Column("wording", sa.Text(), nullable=True))
            if table == "eit_response":
                batch.add_column(sa.Column("profile", sa.JSON(), nullable=True))
    with op.batch_alter_table("collection") as batch:
        batch.add_column(sa.Column("seal_to", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("asks_profile", sa.Boolean(), nullable=False, server_default=sa.false()))
    _of_round(
        "sealed_response",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_sealed_response_key_length")),
        keys=("key",),
    )
    _of_round(
        "profile_tally",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        keys=("question", "answer"),
    )
    op.create_table(
        "wording_overlay",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_wording_overlay_office_id")),
        sa.PrimaryKeyConstraint("office_id", "instrument", "language", name=op.f("pk_wording_overlay")),
    )
    op.create_table(
        "suggestion",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_suggestion_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_suggestion")),
        **WITHOUT_ROWID,
    )


def downgrade() -> None:
    for table in ("suggestion", "wording_overlay", "profile_tally", "sealed_response"):
        op.drop_table(table)
    with op.batch_alter_table("collection") as batch:
        batch.drop_column("asks_profile")
        batch.drop_column("seal_to")
    for table in ("iit_response", "eit_response"):
        # What came by a kiosk came by the web, as far as the older version can say.
        op.execute(sa.text(f"UPDATE {table} SET channel = 'web' WHERE channel = 'kiosk'"))  # noqa: S608 (our own names)
        with op.batch_alter_table(table, table_kwargs=WITHOUT_ROWID) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_channel_known"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_channel_known"), BEFORE)
            batch.drop_column("wording")
            if table == "eit_response":
                batch.drop_column("profile")

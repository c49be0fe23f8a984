"""The keys of closed rounds, without their rows; and no samples of answers, keys or codes in PostgreSQL's statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# PostgreSQL samples columns to plan its queries, and keeps what it has sampled where mixing does not reach.
NOT_SAMPLED = (
    ("code", "digest"),
    ("iit_response", "key"),
    ("iit_response", "steps"),
    ("eit_response", "key"),
    ("eit_response", "steps"),
    ("eit_response", "profile"),
    ("sealed_response", "key"),
    ("sealed_response", "box"),
    ("suggestion", "id"),
    ("suggestion", "text"),
    ("thanked_key", "digest"),
)


def upgrade() -> None:
    op.create_table(
        "thanked_key",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_thanked_key_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_thanked_key_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "digest", name=op.f("pk_thanked_key")),
        sqlite_with_rowid=False,
    )
    _sample(0)


def downgrade() -> None:
    _sample(-1)
    op.drop_table("thanked_key")


def _sample(target: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in NOT_SAMPLED:
            op.execute(sa.text(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}"))

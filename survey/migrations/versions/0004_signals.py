"""How many responses came with a signal."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal_tally",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_signal_tally_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_signal_tally_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "instrument", "signal", name=op.f("pk_signal_tally")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("signal_tally")

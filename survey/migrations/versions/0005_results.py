"""Results that stand still while a round is open, their publication, the office's own recommendations, and its measures."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id", "instrument"],
            ["collection.office_id", "collection.round_id", "collection.instrument"],
            name=op.f("fk_release_office_id_round_id_instrument"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_release_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "instrument", name=op.f("pk_release")),
    )
    op.create_table(
        "recommendation",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_recommendation_office_id")),
        sa.PrimaryKeyConstraint("office_id", "fiscal_year", "subject", name=op.f("pk_recommendation")),
    )
    op.create_table(
        "measure",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_measure_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_measure")),
    )
    # A table of its own: to change `round` itself, SQLite would make it anew and take along all that refers to it.
    op.create_table(
        "publication",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_publication_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_publication_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", name=op.f("pk_publication")),
    )


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("measure")
    op.drop_table("recommendation")
    op.drop_table("release")

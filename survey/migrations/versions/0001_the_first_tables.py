"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "division",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.CheckConstraint("head_count >= 0", name=op.f("ck_division_head_count_not_negative")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_division_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_division")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_division_office_id_name")),
    )
    op.create_table(
        "officer",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_is_temporary", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('administrator', 'officer')", name=op.f("ck_officer_role_known")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officer_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_officer")),
        sa.UniqueConstraint("office_id", "username", name=op.f("uq_officer_office_id_username")),
    )
    op.create_table(
        "official_result",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_official_result_office_id")),
        sa.PrimaryKeyConstraint("office_id", "fiscal_year", name=op.f("pk_official_result")),
    )
    op.create_table(
        "round",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_round_state_known")),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_round_dates_in_order")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_round_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_round")),
    )
    op.create_table(
        "code",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_code_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_code_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "digest", name=op.f("pk_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "collection",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("scorecard", sa.JSON(), nullable=True),
        sa.CheckConstraint("population >= 0", name=op.f("ck_collection_population_not_negative")),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_collection_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_collection_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "instrument", name=op.f("pk_collection")),
        sa.UniqueConstraint("office_id", "link", name=op.f("uq_collection_office_id_link")),
    )
    op.create_table(
        "disclosure_entry",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("level IN ('items', 'subindicators', 'indicators')", name=op.f("ck_disclosure_entry_level_known")),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_disclosure_entry_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_disclosure_entry_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", name=op.f("pk_disclosure_entry")),
    )
    op.create_table(
        "eit_response",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'paper', 'import', 'simulated')", name=op.f("ck_eit_response_channel_known")),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_eit_response_key_length")),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_eit_response_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_eit_response_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "key", name=op.f("pk_eit_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "iit_response",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'paper', 'import', 'simulated')", name=op.f("ck_iit_response_channel_known")),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_iit_response_key_length")),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_iit_response_office_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_iit_response_office_id")),
        sa.PrimaryKeyConstraint("office_id", "round_id", "key", name=op.f("pk_iit_response")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("iit_response")
    op.drop_table("eit_response")
    op.drop_table("disclosure_entry")
    op.drop_table("collection")
    op.drop_table("code")
    op.drop_table("round")
    op.drop_table("official_result")
    op.drop_table("officer")
    op.drop_table("division")
    op.drop_table("office")

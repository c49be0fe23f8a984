"""To which key set a part is sealed, and parts that a holder has sealed anew and the other has not confirmed yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("part", sa.Column("sealed_to", sa.Text(), server_default="", nullable=False))
    whose = "SELECT key_set FROM complaint WHERE complaint.office_id = part.office_id AND complaint.id = part.complaint_id"
    op.execute(f"UPDATE part SET sealed_to = ({whose})")  # noqa: S608 (a text of ours)
    op.create_table(
        "resealed_part",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("container", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "complaint_id", "number"],
            ["part.office_id", "part.complaint_id", "part.number"],
            name=op.f("fk_resealed_part_office_id_complaint_id_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "complaint_id", "number", name=op.f("pk_resealed_part")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("resealed_part")
    op.drop_column("part", "sealed_to")

"""What is searched of a case."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice


class CaseSearch(OfOffice, Base):
    r"""The words of a case as `survey.cases.letters` spells them, so that one spelling finds every other.

    `public_text` holds what everybody may read ("" unless the case is public), `private_text` what is left for officers. A text
    that is not empty ends in two line feeds, so that its last letter too begins a run of three. `place` is the row's number in
    SQLite's index, where a trigger gives it; None on PostgreSQL. Migration 0007 makes what the databases search by.
    """

    __tablename__ = "case_search"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case_record.office_id", "case_record.id"], ondelete="CASCADE"),
    )

    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    place: Mapped[int | None]
    public_text: Mapped[str]
    private_text: Mapped[str]

"""Suggestions that wait to be read by an officer before anybody else sees them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id


class Suggestion(OfOffice, Base):
    """A suggestion left at the end of the service users' form.

    It has no round, no date and no key in common with the answers it was sent with: nothing joins the two.
    """

    __tablename__ = "suggestion"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(16), sort_order=-10)
    text: Mapped[str]

"""Offices and their divisions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id

OFFICE_ID_LENGTH = 4


class Office(Base):
    """A public office that rehearses its assessment here."""

    __tablename__ = "office"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(OFFICE_ID_LENGTH))
    name: Mapped[str]
    is_example: Mapped[bool] = mapped_column(default=False)


class Division(OfOffice, Base):
    """A division of an office. `head_count` is None until the office declares it."""

    __tablename__ = "division"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        CheckConstraint("head_count >= 0", name="head_count_not_negative"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    name: Mapped[str]
    position: Mapped[int]
    head_count: Mapped[int | None]

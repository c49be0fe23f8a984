"""What an office tells the public about itself: its declaration of honest intent, and where else it can be found."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id


class Declaration(OfOffice, Base):
    """A declaration of honest intent. Once `published_on` it is not changed any more; a new one is made instead.

    `text` is in Thai and `text_en` in English ("" where the usual words stand); the signer's name and position likewise.
    """

    __tablename__ = "declaration"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    fiscal_year: Mapped[int]
    text: Mapped[str]
    text_en: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[str]
    position_en: Mapped[str]
    signed_on: Mapped[date]
    published_on: Mapped[date | None]


class OfficeLink(OfOffice, Base):
    """Where an office can be found or reached: ``facebook``, ``line``, ``website``, ``telephone``, ``address``, ``email``."""

    __tablename__ = "office_link"

    kind: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    value: Mapped[str]

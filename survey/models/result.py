"""What is kept of results: releases while a round is open, their publication, and what the office recommends."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice


class Release(OfOffice, Base):
    """The result of an instrument as it is shown until the next one: see `scoring.disclosure`.

    `number` is from how many responses it was made, 0 while there is only a rough impression; `figures` is what
    `survey.releases` computed from them.
    """

    __tablename__ = "release"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "round_id", "instrument"],
            ["collection.office_id", "collection.round_id", "collection.instrument"],
            ondelete="CASCADE",
        ),
    )

    round_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    instrument: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    number: Mapped[int]
    figures: Mapped[dict[str, Any]]


class Publication(OfOffice, Base):
    """That an office has made the results of a closed round public, and on which day."""

    __tablename__ = "publication"
    __table_args__ = (ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"], ondelete="CASCADE"),)

    round_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    published_on: Mapped[date]


class Recommendation(OfOffice, Base):
    """What an office has written in the place of a recommendation of ours.

    `subject` is what it is for: the code of an item (``i11``) or the number of an indicator (``5``).
    """

    __tablename__ = "recommendation"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-20)
    subject: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    text: Mapped[str]

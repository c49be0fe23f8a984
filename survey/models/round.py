"""Rounds of the assessment and what each collects."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id
from survey.models.office import OFFICE_ID_LENGTH

LINK_LENGTH = 12


class RoundState(StrEnum):
    """A round is prepared, then open for answers, then closed for good."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


def new_link(office_id: str) -> str:
    """Return a random link whose first letters are the office, so that it can be looked up within that office."""
    return office_id + new_id(LINK_LENGTH - OFFICE_ID_LENGTH)


class Round(OfOffice, Base):
    """One run of the assessment in an office; `fiscal_year` is Buddhist era, dates are Gregorian and inclusive."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state_known"),
        CheckConstraint("closes_on >= opens_on", name="dates_in_order"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(6), sort_order=-10)
    title: Mapped[str]
    fiscal_year: Mapped[int]
    state: Mapped[str] = mapped_column(default=RoundState.DRAFT)
    opens_on: Mapped[date]
    closes_on: Mapped[date]


class Collection(OfOffice, Base):
    """One instrument within a round.

    `population` is the declared head count (staff) or number of visitors (service users). `layout` holds the part codes,
    space-separated, in the order of the digits of every stored response; it is fixed when the round opens, together with
    the definition's `digest`. `scorecard` is filled when the round closes. `seal_to` holds the public keys to which answers
    are sealed on arrival, None in an ordinary round. `asks_profile` says whether the optional profile questions are asked.
    """

    __tablename__ = "collection"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"], ondelete="CASCADE"),
        UniqueConstraint("office_id", "link"),
        CheckConstraint("population >= 0", name="population_not_negative"),
    )

    round_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    instrument: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)
    link: Mapped[str]
    population: Mapped[int]
    layout: Mapped[str | None]
    digest: Mapped[str | None]
    scorecard: Mapped[dict[str, Any] | None]
    seal_to: Mapped[list[str] | None] = mapped_column(JSON)
    asks_profile: Mapped[bool] = mapped_column(default=False, server_default=false())


class OfficialResult(OfOffice, Base):
    """The figures the national assessment published for a fiscal year, exactly as printed.

    `figures` holds any of ``indicators`` (number -> score), ``instruments`` (key -> score), ``total`` and ``grade``.
    """

    __tablename__ = "official_result"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    figures: Mapped[dict[str, Any]]


class DisclosureEntry(OfOffice, Base):
    """The OIT figures an officer entered for a round.

    `level` says what `figures` maps to scores: ``items`` (o1, …), ``subindicators`` (9.1, …) or ``indicators`` (9, 10).
    """

    __tablename__ = "disclosure_entry"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"], ondelete="CASCADE"),
        CheckConstraint("level IN ('items', 'subindicators', 'indicators')", name="level_known"),
    )

    round_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    level: Mapped[str]
    figures: Mapped[dict[str, Any]]

"""Measures an office takes: the columns of the yearly report's table, what they cost and came to, and who changed what.

`MeasureEvent` rows are added and never changed, which the database itself enforces.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, OfOffice, new_id


def _to_measure() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["office_id", "measure_id"], ["measure.office_id", "measure.id"])


class Measure(OfOffice, Base):
    """A measure the office takes in a fiscal year.

    Empty text is not known yet. `indicator` is the number of the indicator whose score called for it and `item` the code of the
    item, None where it is for the office as a whole; `called_by` keeps that score as it was: ``{"round": id, "score": 66.55}``,
    out of 100, empty where none was known. `budget` is in baht, None where not stated. `carried_from` is the id of the measure
    of the year before that this one goes on with. A measure that was taken back is `removed`, its history stays.
    """

    __tablename__ = "measure"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    fiscal_year: Mapped[int]
    position: Mapped[int]
    indicator: Mapped[int | None]
    title: Mapped[str]
    method: Mapped[str]
    responsible: Mapped[str]
    period: Mapped[str]
    result: Mapped[str]
    recommendation: Mapped[str]
    item: Mapped[str | None]
    called_by: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    budget: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    carried_from: Mapped[str | None]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class MeasureAct(StrEnum):
    """What can be done about a measure."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    CARRIED = "carried"
    PROGRESSED = "progressed"
    EVIDENCED = "evidenced"
    LINKED = "linked"


class MeasureEvent(OfOffice, Base):
    """One change of a measure, with who made it as they were then; `before` and `after` hold what changed. Never changed."""

    __tablename__ = "measure_event"
    __table_args__ = (
        _to_measure(),
        CheckConstraint(f"act IN ({', '.join(repr(str(act)) for act in MeasureAct)})", name="act_known"),
        # A row that can be named by a hidden number can be replaced past its key, and so past what guards the history.
        {"sqlite_with_rowid": False},
    )

    measure_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    act: Mapped[str]
    at: Mapped[datetime]
    officer_id: Mapped[str | None]
    by_name: Mapped[str]
    by_position: Mapped[str]
    by_division: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MeasureProgress(OfOffice, Base):
    """What came of a measure in a quarter of its fiscal year (1: October to December); earlier words are in its history."""

    __tablename__ = "measure_progress"
    __table_args__ = (_to_measure(), CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_of_a_year"))

    measure_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    quarter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    text: Mapped[str]


class MeasureFile(OfOffice, Base):
    """A file that proves a measure. `quarter` None is for the measure as a whole; `sha256` is of `content`, in hexadecimal."""

    __tablename__ = "measure_file"
    __table_args__ = (_to_measure(),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id(16), sort_order=-10)
    measure_id: Mapped[str]
    quarter: Mapped[int | None]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    added_on: Mapped[date]
    is_public: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class MeasureCase(OfOffice, Base):
    """That a measure answers a suggestion (or another case)."""

    __tablename__ = "measure_case"
    __table_args__ = (
        _to_measure(),
        ForeignKeyConstraint(["office_id", "case_id"], ["case_record.office_id", "case_record.id"]),
    )

    measure_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)

"""How many complaints there were, kept apart from them, and what of it may be told to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.complaints.models import CoveredOffice, Tally
from survey.complaints.weeks import half_of, last_day_of_half, monday_of

# Of fewer complaints in a year nothing finer than the three numbers of the year is told.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What the assessment asks for: complaints received, done, and in progress at the end of the time."""

    received: int
    done: int
    in_progress: int

    @property
    def is_none(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.received or self.done or self.in_progress)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a fiscal year. `until` is the last day that is counted, None where nothing can be told yet or any more.

    `year` is everything up to that day; `halves` maps 1 and 2 to their own figures, and is empty where there are too few.
    """

    fiscal_year: int
    until: date | None
    year: Line
    halves: dict[int, Line]


def received(session: Session, office_id: str, today: date) -> None:
    """Count a complaint that has arrived."""
    _half(session, office_id, today).received += 1
    session.flush()


def done(session: Session, office_id: str, today: date) -> None:
    """Count a complaint that was closed, or erased without having been closed."""
    _half(session, office_id, today).done += 1
    session.flush()


def figures(session: Session, office_id: str, fiscal_year: int, today: date) -> Figures:
    """Return what may be told of a fiscal year: of halves that are over, so that nobody sees a number grow.

    Halves before the office began to take complaints are left out.
    """
    office = session.get(CoveredOffice, office_id)
    began = monday_of(office.since_week) if office else today
    over = [half for half in (1, 2) if began <= last_day_of_half(fiscal_year, half) < today]
    if not over:
        return Figures(fiscal_year, None, Line(0, 0, 0), {})
    lines = {half: _line(session, office_id, fiscal_year, half) for half in over}
    before = _open_before(session, office_id, fiscal_year, 1)
    received_, done_ = (sum(getattr(line, name) for line in lines.values()) for name in ("received", "done"))
    year = Line(received_, done_, before + received_ - done_)
    is_few = received_ < FEWEST
    return Figures(fiscal_year, last_day_of_half(fiscal_year, over[-1]), year, {} if is_few else lines)


def _line(session: Session, office_id: str, fiscal_year: int, half: int) -> Line:
    tally = session.get(Tally, (office_id, fiscal_year, half))
    received_, done_ = (tally.received, tally.done) if tally else (0, 0)
    return Line(received_, done_, _open_before(session, office_id, fiscal_year, half) + received_ - done_)


def _open_before(session: Session, office_id: str, fiscal_year: int, half: int) -> int:
    earlier = (Tally.fiscal_year < fiscal_year) | ((Tally.fiscal_year == fiscal_year) & (Tally.half < half))
    query = select(func.coalesce(func.sum(Tally.received - Tally.done), 0)).where(Tally.office_id == office_id, earlier)
    return int(session.scalar(query) or 0)


def _half(session: Session, office_id: str, today: date) -> Tally:
    year, half = half_of(today)
    if session.get_bind().dialect.name == "postgresql":
        # Two that are the first of a half would both make its row.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"tally/{office_id}"))))
    found = session.get(Tally, (office_id, year, half), with_for_update=True)
    if found is None:
        found = Tally(office_id=office_id, fiscal_year=year, half=half, received=0, done=0)
        session.add(found)
        session.flush()
    return found

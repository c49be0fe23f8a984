"""Working days: Monday to Friday without the public holidays of Thailand, as the office has corrected them.

The public holidays come from the package `holidays`, which knows those announced so far; an office adds what the cabinet
announces later, or takes one away that it works on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Holiday

_SATURDAY = 5
_DAY = timedelta(days=1)
_LABOUR_DAY = "วันแรงงาน"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off and its name; `is_own` where the office added it rather than the public calendar."""

    day: date
    name: str
    is_own: bool


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, str]:
    """Return the days in a year of the common era on which public offices of Thailand are closed, with their Thai names.

    Source: the package `holidays`, its public days and those of the government alone. Labour Day closes banks and
    businesses, not public offices, and is left out.
    """
    # Knows every country: only where somebody counts days.
    from holidays.countries.thailand import Thailand

    known: Mapping[date, str] = Thailand(years=year, language="th", categories=("public", "government"))  # type: ignore[no-untyped-call]
    names = {day: [name for name in text.split("; ") if _LABOUR_DAY not in name] for day, text in known.items()}
    return {day: "; ".join(left) for day, left in names.items() if left}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of an office. `changes` maps a day to its name where it is off, to None where it is worked on."""

    changes: Mapping[date, str | None] = field(default_factory=dict)

    def name_of(self, day: date) -> str | None:
        """Return the name of the holiday on a day, None where there is none. Weekends have no name."""
        return self.changes[day] if day in self.changes else public_holidays(day.year).get(day)

    def is_working(self, day: date) -> bool:
        """Return whether the office works on a day. A weekend stays a weekend whatever the table says."""
        return day.weekday() < _SATURDAY and self.name_of(day) is None

    def after(self, day: date, number: int) -> date:
        """Return the `number`-th working day after a day; the day itself does not count. 0 is the day itself."""
        while number > 0:
            day += _DAY
            number -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start`, up to and including `end`; negative where `end` comes first."""
        if end < start:
            return -self.between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        weekdays = weeks * _SATURDAY + sum((start + _DAY * passed).weekday() < _SATURDAY for passed in range(1, rest + 1))
        known = (day for year in range(start.year, end.year + 1) for day in public_holidays(year) if day not in self.changes)
        added = (day for day, name in self.changes.items() if name is not None)
        return weekdays - sum(start < day <= end and day.weekday() < _SATURDAY for day in (*known, *added))

    def days_off(self, year: int) -> list[DayOff]:
        """Return the holidays of a year of the common era, in order."""
        days = {day: DayOff(day, name, is_own=False) for day, name in public_holidays(year).items()}
        for day, name in self.changes.items():
            if name is None:
                days.pop(day, None)
            elif day.year == year:
                days[day] = DayOff(day, name, is_own=True)
        return [days[day] for day in sorted(days)]


def calendar_of(session: Session, office_id: str) -> Calendar:
    """Return the calendar of an office."""
    changes = session.scalars(select(Holiday).where(Holiday.office_id == office_id))
    return Calendar({change.day: change.name if change.is_off else None for change in changes})

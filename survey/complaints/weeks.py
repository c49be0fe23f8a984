"""Weeks, which are the finest that complaints know of time, and halves of a fiscal year."""

from __future__ import annotations

from datetime import date, timedelta

from survey import thai

# A status that has not changed for so long is to be looked at again.
PATIENCE_WEEKS = 2


def week_of(day: date) -> str:
    """Return the ISO week of a day, ``2026-W48``; such texts sort in the order of time."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday_of(week: str) -> date:
    """Return the first day of an ISO week."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def later(week: str, weeks: int) -> str:
    """Return the week so many weeks after another."""
    return week_of(monday_of(week) + timedelta(weeks=weeks))


def in_words(week: str) -> str:
    """Return a week as people say it: ``สัปดาห์ของวันที่ 23 พฤศจิกายน 2569``."""
    return f"สัปดาห์ของวันที่ {thai.thai_date(monday_of(week))}"


def half_of(day: date) -> tuple[int, int]:
    """Return the fiscal year (Buddhist era) of a day and its half: 1 from October to March, 2 from April to September."""
    return thai.fiscal_year(day), 2 if 4 <= day.month < thai.FIRST_FISCAL_MONTH else 1


def last_day_of_half(fiscal_year: int, half: int) -> date:
    """Return the last day of a half: of March, or of September."""
    first, last = thai.days_of(fiscal_year)
    return last if half == 2 else date(first.year + 1, 3, 31)

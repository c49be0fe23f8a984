"""Working days in Thailand. Expected days are counted by hand on the calendar printed beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.cases.calendar import Calendar, DayOff, public_holidays

PLAIN = Calendar()


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        # April 2570:  M 5  T 6 Chakri  W 7  T 8  F 9 | M 12  T 13 W 14 T 15 Songkran  F 16 | M 19  T 20
        (date(2027, 4, 5), 1, date(2027, 4, 7)),
        (date(2027, 4, 9), 1, date(2027, 4, 12)),
        (date(2027, 4, 9), 2, date(2027, 4, 16)),
        (date(2027, 4, 12), 3, date(2027, 4, 20)),
        (date(2027, 4, 14), 1, date(2027, 4, 16)),
        # April and May 2570:  F 30 | M 3  T 4 Coronation  W 5  T 6  F 7 | M 10 … F 14 | M 17 T 18 W 19  T 20 Visakha  F 21
        (date(2027, 4, 30), 1, date(2027, 5, 3)),
        (date(2027, 4, 30), 2, date(2027, 5, 5)),
        (date(2027, 5, 3), 12, date(2027, 5, 21)),
        # May and June 2569: F 29 | Sunday 31 Visakha, so M 1 in its place  T 2  W 3 Queen's birthday  T 4
        (date(2026, 5, 29), 1, date(2026, 6, 2)),
        (date(2026, 5, 31), 2, date(2026, 6, 4)),
        # July 2570: F 16 | Sunday 18 Asarnha Bucha, M 19 Lent, T 20 in place of Sunday  W 21
        (date(2027, 7, 16), 1, date(2027, 7, 21)),
        # December 2569 and January 2570: W 30  T 31 New Year's Eve  F 1 New Year | M 4
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        # No days at all: the day itself, whatever day it is.
        (date(2027, 4, 13), 0, date(2027, 4, 13)),
    ],
)
def test_days_are_counted_past_weekends_and_public_holidays(start: date, number: int, end: date) -> None:
    assert PLAIN.after(start, number) == end
    if number:
        assert PLAIN.between(start, end) == number
        # From the end back to the start it is as far.
        assert PLAIN.between(end, start) == -number


def test_labour_day_is_worked_by_public_offices_and_so_is_the_day_in_its_place() -> None:
    # A Friday in 2569; a Saturday in 2570, for which others have the Monday off.
    assert PLAIN.is_working(date(2026, 5, 1))
    assert PLAIN.is_working(date(2027, 5, 3))
    assert not any("แรงงาน" in name for year in range(2020, 2030) for name in public_holidays(year).values())


def test_the_royal_ploughing_day_is_a_day_off_for_public_offices_where_it_has_been_announced() -> None:
    assert public_holidays(2026)[date(2026, 5, 13)] == "วันพืชมงคล"
    assert not PLAIN.is_working(date(2026, 5, 13))


def test_a_weekend_stays_a_weekend_whatever_the_table_says() -> None:
    saturday = date(2027, 5, 8)
    assert not Calendar({saturday: None}).is_working(saturday)


def test_what_the_office_says_goes_before_what_the_package_says() -> None:
    songkran, friday = date(2027, 4, 14), date(2027, 4, 16)
    changed = Calendar({songkran: None, friday: "วันหยุดพิเศษ"})
    # M 12 | works on W 14, is off on F 16: W 14 and M 19.
    assert changed.after(date(2027, 4, 12), 2) == date(2027, 4, 19)
    assert changed.name_of(songkran) is None
    assert changed.name_of(friday) == "วันหยุดพิเศษ"


def test_the_days_off_of_a_year_are_listed_in_order_with_the_offices_own_among_them() -> None:
    changed = Calendar({date(2027, 4, 14): None, date(2027, 4, 16): "วันหยุดพิเศษ", date(2028, 1, 4): "ปีหน้า"})
    april = [one for one in changed.days_off(2027) if one.day.month == 4]
    assert april[1:] == [
        DayOff(date(2027, 4, 13), "วันสงกรานต์", is_own=False),
        DayOff(date(2027, 4, 15), "วันสงกรานต์", is_own=False),
        DayOff(date(2027, 4, 16), "วันหยุดพิเศษ", is_own=True),
    ]


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.dictionaries(days, st.sampled_from([None, "วันหยุด"]), max_size=8).map(Calendar)


@settings(max_examples=40, deadline=None)
@given(calendars, days, st.integers(0, 40), st.integers(0, 40))
def test_counting_in_two_goes_is_counting_in_one(calendar: Calendar, day: date, first: int, second: int) -> None:
    assert calendar.after(calendar.after(day, first), second) == calendar.after(day, first + second)


@settings(max_examples=40, deadline=None)
@given(calendars, days, st.integers(1, 40))
def test_the_day_counted_to_is_worked_and_that_many_days_away(calendar: Calendar, day: date, number: int) -> None:
    end = calendar.after(day, number)
    assert calendar.is_working(end)
    assert calendar.between(day, end) == number
    assert calendar.between(day, end - timedelta(days=1)) == number - 1

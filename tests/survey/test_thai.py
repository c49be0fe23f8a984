"""Thai dates, years, digits and order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from survey import thai


def test_today_is_the_day_it_is_in_thailand() -> None:
    # Bangkok is seven hours ahead, so its day is the day of UTC or the next.
    before = (datetime.now(UTC) + timedelta(hours=7)).date()
    found = thai.today()
    after = (datetime.now(UTC) + timedelta(hours=7)).date()
    assert before <= found <= after


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 1, 1), "1 มกราคม 2565"),
        (date(2024, 2, 29), "29 กุมภาพันธ์ 2567"),
        (date(2026, 11, 24), "24 พฤศจิกายน 2569"),
        (date(2022, 12, 31), "31 ธันวาคม 2565"),
    ],
)
def test_a_date_is_written_in_thai_with_the_buddhist_year(day: date, words: str) -> None:
    assert thai.thai_date(day) == words


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2021, 9, 30), 2564), (date(2021, 10, 1), 2565), (date(2022, 9, 30), 2565), (date(2022, 10, 1), 2566)],
)
def test_a_fiscal_year_runs_from_october_to_september(day: date, year: int) -> None:
    assert thai.fiscal_year(day) == year


def test_digits_go_both_ways_and_leave_the_rest_alone() -> None:
    assert thai.thai_digits("84.60 คะแนน ปี 2565") == "๘๔.๖๐ คะแนน ปี ๒๕๖๕"
    assert thai.arabic_digits("๐๑๒๓๔๕๖๗๘๙ ab") == "0123456789 ab"


def test_words_are_sorted_as_in_a_thai_dictionary() -> None:
    words = ["ขาว", "แก้ว", "เก่ง", "กา", "กลอย", "ก้าน"]
    assert sorted(words, key=thai.collation) == ["กลอย", "กา", "ก้าน", "เก่ง", "แก้ว", "ขาว"]


def test_the_twelve_months_are_there_once_each() -> None:
    assert len(set(thai.MONTHS)) == 12
    # Months of 31 days end in คม, of 30 in ยน, February in พันธ์.
    ends = {31: "คม", 30: "ยน", 28: "พันธ์"}
    for number, name in enumerate(thai.MONTHS, start=1):
        last = (date(2023 + number // 12, number % 12 + 1, 1) - timedelta(days=1)).day
        assert name.endswith(ends[last]), name

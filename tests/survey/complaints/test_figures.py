"""The public figures: only halves that are over, nothing finer while there are few, and still true after erasing."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from survey import thai
from survey.complaints import tallies
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.models import CoveredOffice
from survey.complaints.tallies import Line, figures
from tests.survey.complaints.arranged import OFFICE, Complainant, Holders


@pytest.fixture(autouse=True)
def began_in_2567(holders: Holders, complaints: ComplaintsDatabase) -> None:
    """The office took its first complaints in the fiscal year 2567."""
    with complaints.session(writes=True) as session:
        session.get_one(CoveredOffice, OFFICE).since_week = "2024-W20"
        session.commit()


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AUTUMN, SPRING = date(2025, 11, 3), date(2026, 5, 4)


def counted(complaints: ComplaintsDatabase, **times: int) -> None:
    """Count complaints received and done in the first and the second half of the fiscal year 2569."""
    with complaints.session(writes=True) as session:
        for name, number in times.items():
            act, half = name.split("_")
            for _ in range(number):
                getattr(tallies, act)(session, OFFICE, AUTUMN if half == "1" else SPRING)
        session.commit()


def told(complaints: ComplaintsDatabase, day: date, fiscal_year: int = 2569) -> tuple[date | None, Line, dict[int, Line]]:
    with complaints.session(writes=False) as session:
        found = figures(session, OFFICE, fiscal_year, day)
    return found.until, found.year, found.halves


def test_nothing_is_told_of_a_half_that_is_not_over(complaints: ComplaintsDatabase, holders: Holders) -> None:
    counted(complaints, received_1=7, done_1=3, received_2=1)
    assert told(complaints, date(2026, 3, 31)) == (None, Line(0, 0, 0), {})
    assert told(complaints, date(2026, 4, 1)) == (date(2026, 3, 31), Line(7, 3, 4), {1: Line(7, 3, 4)})
    # What comes in May shows in October.
    assert told(complaints, date(2026, 9, 30)) == (date(2026, 3, 31), Line(7, 3, 4), {1: Line(7, 3, 4)})


def test_what_is_in_progress_goes_over_into_the_next_half_and_the_next_year(
    complaints: ComplaintsDatabase, holders: Holders
) -> None:
    counted(complaints, received_1=7, done_1=3, received_2=2, done_2=4)
    assert told(complaints, date(2026, 10, 1)) == (date(2026, 9, 30), Line(9, 7, 2), {1: Line(7, 3, 4), 2: Line(2, 4, 2)})
    assert told(complaints, date(2027, 4, 1), 2570) == (date(2027, 3, 31), Line(0, 0, 2), {})


def test_halves_before_the_office_began_are_left_out(complaints: ComplaintsDatabase, holders: Holders) -> None:
    # 13 May 2024 lies in the second half of the fiscal year 2567.
    assert told(complaints, date(2026, 10, 1), 2567) == (date(2024, 9, 30), Line(0, 0, 0), {})
    assert told(complaints, date(2026, 10, 1), 2566) == (None, Line(0, 0, 0), {})


def test_of_fewer_than_five_only_the_numbers_of_the_year_are_told(complaints: ComplaintsDatabase, holders: Holders) -> None:
    counted(complaints, received_1=1, received_2=3, done_2=2)
    assert told(complaints, date(2026, 10, 1)) == (date(2026, 9, 30), Line(4, 2, 2), {})
    counted(complaints, received_1=1)
    assert told(complaints, date(2026, 10, 1))[2] == {1: Line(2, 0, 2), 2: Line(3, 2, 3)}


def test_the_page_says_none_by_itself_and_otherwise_what_the_assessment_asks_for(
    app: Flask, complainant: Complainant, complaints: ComplaintsDatabase
) -> None:
    with thai.as_of(date(2026, 10, 5)):
        complainant.open("figures/2569")
        assert "ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ ถึงวันที่ 30 กันยายน 2569" in complainant.page.words
        assert not complainant.page.rows
        complainant.open("figures/2570")
        assert "ยังไม่มีตัวเลขของปีนี้" in complainant.page.words
        # Of the time before the office began, the page does not say that there was nothing.
        complainant.open("figures/2566")
        assert "ไม่มีเรื่องร้องเรียน" not in complainant.page.words
        assert "สัปดาห์ของวันที่ 13 พฤษภาคม 2567" in complainant.page.words
        counted(complaints, received_1=5, done_1=5, received_2=0)
        complainant.open("figures/2569")
        assert complainant.page.rows == [
            ["ช่วงเวลา", "เรื่องที่ได้รับ", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"],
            ["ตุลาคม – มีนาคม", "5", "5", "0"],
            ["เมษายน – กันยายน", "ไม่มี"],
            ["รวม", "5", "5", "0"],
        ]
        for year, status in ((2568, 200), (2571, 404), (2549, 404), (99999999, 404)):
            complainant.open(f"figures/{year}", status=status)

"""A day off that is added or taken away later: the last days of open cases move, and each case tells why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import author, handling, holidays
from survey.cases.calendar import calendar_of
from survey.cases.history import events_of
from survey.extensions import open_session
from survey.models import Case, EventKind, Holiday, Office, Refusal
from tests.builders import an_office
from tests.survey.cases.arranged import DONE, MALEE, MONDAY, a_case, a_published

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Cases of Monday 9 November 2569 are to be read by T 10, acknowledged by Th 12 and answered by M 30.
WEDNESDAY, FRIDAY = date(2026, 11, 11), date(2026, 11, 20)


def last_days(case: Case) -> tuple[date, date, date]:
    return case.moderate_by, case.acknowledge_by, case.answer_by


def test_a_day_off_moves_the_last_days_behind_it_and_is_told_of_in_public(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, received_on=MONDAY)
    assert holidays.add_day_off(session, office.id, WEDNESDAY, "วันหยุดพิเศษ", MALEE) == 1
    assert last_days(case) == (date(2026, 11, 10), date(2026, 11, 13), date(2026, 12, 1))
    event = events_of(session, case)[-1]
    assert (event.kind, event.text, event.is_public, event.officer_id) == (
        EventKind.DUE_MOVED,
        "เพิ่มวันหยุด วันหยุดพิเศษ",
        True,
        MALEE.officer_id,
    )
    assert event.details == {"acknowledge_by": ["2026-11-12", "2026-11-13"], "answer_by": ["2026-11-30", "2026-12-01"]}


@ON_ONE_DATABASE
def test_the_number_of_working_days_stays_what_it_was(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, received_on=MONDAY)
    for day in (WEDNESDAY, FRIDAY, date(2026, 12, 1), date(2026, 12, 2)):
        holidays.add_day_off(session, office.id, day, "วันหยุดพิเศษ", MALEE)
    calendar = calendar_of(session, office.id)
    assert [calendar.between(MONDAY, day) for day in last_days(case)] == [1, 3, 15]


def test_working_on_a_holiday_moves_them_back(session: Session) -> None:
    office = an_office(session)
    # Constitution Day is Th 10 December 2569.
    case = a_case(session, office, received_on=date(2026, 12, 8))
    assert case.acknowledge_by == date(2026, 12, 14)
    assert holidays.work_on(session, office.id, date(2026, 12, 10), MALEE) == 1
    assert case.acknowledge_by == date(2026, 12, 11)
    assert events_of(session, case)[-1].text == "ไม่ใช่วันหยุด วันรัฐธรรมนูญ"
    # And it may be given back.
    assert holidays.add_day_off(session, office.id, date(2026, 12, 10), "วันรัฐธรรมนูญ", MALEE) == 1
    assert case.acknowledge_by == date(2026, 12, 14)


def test_what_the_office_added_by_mistake_is_taken_away_without_a_trace_in_the_table(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, received_on=MONDAY)
    before = last_days(case)
    holidays.add_day_off(session, office.id, WEDNESDAY, "ผิดวัน", MALEE)
    holidays.work_on(session, office.id, WEDNESDAY, MALEE)
    assert (last_days(case), session.scalars(select(Holiday)).all()) == (before, [])


@ON_ONE_DATABASE
def test_working_on_a_working_day_changes_nothing(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, received_on=MONDAY)
    assert holidays.work_on(session, office.id, WEDNESDAY, MALEE) == 0
    assert (case.events, session.scalars(select(Holiday)).all()) == (1, [])


@ON_ONE_DATABASE
def test_a_day_off_on_a_weekend_or_on_a_holiday_moves_nothing(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, received_on=MONDAY)
    for day in (date(2026, 11, 14), date(2026, 12, 10)):
        assert holidays.add_day_off(session, office.id, day, "วันหยุด", MALEE) == 0
    assert case.events == 1


@ON_ONE_DATABASE
def test_what_is_done_stays_as_it_was_done(session: Session) -> None:
    office = an_office(session)
    with thai.as_of(MONDAY):
        case = a_published(session, office)
        handling.acknowledge(session, case, MALEE)
    holidays.add_day_off(session, office.id, date(2026, 11, 10), "วันหยุดพิเศษ", MALEE)
    assert last_days(case) == (date(2026, 11, 10), date(2026, 11, 12), date(2026, 12, 1))
    assert set(events_of(session, case)[-1].details) == {"answer_by"}


def test_only_open_cases_of_the_office_move(session: Session) -> None:
    office, other = an_office(session), an_office(session, "เทศบาลตำบลอีกแห่ง")
    into = a_published(session, office, received_on=date(2025, 1, 6))
    acts: list[Callable[[Case], None]] = [
        lambda case: handling.answer(session, case, MALEE, DONE),
        lambda case: handling.refuse(session, case, MALEE, reason=Refusal.RUDE),
        lambda case: author.withdraw(session, case),
        lambda case: handling.merge(session, case, into, MALEE),
    ]
    closed = [a_published(session, office, received_on=MONDAY) for _ in acts]
    for case, act in zip(closed, acts, strict=True):
        act(case)
    elsewhere = a_case(session, other, received_on=MONDAY)
    before = [(last_days(case), case.events) for case in (*closed, elsewhere)]
    assert holidays.add_day_off(session, office.id, WEDNESDAY, "วันหยุดพิเศษ", MALEE) == 0
    assert [(last_days(case), case.events) for case in (*closed, elsewhere)] == before


def _paused(session: Session, office: Office) -> Case:
    """A case that stood still from W 11 to W 18: five working days, so its last day is T 8 December."""
    case = a_published(session, office, received_on=MONDAY)
    with thai.as_of(WEDNESDAY):
        handling.pause(session, case, MALEE, "รออะไหล่")
    return case


@ON_ONE_DATABASE
def test_a_day_off_in_a_pause_that_is_over_gives_nothing_and_takes_nothing(session: Session) -> None:
    office = an_office(session)
    case = _paused(session, office)
    with thai.as_of(date(2026, 11, 18)):
        handling.resume(session, case, MALEE)
    assert case.answer_by == date(2026, 12, 8)
    # F 13 was no day of the office's own; W 25 would have been, so W 9 December comes in its place.
    assert holidays.add_day_off(session, office.id, date(2026, 11, 13), "วันหยุดพิเศษ", MALEE) == 0
    assert holidays.add_day_off(session, office.id, date(2026, 11, 25), "วันหยุดพิเศษ", MALEE) == 1
    assert case.answer_by == date(2026, 12, 9)


def test_a_day_off_in_a_pause_that_goes_on_leaves_as_much_time_as_there_was(session: Session) -> None:
    office = an_office(session)
    case = _paused(session, office)
    # Th 12 to M 30: thirteen working days are left.
    holidays.add_day_off(session, office.id, date(2026, 11, 13), "วันหยุดพิเศษ", MALEE)
    with thai.as_of(date(2026, 11, 18)):
        handling.resume(session, case, MALEE)
    assert calendar_of(session, office.id).between(date(2026, 11, 18), case.answer_by) == 13
    assert case.answer_by == date(2026, 12, 8)


@ON_ONE_DATABASE
def test_a_day_off_before_a_case_was_taken_up_again_is_none_of_its_days(session: Session) -> None:
    office = an_office(session)
    with thai.as_of(MONDAY):
        case = a_published(session, office)
        handling.answer(session, case, MALEE, DONE)
    with thai.as_of(date(2027, 4, 9)):
        handling.reopen(session, case, MALEE, "ไฟดับอีก")
    assert holidays.add_day_off(session, office.id, WEDNESDAY, "วันหยุดพิเศษ", MALEE) == 0
    assert holidays.add_day_off(session, office.id, date(2027, 4, 16), "วันหยุดพิเศษ", MALEE) == 1
    assert case.answer_by == date(2027, 5, 7)


def test_cases_are_moved_as_they_are_now_and_not_as_they_were_read_before(engine: Engine, session: Session) -> None:
    office = an_office(session)
    case = a_published(session, office, received_on=MONDAY)
    session.commit()
    with open_session(engine, writes=True) as other:
        handling.note(other, other.get_one(Case, (office.id, case.id)), MALEE, "ระหว่างนั้น")
        other.commit()
    assert holidays.add_day_off(session, office.id, WEDNESDAY, "วันหยุดพิเศษ", MALEE) == 1
    assert case.events == 4

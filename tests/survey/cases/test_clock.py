"""The clock of a case, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.cases import clock
from survey.cases.calendar import Calendar
from survey.cases.clock import Due
from survey.cases.rules import USUAL
from survey.models import Case, CaseRules, CaseStatus, Outcome, Visibility
from tests.survey.cases.arranged import MONDAY
from tests.survey.cases.test_working_days import calendars

PLAIN = Calendar()


def a_case(received_on: date = MONDAY, calendar: Calendar = PLAIN) -> Case:
    made = Case(received_on=received_on, visibility=Visibility.WAITING, status=CaseStatus.RECEIVED)
    clock.start(made, CaseRules(**USUAL), calendar)
    return made


def test_the_day_after_arrival_is_day_one() -> None:
    case = a_case()
    # November 2569: M 9; three weeks without a holiday.
    assert (case.moderate_by, case.acknowledge_by, case.answer_by) == (
        date(2026, 11, 10),
        date(2026, 11, 12),
        date(2026, 11, 30),
    )


def test_what_arrives_on_a_saturday_has_as_long_as_what_arrives_on_the_friday_before() -> None:
    friday, saturday = a_case(date(2026, 11, 13)), a_case(date(2026, 11, 14))
    assert friday.answer_by == saturday.answer_by


def test_a_case_waits_to_be_read_then_taken_up_then_answered() -> None:
    case = a_case()
    assert clock.due(case) == Due("moderate", case.moderate_by)
    case.visibility = Visibility.PUBLIC
    assert clock.due(case) == Due("acknowledge", case.acknowledge_by)
    case.acknowledged_on = MONDAY
    assert clock.due(case) == Due("answer", case.answer_by)
    case.status, case.outcome = CaseStatus.DONE, Outcome.DONE
    assert clock.due(case) is None


def test_the_last_day_is_still_in_time() -> None:
    due = Due("answer", MONDAY)
    assert not due.is_overdue(MONDAY)
    assert due.is_overdue(MONDAY + timedelta(days=1))


def test_a_planned_change_comes_back_on_its_day() -> None:
    case = a_case()
    case.visibility, case.status, case.outcome = Visibility.PUBLIC, CaseStatus.DONE, Outcome.PLANNED
    case.planned_for = date(2027, 3, 1)
    assert clock.due(case) == Due("planned", date(2027, 3, 1))
    case.visibility = Visibility.WITHDRAWN
    assert clock.due(case) is None


@pytest.mark.parametrize("gone", [Visibility.REFUSED, Visibility.WITHDRAWN, Visibility.MERGED])
def test_nobody_waits_for_what_is_out_of_sight(gone: Visibility) -> None:
    case = a_case()
    case.visibility = gone
    assert clock.due(case) is None
    assert clock.was_in_time(case, date(2030, 1, 1)) is None


def test_a_paused_case_is_neither_due_nor_late() -> None:
    case = a_case()
    case.visibility, case.paused_on = Visibility.PUBLIC, MONDAY
    assert clock.due(case) is None
    assert clock.was_in_time(case, case.answer_by + timedelta(days=1)) is None


def test_a_week_of_standing_still_moves_the_last_day_by_a_week() -> None:
    case = a_case()
    case.paused_on = date(2026, 11, 11)
    # From the Wednesday to the next one: T 12, F 13, M 16, T 17, W 18 stood still, which is five working days.
    clock.go_on(case, date(2026, 11, 18), PLAIN)
    assert (case.acknowledge_by, case.answer_by, case.paused_on) == (date(2026, 11, 19), date(2026, 12, 8), None)
    # 30 November, then five more: T 1, W 2, T 3, F 4 and, M 7 being in place of Father's Day, T 8.


def test_reading_a_post_does_not_wait_while_the_clock_stands_still() -> None:
    case = a_case()
    before, case.paused_on = case.moderate_by, date(2026, 11, 10)
    clock.go_on(case, date(2026, 11, 18), PLAIN)
    assert case.moderate_by == before


@settings(max_examples=60, deadline=None)
@given(calendars, st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(0, 60), st.integers(0, 60))
def test_pausing_and_going_on_leaves_as_many_working_days_as_before(
    calendar: Calendar, received_on: date, until: int, long: int
) -> None:
    case = a_case(received_on, calendar)
    paused_on = received_on + timedelta(days=until)
    left = calendar.between(paused_on, case.answer_by)
    case.paused_on = paused_on
    clock.go_on(case, paused_on + timedelta(days=long), calendar)
    assert calendar.between(paused_on + timedelta(days=long), case.answer_by) == left


def test_being_in_time_is_decided_by_the_first_answer_and_stays() -> None:
    case = a_case()
    case.visibility = Visibility.PUBLIC
    assert clock.was_in_time(case, case.answer_by) is None
    assert clock.was_in_time(case, case.answer_by + timedelta(days=1)) is False
    clock.stop(case, case.answer_by)
    answered = case.answered_on
    assert clock.was_in_time(case, date(2030, 1, 1)) is True
    assert clock.working_days_taken(case, PLAIN) == 15
    clock.start_again(case, date(2027, 2, 1), CaseRules(**USUAL), PLAIN)
    clock.stop(case, date(2027, 9, 1))
    assert (case.answered_on, clock.was_in_time(case, date(2030, 1, 1))) == (answered, True)


def test_a_late_answer_stays_late_although_the_case_is_taken_up_again() -> None:
    case = a_case()
    clock.stop(case, case.answer_by + timedelta(days=1))
    clock.start_again(case, date(2027, 2, 1), CaseRules(**USUAL), PLAIN)
    assert clock.was_in_time(case, date(2027, 2, 1)) is False


def test_how_long_an_unanswered_case_took_is_not_known() -> None:
    assert clock.working_days_taken(a_case(), PLAIN) is None

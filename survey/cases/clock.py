"""The clock of a case: by when it is to be read, acknowledged and answered, and what makes it stand still.

The first working day after the one on which a case arrived is day 1. A paper keeps its own date, so its clock does not start
later because somebody typed it in later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.cases.calendar import Calendar
from survey.models import Case, CaseRules, CaseStatus, Visibility

OPEN = (CaseStatus.RECEIVED, CaseStatus.WORKING)
ALIVE = (Visibility.WAITING, Visibility.PUBLIC, Visibility.PRIVATE)
DAYS = "days"
"""The field of a case that has working days of its own for an answer, as a service promises them."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a case waits for next, and by when. `task` is ``moderate``, ``acknowledge``, ``answer`` or ``planned``."""

    task: str
    day: date

    def is_overdue(self, today: date) -> bool:
        """Return whether the day has passed."""
        return self.day < today


def start(case: Case, rules: CaseRules, calendar: Calendar) -> None:
    """Set the last days of a case from the day on which it arrived."""
    case.moderate_by = calendar.after(case.received_on, rules.moderate_days)
    days = answer_days(case, rules)
    # Who promises an answer by a day has taken the case up by then.
    case.acknowledge_by = calendar.after(case.received_on, min(rules.acknowledge_days, days))
    case.answer_by = calendar.after(case.received_on, days)


def start_again(case: Case, today: date, rules: CaseRules, calendar: Calendar) -> None:
    """Give the office its days for an answer anew, from the day on which a finished case is taken up again."""
    case.answer_by = calendar.after(today, answer_days(case, rules))


def answer_days(case: Case, rules: CaseRules) -> int:
    """Return how many working days the office gives itself for an answer: those of the service, or else its own rules'."""
    return int((case.fields or {}).get(DAYS, rules.answer_days))


def is_open(case: Case) -> bool:
    """Return whether somebody still waits for the office: neither finished, nor sent on, nor out of sight."""
    return case.status in OPEN and case.visibility in ALIVE


def due(case: Case) -> Due | None:
    """Return what a case waits for next; None where nothing is to be done, or its clock stands still."""
    if case.planned_for is not None and case.visibility in ALIVE:
        return Due("planned", case.planned_for)
    if not is_open(case) or case.paused_on is not None:
        return None
    if case.visibility == Visibility.WAITING:
        return Due("moderate", case.moderate_by)
    if case.acknowledged_on is None:
        return Due("acknowledge", case.acknowledge_by)
    return Due("answer", case.answer_by)


def go_on(case: Case, today: date, calendar: Calendar) -> None:
    """Let the clock of a paused case go on: what was left is left still, counted from today."""
    if case.paused_on is None:
        return
    stood = calendar.between(case.paused_on, today)
    case.acknowledge_by = calendar.after(case.acknowledge_by, stood)
    case.answer_by = calendar.after(case.answer_by, stood)
    case.paused_on = None


def stop(case: Case, today: date) -> None:
    """Note that a case is answered today, where it had never been answered before."""
    if case.answered_on is None:
        case.answered_on = today
        case.answered_in_time = today <= case.answer_by


def working_days_taken(case: Case, calendar: Calendar) -> int | None:
    """Return the working days from arrival to the first answer; None while there is none. Pauses are not taken off."""
    return None if case.answered_on is None else max(calendar.between(case.received_on, case.answered_on), 0)


def was_in_time(case: Case, today: date) -> bool | None:
    """Return whether a case was first answered by its last day; None while it may still be, or nobody waits any more."""
    if case.answered_on is not None:
        return case.answered_in_time
    return False if is_open(case) and case.paused_on is None and case.answer_by < today else None

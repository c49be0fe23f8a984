"""The clock of a case in words: by when the office promises what, and how much of that time is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.cases import clock
from survey.cases.calendar import Calendar
from survey.models import Case
from survey.thai import thai_date

_PROMISED = {
    "moderate": "เจ้าหน้าที่อ่านภายในวันที่",
    "acknowledge": "ครบกำหนดรับเรื่องวันที่",
    "answer": "ครบกำหนดตอบวันที่",
    "planned": "หน่วยงานจะทำภายในวันที่",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is promised by when, and what is left of the time; "" where that is not counted."""

    promised: str
    left: str
    is_late: bool


def deadlines(case: Case, calendar: Calendar, today: date) -> list[Deadline]:
    """Return what a case waits for, and (before anybody has taken it up) the day of the answer besides."""
    due = clock.due(case)
    if due is None:
        return []
    found = [_deadline(due.task, due.day, calendar, today)]
    if due.task in {"moderate", "acknowledge"}:
        found.append(_deadline("answer", case.answer_by, calendar, today))
    return found


def took(case: Case, calendar: Calendar) -> str:
    """Return how long the first answer took, in words; "" while there is none."""
    days = clock.working_days_taken(case, calendar)
    if days is None:
        return ""
    return f"ตอบกลับภายใน {days} วันทำการ" if days else "ตอบกลับภายในวันเดียวกัน"


def _deadline(task: str, day: date, calendar: Calendar, today: date) -> Deadline:
    promised = f"{_PROMISED[task]} {thai_date(day)}"
    if day < today:
        days = calendar.between(day, today)
        return Deadline(promised, f"เกินกำหนด {days} วันทำการ" if days else "เกินกำหนดแล้ว", is_late=True)
    if task == "planned":
        return Deadline(promised, "", is_late=False)
    if day == today:
        return Deadline(promised, "ครบกำหนดวันนี้", is_late=False)
    return Deadline(promised, f"เหลือ {calendar.between(today, day)} วันทำการ", is_late=False)

"""What the officers' pages of cases read; every query starts from what the officer's office owns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, defer

from survey import thai
from survey.cases import clock, queue, search
from survey.cases.clock import Due
from survey.models import AnswerTemplate, Case, CaseEvent, Division, EventKind, Officer, Visibility

PAGE = 50
# How many of each pile the first page shows.
GLANCE = 10
ALL, HELD, DRAFT, WRITTEN, PAUSED, FINISHED = "all", "held", "draft", "written", "paused", "finished"
PILES: dict[str, str] = {
    "moderate": "อ่านก่อนเผยแพร่",
    "acknowledge": "รับเรื่อง",
    "answer": "ตอบกลับ",
    "planned": "ถึงวันที่สัญญาไว้",
    DRAFT: "ร่างคำตอบรออนุมัติ",
    WRITTEN: "ผู้เสนอเขียนเพิ่ม",
    PAUSED: "พักการนับเวลา",
    HELD: "น่าจะมาจากโปรแกรม",
    FINISHED: "เสร็จสิ้นหรือส่งต่อแล้ว",
    ALL: "ทุกเรื่อง",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the queue somebody wants to see; "" is everything. `page` counts from 1."""

    task: str = ""
    division: str = ""
    mine: bool = False
    status: str = ""
    kind: str = ""
    words: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything but the pile was chosen."""
        return bool(self.division or self.mine or self.status or self.kind or self.words)

    @property
    def given(self) -> dict[str, str]:
        """What was chosen, as it stands in an address."""
        found = {"task": self.task, "division": self.division, "status": self.status, "kind": self.kind, "words": self.words}
        found |= {"mine": "1" if self.mine else "", "page": str(self.page) if self.page > 1 else ""}
        return {name: value for name, value in found.items() if value}

    def at(self, page: int) -> dict[str, str]:
        """Return the same for another page, as it stands in an address."""
        return replace(self, page=page).given


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the queue lists it. `division` and `officer` are names, "" for none."""

    case: Case
    due: Due | None
    is_overdue: bool
    division: str
    officer: str
    has_draft: bool
    was_written_to: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the cases that were asked for, in the order of their days, and how many there are in all."""

    task: str
    rows: tuple[Row, ...]
    number: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.number // PAGE))


def listed(session: Session, officer: Officer, asked: Asked, *, today: date, glance: bool = False) -> Listed:
    """Return a page of a pile; with `glance` only its first few."""
    conditions = _conditions(session, officer, asked, today)
    number = session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
    page = 1 if glance else min(asked.page, max(1, -(-number // PAGE)))
    query = select(Case).where(*conditions).options(defer(Case.text), defer(Case.shown_text))
    query = query.order_by(*_order(asked.task)).offset((page - 1) * PAGE).limit(GLANCE if glance else PAGE)
    return Listed(asked.task, _rows(session, officer.office_id, list(session.scalars(query)), today), number, page)


def newest_held(session: Session, office_id: str) -> Case | None:
    """Return the newest post of the pile that programs most likely made; None where it is empty."""
    held = select(Case).where(Case.office_id == office_id, Case.status.in_(clock.OPEN), queue.is_held)
    return session.scalar(held.order_by(*(column.desc() for column in _by_number())).limit(1))


def held_up_to(session: Session, office_id: str, newest: str, most: int) -> list[Case]:
    """Return the posts of that pile up to one with a number, oldest first, held until commit: none that came since."""
    last = session.scalar(select(Case).where(Case.office_id == office_id, Case.number == newest))
    if last is None:
        return []
    held = select(Case).where(Case.office_id == office_id, Case.status.in_(clock.OPEN), queue.is_held)
    older = [Case.fiscal_year < last.fiscal_year]
    length = func.length(Case.number)
    same = Case.fiscal_year == last.fiscal_year
    older.append(and_(same, length < len(last.number)))
    older.append(and_(same, length == len(last.number), Case.number <= last.number))
    condition = older[0] | older[1] | older[2]
    return list(session.scalars(held.where(condition).order_by(*_by_number()).limit(most).with_for_update()))


def divisions_of(session: Session, office_id: str) -> list[Division]:
    """Return the divisions of an office in its own order."""
    found = session.scalars(select(Division).where(Division.office_id == office_id))
    return sorted(found, key=lambda one: (one.position, thai.collation(one.name)))


def officers_of(session: Session, office_id: str) -> list[Officer]:
    """Return the officers of an office in the order of a Thai dictionary."""
    return sorted(
        session.scalars(select(Officer).where(Officer.office_id == office_id)), key=lambda one: thai.collation(one.name)
    )


def templates_of(session: Session, office_id: str) -> list[AnswerTemplate]:
    """Return the answer templates of an office in the order of a Thai dictionary."""
    found = session.scalars(select(AnswerTemplate).where(AnswerTemplate.office_id == office_id))
    return sorted(found, key=lambda one: thai.collation(one.title))


def kinds_of(session: Session, office_id: str) -> list[str]:
    """Return the kinds of cases that an office has."""
    return sorted(session.scalars(select(Case.kind).where(Case.office_id == office_id).distinct()))


def _conditions(session: Session, officer: Officer, asked: Asked, today: date) -> list[ColumnElement[bool]]:
    found = [Case.office_id == officer.office_id, *_of_pile(officer.office_id, asked.task, today)]
    if asked.division:
        found.append(Case.division_id == asked.division)
    if asked.mine:
        found.append(Case.officer_id == officer.id)
    if asked.status:
        found.append(Case.status == asked.status)
    if asked.kind:
        found.append(Case.kind == asked.kind)
    if asked.words:
        found.append(search.matching(session, officer.office_id, asked.words, whole=True))
    return found


def _of_pile(office_id: str, task: str, today: date) -> Sequence[ColumnElement[bool]]:
    open_ones = Case.status.in_(clock.OPEN)
    if task in queue.TASKS:
        return [queue.waits_for(task, today)]
    if task == HELD:
        return [open_ones, queue.is_held]
    if task == DRAFT:
        return [queue.has_draft(office_id)]
    if task == WRITTEN:
        return [queue.was_written_to(office_id)]
    if task == PAUSED:
        return [open_ones, Case.paused_on.is_not(None), Case.visibility.in_(clock.ALIVE)]
    if task == FINISHED:
        return [Case.status.not_in(clock.OPEN), Case.visibility.in_(clock.ALIVE)]
    return []


def _order(task: str) -> Sequence[ColumnElement[Any]]:
    newest_last, newest_first = _by_number(), [column.desc() for column in _by_number()]
    if task in queue.TASKS:
        return [queue.day, *newest_last]
    return newest_last if task in {HELD, DRAFT, WRITTEN, PAUSED} else newest_first


def _by_number() -> Sequence[ColumnElement[Any]]:
    # The number after the year grows beyond its four digits.
    return [Case.fiscal_year.expression, func.length(Case.number), Case.number.expression]


def _rows(session: Session, office_id: str, cases: Sequence[Case], today: date) -> tuple[Row, ...]:
    ids = [case.id for case in cases]
    drafts, written = _told(session, office_id, ids)
    division_names = {one.id: one.name for one in session.scalars(select(Division).where(Division.office_id == office_id))}
    officer_names = {one.id: one.name for one in session.scalars(select(Officer).where(Officer.office_id == office_id))}
    made = []
    for case in cases:
        due = None if is_held(case) else clock.due(case)
        made.append(
            Row(
                case=case,
                due=due,
                is_overdue=due is not None and due.is_overdue(today),
                division=division_names.get(case.division_id or "", ""),
                officer=officer_names.get(case.officer_id or "", ""),
                has_draft=case.id in drafts,
                was_written_to=case.id in written,
            )
        )
    return tuple(made)


def is_held(case: Case) -> bool:
    """Return whether a post waits in the pile that programs most likely made."""
    return case.visibility == Visibility.WAITING and bool(case.fields.get(queue.HELD))


def _told(session: Session, office_id: str, ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return which of some cases have a draft to be approved, and to which their author wrote last."""
    events = select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.officer_id)
    events = events.where(CaseEvent.office_id == office_id, CaseEvent.case_id.in_(ids)).order_by(CaseEvent.seq)
    drafts: set[str] = set()
    written: set[str] = set()
    for case_id, kind, officer_id in session.execute(events):
        if kind == EventKind.DRAFTED:
            drafts.add(case_id)
        elif kind == EventKind.ANSWERED:
            drafts.discard(case_id)
        if kind == EventKind.ADDED:
            written.add(case_id)
        elif officer_id is not None:
            written.discard(case_id)
    return drafts, written

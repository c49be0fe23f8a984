"""What became of suggestions: the public cases that were finished in a fiscal year, with the answer that finished each.

A case is finished in the year of its last answer, whenever it arrived. Nothing here says more than the board does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from survey import thai
from survey.cases import clock
from survey.cases.calendar import Calendar
from survey.cases.intake import SUGGESTION
from survey.cases.masking import masked
from survey.models import Case, CaseEvent, CaseFile, CaseStatus, Division, EventKind, FilePurpose, Outcome, Visibility

OUTCOMES = (Outcome.DONE, Outcome.PARTLY, Outcome.PLANNED, Outcome.IMPOSSIBLE)
"""In the order in which they are listed."""
_case, _event = Case.__table__.c, CaseEvent.__table__.c
_READ = (
    *(_case.id, _case.number, _case.shown_subject, _case.shown_text, _case.village, _case.outcome, _case.planned_for),
    *(_case.received_on, _case.answered_on, _case.supports, _case.indicator, _case.item, Division.name.label("division")),
    *(_event.text.label("answer"), _event.by_position, _event.by_division, _event.day.label("finished_on")),
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A public picture of a case; its content is read apart. `description` is "" where nobody wrote one."""

    id: str
    description: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A finished case in its published words.

    `village` is masked, since no officer has looked at it. `division` is who works on it now ("" where nobody was named), `by`
    the position and division that stand below the answer. `days` are the working days from arrival to the first answer;
    `finished_on` is the day of the last one. `before` are the office's pictures of how it was, or else the author's own.
    """

    id: str
    number: str
    subject: str
    text: str
    village: str
    division: str
    outcome: Outcome
    planned_for: date | None
    answer: str
    by: str
    received_on: date
    finished_on: date
    days: int
    supports: int
    indicator: int | None
    item: str | None
    before: tuple[Photo, ...] = ()
    after: tuple[Photo, ...] = ()


def finished_in(
    session: Session,
    office_id: str,
    fiscal_year: int,
    *,
    calendar: Calendar,
    kind: str = SUGGESTION,
    only: Sequence[str] | None = None,
) -> tuple[Finished, ...]:
    """Return the public cases of a kind that were finished in a fiscal year (Buddhist era), by outcome, latest answer first.

    With `only`, those of these ids. Two queries, the second for what is known of the pictures.
    """
    first, last = thai.days_of(fiscal_year)
    query = (
        select(*_READ)
        .select_from(Case)
        .join(CaseEvent, is_last_answer())
        .outerjoin(Division, and_(Division.office_id == Case.office_id, Division.id == Case.division_id))
        .where(*_is_finished(office_id, kind), CaseEvent.day >= first, CaseEvent.day <= last)
    )
    rows = session.execute(query if only is None else query.where(Case.id.in_(only))).all()
    photos = _photos(session, office_id, [row.id for row in rows])
    made = [_finished(row, calendar, photos.get(row.id, ())) for row in rows]
    return tuple(sorted(made, key=lambda one: _in_order(one.outcome, one.finished_on, one.number)))


def order_of_finished(
    session: Session, office_id: str, fiscal_year: int, *, kind: str = SUGGESTION
) -> tuple[tuple[str, Outcome], ...]:
    """Return ids and outcomes of the cases of `finished_in`, in its order and without reading their words."""
    first, last = thai.days_of(fiscal_year)
    rows = session.execute(
        select(Case.id, Case.outcome, CaseEvent.day, Case.number)
        .join(CaseEvent, is_last_answer())
        .where(*_is_finished(office_id, kind), CaseEvent.day >= first, CaseEvent.day <= last)
    ).all()
    listed = sorted(rows, key=lambda row: _in_order(Outcome(row.outcome), row.day, row.number))
    return tuple((row.id, Outcome(row.outcome)) for row in listed)


def _in_order(outcome: Outcome, finished_on: date, number: str) -> tuple[int, int, str]:
    return OUTCOMES.index(outcome), -finished_on.toordinal(), number


def latest_year(session: Session, office_id: str, *, kind: str = SUGGESTION) -> int | None:
    """Return the fiscal year (Buddhist era) of the latest answer that finished a public case; None where there is none."""
    query = select(func.max(CaseEvent.day)).select_from(Case).join(CaseEvent, is_last_answer())
    day: date | None = session.scalar(query.where(*_is_finished(office_id, kind)))
    return None if day is None else thai.fiscal_year(day)


def _is_finished(office_id: str, kind: str) -> Iterable[ColumnElement[bool]]:
    return (
        Case.office_id == office_id,
        Case.kind == kind,
        Case.status == CaseStatus.DONE,
        Case.visibility == Visibility.PUBLIC,
    )


def is_last_answer() -> ColumnElement[bool]:
    """Return the condition under which an event of a case (`CaseEvent` beside `Case`) is its last official answer."""
    later = aliased(CaseEvent)
    has_later = exists().where(
        later.office_id == CaseEvent.office_id,
        later.case_id == CaseEvent.case_id,
        later.kind == EventKind.ANSWERED,
        later.seq > CaseEvent.seq,
    )
    of_case = (CaseEvent.office_id == Case.office_id, CaseEvent.case_id == Case.id, CaseEvent.kind == EventKind.ANSWERED)
    return and_(*of_case, ~has_later)


def _photos(session: Session, office_id: str, cases: Sequence[str]) -> dict[str, list[tuple[str, Photo]]]:
    """Return the public pictures of cases with their purposes, by case."""
    if not cases:
        return {}
    rows = session.scalars(
        select(CaseFile)
        .where(CaseFile.office_id == office_id, CaseFile.case_id.in_(cases), CaseFile.is_public)
        .order_by(CaseFile.case_id, CaseFile.position, CaseFile.id)
    )
    found: dict[str, list[tuple[str, Photo]]] = {}
    for row in rows:
        photo = Photo(row.id, row.description, row.width, row.height)
        found.setdefault(row.case_id, []).append((row.purpose, photo))
    return found


def _finished(row: Any, calendar: Calendar, photos: Sequence[tuple[str, Photo]]) -> Finished:
    def of(purpose: FilePurpose) -> tuple[Photo, ...]:
        return tuple(photo for each, photo in photos if each == purpose)

    return Finished(
        id=row.id,
        number=row.number,
        subject=row.shown_subject,
        text=row.shown_text,
        village=masked(row.village),
        division=row.division or "",
        outcome=Outcome(row.outcome),
        planned_for=row.planned_for,
        answer=row.answer,
        by=" ".join(part for part in (row.by_position, row.by_division) if part),
        received_on=row.received_on,
        finished_on=row.finished_on,
        # It has all of a case that is asked of it here.
        days=clock.working_days_taken(cast(Case, row), calendar) or 0,
        supports=row.supports,
        indicator=row.indicator,
        item=row.item,
        before=of(FilePurpose.BEFORE) or of(FilePurpose.SENT),
        after=of(FilePurpose.AFTER),
    )

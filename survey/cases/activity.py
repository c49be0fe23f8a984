"""What has happened on a board lately: the public cases that changed last, with all that was published of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select, union_all
from sqlalchemy.orm import Session, aliased

from survey import thai
from survey.cases.intake import SUGGESTION
from survey.models import Case, CaseEvent, EventKind, Visibility

WORTH_TELLING = (
    *(EventKind.PUBLISHED, EventKind.ACKNOWLEDGED, EventKind.ANSWERED, EventKind.SHOWN, EventKind.PICTURED),
    *(EventKind.PAUSED, EventKind.RESUMED, EventKind.TOOK_IN, EventKind.REOPENED),
)
"""What brings a case to the head of the list. A last day that moved does not: a new holiday moves those of all at once."""
_GONE = (EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.MERGED)
# A case has hardly more events of one kind.
_EVENTS_OF_ONE = 4


@dataclass(frozen=True, slots=True)
class Active:
    """A public case and its public events that are worth telling, oldest first; at least that it was published."""

    case: Case
    events: tuple[CaseEvent, ...]

    @property
    def changed(self) -> datetime:
        """When the latest of them was."""
        return max(map(moment_of, self.events))

    @property
    def answer(self) -> CaseEvent | None:
        """The latest official answer; None where there is none."""
        return next((one for one in reversed(self.events) if one.kind == EventKind.ANSWERED), None)


def moment_of(event: CaseEvent) -> datetime:
    """Return when something happened; of what came from outside the day is known, and its first moment is returned."""
    return event.at.replace(tzinfo=UTC) if event.at else first_moment(event.day)


def first_moment(day: date) -> datetime:
    """Return the first moment of a day in Thailand."""
    return datetime.combine(day, time(), thai.BANGKOK)


def latest(session: Session, office_id: str, *, most: int, division_id: str | None = None) -> list[Active]:
    """Return the public suggestions of an office, or of one of its divisions, that changed last; the latest first.

    Two queries. Among those that changed on the last day that has room in the list, which ones are in is not said.
    """
    of_list = (*_of(office_id, division_id), Case.visibility == Visibility.PUBLIC)
    # One kind at a time, so that an index leads to the latest of each.
    of_kinds = [
        select(CaseEvent.case_id, CaseEvent.day)
        .join(Case, _is_of_case())
        .where(*of_list, CaseEvent.kind == kind, CaseEvent.is_public)
        .order_by(CaseEvent.day.desc())
        .limit(most * _EVENTS_OF_ONE)
        .subquery()
        for kind in WORTH_TELLING
    ]
    days = session.execute(union_all(*(select(each.c.day, each.c.case_id) for each in of_kinds))).all()
    ids = list(dict.fromkeys(case_id for _, case_id in sorted(map(tuple, days), reverse=True)))[:most]
    if not ids:
        return []
    rows = session.execute(
        select(Case, CaseEvent)
        .select_from(Case)
        .join(CaseEvent, _is_of_case())
        .where(*of_list, *_told(), Case.id.in_(ids))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    found: dict[str, tuple[Case, list[CaseEvent]]] = {}
    for case, event in rows:
        found.setdefault(case.id, (case, []))[1].append(event)
    made = [Active(case, tuple(events)) for case, events in found.values()]
    return sorted(made, key=lambda one: (one.changed, one.case.number), reverse=True)


def last_gone(session: Session, office_id: str, *, division_id: str | None = None) -> datetime | None:
    """Return the end of the day on which a case last left the board, or now while that day lasts; None where none ever has."""
    earlier = aliased(CaseEvent)
    was_there = exists().where(
        earlier.office_id == Case.office_id, earlier.case_id == Case.id, earlier.kind == EventKind.PUBLISHED
    )
    left = (Case.visibility != Visibility.PUBLIC, CaseEvent.kind.in_(_GONE), was_there)
    query = select(func.max(CaseEvent.day)).select_from(Case).join(CaseEvent, _is_of_case())
    day: date | None = session.scalar(query.where(*_of(office_id, division_id), *left))
    return None if day is None else min(first_moment(day) + timedelta(days=1), thai.now())


def _of(office_id: str, division_id: str | None) -> Iterable[ColumnElement[bool]]:
    of_office = (CaseEvent.office_id == office_id, Case.office_id == office_id, Case.kind == SUGGESTION)
    return of_office if division_id is None else (*of_office, Case.division_id == division_id)


def _told() -> Iterable[ColumnElement[bool]]:
    return (CaseEvent.is_public.is_(True), CaseEvent.kind.in_(WORTH_TELLING))


def _is_of_case() -> ColumnElement[bool]:
    return and_(CaseEvent.office_id == Case.office_id, CaseEvent.case_id == Case.id)

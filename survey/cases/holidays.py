"""What an office changes about its days off, and what that does to the cases whose clocks run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.cases import clock
from survey.cases.calendar import Calendar, calendar_of
from survey.cases.history import Actor, record
from survey.models import Case, CaseEvent, EventKind, Holiday

_OF_THE_CLOCK = (EventKind.PAUSED, EventKind.RESUMED, EventKind.ANSWERED, EventKind.REOPENED)


def add_day_off(session: Session, office_id: str, day: date, name: str, actor: Actor) -> int:
    """Make a day a day off, and return how many cases have another last day because of it."""
    return _change(session, office_id, actor, f"เพิ่มวันหยุด {name}", lambda: _store(session, office_id, day, name, is_off=True))


def work_on(session: Session, office_id: str, day: date, actor: Actor) -> int:
    """Make a day a working day after all, and return how many cases have another last day because of it."""
    name = calendar_of(session, office_id).name_of(day)
    if name is None:
        return 0
    return _change(session, office_id, actor, f"ไม่ใช่วันหยุด {name}", lambda: _take_off(session, office_id, day, name))


def _store(session: Session, office_id: str, day: date, name: str, *, is_off: bool) -> None:
    session.merge(Holiday(office_id=office_id, day=day, name=name, is_off=is_off))
    session.flush()


def _take_off(session: Session, office_id: str, day: date, name: str) -> None:
    own = session.get(Holiday, (office_id, day))
    if own is not None:
        session.delete(own)
        session.flush()
    if calendar_of(session, office_id).name_of(day) is not None:
        _store(session, office_id, day, name, is_off=False)


def _change(session: Session, office_id: str, actor: Actor, reason: str, change: Callable[[], None]) -> int:
    before = calendar_of(session, office_id)
    change()
    after = calendar_of(session, office_id)
    of_office = (Case.office_id == office_id, Case.status.in_(clock.OPEN), Case.visibility.in_(clock.ALIVE))
    # As they are now, not as they were when this session first saw them; in everybody's order, so that nobody waits crosswise.
    held = select(Case).where(*of_office).order_by(Case.id).with_for_update().execution_options(populate_existing=True)
    cases = session.scalars(held).all()
    runs = _runs(session, office_id)
    return sum(_move(session, case, runs[case.id], before, after, actor, reason) for case in cases)


def _runs(session: Session, office_id: str) -> dict[str, list[CaseEvent]]:
    """Return what made clocks stand still and go on, by case."""
    events = select(CaseEvent).where(CaseEvent.office_id == office_id, CaseEvent.kind.in_(_OF_THE_CLOCK))
    found: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in session.scalars(events.order_by(CaseEvent.case_id, CaseEvent.seq)):
        found[event.case_id].append(event)
    return found


def _move(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    before: Calendar,
    after: Calendar,
    actor: Actor,
    reason: str,
) -> bool:
    """Keep the number of working days that a case had; return whether a last day moved."""
    since, pauses = _since(case, events)
    # While it stood still no day was the office's to use: a day off in a pause that is over gives and takes nothing.
    stood = sum(before.between(start, end) for start, end in pauses)
    stands = sum(after.between(start, end) for start, end in pauses)
    moved = {}
    for name, start, is_done, of_pauses in (
        ("moderate_by", case.received_on, case.moderated_on is not None, 0),
        ("acknowledge_by", case.received_on, case.acknowledged_on is not None, stands - stood),
        ("answer_by", since, False, stands - stood),
    ):
        old: date = getattr(case, name)
        new = after.after(start, before.between(start, old) + of_pauses)
        if not is_done and new != old:
            setattr(case, name, new)
            moved[name] = [old.isoformat(), new.isoformat()]
    if moved:
        record(session, case, EventKind.DUE_MOVED, actor=actor, text=reason, is_public=True, details=moved)
    return bool(moved)


def _since(case: Case, events: Sequence[CaseEvent]) -> tuple[date, list[tuple[date, date]]]:
    """Return the day from which the days to an answer are counted, and from when to when the clock stood still since."""
    since = case.received_on
    pauses: list[tuple[date, date]] = []
    paused: date | None = None
    for event in events:
        if event.kind == EventKind.PAUSED:
            paused = event.day
            continue
        if paused is not None:
            pauses.append((paused, event.day))
            paused = None
        if event.kind == EventKind.REOPENED or event.details.get("again"):
            since, pauses = event.day, []
    return since, pauses

"""What waits for the officers of an office, asked of the database: the tasks and days of `clock.due` for many cases at once.

A post that a program most likely made (`defence.Verdict.HOLD`) is stored with ``fields["held"]`` true. It waits in a pile of
its own until an officer has read it, and is neither due nor late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, null, or_, select
from sqlalchemy.orm import Session, aliased

from survey.cases import clock
from survey.models import Case, CaseEvent, EventKind, Suggestion, Visibility

HELD = "held"
# A promised day shows up this long before it comes.
REMINDED_BEFORE = timedelta(days=30)
TASKS = ("moderate", "acknowledge", "answer", "planned")

_is_alive = Case.visibility.in_(clock.ALIVE)
_is_running = and_(_is_alive, Case.status.in_(clock.OPEN), Case.paused_on.is_(None))
_is_promised = and_(_is_alive, Case.planned_for.is_not(None))
_is_unread = Case.visibility == Visibility.WAITING
_is_unacknowledged = Case.acknowledged_on.is_(None)

is_held: ColumnElement[bool] = and_(_is_unread, func.coalesce(Case.fields[HELD].as_boolean(), False))
# Said so that an index finds them among all that were ever finished.
may_wait: ColumnElement[bool] = or_(Case.status.in_(clock.OPEN), Case.planned_for.is_not(None))


def _by_task(planned: Any, moderate: Any, acknowledge: Any, answer: Any) -> ColumnElement[Any]:
    return case(
        (_is_promised, planned),
        (or_(not_(_is_running), is_held), null()),
        (_is_unread, moderate),
        (_is_unacknowledged, acknowledge),
        else_=answer,
    )


# One of `TASKS`, or NULL where nothing is to be done; and by when. A test holds them against `clock.due`.
task: ColumnElement[str] = _by_task("planned", "moderate", "acknowledge", "answer")
day: ColumnElement[date] = _by_task(Case.planned_for, Case.moderate_by, Case.acknowledge_by, Case.answer_by)


@dataclass(frozen=True, slots=True)
class Pile:
    """How many cases wait for a task, and how many of them are late or have their last day today."""

    all: int = 0
    overdue: int = 0
    today: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in an office. `piles` has a pile for each of `TASKS`; of promises only those within reach are counted.

    `drafts` are answers to be approved, `written` cases whose author wrote after any officer acted, `held` posts that a program
    most likely made, `to_take_in` what was left at the end of the service users' form.
    """

    piles: dict[str, Pile] = field(default_factory=dict)
    drafts: int = 0
    written: int = 0
    held: int = 0
    to_take_in: int = 0

    @property
    def overdue(self) -> int:
        """How many cases are late, whatever they wait for."""
        return sum(pile.overdue for pile in self.piles.values())

    @property
    def today(self) -> int:
        """How many cases have their last day today."""
        return sum(pile.today for pile in self.piles.values())


def waits_for(what: str, today: date) -> ColumnElement[bool]:
    """Return the condition that a case waits for a task; a promise only once its day is within reach."""
    waits = and_(may_wait, task == what)
    return and_(waits, day <= today + REMINDED_BEFORE) if what == "planned" else waits


def has_draft(office_id: str) -> ColumnElement[bool]:
    """Return the condition that an answer to a case of an office waits to be approved."""
    draft, later = aliased(CaseEvent), aliased(CaseEvent)
    answered = exists().where(
        later.office_id == draft.office_id,
        later.case_id == draft.case_id,
        later.kind == EventKind.ANSWERED,
        later.seq > draft.seq,
    )
    drafted = select(draft.case_id).where(draft.office_id == office_id, draft.kind == EventKind.DRAFTED, not_(answered))
    return and_(_is_alive, Case.id.in_(drafted))


def was_written_to(office_id: str) -> ColumnElement[bool]:
    """Return the condition that the author of a case of an office wrote after any officer acted on it."""
    said, later = aliased(CaseEvent), aliased(CaseEvent)
    acted = exists().where(
        later.office_id == said.office_id,
        later.case_id == said.case_id,
        later.officer_id.is_not(None),
        later.seq > said.seq,
    )
    written = select(said.case_id).where(said.office_id == office_id, said.kind == EventKind.ADDED, not_(acted))
    return and_(_is_alive, Case.id.in_(written))


def waiting_in(session: Session, office_id: str, today: date) -> Waiting:
    """Return what waits in an office on a day."""
    here = Case.office_id == office_id
    late, on_time = func.sum(case((day < today, 1), else_=0)), func.sum(case((day == today, 1), else_=0))
    within = or_(task != "planned", day <= today + REMINDED_BEFORE)
    counted = select(task, func.count(), late, on_time).where(here, may_wait, task.is_not(None), within).group_by(task)
    piles = {str(what): Pile(number, overdue, due) for what, number, overdue, due in session.execute(counted)}

    def number(condition: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(Case).where(here, condition)) or 0

    left = select(func.count()).select_from(Suggestion).where(Suggestion.office_id == office_id)
    return Waiting(
        piles={what: piles.get(what, Pile()) for what in TASKS},
        drafts=number(has_draft(office_id)),
        written=number(was_written_to(office_id)),
        held=number(and_(Case.status.in_(clock.OPEN), is_held)),
        to_take_in=session.scalar(left) or 0,
    )

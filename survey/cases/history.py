"""The history of a case: the only place that adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import search
from survey.models import Case, CaseEvent, Division, EventKind, Officer, OfficerPost

# Of what nobody else reads only these change what a case says to whom.
_SAYS_LESS_OR_MORE = frozenset({EventKind.REFUSED, EventKind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something to a case: an officer as they are now, or (without an id) somebody outside or the clock."""

    officer_id: str | None = None
    name: str = ""
    position: str = ""
    division: str = ""


OUTSIDE = Actor()


def actor_of(session: Session, officer: Officer) -> Actor:
    """Return an officer with the position and division that stand below what they sign."""
    post = session.get(OfficerPost, (officer.office_id, officer.id))
    division = session.get(Division, (officer.office_id, post.division_id)) if post and post.division_id else None
    return Actor(officer.id, officer.name, post.position if post else "", division.name if division else "")


def record(
    session: Session,
    case: Case,
    kind: EventKind,
    *,
    actor: Actor = OUTSIDE,
    text: str = "",
    is_public: bool = False,
    details: dict[str, Any] | None = None,
) -> CaseEvent:
    """Add an event to the history of a case and return it, flushed together with all that has changed about the case.

    The case is found by what it says now; who changes its words afterwards calls `search.index`.

    Raises sqlalchemy.orm.exc.StaleDataError where somebody else has changed the case since it was read.
    """
    return record_several(session, [case], kind, actor=actor, text=text, is_public=is_public, details=details)[0]


def record_several(
    session: Session,
    cases: Sequence[Case],
    kind: EventKind,
    *,
    actor: Actor = OUTSIDE,
    text: str = "",
    is_public: bool = False,
    details: dict[str, Any] | None = None,
) -> list[CaseEvent]:
    """Add an event alike to the histories of several cases of an office, as `record` does for one, in fewer statements."""
    for case in cases:
        case.events = (case.events or 0) + 1
        session.add(case)
    session.flush()
    made = [
        CaseEvent(
            office_id=case.office_id,
            case_id=case.id,
            seq=case.events,
            kind=kind,
            day=thai.today(),
            # The time of day of what comes from outside would tell who was where; an officer's is part of the record.
            at=thai.now().replace(tzinfo=None, microsecond=0) if actor.officer_id else None,
            is_public=is_public,
            text=text,
            officer_id=actor.officer_id,
            by_name=actor.name,
            by_position=actor.position,
            by_division=actor.division,
            details=details or {},
        )
        for case in cases
    ]
    session.add_all(made)
    session.flush()
    if (is_public and kind != EventKind.DUE_MOVED) or kind in _SAYS_LESS_OR_MORE:
        search.index(session, *cases)
    return made


def events_of(session: Session, case: Case) -> list[CaseEvent]:
    """Return the history of a case, oldest first."""
    of_case = select(CaseEvent).where(CaseEvent.office_id == case.office_id, CaseEvent.case_id == case.id)
    return list(session.scalars(of_case.order_by(CaseEvent.seq)))

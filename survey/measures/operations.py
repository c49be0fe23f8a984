"""What officers change about measures. Operations flush; the views commit."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from survey.measures.queries import measures_of
from survey.models import Measure

TEXTS = ("title", "method", "responsible", "period", "result", "recommendation")


class Move(StrEnum):
    """Which way a measure moves in its table."""

    UP = "up"
    DOWN = "down"


def add_measure(session: Session, office_id: str, fiscal_year: int, facts: Mapping[str, Any]) -> Measure:
    """Add a measure at the end of the table. `facts` holds the texts and `indicator`; a text that is missing is not known."""
    others = measures_of(session, office_id, fiscal_year)
    made = Measure(
        office_id=office_id,
        fiscal_year=fiscal_year,
        position=max((one.position for one in others), default=0) + 1,
        indicator=facts.get("indicator"),
        **{name: facts.get(name) or "" for name in TEXTS},
    )
    session.add(made)
    session.flush()
    return made


def change_measure(session: Session, found: Measure, facts: Mapping[str, Any]) -> None:
    """Change everything about a measure but its place."""
    for name in TEXTS:
        setattr(found, name, facts.get(name) or "")
    found.indicator = facts.get("indicator")
    session.flush()


def move_measure(session: Session, found: Measure, move: Move) -> None:
    """Move a measure one place; the first does not move up nor the last down. Places are numbered anew, from 1."""
    ordered = list(measures_of(session, found.office_id, found.fiscal_year))
    at = ordered.index(found)
    to = min(max(at + (1 if move is Move.DOWN else -1), 0), len(ordered) - 1)
    ordered.insert(to, ordered.pop(at))
    for position, one in enumerate(ordered, start=1):
        one.position = position
    session.flush()


def remove_measure(session: Session, found: Measure) -> None:
    """Remove a measure."""
    session.delete(found)
    session.flush()

"""The history of measures: the only place that adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases.history import Actor
from survey.models import Measure, MeasureAct, MeasureEvent


def record(
    session: Session,
    measure: Measure,
    act: MeasureAct,
    actor: Actor,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> MeasureEvent:
    """Add an event to the history of a measure and return it, flushed together with all that has changed.

    `before` and `after` hold what changed, as JSON can say it. The measure is held until commit, so that two officers at once
    are counted one after the other.
    """
    session.flush()
    held(session, measure)
    made = MeasureEvent(
        office_id=measure.office_id,
        measure_id=measure.id,
        seq=events_so_far(session, measure) + 1,
        act=act,
        at=thai.now().replace(tzinfo=None, microsecond=0),
        officer_id=actor.officer_id,
        by_name=actor.name,
        by_position=actor.position,
        by_division=actor.division,
        before=dict(before or {}),
        after=dict(after or {}),
    )
    session.add(made)
    session.flush()
    return made


def held(session: Session, measure: Measure) -> None:
    """Wait for whoever is changing a measure, and make all others wait until commit."""
    found = (Measure.office_id == measure.office_id, Measure.id == measure.id)
    session.execute(select(Measure.id).where(*found).with_for_update()).one()


def events_so_far(session: Session, measure: Measure) -> int:
    """Return how many events the history of a measure holds."""
    of_measure = (MeasureEvent.office_id == measure.office_id, MeasureEvent.measure_id == measure.id)
    return session.scalar(select(func.max(MeasureEvent.seq)).where(*of_measure)) or 0


def histories_of(session: Session, office_id: str, measures: Sequence[Measure]) -> dict[str, list[MeasureEvent]]:
    """Return the histories of measures by their ids, oldest first. One query."""
    of_measures = (MeasureEvent.office_id == office_id, MeasureEvent.measure_id.in_([one.id for one in measures]))
    found: dict[str, list[MeasureEvent]] = {one.id: [] for one in measures}
    for event in session.scalars(select(MeasureEvent).where(*of_measures).order_by(MeasureEvent.measure_id, MeasureEvent.seq)):
        found[event.measure_id].append(event)
    return found

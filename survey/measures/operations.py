"""What officers change about measures, each change told by an event with who made it. Operations flush; the views commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires.model import Assessment
from survey.cases.history import Actor
from survey.errors import Situation
from survey.measures import scores
from survey.measures.history import held, record
from survey.measures.queries import carried_to, cases_of, indicators_of, items_of, measures_of
from survey.models import Case, Measure, MeasureAct, MeasureCase, MeasureProgress

TEXTS = ("title", "method", "responsible", "period", "result", "recommendation")
FACTS = (*TEXTS, "indicator", "item", "budget", "starts_on", "ends_on")
_CARRIED = ("title", "method", "responsible", "recommendation", "indicator", "item", "budget")


class Move(StrEnum):
    """Which way a measure moves in its table."""

    UP = "up"
    DOWN = "down"


class AlreadyCarried(Situation):
    """A measure goes on in a later year already."""

    status = 409
    title = "มาตรการนี้ยกไปปีถัดไปแล้ว"
    message = "มาตรการหนึ่งยกไปปีถัดไปได้ครั้งเดียว"
    what_next = "กรุณาเปิดหน้ามาตรการเพื่อไปยังมาตรการของปีถัดไป"


def add_measure(
    session: Session,
    office_id: str,
    fiscal_year: int,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    called_by: Mapping[str, Any] | None = None,
) -> Measure:
    """Add a measure at the end of the table.

    `facts` holds what of `FACTS` is known; `called_by` is the score that calls for it, from `survey.measures.scores.called_by`.
    """
    made = _made(session, office_id, fiscal_year, facts, called_by)
    session.add(made)
    record(session, made, MeasureAct.ADDED, actor, after=_told(made, FACTS) | _score(made))
    return made


def change_measure(
    session: Session, found: Measure, facts: Mapping[str, Any], *, actor: Actor, called_by: Mapping[str, Any] | None = None
) -> None:
    """Change everything about a measure but its place; nothing happens where nothing is different.

    The score that calls for it stays as it was kept, unless it is for another indicator or item now.
    """
    held(session, found)
    before = _told(found, FACTS) | _score(found)
    is_elsewhere = (found.indicator, found.item) != (facts.get("indicator"), facts.get("item"))
    for name in FACTS:
        setattr(found, name, _fact(facts, name))
    if is_elsewhere:
        found.called_by = dict(called_by or {})
    after = _told(found, FACTS) | _score(found)
    different = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if different:
        record(session, found, MeasureAct.CHANGED, actor, before=_only(before, different), after=_only(after, different))


def move_measure(session: Session, found: Measure, move: Move, *, actor: Actor) -> None:
    """Move a measure one place; the first does not move up nor the last down. Places are numbered anew, from 1."""
    ordered = list(measures_of(session, found.office_id, found.fiscal_year))
    at = ordered.index(found)
    to = min(max(at + (1 if move is Move.DOWN else -1), 0), len(ordered) - 1)
    if at == to:
        return
    ordered.insert(to, ordered.pop(at))
    for position, one in enumerate(ordered, start=1):
        one.position = position
    record(session, found, MeasureAct.MOVED, actor, before={"position": at + 1}, after={"position": to + 1})


def remove_measure(session: Session, found: Measure, *, actor: Actor) -> None:
    """Take a measure back. Its history and what proves it stay."""
    held(session, found)
    if found.removed:
        return
    found.removed = True
    record(session, found, MeasureAct.REMOVED, actor, before={"title": found.title}, after={"removed": True})


def tell_progress(session: Session, found: Measure, quarter: int, text: str, *, actor: Actor) -> None:
    """Say what came of a measure in a quarter of its fiscal year (1 to 4); "" takes it back."""
    held(session, found)
    kept = session.get(MeasureProgress, (found.office_id, found.id, quarter))
    before = kept.text if kept else ""
    if before == text:
        return
    if kept is None:
        session.add(MeasureProgress(office_id=found.office_id, measure_id=found.id, quarter=quarter, text=text))
    else:
        kept.text = text
    told = {"quarter": quarter}
    record(session, found, MeasureAct.PROGRESSED, actor, before=told | {"text": before}, after=told | {"text": text})


def link_cases(session: Session, found: Measure, cases: Iterable[Case], *, actor: Actor) -> None:
    """Say which cases a measure answers, in the place of those it answered so far."""
    held(session, found)
    wanted = {case.id: case.number for case in cases}
    before = cases_of(session, found.office_id, [found])[found.id]
    if wanted.keys() == {case.id for case in before}:
        return
    of_measure = (MeasureCase.office_id == found.office_id, MeasureCase.measure_id == found.id)
    session.execute(delete(MeasureCase).where(*of_measure))
    session.add_all(MeasureCase(office_id=found.office_id, measure_id=found.id, case_id=one) for one in wanted)
    record(
        session,
        found,
        MeasureAct.LINKED,
        actor,
        before={"cases": [case.number for case in before]},
        after={"cases": sorted(wanted.values())},
    )


def carry_over(
    session: Session,
    found: Measure,
    *,
    here: Assessment,
    there: Assessment,
    sources: tuple[scores.Source, ...],
    actor: Actor,
) -> Measure:
    """Go on with a measure in the year after its own, once; AlreadyCarried where another goes on with it already.

    What it is, who does it, what it costs and which cases it answers goes along; days, progress and results begin anew. `here`
    and `there` are the assessments of the two years: an indicator or item that asks something else there is left out.
    """
    held(session, found)
    if carried_to(session, found) is not None:
        raise AlreadyCarried
    year = found.fiscal_year + 1
    facts = {name: getattr(found, name) for name in _CARRIED}
    if found.indicator is not None and indicators_of(here).get(found.indicator) != indicators_of(there).get(found.indicator):
        facts |= {"indicator": None, "item": None}
    if found.item is not None and items_of(here).get(found.item) != items_of(there).get(found.item):
        facts["item"] = None
    called_by = scores.called_by(sources, there, year, indicator=facts["indicator"], item=facts["item"])
    made = _made(session, found.office_id, year, facts, called_by)
    made.carried_from = found.id
    session.add(made)
    told = _told(made, FACTS) | _score(made)
    record(session, made, MeasureAct.CARRIED, actor, after=told | {"from": found.id, "from_year": found.fiscal_year})
    record(session, found, MeasureAct.CARRIED, actor, after={"to": made.id, "to_year": year})
    link_cases(session, made, cases_of(session, found.office_id, [found])[found.id], actor=actor)
    return made


def cases_by_number(session: Session, office_id: str, numbers: Iterable[str]) -> dict[str, Case]:
    """Return the cases of an office that have one of some numbers, by their numbers."""
    rows = session.scalars(select(Case).where(Case.office_id == office_id, Case.number.in_(list(numbers))))
    return {case.number: case for case in rows}


def _made(
    session: Session, office_id: str, fiscal_year: int, facts: Mapping[str, Any], called_by: Mapping[str, Any] | None
) -> Measure:
    others = measures_of(session, office_id, fiscal_year)
    return Measure(
        office_id=office_id,
        fiscal_year=fiscal_year,
        position=max((one.position for one in others), default=0) + 1,
        called_by=dict(called_by or {}),
        **{name: _fact(facts, name) for name in FACTS},
    )


def _fact(facts: Mapping[str, Any], name: str) -> Any:
    return facts.get(name) or "" if name in TEXTS else facts.get(name)


def _told(measure: Measure, names: Iterable[str]) -> dict[str, Any]:
    """Return what is known of a measure, as JSON can say it."""
    values = {name: getattr(measure, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value not in ("", None)
    }


def _score(measure: Measure) -> dict[str, Any]:
    return {"called_by": measure.called_by} if measure.called_by else {}


def _only(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: facts.get(name) for name in names}

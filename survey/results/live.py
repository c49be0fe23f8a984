"""What a results page was made of, so that it is made anew only when that has changed."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from scoring.planning import levers
from survey import answers
from survey.models import Collection, DisclosureEntry, OfficialResult, Release, Round, RoundState
from survey.results import charts, instruments, items, queries, total, trend

SECONDS = 30
"""How often a page that is open in a browser asks whether anything has changed."""
_MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a results page shows of a round."""

    result: queries.RoundResult
    total: total.TotalChart | None
    instruments: tuple[instruments.InstrumentRow, ...]
    disclosure_weight: str
    is_partial: bool
    summary: str
    chart: charts.IndicatorChart
    lowest: tuple[charts.LowIndicator, ...]
    tables: tuple[items.ItemTable, ...]
    trend: trend.Trend | None


def mark_of(session: Session, definitions: Definitions, found: Round) -> str:
    """Return a word that is another one as soon as the page of a round would show anything else.

    It takes a few small reads. How many have answered says which release is shown: numbers only grow, and the first who looks
    at one settles the release for all. Only levels come when somebody asks for them.
    """
    made_of: list[Any] = [found.office_id, found.id, found.title, found.state, id(definitions)]
    collections = session.scalars(
        select(Collection)
        .where(Collection.office_id == found.office_id, Collection.round_id == found.id)
        .order_by(Collection.instrument)
    )
    for one in collections:
        answered = answers.count(session, one, definitions.instrument(f"{found.fiscal_year}/{one.instrument}"))
        sealed = (one.scorecard or {}).get("sealed", {}).get("file")
        made_of.append([one.instrument, one.population, answered, one.scorecard is None, sealed])
    asked = select(Release.instrument).where(
        Release.office_id == found.office_id, Release.round_id == found.id, Release.number == 0
    )
    made_of.append(sorted(session.scalars(asked)))
    official = session.get(OfficialResult, (found.office_id, found.fiscal_year))
    made_of.append(official.figures if official else None)
    entered = (
        select(Round.id, Round.title, DisclosureEntry.level, DisclosureEntry.figures)
        .outerjoin(DisclosureEntry, (DisclosureEntry.office_id == Round.office_id) & (DisclosureEntry.round_id == Round.id))
        .where(Round.office_id == found.office_id, (Round.state == RoundState.CLOSED) | (Round.id == found.id))
        .order_by(Round.id)
    )
    made_of += [list(row) for row in session.execute(entered)]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:32]


def figures_of(session: Session, definitions: Definitions, found: Round) -> Figures:
    """Return what the page of a round shows, from what it was last time unless something has changed."""
    mark = mark_of(session, definitions, found)
    kept = _kept.get(mark)
    if kept is None or kept.result.assessment is not definitions.assessment(found.fiscal_year):
        kept = _figures(session, definitions, found)
        # Under the mark of before: should somebody have answered meanwhile, the next look finds another mark.
        _kept.put(mark, kept)
    return kept


def _figures(session: Session, definitions: Definitions, found: Round) -> Figures:
    result = queries.result_of(session, definitions, found)
    weights = levers(result.assessment)
    tables = [items.item_table(one, weights) for one in result.instruments if one.scorecard]
    return Figures(
        result=result,
        total=total.total_chart(result),
        instruments=instruments.instrument_rows(result),
        disclosure_weight=instruments.weight(result, result.assessment.disclosure.key),
        is_partial=instruments.is_partial(result),
        summary=instruments.summary(result),
        chart=charts.indicator_chart(result),
        lowest=charts.lowest_indicators(result, tables, weights),
        tables=tuple(tables),
        trend=trend.trend(session, definitions, result),
    )


class _Kept:
    """The figures of the pages that were looked at last."""

    def __init__(self) -> None:
        self._figures: OrderedDict[str, Figures] = OrderedDict()
        self._lock = Lock()

    def get(self, mark: str) -> Figures | None:
        """Return what is kept under a mark."""
        with self._lock:
            if mark in self._figures:
                self._figures.move_to_end(mark)
            return self._figures.get(mark)

    def put(self, mark: str, figures: Figures) -> None:
        """Keep figures, and drop those that were not looked at for longest."""
        with self._lock:
            self._figures[mark] = figures
            while len(self._figures) > _MOST_KEPT:
                self._figures.popitem(last=False)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._figures.clear()


_kept = _Kept()


def forget() -> None:
    """Make every page anew: for measuring."""
    _kept.clear()

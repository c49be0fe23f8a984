"""One respondent's scores: what comparing, reliability and the spread of a score are computed from.

A scorecard is exact and needs only counts. Here every respondent has a row of floats, because a rank or a correlation has to
know who answered what; nothing of it is ever shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item
from scoring.scorecard import ItemScore, Scorecard, score

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RespondentScores:
    """What every respondent gave, in points from 0 to 100, in the order of the rows.

    `items` is (rows, items): the mean of the parts answered, NaN where none was. `indicators` is (rows, indicators) and
    `overall` (rows,): the mean of the items of an indicator, and of the indicators, NaN as soon as one of the items is missing,
    because a mean of the rest would be the score of a shorter questionnaire. So where there are no blanks, the mean over the
    rows of any of the three is the score of `scorecard`.

    `indicator_shares` and `overall_shares` have the same shapes and that mean with blanks too: a respondent's share in a score
    is the score plus what their answers move it by, each item counting for as many as answered it. It equals the respondent's
    own score where nobody left a blank. NaN where a respondent answered nothing of the level, or the level has no score. The
    variance of the shares is what the sampling error of a score follows from (the linearised variance of a sum of means).
    """

    scorecard: Scorecard
    items: Floats
    indicators: Floats
    overall: Floats
    indicator_shares: Floats
    overall_shares: Floats


def respondent_scores(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> RespondentScores:
    """Score every respondent by themselves.

    `steps` is (rows, parts) in the order of `instrument.part_codes`, 0 for blank, as for `scoring.scorecard.score`, whose
    errors are raised here too.
    """
    card = score(instrument, steps)
    items = item_points(instrument, steps)
    within = _positions(instrument)
    indicators = np.column_stack([items[:, at].mean(axis=1) for at in within])
    return RespondentScores(
        scorecard=card,
        items=items,
        indicators=indicators,
        overall=indicators.mean(axis=1),
        indicator_shares=np.column_stack(
            [
                _shares(items[:, at], [1 / len(scored.items)] * len(scored.items), scored.score, scored.items)
                for at, scored in zip(within, card.indicators, strict=True)
            ]
        ),
        overall_shares=_shares(
            items,
            [1 / len(card.indicators) / len(scored.items) for scored in card.indicators for _ in scored.items],
            card.score,
            card.items,
        ),
    )


def item_points(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> Floats:
    """Return every respondent's points of every item, (rows, items), NaN for blank, from steps that are on their scales."""
    return np.column_stack([_item(item, steps[:, at]) for item, at in _with_columns(instrument)])


def item_columns(instrument: Instrument) -> tuple[slice, ...]:
    """Return for every item where its parts are among the columns of a matrix of steps."""
    columns = []
    first = 0
    for item in instrument.items:
        columns.append(slice(first, first + len(item.parts)))
        first += len(item.parts)
    return tuple(columns)


def _with_columns(instrument: Instrument) -> zip[tuple[Item, slice]]:
    return zip(instrument.items, item_columns(instrument), strict=True)


def _positions(instrument: Instrument) -> list[slice]:
    """Where the items of every indicator are among all items."""
    positions = []
    first = 0
    for indicator in instrument.indicators:
        positions.append(slice(first, first + len(indicator.items)))
        first += len(indicator.items)
    return positions


def _item(item: Item, ticked: NDArray[np.integer[Any]]) -> Floats:
    total = np.zeros(len(ticked))
    answered = np.zeros(len(ticked), dtype=np.int64)
    for part, column in zip(item.parts, ticked.T, strict=True):
        total += np.array((0.0, *part.points))[column]
        answered += column != 0
    return total / np.where(answered, answered, np.nan)


def _shares(items: Floats, weights: Sequence[float], overall: float | None, scored: Sequence[ItemScore]) -> Floats:
    answered = ~np.isnan(items)
    if overall is None:
        return np.full(len(items), np.nan)
    any_answered = answered.any(axis=1)
    n = int(any_answered.sum())
    shares = np.full(len(items), overall)
    for column, there, weight, item in zip(items.T, answered.T, weights, scored, strict=True):
        assert item.score is not None  # noqa: S101  # there is a score above it; for the type checker
        shares += np.where(there, weight * n / item.n * (column - item.score), 0.0)
    return np.where(any_answered, shares, np.nan)

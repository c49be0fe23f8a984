"""Scoring where the answers lie: each machine counts and sums its own rows, and only that is brought together.

`Statistics` are all that scores and intervals need of a lot of responses, in whole numbers throughout. They add up: in whatever
lots the rows are counted, and in whatever order the lots are added, the sum is that of all rows at once, and so are the
scorecard and every interval, to the last bit. As JSON (`to_stored`) they are a few kilobytes for an office, tens for a country.

They are figures of people, like a scorecard, and just as little to be shown where `scoring.disclosure` says no: the statistics
of three respondents are about those three.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item, digest
from scoring import moments as summing
from scoring.estimates import InstrumentEstimates
from scoring.intervals import intervals
from scoring.moments import Moments, tally_and_moments
from scoring.scorecard import Scorecard, scorecard
from scoring.tally import Tally


class StoredStatisticsMismatch(ValueError):
    """The stored statistics were not made from this very definition, or they contradict themselves."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts and the sums of the same responses to an instrument."""

    tally: Tally
    moments: Moments

    @property
    def instrument(self) -> Instrument:
        """The instrument that was answered."""
        return self.tally.instrument

    @property
    def n(self) -> int:
        """How many answered at least one part."""
        return self.tally.answered

    def __add__(self, other: Statistics) -> Statistics:
        """Return the statistics of both lots; `TalliesDiffer` or `MomentsDiffer` if they are not of the same definition."""
        return Statistics(self.tally + other.tally, self.moments + other.moments)

    def scorecard(self) -> Scorecard:
        """Return the scores of these responses."""
        return scorecard(self.tally)

    def estimates(self, *, population: int | None) -> InstrumentEstimates:
        """Return every score with its interval; `population` as `scoring.intervals.intervals` takes it."""
        return intervals(self.instrument, self.scorecard(), self.moments, population=population)


def statistics(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> Statistics:
    """Count and sum a matrix of steps, taken as by `scoring.tally.tally`; raises what that raises."""
    return Statistics(*tally_and_moments(instrument, steps))


def merged(instrument: Instrument, lots: Iterable[Statistics]) -> Statistics:
    """Add up statistics of an instrument, one lot after the other, so that they may come from a generator.

    No lots give the statistics of no responses. `TalliesDiffer` or `MomentsDiffer` if one is not of this definition.
    """
    return sum(lots, statistics(instrument, np.zeros((0, len(instrument.parts)), dtype=np.uint8)))


def counted(instrument: Instrument, blocks: Iterable[NDArray[np.integer[Any]]]) -> Statistics:
    """Count and sum matrices of steps one after the other, holding no more than one of them; raises what `tally` raises."""
    return merged(instrument, (statistics(instrument, block) for block in blocks))


def to_stored(found: Statistics) -> dict[str, Any]:
    """Return the statistics as JSON data from which `from_stored` restores them.

    Of the patterns of each item only those are there that somebody ticked: the number of the pattern and how many ticked it.
    """
    tally = found.tally
    return {
        "definition": digest(found.instrument),
        "rows": tally.rows,
        "answered": tally.answered,
        "answered_by_indicator": list(tally.answered_by_indicator),
        "patterns": [[np.flatnonzero(each).tolist(), each[each > 0].tolist()] for each in tally.patterns],
        "moments": summing.to_stored(found.moments),
    }


def from_stored(instrument: Instrument, data: dict[str, Any]) -> Statistics:
    """Restore what `to_stored` returned, perhaps on another machine.

    `StoredStatisticsMismatch` if it was made from a definition that differs from this one in anything that bears on a score, if
    something is missing, or if the counts and the sums cannot be of the same responses.
    """
    if data.get("definition") != digest(instrument):
        raise StoredStatisticsMismatch(f"made from another definition of {instrument.identifier}, or from another instrument")
    try:
        patterns = zip(instrument.items, data["patterns"], strict=True)
        tally = Tally(
            instrument=instrument,
            rows=data["rows"],
            answered=data["answered"],
            answered_by_indicator=tuple(data["answered_by_indicator"]),
            patterns=tuple(_patterns(item, *kept) for item, kept in patterns),
        )
        restored = Statistics(tally, summing.from_stored(instrument, data["moments"]))
    except KeyError as missing:
        raise StoredStatisticsMismatch(f"{instrument.identifier}: {missing} is missing") from missing
    except (IndexError, TypeError, ValueError) as problem:
        raise StoredStatisticsMismatch(f"{instrument.identifier}: {problem}") from problem
    _check(restored)
    return restored


def _patterns(item: Item, numbers: list[int], counts: list[int]) -> NDArray[np.int64]:
    found = np.zeros(tuple(len(part.scale) + 1 for part in item.parts), dtype=np.int64)
    found.flat[numbers] = counts
    found.flags.writeable = False
    return found


def _check(restored: Statistics) -> None:
    """Compare what counts and sums both know: how many rows there are, how many answered what, and the score of every item."""
    tally, moments = restored.tally, restored.moments
    items = restored.scorecard().items
    n = moments.flags.diagonal().tolist()
    total = moments.mixed.diagonal().tolist()
    scores = [
        float(Fraction(points, unit * of)) if of else None for points, unit, of in zip(total, moments.units, n, strict=True)
    ]
    rows = {int(each.sum()) for each in tally.patterns}
    agree = rows == {tally.rows} and tally.answered == moments.answered
    if not agree or [(item.score, item.n) for item in items] != list(zip(scores, n, strict=True)):
        raise StoredStatisticsMismatch(f"{restored.instrument.identifier}: counts and sums are not of the same responses")

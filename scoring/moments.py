"""What intervals need beyond counts: sums of products over pairs of items, in whole numbers that add up.

A respondent's score of an item is the mean of the parts answered; whether any part was answered is a flag, 1 or 0. Summed over
respondents are score x score, score x flag and flag x flag, for every pair of items: from these follow the variance of every
score of the instrument and the covariance of any two, blanks included (`item_covariance`). The sums of two lots of respondents
add up to those of both, exactly, so many offices can be summed where their answers lie, and a closed round can keep its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item
from scoring.tally import Group, ItemTooDivided, Numbers, Tally, groups, tally

Whole: TypeAlias = NDArray[np.object_]
"""A matrix (items, items) of Python's whole numbers, which have no largest."""

# Scores in units up to here: the squares of a block of 16,384 rows then add up to less than 2**53, and every whole number up to
# that is a float64, so the products of a block are exact in whatever order they are added. 2565 has scores up to 1,200.
_HIGHEST = 2**19
# OpenBLAS starts threads for a product of more multiplications than 2**18. On a server whose processors are busy they wait
# for one another: measured, a hundred times slower with eight processes on two processors. So products are made tile by tile.
_ONE_THREAD = 225_000


class MomentsDiffer(ValueError):
    """Moments of different instruments, or of different points for the same steps, cannot be added."""


class StoredMomentsMismatch(ValueError):
    """The stored moments were not made from this instrument, or something is missing from them."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over respondents, for every pair of items in the order of `instrument.items`.

    A respondent's score of item i is counted in units of ``1 / units[i]`` points, which makes it a whole number however many of
    the parts were answered (12 for four parts with whole points); it is 0 where the item is blank, and so is the flag.
    `answered` is how many respondents answered anything. `scores` sums score of i x score of j, `mixed` score of i x flag of j,
    `flags` flag of i x flag of j; so ``mixed[i, i]`` is the sum of the scores of i, and ``flags[i, i]`` how many answered i.
    """

    instrument: Instrument
    units: tuple[int, ...]
    answered: int
    scores: Whole
    mixed: Whole
    flags: Whole

    def __add__(self, other: Moments) -> Moments:
        """Return the moments of both lots of respondents; `MomentsDiffer` if they answered or were counted differently."""
        if self.instrument != other.instrument or self.units != other.units:
            raise MomentsDiffer(f"{self.instrument.identifier} and {other.instrument.identifier} are not the same definition")
        return Moments(
            instrument=self.instrument,
            units=self.units,
            answered=self.answered + other.answered,
            scores=_read_only(self.scores + other.scores),
            mixed=_read_only(self.mixed + other.mixed),
            flags=_read_only(self.flags + other.flags),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Moments):
            return NotImplemented
        return (
            self.instrument == other.instrument
            and self.units == other.units
            and self.answered == other.answered
            and np.array_equal(self.scores, other.scores)
            and np.array_equal(self.mixed, other.mixed)
            and np.array_equal(self.flags, other.flags)
        )


def moments(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> Moments:
    """Sum what the intervals need over a matrix of steps, as `scoring.tally.tally` takes it; raises what that raises."""
    return tally_and_moments(instrument, steps)[1]


def tally_and_moments(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> tuple[Tally, Moments]:
    """Count and sum in one pass over the steps: less than twice the time of the tally alone. Raises what `tally` raises."""
    sums = _Sums(instrument)
    counted = tally(instrument, steps, each_block=sums.add)
    return counted, sums.moments(counted)


def item_covariance(summed: Moments) -> NDArray[np.float64]:
    """Return the covariance matrix (items, items), in points squared, of the items' scores in a sample from a large population.

    An item's score is a ratio, the sum of scores over the sum of flags; a respondent's residual is ``(score - flag x item's
    score) / how many answered the item`` (linearisation: K. Wolter, Introduction to Variance Estimation, 2007, ch. 6). This is
    the matrix of the sums of products of residuals. The caller multiplies by n / (n - 1) and, where the sample is a noticeable
    part of a finite population, by 1 - n / N. Exactly 0 for an item in which all ticked the same. NaN in the rows and columns
    of an item that nobody answered.
    """
    total = summed.mixed.diagonal()
    n = summed.flags.diagonal()
    # Residuals in whole numbers: n[i] x score - total[i] x flag. Whole, so that nothing is lost where scores hardly differ.
    products = (
        np.multiply.outer(n, n) * summed.scores
        - np.multiply.outer(n, total) * summed.mixed
        - (np.multiply.outer(n, total) * summed.mixed).T
        + np.multiply.outer(total, total) * summed.flags
    )
    scale = np.array([math.nan if each == 0 else 1 / (unit * each**2) for unit, each in zip(summed.units, n, strict=True)])
    covariance: NDArray[np.float64] = products.astype(np.float64) * np.multiply.outer(scale, scale)
    return covariance


def to_stored(summed: Moments) -> dict[str, Any]:
    """Return the moments as JSON data from which `from_stored` restores them; the symmetric halves are kept once."""
    return {
        "instrument": summed.instrument.identifier,
        "answered": summed.answered,
        "items": [item.code for item in summed.instrument.items],
        "units": list(summed.units),
        "scores": _lower_half(summed.scores),
        "mixed": [[int(cell) for cell in row] for row in summed.mixed],
        "flags": _lower_half(summed.flags),
    }


def from_stored(instrument: Instrument, data: dict[str, Any]) -> Moments:
    """Restore what `to_stored` returned. `StoredMomentsMismatch` if it was made from other items or something is missing."""
    items = [item.code for item in instrument.items]
    try:
        if data["instrument"] != instrument.identifier or data["items"] != items:
            raise StoredMomentsMismatch(f"stored for {data['instrument']} with {len(data['items'])} items")
        restored = Moments(
            instrument=instrument,
            units=tuple(data["units"]),
            answered=data["answered"],
            scores=_both_halves(data["scores"]),
            mixed=_read_only(np.array(data["mixed"], dtype=object)),
            flags=_both_halves(data["flags"]),
        )
    except KeyError as missing:
        raise StoredMomentsMismatch(f"{instrument.identifier}: {missing} is missing") from missing
    shape = (len(items), len(items))
    if {restored.scores.shape, restored.mixed.shape, restored.flags.shape} != {shape} or len(restored.units) != len(items):
        raise StoredMomentsMismatch(f"{instrument.identifier}: not a row and a column for each of {len(items)} items")
    return restored


class _Sums:
    """Adds up blocks of rows as the tally counts them.

    Most respondents answer every item. Their flags are all 1, so that only score x score has to be multiplied for them: score x
    flag is then the sum of the scores, which the tally knows, and flag x flag is how many they are. The rest is multiplied out.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.units, self.scores_of_patterns, self.tables = _tables(instrument)
        items = len(instrument.items)
        self.tile = max(1, _ONE_THREAD // items**2)
        self.scores = np.zeros((items, items), dtype=object)
        self.mixed_of_partial = np.zeros((items, items), dtype=object)
        self.total_of_partial = np.zeros(items, dtype=object)
        self.flags_of_partial = np.zeros((items, items), dtype=object)
        self.complete = 0

    def add(self, numbers: Sequence[Numbers]) -> None:
        rows = len(numbers[0])
        places = [each.astype(np.intp) for each in numbers]
        scores = self._matrix(rows)
        partial = np.zeros(rows, dtype=np.bool_)
        for table, place in zip(self.tables, places, strict=True):
            for item, scores_of_number in enumerate(table.scores, start=table.first):
                np.take(scores_of_number, place, out=scores[item, :rows], mode="clip")
            partial |= table.has_blank_item[place]
        self.scores += self._product(scores, scores)
        self.complete += rows
        if partial.any():
            self._add_partial([place[partial] for place in places])

    def _add_partial(self, places: Sequence[NDArray[np.intp]]) -> None:
        rows = len(places[0])
        self.complete -= rows
        scores, flags = self._matrix(rows), self._matrix(rows)
        for table, place in zip(self.tables, places, strict=True):
            for item, (scores_of_number, flag_of_number) in enumerate(zip(table.scores, table.flags, strict=True), table.first):
                np.take(scores_of_number, place, out=scores[item, :rows], mode="clip")
                np.take(flag_of_number, place, out=flags[item, :rows], mode="clip")
        self.mixed_of_partial += self._product(scores, flags)
        self.total_of_partial += scores.sum(axis=1).astype(np.int64).astype(object)
        self.flags_of_partial += self._product(flags, flags)

    def _matrix(self, rows: int) -> NDArray[np.float64]:
        """Zeros: a row for each item, and a column for each row of a block, filled up to whole tiles."""
        return np.zeros((len(self.units), -(-rows // self.tile) * self.tile))

    def _product(self, left: NDArray[np.float64], right: NDArray[np.float64]) -> Whole:
        tiles = (len(self.units), -1, self.tile)
        mine, theirs = left.reshape(tiles).transpose(1, 0, 2), right.reshape(tiles).transpose(1, 2, 0)
        product: Whole = np.matmul(mine, theirs).sum(axis=0).astype(np.int64).astype(object)
        return product

    def moments(self, counted: Tally) -> Moments:
        total = [
            sum(map(mul, scores[pattern != 0].tolist(), pattern[pattern != 0].tolist()))
            for scores, pattern in zip(self.scores_of_patterns, counted.patterns, strict=True)
        ]
        of_complete = np.array(total, dtype=object) - self.total_of_partial
        return Moments(
            instrument=self.instrument,
            units=self.units,
            answered=counted.answered,
            scores=_read_only(self.scores),
            mixed=_read_only(self.mixed_of_partial + of_complete[:, np.newaxis]),
            flags=_read_only(self.flags_of_partial + self.complete),
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """What every number of a group stands for: the score and the flag of each of its items, the first at position `first`."""

    first: int
    scores: tuple[NDArray[np.float64], ...]
    flags: NDArray[np.float64]
    has_blank_item: NDArray[np.bool_]

    @classmethod
    def of(cls, group: Group, first: int, scores_of_patterns: Sequence[NDArray[np.int64]]) -> _Table:
        shape = group.shape
        scores, flags = [], []
        axis = 0
        for position, item in enumerate(group.items, start=first):
            own = range(axis, axis + len(item.parts))
            axis = own.stop
            pattern_shape = [length if at in own else 1 for at, length in enumerate(shape)]
            blank = np.zeros(scores_of_patterns[position].shape, dtype=np.bool_)
            blank.flat[0] = True
            spread = np.broadcast_to(scores_of_patterns[position].reshape(pattern_shape), shape)
            scores.append(spread.astype(np.float64).ravel())
            flags.append(np.broadcast_to(~blank.reshape(pattern_shape), shape).astype(np.float64).ravel())
        return cls(first=first, scores=tuple(scores), flags=np.array(flags), has_blank_item=~np.all(flags, axis=0))


@lru_cache(maxsize=16)
def _tables(instrument: Instrument) -> tuple[tuple[int, ...], tuple[NDArray[np.int64], ...], tuple[_Table, ...]]:
    """Return the unit and the scores of the patterns of every item, and the table of every group."""
    units = tuple(_unit(item) for item in instrument.items)
    scores = tuple(_scores(item, unit) for item, unit in zip(instrument.items, units, strict=True))
    highest = max(int(each.max()) for each in scores)
    if highest > _HIGHEST:
        raise ItemTooDivided(f"{instrument.identifier}: scores of up to {highest} units cannot be multiplied exactly")
    tables = []
    first = 0
    for group in groups(instrument):
        tables.append(_Table.of(group, first, scores))
        first += len(group.items)
    return units, scores, tuple(tables)


def _unit(item: Item) -> int:
    """How many units make a point, so that the mean of any number of the item's parts is a whole number of units."""
    points = [Fraction(str(each)).denominator for part in item.parts for each in part.points]
    return math.lcm(*points) * math.lcm(*range(1, len(item.parts) + 1))


def _scores(item: Item, unit: int) -> NDArray[np.int64]:
    """Score in units of every pattern of the item's parts; 0 where all are blank."""
    shape = tuple(len(part.scale) + 1 for part in item.parts)
    total = np.zeros(shape, dtype=np.int64)
    answered = np.zeros(shape, dtype=np.int64)
    for axis, part in enumerate(item.parts):
        along = [length if at == axis else 1 for at, length in enumerate(shape)]
        total = total + np.array([0, *(int(Fraction(str(each)) * unit) for each in part.points)], dtype=np.int64).reshape(along)
        answered = answered + (np.arange(shape[axis]) > 0).reshape(along)
    return total // np.maximum(answered, 1)


def _lower_half(matrix: Whole) -> list[list[int]]:
    return [[int(cell) for cell in row[: position + 1]] for position, row in enumerate(matrix)]


def _both_halves(rows: Sequence[Sequence[int]]) -> Whole:
    matrix = np.zeros((len(rows), len(rows)), dtype=object)
    for position, row in enumerate(rows):
        matrix[position, : position + 1] = row
        matrix[: position + 1, position] = row
    return _read_only(matrix)


def _read_only(matrix: Whole) -> Whole:
    matrix.flags.writeable = False
    return matrix

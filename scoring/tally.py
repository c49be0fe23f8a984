"""Counting: a matrix of steps becomes whole numbers from which every score follows.

What one respondent ticked in the parts of an item is a pattern; a `Tally` counts the patterns of every item. Whole numbers do
not depend on the order of the rows, and the tallies of two lots of respondents add up to the tally of both, so a large matrix
can be counted where it lies and only the counts brought together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Indicator, Instrument, Item

# Rows counted at a time, few enough to stay in the processor's cache and enough to make numpy's calls worth it (measured).
_ROWS = 16_384
# Items are read together while their joint patterns stay this few, so that the counts stay in the cache too.
_FEW_PATTERNS = 4_096
# 32 MB of counts, for a single item: a definition beyond this is a mistake rather than a questionnaire.
_MOST_PATTERNS = 2**22


Numbers: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""The joint pattern of a group's parts that each row of a block ticked, as a number; 0 is blank throughout."""


class StepsError(ValueError):
    """The steps given are not a matrix that the instrument can be scored from."""


class StepsShapeError(StepsError):
    """The rows or columns are not the respondents and parts of the instrument."""


class StepsNotIntegers(StepsError):
    """The steps are not whole numbers."""


class StepOutOfRange(StepsError):
    """A step is not on the scale of its part. `row` counts from 0; `highest` is the last step of the scale."""

    def __init__(self, *, row: int, part: str, step: float, highest: int) -> None:
        self.row = row
        self.part = part
        self.step = step
        self.highest = highest
        super().__init__(f"row {row} (counted from 0), part {part}: {step} is not a step; steps are 1 to {highest}, blank is 0")


class ItemTooDivided(ValueError):
    """An item has so many parts and steps that its patterns cannot be counted one by one."""


class TalliesDiffer(ValueError):
    """Tallies of different instruments cannot be added."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How often each pattern of steps was ticked, item by item.

    `rows` counts all rows of the matrix, `answered` those with at least one part ticked, and `answered_by_indicator` those with
    at least one part of that indicator ticked. `patterns` has one array an item: an axis for each part, index 0 for blank and
    index s for step s, so ``patterns[i][0, 2]`` of an item of two parts is how many left the first blank and ticked step 2 of
    the second. The arrays are read-only.
    """

    instrument: Instrument
    rows: int
    answered: int
    answered_by_indicator: tuple[int, ...]
    patterns: tuple[NDArray[np.int64], ...]

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both lots of respondents; `TalliesDiffer` if they answered different instruments."""
        if self.instrument != other.instrument:
            raise TalliesDiffer(f"{self.instrument.identifier} and {other.instrument.identifier} are not the same definition")
        return Tally(
            instrument=self.instrument,
            rows=self.rows + other.rows,
            answered=self.answered + other.answered,
            answered_by_indicator=tuple(
                mine + theirs for mine, theirs in zip(self.answered_by_indicator, other.answered_by_indicator, strict=True)
            ),
            patterns=tuple(_read_only(mine + theirs) for mine, theirs in zip(self.patterns, other.patterns, strict=True)),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return (
            self.instrument == other.instrument
            and self.rows == other.rows
            and self.answered == other.answered
            and self.answered_by_indicator == other.answered_by_indicator
            and all(np.array_equal(mine, theirs) for mine, theirs in zip(self.patterns, other.patterns, strict=True))
        )


def tally(
    instrument: Instrument,
    steps: NDArray[np.integer[Any]],
    *,
    each_block: Callable[[Sequence[Numbers]], None] | None = None,
) -> Tally:
    """Count what was ticked.

    `steps` has a row for each respondent and a column for each part, in the order of `instrument.part_codes`: 0 is blank, 1 the
    first step. Any integer type and memory layout will do; uint8 is the fastest, and never more than a block of rows is copied.
    No rows at all give a tally of zeros. `each_block` is handed every block of rows as it is counted: the numbers of the joint
    patterns, an array for each of `groups`; so what needs more than counts need not read the steps again.

    Raises `StepsShapeError`, `StepsNotIntegers` or `StepOutOfRange` (the first row and part that is wrong); `ItemTooDivided` if
    the definition cannot be counted.
    """
    parts = instrument.parts
    if steps.ndim != 2 or steps.shape[1] != len(parts):
        raise StepsShapeError(
            f"{instrument.identifier} has {len(parts)} parts; steps of shape {steps.shape} are not (rows, {len(parts)})"
        )
    if not np.issubdtype(steps.dtype, np.integer):
        raise StepsNotIntegers(f"steps must be integers, not {steps.dtype}")

    together = groups(instrument)
    counts = [np.zeros(math.prod(group.shape), dtype=np.int64) for group in together]
    answered = 0
    answered_by_indicator = [0] * len(instrument.indicators)

    for start in range(0, len(steps), _ROWS):
        columns = _checked_columns(instrument, steps[start : start + _ROWS], start)
        ticked = np.zeros((len(instrument.indicators), columns.shape[1]), dtype=np.bool_)
        block = [group.numbers(columns) for group in together]
        for group, numbers, count in zip(together, block, counts, strict=True):
            ticked[group.indicator] |= numbers != 0
            count += np.bincount(numbers, minlength=len(count))
        answered += int(np.count_nonzero(ticked.any(axis=0)))
        for position, of_indicator in enumerate(ticked):
            answered_by_indicator[position] += int(np.count_nonzero(of_indicator))
        if each_block is not None:
            each_block(block)

    return Tally(
        instrument=instrument,
        rows=len(steps),
        answered=answered,
        answered_by_indicator=tuple(answered_by_indicator),
        patterns=tuple(pattern for group, count in zip(together, counts, strict=True) for pattern in group.patterns(count)),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring items of one indicator whose parts are read together, as the digits of one number.

    `indicator` is the position of the indicator, `first` the column of the first part.
    """

    indicator: int
    first: int
    items: tuple[Item, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The steps of every part, blank included."""
        return tuple(len(part.scale) + 1 for item in self.items for part in item.parts)

    def numbers(self, columns: NDArray[np.uint8]) -> Numbers:
        """Return the number of every row's joint pattern; 0 is blank throughout."""
        shape = self.shape
        numbers: Numbers = columns[self.first].astype(np.min_scalar_type(math.prod(shape)))
        for column, digits in zip(columns[self.first + 1 :], shape[1:], strict=False):
            numbers *= numbers.dtype.type(digits)
            numbers += column
        return numbers

    def patterns(self, counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Split the counts of joint patterns into the counts of each item's own."""
        joint = counts.reshape(self.shape)
        split = []
        first = 0
        for item in self.items:
            own = range(first, first + len(item.parts))
            first = own.stop
            split.append(_read_only(joint.sum(axis=tuple(axis for axis in range(joint.ndim) if axis not in own))))
        return tuple(split)


def groups(instrument: Instrument) -> list[Group]:
    """Return the items of the instrument as they are counted together, in the order of the form."""
    found: list[Group] = []
    first = 0
    for position, indicator in enumerate(instrument.indicators):
        for items in _read_together(indicator):
            found.append(Group(position, first, items))
            first += sum(len(item.parts) for item in items)
    return found


def _read_together(indicator: Indicator) -> list[tuple[Item, ...]]:
    together: list[tuple[Item, ...]] = []
    size = _FEW_PATTERNS
    for item in indicator.items:
        own = math.prod(len(part.scale) + 1 for part in item.parts)
        if own > _MOST_PATTERNS:
            raise ItemTooDivided(f"item {item.code} can be answered in {own} ways; at most {_MOST_PATTERNS} can be counted")
        if size * own <= _FEW_PATTERNS:
            together[-1] += (item,)
            size *= own
        else:
            together.append((item,))
            size = own
    return together


def _checked_columns(instrument: Instrument, block: NDArray[np.integer[Any]], start: int) -> NDArray[np.uint8]:
    """Turn a block of rows into columns that lie one after the other in memory, once every step is known to be on its scale."""
    columns = np.ascontiguousarray(block.T)
    highest = np.array([[len(part.scale)] for part in instrument.parts], dtype=np.uint8)
    wrong = columns > highest
    if np.issubdtype(columns.dtype, np.signedinteger):
        wrong |= columns < 0
    if wrong.any():
        row, column = (int(position) for position in np.argwhere(wrong.T)[0])
        part = instrument.parts[column]
        raise StepOutOfRange(row=start + row, part=part.code, step=int(block[row, column]), highest=len(part.scale))
    return columns.astype(np.uint8, copy=False)


def _read_only(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    counts.flags.writeable = False
    return counts

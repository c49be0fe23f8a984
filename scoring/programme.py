"""The programme behind `scoring.planning`: the cheapest or fewest gains that carry weighted sums over their borders.

Solved with scipy's `milp` (HiGHS) in floating point and made exact afterwards, because a total that misses its border by a
millionth prints as a miss. scipy is imported when a programme is solved: it takes a second and a half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Passed to the solver in place of a border, so that its tolerance (a ten-millionth) never ends below the border itself.
_SAFE = 1e-6
# Room for what floating point does to the optimum of one stage when it becomes a bound of the next.
_SLACK = 1e-9
# Gains that may be anything are given to the ten-thousandth of a point, upwards.
_FINEST = 10_000


class NoPlanFound(RuntimeError):
    """The solver ended without an answer; its message says why."""


@dataclass(frozen=True, slots=True)
class Border:
    """The gains, weighed, must come to at least `least`."""

    weights: tuple[Fraction, ...]
    least: Fraction

    def holds(self, gains: Sequence[Fraction]) -> bool:
        """Return whether gains reach the border, exactly."""
        return sum((weight * gain for weight, gain in zip(self.weights, gains, strict=True)), Fraction(0)) >= self.least


def cheapest(
    rooms: Sequence[Fraction],
    efforts: Sequence[Fraction],
    borders: Sequence[Border],
    *,
    step: Fraction | None = None,
    fewest_first: bool = False,
) -> list[Fraction] | None:
    """Return the gains (0 to the room of each) that reach every border with least effort; None where no gains do.

    Among the cheapest those that change the fewest win; with `fewest_first` it is the other way round. `step` allows whole
    multiples of it only, in which case every room is one. Otherwise gains are given to the ten-thousandth of a point.
    """
    if all(border.least <= 0 for border in borders):
        return [Fraction(0)] * len(rooms)
    if not all(border.holds(rooms) for border in borders):
        return None
    if step is not None:
        counts = _solve([room / step for room in rooms], efforts, [_in_whole(one, step) for one in borders], True, fewest_first)
        gains = [round_to_whole(count) * step for count in counts]
    else:
        counts = _solve(rooms, efforts, [_in_floats(one, rooms) for one in borders], False, fewest_first)
        gains = [_upwards(count, room) for count, room in zip(counts, rooms, strict=True)]
    for place, room in enumerate(rooms):
        # Only where all the room together reaches a border by less than a millionth.
        if not all(border.holds(gains) for border in borders):
            gains[place] = room
    return gains


def round_to_whole(count: float) -> int:
    """Return the whole number a solver meant: it may answer 2.9999999."""
    return math.floor(count + 0.5)


def _upwards(count: float, room: Fraction) -> Fraction:
    # Less than a thousandth of the finest gain is what the solver left over, and less than what `_SAFE` adds.
    return min(room, Fraction(math.ceil(count * _FINEST - 0.001), _FINEST))


def _in_whole(border: Border, step: Fraction) -> tuple[list[float], float]:
    """Return a border over numbers of steps with whole coefficients: nothing lies half below it, so no tolerance matters."""
    weights = [weight * step for weight in border.weights]
    common = math.lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    divisor = math.gcd(*whole) or 1
    least = math.ceil(border.least * common / divisor)
    return [float(weight // divisor) for weight in whole], least - 0.5


def _in_floats(border: Border, rooms: Sequence[Fraction]) -> tuple[list[float], float]:
    most = sum((weight * room for weight, room in zip(border.weights, rooms, strict=True)), Fraction(0))
    return [float(weight) for weight in border.weights], min(float(border.least) + _SAFE, float(most) - _SLACK)


def _solve(
    rooms: Sequence[Fraction],
    efforts: Sequence[Fraction],
    borders: Sequence[tuple[list[float], float]],
    is_whole: bool,
    fewest_first: bool,
) -> NDArray[np.float64]:
    """Return the amounts: the variables are them, then for each whether it is used at all."""
    number = len(rooms)
    most = np.array([float(room) for room in rooms])
    cost = np.concatenate([[float(effort) for effort in efforts], np.zeros(number)])
    # What all efforts have in common changes nothing, and tolerances fit numbers about 1.
    cost = cost / (max(cost, default=0.0) or 1.0)
    used = np.concatenate([np.zeros(number), np.ones(number)])
    rows: list[tuple[NDArray[np.float64], float]] = [
        (np.concatenate([weights, np.zeros(number)]), least) for weights, least in borders if any(weights)
    ]
    for place in range(number):
        row = np.zeros(2 * number)
        row[place], row[number + place] = -1.0, most[place]
        rows.append((row, 0.0))
    whole = np.concatenate([np.full(number, int(is_whole)), np.ones(number)])
    upper = np.concatenate([most, np.ones(number)])
    first, second = (used, cost) if fewest_first else (cost, used)
    best = _minimum(first, rows, whole, upper)
    bound = float(first @ best)
    bound = float(round_to_whole(bound)) if fewest_first else bound + _SLACK * max(1.0, bound)
    found = _minimum(second, [*rows, (-first, -bound)], whole, upper)
    # "Not used" may be answered as a millionth, which would leave a trace of a gain.
    kept = found[:number] * (found[number:] > 0.5)
    reaches = all(kept @ np.array(weights) >= least - _SAFE / 2 for weights, least in borders)
    return kept if reaches else found[:number]


def _minimum(
    objective: NDArray[np.float64],
    rows: Sequence[tuple[NDArray[np.float64], float]],
    whole: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> NDArray[np.float64]:
    from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # it ships no types

    constraint = LinearConstraint(np.array([row for row, _ in rows]), lb=np.array([least for _, least in rows]))
    solved: Any = milp(
        objective,
        constraints=constraint,
        integrality=whole,
        bounds=Bounds(0, upper),
        options={"mip_rel_gap": 0, "time_limit": 20},
    )
    if solved.x is None:
        raise NoPlanFound(solved.message)
    values: NDArray[np.float64] = np.asarray(solved.x, dtype=np.float64)
    return values

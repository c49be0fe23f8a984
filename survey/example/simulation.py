"""Made-up answers whose indicator scores come near given figures. For the example only; always stored as simulated."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Part

# How far items of an indicator lie from its figure, so that an item table has something to show.
SPREAD = 6.0


def simulated_steps(instrument: Instrument, figures: Mapping[int, float], *, respondents: int, seed: int) -> NDArray[np.uint8]:
    """Return made-up steps: (respondents, parts) without blanks.

    `figures` maps indicator numbers to the score (0 to 100) to come near. Whoever is content answers well throughout:
    respondents differ in temper, and items of an indicator lie evenly around its figure.
    """
    chance = np.random.default_rng(seed)
    temper = chance.normal(size=respondents)
    columns = []
    for indicator in instrument.indicators:
        offsets = np.linspace(-SPREAD, SPREAD, len(indicator.items))
        figure = figures[indicator.number]
        # Nothing can lie above 100, so a high figure gets a narrower spread around it.
        offsets = offsets * min(1.0, (100 - figure) / SPREAD)
        for item, offset in zip(indicator.items, chance.permutation(offsets), strict=True):
            for part in item.parts:
                counts = _counts(part, figure + offset, respondents)
                order = np.argsort(temper + chance.normal(size=respondents))
                goodness = np.repeat(np.arange(len(part.scale)), counts)
                column = np.empty(respondents, dtype=np.uint8)
                column[order] = _steps_by_goodness(part)[goodness]
                columns.append(column)
    return np.column_stack(columns)


def _steps_by_goodness(part: Part) -> NDArray[np.uint8]:
    """Return the steps of a part from the one worth least to the one worth most."""
    return (np.argsort(part.points, kind="stable") + 1).astype(np.uint8)


def _counts(part: Part, figure: float, respondents: int) -> list[int]:
    """Return how many take each step, worst to best, so that the mean of the points comes near the figure."""
    highest = len(part.scale) - 1
    share = min(max(figure / 100, 0.0), 1.0)
    wanted = [respondents * comb(highest, k) * share**k * (1 - share) ** (highest - k) for k in range(highest + 1)]
    counts = [int(number) for number in wanted]
    # The largest remainders get the respondents that rounding down has left over.
    by_remainder = sorted(range(len(wanted)), key=lambda k: counts[k] - wanted[k])
    for k in by_remainder[: respondents - sum(counts)]:
        counts[k] += 1
    return counts

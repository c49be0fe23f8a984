"""Score 1,300,000 filled-in staff questionnaires, against a plain pass over the same matrix.

The plain pass is ``steps.sum(axis=0)``: of the simple ways to read every step once in numpy it is the fastest, and it only
adds, so it is the hardest to be measured against. Beside it stands a ``bincount`` of column after column, the least that a
scorecard with distributions needs.

Run as ``python -m bench.scoring``. The work is done in a process of its own, so that the peak is this work's and nobody else's.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.loader import load_all
from questionnaires.model import Instrument
from scoring.scorecard import score

RESPONDENTS = 1_300_000
INSTRUMENT = "2565/iit"
GOAL_RATIO = 4.0
GOAL_MEGABYTES = 1_500
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Best times in seconds, and the highest resident memory in megabytes while scoring and before it."""

    plain_sum: float
    plain_counts: float
    scoring: float
    before: float
    peak: float


def main() -> None:
    """Measure and print the ratios and the peak memory."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        measured = process.apply(measure)
    ratio = measured.scoring / measured.plain_sum
    sys.stdout.write(
        f"scoring {RESPONDENTS:,} x {INSTRUMENT}, from memory, best of {REPEATS}\n"
        f"  to a plain numpy sum of every column      {ratio:6.2f} x   (goal: at most {GOAL_RATIO:.0f} x)\n"
        f"  to a plain bincount of every column       {measured.scoring / measured.plain_counts:6.2f} x\n"
        f"  peak memory, Python and matrix included   {measured.peak:6.0f} MB  (goal: under {GOAL_MEGABYTES:,} MB;"
        f" {measured.before:.0f} MB of it before scoring)\n"
        f"  times                                     {measured.scoring:.3f} s scoring, {measured.plain_sum:.3f} s sum,"
        f" {measured.plain_counts:.3f} s bincount\n"
    )


def measure() -> Measured:
    """Do the work; the order (score first) keeps the plain passes' own memory out of the peak."""
    instrument = load_all().instrument(INSTRUMENT)
    steps = _answers(instrument)
    before = peak_megabytes()
    scoring = _best(lambda: score(instrument, steps))
    peak = peak_megabytes()
    plain_sum = _best(lambda: steps.sum(axis=0))
    plain_counts = _best(lambda: [np.bincount(column, minlength=5) for column in steps.T])
    return Measured(plain_sum=plain_sum, plain_counts=plain_counts, scoring=scoring, before=before, peak=peak)


def _answers(instrument: Instrument) -> NDArray[np.uint8]:
    """Invent answers, one in a hundred blank, column by column so that this stays small."""
    chance = np.random.default_rng(2565)
    steps = np.empty((RESPONDENTS, len(instrument.parts)), dtype=np.uint8)
    for position, part in enumerate(instrument.parts):
        steps[:, position] = chance.integers(1, len(part.scale), RESPONDENTS, dtype=np.uint8, endpoint=True)
        steps[chance.random(RESPONDENTS) < 0.01, position] = 0
    return steps


def _best(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peak_megabytes() -> float:
    """Return the highest resident memory of this process so far."""
    # Not resource.getrusage: its figure is carried over from the process that started this one.
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not report the peak memory of a process (VmHWM in /proc/self/status)")


if __name__ == "__main__":
    main()

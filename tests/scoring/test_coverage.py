"""What docs/coverage.md says, once more for a few cells. The seed is fixed, so these either hold or do not."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bench import coverage as measured
from bench.coverage_page import Cell, page
from bench.offices import OFFICES, Office
from questionnaires.loader import load_all
from questionnaires.model import Instrument
from scoring.estimates import ENOUGH_ANSWERS, Level
from scoring.intervals import intervals
from scoring.moments import Moments, tally_and_moments
from scoring.scorecard import Scorecard, scorecard
from tests.scoring import by_the_rules as rules
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, instrument, item

GOOD_OFFICE, SOME_DISCONTENT = OFFICES[1], OFFICES[5]
SAMPLES = 1_500
# Three standard errors of a coverage of 95 % counted in so many samples.
BY_CHANCE = 3 * (0.95 * 0.05 / SAMPLES) ** 0.5


@pytest.fixture(scope="module")
def eit() -> Instrument:
    return load_all().instrument("2565/eit")


def cells(instrument: Instrument, office: Office) -> Iterator[Cell]:
    return measured.coverage(instrument, office, population=200, sizes=(10, 30, 100), samples=SAMPLES, seed=7)


def test_in_a_good_office_intervals_hold_about_as_often_as_they_say(eit: Instrument) -> None:
    for cell in cells(eit, GOOD_OFFICE):
        assert cell.level is not None
        if cell.n < ENOUGH_ANSWERS[cell.level]:
            continue
        assert cell.covered >= 0.94 - BY_CHANCE
        if cell.level in (Level.INSTRUMENT, Level.INDICATOR):
            assert cell.covered <= 0.96 + BY_CHANCE
        if cell.level is Level.PART:
            assert cell.covered >= 0.95


def test_where_a_few_are_far_less_content_small_samples_promise_too_much_and_large_ones_do_not(eit: Instrument) -> None:
    held = {cell.n: cell.covered for cell in cells(eit, SOME_DISCONTENT) if cell.level is Level.INSTRUMENT}
    assert held[10] < 0.92
    assert held[30] < 0.94
    assert held[100] >= 0.94 - BY_CHANCE


def test_the_simulation_tests_the_very_intervals_that_the_engine_gives() -> None:
    asked = instrument([item("x1", (LEVEL4, GOOD)), item("x2", (LEVEL4, BAD), (YESNO, GOOD))], [item("x3", (LEVEL4, GOOD))])
    chance = np.random.default_rng(11)
    weights = np.array([0.25, 0.25, 0.5])
    for steps in (chance.integers(0, [5, 5, 3, 5], (40, 4)), np.full((12, 4), [4, 1, 2, 4])):
        found = intervals(asked, *_scored(asked, steps), population=100).instrument
        answers = rules.answers_of(asked, steps.tolist())
        own = [[rules.item_score(each, [one]) for each in asked.items] for one in answers]
        points = np.array([[float(score or Fraction(0)) for score in row] for row in own])
        flags = np.array([[float(score is not None) for score in row] for row in own])
        low, high = measured.limits(measured.sampled(points[None], flags[None], weights), n=found.sampled, population=100)
        assert (low[0], high[0]) == pytest.approx((found.low, found.high), rel=1e-10)


def _scored(asked: Instrument, steps: NDArray[Any]) -> tuple[Scorecard, Moments]:
    counted, summed = tally_and_moments(asked, steps)
    return scorecard(counted), summed


def test_the_page_prints_in_bold_what_promises_more_than_it_holds() -> None:
    def cell(what: str, level: Level | None, n: int, covered: float) -> Cell:
        return Cell(
            office="good", level=level, what=what, truth=85.0, population=200, n=n, samples=4_000, covered=covered, width=9.0
        )

    levels = {"IIT": Level.INSTRUMENT, "indicator 1": Level.INDICATOR, "i1": Level.ITEM, "i4.1": Level.PART}
    written = page(
        [cell(what, level, n, covered) for what, level in levels.items() for n, covered in ((10, 0.9349), (30, 0.951))],
        [cell("total", None, 30, 0.9)],
        [],
    )
    assert "| good (85.0) | **93.5** | 95.1 |" in written
    assert "**Instrument**: below 30 answers, 93.5 to 93.5 %; from 30 on, 95.1 to 95.1 %;" in written

"""Expected figures are worked out by hand, by trying every sample of a small population, or by scipy's own distributions."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import scipy  # its `stats` takes seconds to load: only in the worker that needs it
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.bounds import two_step_bounds, unseen
from scoring.estimates import (
    Doubt,
    Estimate,
    InstrumentEstimates,
    Level,
    Method,
    StoredEstimatesMismatch,
    from_stored,
    to_stored,
)
from scoring.intervals import EstimatesMismatch, intervals
from scoring.moments import moments, tally_and_moments
from scoring.scorecard import score, scorecard
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

Answered = tuple[Instrument, NDArray[np.uint8]]

law = settings(deadline=None, max_examples=25)

GRADED = instrument([item("x1", (LEVEL4, GOOD))])
TWO_INDICATORS = instrument(
    [item("x1", (LEVEL4, GOOD)), item("x2", (LEVEL4, BAD), (YESNO, GOOD))], [item("x3", (LEVEL4, GOOD), (LEVEL4, GOOD))]
)


def estimates(asked: Instrument, steps: NDArray[Any], population: int | None) -> InstrumentEstimates:
    counted, summed = tally_and_moments(asked, steps)
    return intervals(asked, scorecard(counted), summed, population=population)


def every_estimate(found: InstrumentEstimates) -> list[Estimate]:
    return [found.instrument, *found.indicators.values(), *found.items.values(), *found.parts.values()]


def test_an_interval_is_the_one_worked_out_by_hand() -> None:
    # 100, 67, 33, 100 of 20 people: mean 75, s2 = (625 + 64 + 1,764 + 625) / 3 = 1,026, error2 = 1,026/4 x (1 - 4/20) = 205.2.
    # Log-odds of 0.75: 1.0986123; their error: 14.32480 / 100 / 0.1875 = 0.7639895; t of 3 degrees of freedom: 3.1824463.
    # 1.0986123 -/+ 2.4313554 = -1.3327431 and 3.5299677, which are shares of 0.2087059 and 0.9715285.
    found = estimates(GRADED, matrix([4], [3], [2], [4]), 20)
    for level, estimate in zip((Level.INSTRUMENT, Level.INDICATOR, Level.ITEM, Level.PART), every_estimate(found), strict=True):
        assert (estimate.level, estimate.method, estimate.n, estimate.population) == (level, Method.LOGIT, 4, 20)
        assert estimate.score == 75
        assert estimate.standard_error == pytest.approx(math.sqrt(205.2), rel=1e-14)
        assert estimate.low == pytest.approx(20.87059, abs=1e-5)
        assert estimate.high == pytest.approx(97.15285, abs=1e-5)


def test_over_all_samples_of_a_small_population_the_squared_errors_average_to_the_true_one() -> None:
    # Without blanks the estimated variance of a sample's score is unbiased: its mean over all 56 samples of 3 of 8 people is
    # the variance of the score over the same 56 samples.
    people = matrix(
        [4, 1, 2, 4, 4],
        [3, 1, 2, 4, 3],
        [4, 2, 2, 3, 4],
        [1, 4, 1, 1, 2],
        [2, 3, 2, 2, 2],
        [4, 1, 1, 4, 4],
        [3, 2, 2, 3, 1],
        [2, 1, 1, 4, 3],
    )
    found = [estimates(TWO_INDICATORS, people[list(chosen)], 8) for chosen in combinations(range(8), 3)]
    assert len(found) == 56
    for which in range(len(every_estimate(found[0]))):
        own = [every_estimate(each)[which] for each in found]
        scores = np.array([each.score for each in own])
        squared = [each.standard_error**2 for each in own if each.standard_error is not None]
        assert np.mean(squared) == pytest.approx(scores.var(), rel=1e-12)
        assert scores.mean() == pytest.approx(every_estimate(estimates(TWO_INDICATORS, people, 8))[which].score, rel=1e-12)


def test_with_blanks_the_error_is_that_of_a_mean_of_ratios_worked_out_by_hand() -> None:
    # x1: 100, 0, 100, blank; x2: 67, blank, 33, 100 (the same answers as in test_moments, with its covariances).
    # The indicator is half of each: (20,000/27 - 2 x 10,000/81 + 20,202/81) / 4 = (60,000 - 20,000 + 20,202) / 324.
    # Three answered each, so x 3/2; 4 of 10 people were asked, so x 0.6.
    asked = instrument([item("x1", (YESNO, GOOD)), item("x2", (LEVEL4, GOOD))])
    found = estimates(asked, matrix([2, 3], [1, 0], [2, 2], [0, 4]), 10)
    assert found.instrument.score == pytest.approx(200 / 3)
    assert (found.instrument.n, found.instrument.sampled, found.instrument.fewest, found.instrument.degrees) == (4, 4, 3, 2)
    assert found.instrument.standard_error == pytest.approx(math.sqrt(60_202 / 324 * 1.5 * 0.6), rel=1e-14)
    assert found.items["x2"].n == 3
    assert found.items["x2"].standard_error == pytest.approx(math.sqrt(20_202 / 81 * 1.5 * 0.6), rel=1e-14)


def test_everybody_answering_leaves_no_sampling_error_even_where_more_came_than_were_declared() -> None:
    for population in (3, 2):
        for estimate in every_estimate(
            estimates(TWO_INDICATORS, matrix([4, 1, 0, 4, 4], [1, 1, 2, 3, 3], [2, 2, 2, 3, 1]), population)
        ):
            assert (estimate.method, estimate.standard_error) == (Method.CENSUS, 0.0)
            assert estimate.low == estimate.score == estimate.high
            assert estimate.is_census
            assert estimate.is_trustworthy


def test_an_unknown_number_of_people_counts_as_very_many() -> None:
    steps = matrix([4], [3], [2], [4])
    unknown = estimates(GRADED, steps, None)
    assert estimates(GRADED, steps, 0) == unknown
    assert unknown.instrument.population is None
    many = estimates(GRADED, steps, 10**9).instrument
    assert (unknown.instrument.low, unknown.instrument.high) == pytest.approx((many.low, many.high))


def test_one_answer_or_none_gives_no_interval() -> None:
    found = estimates(TWO_INDICATORS, matrix([4, 1, 1, 0, 0], [3, 1, 1, 2, 2]), 10)
    assert found.items["x3"].score == 33
    assert (found.items["x3"].method, found.items["x3"].low, found.items["x3"].doubt) == (Method.NONE, None, Doubt.NO_INTERVAL)
    assert (found.instrument.method, found.instrument.low, found.instrument.score is None) == (Method.NONE, None, False)
    assert found.indicators[1].low is not None
    nobody = estimates(TWO_INDICATORS, matrix([0, 0, 0, 0, 0]), 10)
    assert {(each.method, each.score, each.low) for each in every_estimate(nobody)} == {(Method.NONE, None, None)}


def test_where_all_answered_alike_the_limits_are_what_the_sample_can_have_missed() -> None:
    # Of 45 people, 10 answered. If K would answer otherwise, the sample misses them in (45-K choose 10) / (45 choose 10) of
    # draws: more than 5 % for K = 10, less for 11. So up to 10 of 45 may differ, at worst by all of the scale.
    chances = [scipy.stats.hypergeom.pmf(0, 45, differing, 10) for differing in (10, 11)]
    assert chances[0] > 0.05 > chances[1]
    best = estimates(GRADED, np.full((10, 1), 4), 45).instrument
    assert (best.method, best.score, best.high) == (Method.UNSEEN, 100, 100)
    assert best.low == pytest.approx(100 * 35 / 45)
    middling = estimates(GRADED, np.full((10, 1), 3), 45).instrument
    assert (middling.low, middling.high) == (pytest.approx(67 * 35 / 45), pytest.approx(67 + 33 * 10 / 45))
    # Of very many people, 1 - 0.05 ** (1/10) may differ.
    assert estimates(GRADED, np.full((10, 1), 4), None).instrument.low == pytest.approx(100 * 0.05**0.1)


@pytest.mark.parametrize(("n", "population"), [(2, 10), (10, 45), (20, 45), (44, 45), (30, 1_000)])
def test_a_yes_or_no_has_the_limits_that_trying_every_number_of_yeses_gives(n: int, population: int) -> None:
    for yes in {0, 1, n // 2, n - 1, n}:
        there = np.arange(yes, population - (n - yes) + 1)
        possible = there[
            (scipy.stats.hypergeom.sf(yes - 1, population, there, n) > 0.025)
            & (scipy.stats.hypergeom.cdf(yes, population, there, n) > 0.025)
        ]
        found = two_step_bounds(yes, n, sampled=n, population=population)
        assert found == (possible.min() / population, possible.max() / population)


@pytest.mark.parametrize(("n", "population"), [(10, 45), (20, 45), (30, 45), (30, 200)])
def test_whatever_the_number_of_yeses_the_interval_of_a_yes_or_no_holds_in_95_of_100_samples(n: int, population: int) -> None:
    limits = np.array([two_step_bounds(yes, n, sampled=n, population=population) for yes in range(n + 1)]) * population
    for there in range(population + 1):
        chances = scipy.stats.hypergeom.pmf(np.arange(n + 1), population, there, n)
        assert chances[(limits[:, 0] - 1e-9 <= there) & (there <= limits[:, 1] + 1e-9)].sum() >= 0.95


@pytest.mark.parametrize(("yes", "n"), [(0, 5), (5, 5), (27, 30), (1, 2)])
def test_a_yes_or_no_of_very_many_people_has_the_limits_of_clopper_and_pearson(yes: int, n: int) -> None:
    expected = scipy.stats.binomtest(yes, n).proportion_ci(0.95, method="exact")
    assert two_step_bounds(yes, n, sampled=n, population=None) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_yes_or_no_left_blank_by_some_has_limits_for_every_likely_number_who_would_answer() -> None:
    # 50 of 100 asked answered, of 200 people: about 100 would answer, give or take 14 (two errors, sqrt(100 x 1/4 x 200/100)).
    low, high = two_step_bounds(45, 50, sampled=100, population=200)
    singly = [two_step_bounds(45, 50, sampled=50, population=people) for people in (85, 115)]
    assert (low, high) == (min(each[0] for each in singly), max(each[1] for each in singly))


def test_a_single_yes_or_no_is_exact_and_turned_round_where_no_is_good() -> None:
    asked = instrument([item("x1", (YESNO, BAD))])
    # 9 of 10 say no, which is worth 100 each.
    found = estimates(asked, matrix(*[[1]] * 9, [2]), 45)
    low, high = two_step_bounds(9, 10, sampled=10, population=45)
    for estimate in (found.items["x1"], found.parts["x1"]):
        assert (estimate.method, estimate.score) == (Method.TWO_STEP, 90)
        assert (estimate.low, estimate.high) == (100 * low, 100 * high)
    assert found.instrument.method is Method.LOGIT


def test_the_share_that_a_sample_can_miss_falls_as_the_sample_grows_and_is_nothing_in_a_census() -> None:
    shares = [float(unseen(n, 45)) for n in range(1, 46)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0


@law
@given(answered_instruments(fewest=2), st.integers(0, 60))
def test_the_score_lies_in_its_interval_and_the_interval_in_0_to_100(answered: Answered, more: int) -> None:
    asked, steps = answered
    for estimate in every_estimate(estimates(asked, steps, len(steps) + more)):
        if estimate.low is not None and estimate.high is not None and estimate.score is not None:
            assert 0 <= estimate.low <= estimate.score + 1e-9
            assert estimate.score - 1e-9 <= estimate.high <= 100 + 1e-9


@law
@given(answered_instruments(), st.data())
def test_offices_that_were_summed_apart_have_the_intervals_of_all_together(answered: Answered, data: st.DataObject) -> None:
    asked, steps = answered
    cut = data.draw(st.integers(0, len(steps)))
    (one, ones), (two, twos) = (tally_and_moments(asked, lot) for lot in (steps[:cut], steps[cut:]))
    assert intervals(asked, scorecard(one + two), ones + twos, population=100) == estimates(asked, steps, 100)


@law
@given(answered_instruments(), st.sampled_from([None, 5, 100]))
def test_what_is_stored_of_a_closed_round_comes_back_whole(answered: Answered, population: int | None) -> None:
    found = estimates(*answered, population)
    assert from_stored(answered[0], to_stored(found)) == found


def test_stored_intervals_of_something_else_are_refused() -> None:
    kept = to_stored(estimates(GRADED, matrix([4], [1]), 10))
    for spoiled in (
        {**kept, "identifier": "2599/other"},
        {**kept, "items": {}},
        {k: v for k, v in kept.items() if k != "parts"},
    ):
        with pytest.raises(StoredEstimatesMismatch):
            from_stored(GRADED, spoiled)


def test_figures_that_do_not_belong_together_are_refused() -> None:
    few, many = matrix([4], [1]), matrix([4], [1], [2])
    with pytest.raises(EstimatesMismatch, match="not of the same responses"):
        intervals(GRADED, score(GRADED, few), moments(GRADED, many), population=10)
    with pytest.raises(EstimatesMismatch, match="not both of"):
        intervals(TWO_INDICATORS, score(GRADED, few), moments(GRADED, few), population=10)
    with pytest.raises(ValueError, match="a population cannot be -1"):
        estimates(GRADED, few, -1)


def graded(low: int, high: int) -> NDArray[Any]:
    return matrix(*[[2]] * low, *[[4]] * high)


@pytest.mark.parametrize(
    ("steps", "of_instrument", "of_item"),
    [
        (graded(4, 5), Doubt.TOO_FEW, Doubt.TOO_FEW),
        (graded(10, 19), Doubt.TOO_FEW, None),
        (graded(10, 20), None, None),
        (graded(2, 58), Doubt.NEAR_AN_END, None),
        (graded(4, 116), None, None),
    ],
)
def test_an_interval_is_doubted_where_the_simulation_found_it_to_fail(
    steps: NDArray[Any], of_instrument: Doubt | None, of_item: Doubt | None
) -> None:
    found = estimates(GRADED, steps, 1_000)
    assert (found.instrument.doubt, found.items["x1"].doubt) == (of_instrument, of_item)
    assert found.instrument.is_trustworthy == (of_instrument is None)


def test_a_sample_under_a_hundred_may_miss_a_few_who_think_quite_differently() -> None:
    def may_miss(steps: Sequence[Any] | NDArray[Any], population: int) -> bool:
        return estimates(GRADED, np.asarray(steps), population).instrument.may_miss_a_few

    assert may_miss(graded(30, 69), 1_000)
    assert not may_miss(graded(30, 70), 1_000)
    assert not may_miss(graded(30, 69), 99)

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import SamplingRule
from scoring.bounds import logit_bounds
from scoring.estimates import Estimate, Level, Method
from scoring.intervals import at_sample_size, intervals
from scoring.moments import tally_and_moments
from scoring.sampling import answers_needed, forecast, minimum_sample
from scoring.scorecard import scorecard
from tests.scoring.small_instruments import GOOD, LEVEL4, instrument, item, matrix

RULE = SamplingRule(share=0.10, at_least=30, enough=400)


@given(st.integers(0, 100_000))
def test_the_sample_is_never_more_than_the_people_there_are_and_never_shrinks_as_they_grow(population: int) -> None:
    assert minimum_sample(RULE, population) <= min(population, 400)
    assert minimum_sample(RULE, population) <= minimum_sample(RULE, population + 1)


def test_a_share_is_the_decimal_that_was_written_and_not_its_binary_neighbour() -> None:
    # 0.07 x 100 is 7.000000000000001 in binary, which would ask for an eighth person.
    assert minimum_sample(SamplingRule(share=0.07, at_least=1, enough=400), 100) == 7


def test_a_negative_population_is_refused() -> None:
    with pytest.raises(ValueError, match="a population cannot be -1"):
        minimum_sample(RULE, -1)


def sampled(score: float, error: float, *, n: int, population: int | None) -> Estimate:
    low, high = logit_bounds(score, error, n - 1)
    return Estimate(
        level=Level.INSTRUMENT, score=score, n=n, sampled=n, fewest=n, population=population,
        low=float(low), high=float(high), standard_error=error, method=Method.LOGIT,
    )  # fmt: skip


def within(estimate: Estimate) -> float:
    assert estimate.score is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return max(estimate.score - estimate.low, estimate.high - estimate.score)


def test_a_sample_grown_to_another_size_is_what_repeating_its_answers_would_give() -> None:
    # Of 1,000 people, 4 x 10 answers with the spread of the 4: variance 769.5 (mean square of residuals), x 40/39 / 40 x 0.96.
    asked = instrument([item("x1", (LEVEL4, GOOD))])
    counted, summed = tally_and_moments(asked, matrix([4], [3], [2], [4]))
    grown = at_sample_size(intervals(asked, scorecard(counted), summed, population=1_000).instrument, 40)
    # An unbiased variance is kept, which is 4/3 of the mean square of 4 answers: 1,026 (see test_intervals).
    assert (grown.sampled, grown.n, grown.fewest) == (40, 40, 40)
    assert grown.standard_error == pytest.approx((1_026 / 40 * 0.96) ** 0.5)


@settings(deadline=None, max_examples=40)
@given(
    score=st.floats(5, 95),
    error=st.floats(0.2, 8),
    n=st.integers(5, 200),
    left=st.integers(1, 2_000),
    half_width=st.floats(0.1, 10),
)
def test_so_many_more_answers_suffice_and_one_fewer_does_not(
    score: float, error: float, n: int, left: int, half_width: float
) -> None:
    estimate = sampled(score, error, n=n, population=n + left)
    more = answers_needed(estimate, half_width=half_width)
    assert more is not None
    assert 0 <= more <= left
    assert within(at_sample_size(estimate, n + more)) <= half_width
    if more:
        assert within(at_sample_size(estimate, n + more - 1)) > half_width


def test_among_very_many_people_the_answers_needed_follow_the_textbook() -> None:
    # Spread 2 x 10 = 20 points: (1.96 x 20)**2 = 1,536.6 answers for a point either way, near 50, where log-odds are straight.
    more = answers_needed(sampled(50, 2, n=100, population=None), half_width=1)
    assert more is not None
    assert more + 100 == pytest.approx((1.959964 * 20) ** 2, rel=0.003)


def test_among_few_people_everybody_is_enough_for_any_closeness() -> None:
    assert answers_needed(sampled(80, 3, n=20, population=45), half_width=1e-9) == 25


def test_an_interval_that_is_close_enough_or_a_census_needs_nobody_and_one_without_spread_cannot_tell() -> None:
    estimate = sampled(80, 1, n=20, population=45)
    assert answers_needed(estimate, half_width=10) == 0
    assert answers_needed(replace(estimate, method=Method.CENSUS, low=80.0, high=80.0), half_width=0.1) == 0
    assert answers_needed(replace(estimate, method=Method.NONE, low=None, high=None), half_width=1) is None
    with pytest.raises(ValueError, match="cannot reach 0 points"):
        answers_needed(estimate, half_width=0)


def test_where_all_gave_the_best_answer_the_answers_needed_are_those_that_leave_few_unseen() -> None:
    # Of 45, a sample of 34 misses 2 in 5.6 % and 3 in 1.2 % of draws, so 2 may differ: 4.4 points. A sample of 35 misses 1 in
    # 22 % and 2 in 4.5 %: 2.2 points (hypergeometric). So within 3 points takes 35, of which 10 are there.
    best = replace(
        sampled(50, 1, n=10, population=45), score=100.0, low=77.8, high=100.0, standard_error=0.0, method=Method.UNSEEN
    )
    assert answers_needed(best, half_width=3) == 25


def test_a_forecast_has_the_limits_of_rounds_drawn_by_its_model() -> None:
    # 40,000 rounds of 45 people of whom 20 answered in 5 of 20 days, willingness drawn from Jeffreys' distribution with numpy.
    chance = np.random.default_rng(3)
    stay = 1 - chance.beta(20.5, 25.5, 40_000)
    final = 20 + chance.binomial(25, 1 - stay**3)
    found = forecast(answered=20, elapsed=5, duration=20, population=45)
    assert found.expected == pytest.approx(final.mean(), abs=0.1)
    assert (found.low, found.high) == tuple(np.quantile(final, [0.025, 0.975]))


def test_a_forecast_without_a_number_of_people_goes_on_at_the_same_pace() -> None:
    # 20.5 x 15 / 5 = 61.5 to come; rounds drawn with numpy: a gamma distributed pace, a Poisson number.
    chance = np.random.default_rng(4)
    final = 20 + chance.poisson(chance.gamma(20.5, 1 / 5, 200_000) * 15)
    for population in (None, 0):
        found = forecast(answered=20, elapsed=5, duration=20, population=population)
        assert found.expected == pytest.approx(81.5)
        assert (found.low, found.high) == pytest.approx(np.quantile(final, [0.025, 0.975]), abs=1)


def test_a_forecast_is_certain_at_the_end_and_once_everybody_has_answered() -> None:
    for elapsed, answered in ((20, 31), (3, 45), (3, 50)):
        found = forecast(answered=answered, elapsed=elapsed, duration=20, population=45)
        assert (found.expected, found.low, found.high) == (answered, answered, answered)


def test_a_forecast_before_anybody_answered_is_cautious_rather_than_certain() -> None:
    found = forecast(answered=0, elapsed=2, duration=10, population=100)
    assert (found.low, found.expected < 5, found.high > 5) == (0, True, True)


def test_uneven_days_widen_a_forecast_and_even_ones_do_not() -> None:
    plain = forecast(answered=20, elapsed=5, duration=20, population=200)
    even = forecast(answered=20, elapsed=5, duration=20, population=200, by_day=[4, 4, 4, 4, 4])
    waves = forecast(answered=20, elapsed=5, duration=20, population=200, by_day=[18, 1, 0, 1, 0])
    assert even == plain
    assert waves.expected == plain.expected
    assert waves.low < plain.low
    assert waves.high > plain.high


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 60), st.integers(1, 30), st.integers(0, 30), st.lists(st.integers(0, 9), max_size=5))
def test_a_forecast_lies_between_those_who_answered_and_everybody(
    answered: int, elapsed: int, more_days: int, by_day: list[int]
) -> None:
    found = forecast(answered=answered, elapsed=elapsed, duration=elapsed + more_days, population=60, by_day=by_day)
    assert answered <= found.low <= found.expected <= found.high <= 60


@pytest.mark.parametrize(
    "wrong",
    [{"elapsed": 0}, {"elapsed": 21}, {"answered": -1}, {"population": -1}, {"by_day": [3, -1]}, {"duration": float("inf")}],
)
def test_days_and_people_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    given_figures = {"answered": 20, "elapsed": 5, "duration": 20, "population": 45} | wrong
    with pytest.raises(ValueError, match="cannot"):
        forecast(**given_figures)  # type: ignore[arg-type]  # that is the point

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.respondents import respondent_scores
from scoring.scorecard import score
from tests.scoring import by_the_rules as rules
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

Answered = tuple[Instrument, NDArray[np.uint8]]
law = settings(deadline=None, max_examples=20)

SMALL = instrument(
    [item("x1", (LEVEL4, GOOD), (LEVEL4, BAD)), item("x2", (LEVEL4, GOOD))],
    [item("x3", (YESNO, BAD))],
)


def test_a_respondent_is_scored_as_the_instrument_is_and_has_no_score_where_an_item_is_missing() -> None:
    scores = respondent_scores(SMALL, matrix((4, 1, 3, 1), (2, 0, 0, 2), (2, 0, 1, 2)))
    nan = np.nan
    # Items by hand: (100 + 100) / 2, 67, 100 for the first; 33 of one part, nothing, 0 for the second; 33, 0, 0 for the third.
    assert np.array_equal(scores.items, [[100, 67, 100], [33, nan, 0], [33, 0, 0]], equal_nan=True)
    assert np.array_equal(scores.indicators, [[83.5, 100], [nan, 0], [16.5, 0]], equal_nan=True)
    assert np.array_equal(scores.overall, [91.75, nan, 8.25], equal_nan=True)


@law
@given(answered_instruments(fewest=1, blanks=False))
def test_without_blanks_the_mean_over_respondents_is_the_scorecard(answered: Answered) -> None:
    scores = respondent_scores(*answered)
    card = score(*answered)
    assert scores.items.mean(axis=0) == pytest.approx([each.score for each in card.items])
    assert scores.indicators.mean(axis=0) == pytest.approx([each.score for each in card.indicators])
    assert scores.overall.mean() == pytest.approx(card.score)
    assert scores.indicator_shares == pytest.approx(scores.indicators)
    assert scores.overall_shares == pytest.approx(scores.overall)


@law
@given(answered_instruments())
def test_with_blanks_the_mean_of_the_shares_is_still_the_scorecard(answered: Answered) -> None:
    scores = respondent_scores(*answered)
    columns = [*scores.indicator_shares.T, scores.overall_shares]
    for shares, scored in zip(columns, [*scores.scorecard.indicators, scores.scorecard], strict=True):
        there = shares[~np.isnan(shares)]
        assert len(there) == (0 if scored.score is None else scored.n)
        assert scored.score is None or there.mean() == pytest.approx(scored.score)


@law
@given(answered_instruments())
def test_every_item_of_every_respondent_is_what_the_rules_give(answered: Answered) -> None:
    own, steps = answered
    for found, answers in zip(respondent_scores(own, steps).items, rules.answers_of(own, steps.tolist()), strict=True):
        expected = [rules.item_score(each, [answers]) for each in own.items]
        assert found == pytest.approx([np.nan if each is None else float(each) for each in expected], nan_ok=True)


def test_the_spread_of_the_shares_is_that_of_leaving_out_one_respondent_at_a_time() -> None:
    # The jackknife is an independent way to the sampling error of a sum of means with blanks.
    chance = np.random.default_rng(7)
    n = 150
    steps = np.column_stack([chance.integers(1, len(part.scale) + 1, n) for part in SMALL.parts])
    steps[chance.random(steps.shape) < 0.3] = 0
    steps = steps[(steps != 0).any(axis=1)]
    left_out = np.array([score(SMALL, np.delete(steps, row, axis=0)).score for row in range(len(steps))])
    jackknife = np.sqrt((len(steps) - 1) / len(steps) * ((left_out - left_out.mean()) ** 2).sum())
    linear = respondent_scores(SMALL, steps).overall_shares.std(ddof=1) / np.sqrt(len(steps))
    assert linear == pytest.approx(jackknife, rel=0.03)

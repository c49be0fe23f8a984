"""Intervals and p-values are checked with scipy.stats, which works on the respondents' points given here, and by hand."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import scipy  # its `stats` takes seconds to load: only in the worker that needs it
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.comparison import (
    Difference,
    InstrumentsDiffer,
    Sample,
    Verdict,
    compare_groups,
    compare_published,
    compare_rounds,
)
from scoring.estimates import Level
from scoring.ranks import RankTest
from scoring.scorecard import score
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item

ONE = instrument([item("x1", (YESNO, GOOD))])
TWO = instrument([item("x1", (LEVEL4, GOOD))], [item("x2", (LEVEL4, BAD))])
POINTS = np.array([0.0, 33.0, 67.0, 100.0])


def yes(of: int, *, among: int, population: int | None = None) -> Sample:
    """So many of so many said yes, which is worth 100 points; the others' no is worth none."""
    return Sample(ONE, np.array([[2]] * of + [[1]] * (among - of), dtype=np.uint8), population)


def overall(first: Sample, second: Sample) -> Difference:
    return compare_rounds(first, second).at(Level.INSTRUMENT)[0]


def random_steps(rows: int, seed: int, chances: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4)) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).choice(np.arange(1, 5), (rows, 2), p=chances).astype(np.uint8)


def test_two_small_rounds_by_hand() -> None:
    found = overall(yes(1, among=5), yes(4, among=5))
    assert (found.first.score, found.second.score, found.difference) == (20, 80, 60)
    # Variances 2,000 and 2,000 over 5: the root of 800 is 28.284; with 8 degrees t is 2.306.
    assert found.low == pytest.approx(60 - 2.306 * 28.2843, abs=0.01)
    assert found.high == pytest.approx(60 + 2.306 * 28.2843, abs=0.01)
    # 60 over the root of 2,000, times gamma(4) / (2 x gamma(3.5)) = 6 / (2 x 3.32335).
    assert found.hedges_g == pytest.approx(60 / 2000**0.5 * 6 / (2 * 3.32335), rel=1e-5)
    # Of 25 pairs the second is above in 16 and below in 1.
    assert found.cliffs_delta == pytest.approx(15 / 25)
    # Five said yes: of 252 ways to be the second five, 25 hold four of them and 1 all five; both tails.
    assert found.p == pytest.approx(52 / 252)
    assert found.test is RankTest.MANN_WHITNEY_EXACT
    assert found.verdict is Verdict.CANNOT_TELL


def test_the_interval_shrinks_by_the_finite_population_correction() -> None:
    found = overall(yes(1, among=5, population=10), yes(4, among=5, population=10))
    # Half of each office answered, so the variance is half: the root of 400 is 20.
    assert found.low == pytest.approx(60 - 2.306 * 20, abs=0.01)
    assert found.p == pytest.approx(52 / 252)


def test_without_blanks_or_populations_the_interval_is_welchs() -> None:
    first, second = random_steps(12, 1), random_steps(31, 2, (0.05, 0.1, 0.25, 0.6))
    found = compare_rounds(Sample(TWO, first), Sample(TWO, second))
    for indicator, points, column in zip(found.at(Level.INDICATOR), (POINTS, POINTS[::-1]), (0, 1), strict=True):
        welch = scipy.stats.ttest_ind(points[second[:, column] - 1], points[first[:, column] - 1], equal_var=False)
        assert (indicator.low, indicator.high) == pytest.approx(tuple(welch.confidence_interval(0.95)))


def test_a_census_has_no_sampling_error() -> None:
    found = overall(yes(2, among=10, population=10), yes(9, among=10, population=9))
    assert (found.low, found.difference, found.high) == (70, 70, 70)
    assert found.verdict is Verdict.REALLY_DIFFERENT
    # Everybody answered and one in ten changed: the difference is there, but not more than chance among any two groups of ten.
    slight = overall(yes(8, among=10, population=10), yes(9, among=10, population=10))
    assert (slight.low, slight.high) == (10, 10)
    assert slight.verdict is Verdict.CANNOT_TELL


def test_rounds_in_which_nobody_differs_have_no_interval_but_can_be_told_apart() -> None:
    found = overall(yes(0, among=8), yes(8, among=8))
    assert (found.difference, found.low, found.high, found.hedges_g) == (100, None, None, None)
    # Only one way of C(16, 8) = 12,870 is as extreme on either side.
    assert found.p == pytest.approx(2 / 12870)
    assert found.verdict is Verdict.REALLY_DIFFERENT
    same = overall(yes(8, among=8), yes(8, among=8))
    assert (same.difference, same.p, same.verdict) == (0, 1, Verdict.CANNOT_TELL)


def test_under_five_respondents_nothing_is_compared_or_told() -> None:
    found = compare_rounds(yes(4, among=4), yes(3, among=20))
    assert [each.verdict for each in found.differences] == [Verdict.NOT_COMPARABLE] * 2
    for data in found.as_json()["differences"]:
        assert data["first"] == {"name": "", "n": None, "complete": None, "score": None}
        assert {data[key] for key in ("difference", "low", "high", "hedges_g", "cliffs_delta", "test", "p", "p_adjusted")} == {
            None
        }


def test_p_values_are_corrected_by_holm_within_a_level() -> None:
    first, second = random_steps(40, 3), random_steps(40, 4, (0.05, 0.1, 0.25, 0.6))
    found = compare_rounds(Sample(TWO, first), Sample(TWO, second))
    (whole,), indicators = found.at(Level.INSTRUMENT), found.at(Level.INDICATOR)
    assert whole.p_adjusted == whole.p
    smaller, larger = sorted(each.p or 0.0 for each in indicators)
    by_hand = {smaller: min(1.0, 2 * smaller), larger: max(larger, 2 * smaller)}
    assert [each.p_adjusted for each in indicators] == pytest.approx([by_hand[each.p or 0.0] for each in indicators])


def test_a_difference_that_only_uncorrected_p_values_would_show_cannot_be_told() -> None:
    # Two and eight of ten said yes, which has a p-value of 0.023: twice that is under 0.05, and thrice is not.
    def tested(indicators: int) -> Difference:
        own = instrument(*[[item(f"x{number}", (YESNO, GOOD))] for number in range(indicators)])
        first, second = (np.ones((10, indicators), dtype=np.uint8) for _ in range(2))
        first[:2, 0] = 2
        second[:8, 0] = 2
        return compare_rounds(Sample(own, first), Sample(own, second)).at(Level.INDICATOR)[0]

    two, three = tested(2), tested(3)
    # By hand: C(10, 8) x C(10, 2) + C(10, 9) x C(10, 1) + 1 = 2,126 ways of C(20, 10) = 184,756 in a tail.
    assert two.p == three.p == pytest.approx(2 * 2126 / 184756)
    assert (two.verdict, three.verdict) == (Verdict.REALLY_DIFFERENT, Verdict.CANNOT_TELL)


@settings(deadline=None, max_examples=30)
@given(answered_instruments(fewest=10), st.integers(0, 2**32 - 1))
def test_the_difference_is_always_that_of_the_two_scorecards(answered: tuple[Instrument, NDArray[np.uint8]], seed: int) -> None:
    own, steps = answered
    picked = np.random.default_rng(seed).permutation(len(steps)) % 2 == 0
    first, second = score(own, steps[picked]), score(own, steps[~picked])
    found = compare_rounds(Sample(own, steps[picked]), Sample(own, steps[~picked], 10 * len(steps)), items=True).differences
    before = [first, *first.indicators, *first.items]
    for each, earlier, later in zip(found, before, [second, *second.indicators, *second.items], strict=True):
        shown = [scored.score if scored.n >= 5 else None for scored in (earlier, later)]
        assert [each.first.score, each.second.score] == shown
        assert (each.verdict is Verdict.NOT_COMPARABLE) == (None in shown)
        if earlier.score is not None and later.score is not None and each.difference is not None:
            assert each.difference == later.score - earlier.score
            assert each.low is None or each.high is None or each.low <= each.difference <= each.high


def test_with_blanks_ranks_are_those_of_complete_respondents() -> None:
    steps = random_steps(20, 5)
    with_blanks = steps.copy()
    with_blanks[:6, 0] = 0
    found = compare_rounds(Sample(TWO, steps), Sample(TWO, with_blanks))
    (whole,) = found.at(Level.INSTRUMENT)
    assert (whole.second.n, whole.second.complete) == (20, 14)
    first, second = ((POINTS[own[:, 0] - 1] + POINTS[::-1][own[:, 1] - 1]) / 2 for own in (steps, steps[6:]))
    above = sum(math.copysign(1, right - left) if right != left else 0 for left in first for right in second)
    assert whole.cliffs_delta == pytest.approx(above / (20 * 14))
    # Too few complete respondents: the difference is there, a test is not.
    with_blanks[:, 0] = 0
    with_blanks[:4, 0] = 3
    (hardly,) = compare_rounds(Sample(TWO, steps), Sample(TWO, with_blanks)).at(Level.INSTRUMENT)
    assert hardly.difference is not None
    assert (hardly.p, hardly.verdict) == (None, Verdict.CANNOT_TELL)


def test_rounds_of_two_years_compare_if_parts_and_points_are_the_same() -> None:
    later = replace(TWO, fiscal_year=2600)
    assert compare_rounds(Sample(TWO, random_steps(9, 6)), Sample(later, random_steps(9, 7))).instrument == "2600/xit"
    turned = instrument([item("x1", (LEVEL4, GOOD))], [item("x2", (LEVEL4, GOOD))])
    with pytest.raises(InstrumentsDiffer):
        compare_rounds(Sample(TWO, random_steps(9, 6)), Sample(turned, random_steps(9, 7)))


def test_a_published_score_is_compared_by_students_t() -> None:
    steps = random_steps(25, 8)
    found = compare_published(Sample(TWO, steps), indicators={1: 50.0}, names=("ผลทางการ", "รอบนี้"))
    (only,) = found.differences
    student = scipy.stats.ttest_1samp(POINTS[steps[:, 0] - 1], 50.0)
    interval = student.confidence_interval(0.95)
    assert (only.low, only.high) == pytest.approx((interval.low - 50, interval.high - 50))
    assert only.p == pytest.approx(student.pvalue)
    assert only.test is RankTest.T
    assert (only.first.name, only.first.n, only.first.score) == ("ผลทางการ", None, 50.0)


def test_a_published_score_and_a_census_differ_or_do_not() -> None:
    def against(figure: float) -> Difference:
        return compare_published(yes(8, among=12, population=12), indicators={}, overall=figure).differences[0]

    # Eight of twelve are 66.666…, which a report prints as 66.67.
    assert against(70.0).verdict is Verdict.REALLY_DIFFERENT
    assert (against(66.67).verdict, against(66.67).p) == (Verdict.CANNOT_TELL, 0)


def test_a_published_score_cannot_be_told_from_answers_without_spread() -> None:
    (found,) = compare_published(yes(8, among=8), indicators={1: 90.0}).differences
    assert (found.difference, found.low, found.p, found.verdict) == (10, None, None, Verdict.CANNOT_TELL)


def test_two_groups_are_compared_as_two_rounds_are() -> None:
    first, second = Sample(TWO, random_steps(20, 9)), Sample(TWO, random_steps(30, 10, (0.02, 0.08, 0.2, 0.7)))
    rounds = compare_rounds(first, second, names=("a", "b")).differences
    groups = compare_groups({"a": first, "b": second})
    assert tuple(pair for each in groups for pair in each.pairs) == rounds
    assert [each.verdict for each in groups] == [each.verdict for each in rounds]
    assert [each.p_adjusted for each in groups] == [each.p_adjusted for each in rounds]


def test_several_groups_are_compared_together_and_in_pairs_and_small_ones_not_at_all() -> None:
    groups = {
        "บุคคลทั่วไป": Sample(TWO, random_steps(30, 11)),
        "หน่วยงานของรัฐ": Sample(TWO, random_steps(4, 12)),
        "องค์กรระหว่างประเทศ": Sample(TWO, random_steps(2, 20)),
        "องค์กรธุรกิจ": Sample(TWO, random_steps(25, 13, (0.5, 0.3, 0.1, 0.1))),
        "อื่น ๆ": Sample(TWO, random_steps(12, 14)),
    }
    whole, first, _ = compare_groups(groups)
    points = [POINTS[sample.steps[:, 0] - 1] for sample in groups.values() if len(sample.steps) >= 5]
    kruskal = scipy.stats.kruskal(*points)
    assert first.test is RankTest.KRUSKAL_WALLIS
    assert (first.statistic, first.p) == pytest.approx((kruskal.statistic, kruskal.pvalue))
    assert first.verdict is Verdict.REALLY_DIFFERENT
    assert [(pair.first.name, pair.second.name) for pair in first.pairs] == [
        ("บุคคลทั่วไป", "องค์กรธุรกิจ"),
        ("บุคคลทั่วไป", "อื่น ๆ"),
        ("องค์กรธุรกิจ", "อื่น ๆ"),
    ]
    assert first.pairs[0].verdict is Verdict.REALLY_DIFFERENT
    assert first.pairs[1].verdict is Verdict.CANNOT_TELL
    small = whole.as_json()["groups"][1]
    assert small == {"name": "หน่วยงานของรัฐ", "n": None, "complete": None, "score": None}


def test_a_small_group_takes_another_with_it_where_subtraction_would_give_it_away() -> None:
    sizes = {"a": 30, "b": 4, "c": 25, "d": 12}
    groups = {name: Sample(TWO, random_steps(size, size)) for name, size in sizes.items()}
    for each in compare_groups(groups, items=True):
        assert [side.name for side in each.groups if side.is_comparable] == ["a", "c"]
        assert [(pair.first.name, pair.second.name) for pair in each.pairs] == [("a", "c")]
        assert [group["n"] for group in each.as_json()["groups"]] == [30, None, 25, None]


def test_pairs_of_groups_are_corrected_over_all_pairs_and_scores_of_a_level() -> None:
    groups = {name: Sample(TWO, random_steps(20, seed)) for name, seed in (("a", 15), ("b", 16), ("c", 17))}
    pairs = [pair for each in compare_groups(groups) if each.level is Level.INDICATOR for pair in each.pairs]
    smallest = min(pairs, key=lambda pair: pair.p or 0.0)
    assert smallest.p_adjusted == pytest.approx(min(1.0, 6 * (smallest.p or 0.0)))


def test_groups_that_cannot_be_compared_say_so() -> None:
    lonely = compare_groups({"a": yes(3, among=9), "b": yes(1, among=2)})
    assert {each.verdict for each in lonely} == {Verdict.NOT_COMPARABLE}
    assert all(each.pairs == () for each in lonely)
    with pytest.raises(ValueError, match="no groups"):
        compare_groups({})
    with pytest.raises(InstrumentsDiffer):
        compare_groups({"a": yes(3, among=9), "b": Sample(TWO, random_steps(9, 18))})


def test_an_empty_round_is_not_comparable() -> None:
    empty = Sample(TWO, np.zeros((0, 2), dtype=np.uint8), 40)
    found = compare_rounds(empty, Sample(TWO, random_steps(9, 19)), items=True)
    assert {each.verdict for each in found.differences} == {Verdict.NOT_COMPARABLE}


def test_the_json_is_plain_data() -> None:
    rounds = compare_rounds(yes(1, among=9), yes(8, among=9), items=True).as_json()
    assert json.loads(json.dumps(rounds)) == rounds
    groups = [each.as_json() for each in compare_groups({"a": yes(1, among=9), "b": yes(8, among=9), "c": yes(5, among=9)})]
    assert json.loads(json.dumps(groups))[0]["pairs"][0]["verdict"] == "really_different"

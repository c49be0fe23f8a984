"""Expected figures come from scipy.stats, which enumerates or approximates independently of the engine, and from hand work."""

import numpy as np
import pytest
import scipy  # its `stats` takes seconds to load: only in the worker that needs it

from scoring.ranks import RankTest, holm, kruskal_wallis, mann_whitney

POINTS = np.array([0.0, 33.0, 50.0, 67.0, 100.0])


@pytest.mark.parametrize(("sizes", "seed"), [((5, 5), 1), ((5, 7), 2), ((6, 6), 3), ((4, 8), 4), ((8, 5), 5)])
def test_a_small_sample_is_tested_by_every_way_to_choose_given_its_ties(sizes: tuple[int, int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    first, second = (chance.choice(POINTS, size) for size in sizes)
    found = mann_whitney(first, second)
    every_way = scipy.stats.mannwhitneyu(second, first, method=scipy.stats.PermutationMethod(n_resamples=100_000))
    assert found.test is RankTest.MANN_WHITNEY_EXACT
    assert found.statistic == every_way.statistic
    assert found.p == pytest.approx(every_way.pvalue)


def test_without_ties_the_exact_test_is_the_textbook_one() -> None:
    chance = np.random.default_rng(6)
    first, second = chance.random(18), chance.random(20) + 0.2
    assert mann_whitney(first, second).p == pytest.approx(scipy.stats.mannwhitneyu(first, second, method="exact").pvalue)


@pytest.mark.parametrize(("sizes", "seed"), [((30, 40), 1), ((200, 90), 2), ((5, 60), 3)])
def test_a_large_sample_is_tested_by_the_normal_form_corrected_for_ties(sizes: tuple[int, int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    first, second = chance.choice(POINTS, sizes[0]), chance.choice(POINTS, sizes[1], p=[0.1, 0.2, 0.2, 0.2, 0.3])
    found = mann_whitney(first, second)
    scipys = scipy.stats.mannwhitneyu(second, first, method="asymptotic")
    assert found.test is RankTest.MANN_WHITNEY_NORMAL
    assert (found.statistic, found.p) == pytest.approx((scipys.statistic, scipys.pvalue))


def test_where_exact_and_normal_meet_they_agree() -> None:
    chance = np.random.default_rng(8)
    first, second = chance.choice(POINTS, 20), chance.choice(POINTS, 20, p=[0.05, 0.1, 0.2, 0.25, 0.4])
    normal = scipy.stats.mannwhitneyu(second, first, method="asymptotic").pvalue
    assert mann_whitney(first, second).p == pytest.approx(normal, rel=0.2)


def test_cliffs_delta_counts_who_scores_above_whom() -> None:
    # By hand: of the 6 pairs, the second is above in 4, equal in 1 and below in 1.
    assert mann_whitney(np.array([0.0, 67.0]), np.array([33.0, 67.0, 100.0])).effect == pytest.approx((4 - 1) / 6)


def test_several_groups_are_tested_as_kruskal_and_wallis_do() -> None:
    chance = np.random.default_rng(9)
    groups = [chance.choice(POINTS, size) for size in (12, 30, 7)]
    scipys = scipy.stats.kruskal(*groups)
    found = kruskal_wallis(groups)
    assert (found.statistic, found.p) == pytest.approx((scipys.statistic, scipys.pvalue))
    assert found.effect == pytest.approx(scipys.statistic / 48)


def test_where_all_answered_alike_there_is_no_difference() -> None:
    same = np.full(6, 67.0)
    assert mann_whitney(same, same).p == 1
    assert mann_whitney(np.full(50, 67.0), same).p == 1
    assert kruskal_wallis([same, same, same]).p == 1


def test_float_dust_does_not_break_a_tie() -> None:
    dust = np.array([0.1 + 0.2, 0.3])
    assert dust[0] != dust[1]
    assert mann_whitney(dust[:1], dust[1:]).effect == 0


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_falls() -> None:
    # By hand: 4 x 0.01, 3 x 0.03, 2 x 0.04 (raised to the 0.09 before it), 1 x 0.9.
    assert holm([0.03, 0.9, 0.01, 0.04]) == pytest.approx((0.09, 0.9, 0.04, 0.09))
    assert holm([0.6, 0.7]) == (1.0, 1.0)
    assert holm([]) == ()

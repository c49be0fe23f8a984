import json
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from questionnaires.model import Instrument, Scale
from scoring.reliability import Omega, Reason, cronbach_alpha, feldt_interval, omega, one_factor, reliability
from tests.scoring import by_the_rules as rules
from tests.scoring.small_instruments import BAD, GOOD, LEVEL4, YESNO, answered_instruments, instrument, item, matrix

LEVEL3 = Scale("level3", ("น้อย", "กลาง", "มาก"), (0.0, 50.0, 100.0))
THREE = instrument([item(f"x{number}", (LEVEL3, GOOD)) for number in (1, 2, 3)])
FOUR_ROWS = matrix((1, 1, 2), (2, 2, 2), (3, 2, 3), (2, 3, 3))


def test_alpha_is_what_four_rows_and_three_items_give_by_hand() -> None:
    found = reliability(THREE, FOUR_ROWS).overall
    # In units of 50 points: variances 2/3, 2/3 and 1/3; sums 1, 3, 5, 5 with variance 11/3; 3/2 x (1 - 5/11) = 9/11.
    assert found.alpha == pytest.approx(9 / 11)
    assert (found.n, found.answered) == (4, 4)
    # The third item with the sum of the others (0, 2, 3, 3): products 2, squares 1 and 6. Without it 2 x (1 - 4/6) = 2/3.
    assert found.items[2].item_total == pytest.approx(2 / 6**0.5)
    assert found.items[2].alpha_if_dropped == pytest.approx(2 / 3)
    # F tables: 97.5 % of F(3, 6) is 6.599, and of F(6, 3) 14.735, whose inverse is 2.5 % of F(3, 6).
    assert found.low == pytest.approx(1 - 2 / 11 * 6.599, abs=2e-4)
    assert found.high == pytest.approx(1 - 2 / 11 / 14.735, abs=2e-4)


def test_alpha_and_its_interval_are_those_published_for_pingouins_example() -> None:
    # Ten customers, three questions: 0.7734375 with 0.336 to 0.939 (output of pingouin, printed in several tutorials).
    answers = matrix((1, 2, 2, 3, 2, 2, 3, 3, 2, 3), (1, 1, 1, 2, 3, 3, 2, 3, 3, 3), (1, 1, 2, 1, 2, 3, 3, 3, 2, 3)).T
    found = reliability(THREE, answers).overall
    assert found.alpha == pytest.approx(0.7734375)
    assert found.low is not None
    assert found.high is not None
    assert (round(found.low, 3), round(found.high, 3)) == (0.336, 0.939)


def test_rows_with_blanks_count_neither_in_alpha_nor_in_its_interval() -> None:
    whole = reliability(THREE, FOUR_ROWS).overall
    with_blanks = reliability(THREE, np.vstack([FOUR_ROWS, matrix((0, 3, 1), (0, 0, 0), (3, 0, 0), (2, 1, 0))])).overall
    assert (with_blanks.n, with_blanks.answered) == (4, 7)
    assert (with_blanks.alpha, with_blanks.low, with_blanks.high) == (whole.alpha, whole.low, whole.high)


def test_a_row_whose_item_lacks_a_part_is_not_complete() -> None:
    own = instrument([item("x1", (LEVEL4, GOOD), (LEVEL4, GOOD)), item("x2", (LEVEL4, GOOD))])
    found = reliability(own, matrix((1, 0, 1), (1, 2, 1), (3, 3, 4), (4, 4, 4))).overall
    assert (found.n, found.answered) == (3, 4)


def test_reversed_items_are_turned_round_before_they_are_compared() -> None:
    mixed = instrument([item("x1", (LEVEL3, GOOD)), item("x2", (LEVEL3, BAD)), item("x3", (LEVEL3, GOOD))])
    turned = FOUR_ROWS.copy()
    turned[:, 1] = 4 - turned[:, 1]
    assert reliability(mixed, turned).overall.alpha == reliability(THREE, FOUR_ROWS).overall.alpha


def test_an_item_that_all_answered_alike_is_left_out_and_named() -> None:
    four = instrument([item(f"x{number}", (LEVEL3, GOOD)) for number in (1, 2, 3, 4)])
    found = reliability(four, np.insert(FOUR_ROWS, 1, 3, axis=1)).overall
    assert found.constant == ("x2",)
    assert found.alpha == pytest.approx(9 / 11)
    assert found.items[1].missing is Reason.NO_VARIATION
    assert found.items[1].item_total is None
    assert found.items[3].item_total == pytest.approx(2 / 6**0.5)


def test_what_cannot_be_computed_is_missing_for_a_reason() -> None:
    def why(own: Instrument, *rows: tuple[int, ...]) -> Reason | None:
        found = reliability(own, np.array(rows, dtype=np.uint8).reshape(-1, len(own.parts))).overall
        assert (found.alpha, found.low, found.high, found.omega) == (None, None, None, None)
        return found.alpha_missing

    assert why(THREE) is Reason.TOO_FEW_ROWS
    assert why(THREE, (1, 2, 3), (3, 2, 1), (2, 2, 0)) is Reason.TOO_FEW_ROWS
    assert why(THREE, (1, 2, 3), (1, 2, 3), (1, 2, 3)) is Reason.NO_VARIATION
    assert why(THREE, (1, 2, 3), (1, 2, 2), (1, 2, 1)) is Reason.NO_VARIATION
    assert why(instrument([item("x1", (LEVEL3, GOOD))]), (1,), (2,), (3,)) is Reason.TOO_FEW_ITEMS
    # The two items cancel out: every sum is the same.
    two = instrument([item("x1", (LEVEL3, GOOD)), item("x2", (LEVEL3, GOOD))])
    assert why(two, (1, 3), (2, 2), (3, 1)) is Reason.NO_VARIATION


def test_of_two_items_neither_can_be_dropped() -> None:
    two = instrument([item("x1", (LEVEL3, GOOD)), item("x2", (LEVEL3, GOOD))])
    found = reliability(two, FOUR_ROWS[:, :2]).overall
    assert found.alpha == pytest.approx(2 / 3)
    assert [(each.alpha_if_dropped, each.missing) for each in found.items] == [(None, Reason.TOO_FEW_ITEMS)] * 2
    assert found.omega_missing is Reason.TOO_FEW_ITEMS


@settings(deadline=None, max_examples=30)
@given(answered_instruments(fewest=3))
def test_alpha_is_that_of_exact_fractions_one_respondent_at_a_time(answered: tuple[Instrument, NDArray[np.uint8]]) -> None:
    own, steps = answered
    found = reliability(own, steps)
    for indicator, scale in zip(own.indicators, found.indicators, strict=True):
        codes = {part.code for each in indicator.items for part in each.parts}
        answers = [one for one in rules.answers_of(own, steps.tolist()) if codes <= one.keys()]
        assert scale.n == len(answers)
        columns = [[rules.item_score(each, [one]) or Fraction(0) for one in answers] for each in indicator.items]
        columns = [column for column in columns if len(set(column)) > 1]
        sums = [sum(row) for row in zip(*columns, strict=True)]
        if scale.alpha is None:
            assert len(answers) < 3 or len(columns) < 2 or len(set(sums)) == 1
            continue
        parts = sum(statistics.variance(column) for column in columns)
        expected = Fraction(len(columns), len(columns) - 1) * (1 - parts / statistics.variance(sums))
        assert scale.alpha == pytest.approx(float(expected), rel=1e-6, abs=1e-6)


def test_one_factor_is_what_r_prints_for_its_ability_tests() -> None:
    # factanal(factors = 1, covmat = ability.cov) in R: the covariances of six tests of 112 people, and what is printed of them.
    lower = [24.641, 5.991, 6.700, 33.520, 18.137, 149.831, 6.023, 1.782, 19.424, 12.711]
    lower += [20.755, 4.936, 31.430, 4.757, 52.604, 29.701, 7.204, 50.753, 9.075, 66.762, 135.292]
    covariance = np.zeros((6, 6))
    covariance[np.tril_indices(6)] = lower
    covariance += np.tril(covariance, -1).T
    spread = np.sqrt(np.diag(covariance))
    found = one_factor(covariance / np.outer(spread, spread), n=112)
    assert found is not None
    assert found.unique == pytest.approx((0.535, 0.853, 0.748, 0.910, 0.232, 0.280), abs=6e-4)
    assert found.loadings == pytest.approx((0.682, 0.384, 0.502, 0.300, 0.877, 0.849), abs=6e-4)
    assert found.chi_square == pytest.approx(75.18, abs=6e-3)
    assert found.p == pytest.approx(1.46e-12, rel=5e-3)
    # That much misfit is more than chance, so one factor is given up.
    assert omega(covariance, n=112) is Reason.NOT_ONE_FACTOR


def congeneric(loadings: tuple[float, ...]) -> NDArray[np.float64]:
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    return correlations


def test_omega_is_the_share_that_the_factor_explains_by_hand() -> None:
    found = omega(congeneric((0.9, 0.8, 0.7, 0.6)), n=100)
    # The loadings add up to 3; what they leave of four variances of 1 is 4 - 0.81 - 0.64 - 0.49 - 0.36 = 1.7.
    assert isinstance(found, Omega)
    assert found.value == pytest.approx(9 / 10.7)
    assert found.factor.loadings == pytest.approx((0.9, 0.8, 0.7, 0.6))
    assert found.factor.srmr == pytest.approx(0, abs=1e-9)


def test_omega_of_items_that_spread_differently_weighs_them_so() -> None:
    spread = np.array([10.0, 20.0, 30.0])
    found = omega(congeneric((0.8, 0.5, 0.6)) * np.outer(spread, spread), n=50)
    # By hand: (8 + 10 + 18)² = 1296 of the factor; 100 x 0.36 + 400 x 0.75 + 900 x 0.64 = 912 of the items.
    assert isinstance(found, Omega)
    assert found.value == pytest.approx(1296 / (1296 + 912))
    assert found.factor.p is None


def test_omega_equals_alpha_where_all_items_measure_alike() -> None:
    alike = congeneric((0.7, 0.7, 0.7, 0.7, 0.7))
    found = omega(alike, n=60)
    assert isinstance(found, Omega)
    assert found.value == pytest.approx(cronbach_alpha(alike))


def test_omega_is_missing_where_one_factor_makes_no_sense() -> None:
    good = congeneric((0.9, 0.8, 0.7, 0.6))
    assert omega(good[:2, :2], n=100) is Reason.TOO_FEW_ITEMS
    assert omega(good, n=19) is Reason.TOO_FEW_ROWS
    assert omega(np.diag([1.0, 1.0, 0.0]), n=100) is Reason.NO_VARIATION
    # Two items that are one, and a correlation that would need a loading above 1 (0.9 x 0.5 / 0.1 = 4.5).
    assert omega(np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]]), n=100) is Reason.IMPROPER_FIT
    assert omega(np.array([[1, 0.9, 0.5], [0.9, 1, 0.1], [0.5, 0.1, 1]]), n=100) is Reason.IMPROPER_FIT
    two_factors = np.kron(np.eye(2), np.full((3, 3), 0.6)) + 0.4 * np.eye(6)
    assert omega(two_factors + 0.05 * (two_factors == 0), n=200) in (Reason.NOT_ONE_FACTOR, Reason.IMPROPER_FIT)


def test_omega_of_answers_is_that_of_the_closed_form_for_three_items() -> None:
    chance = np.random.default_rng(3)
    common = chance.normal(size=60)
    steps = np.column_stack([np.digitize(common + 0.6 * chance.normal(size=60), [-0.7, 0.7]) + 1 for _ in range(3)])
    found = reliability(THREE, steps.astype(np.uint8)).overall.omega
    assert found is not None
    one, two, three = ([50 * float(step - 1) for step in column] for column in steps.T)
    pairs = [(one, two), (one, three), (two, three)]
    c12, c13, c23 = (statistics.covariance(left, right) for left, right in pairs)
    # Three covariances determine the three loadings: the first is the root of c12 x c13 / c23, and so on.
    common_spread = (c12 * c13 / c23) ** 0.5 + (c12 * c23 / c13) ** 0.5 + (c13 * c23 / c12) ** 0.5
    total = statistics.variance([sum(row) for row in zip(one, two, three, strict=True)])
    assert found.value == pytest.approx(common_spread**2 / total, rel=1e-6)


def test_the_interval_narrows_with_more_rows() -> None:
    # F tables: 97.5 % of F(4, 8) is 5.053, and of F(8, 4) 8.980, whose inverse is 2.5 % of F(4, 8).
    assert feldt_interval(0.8, n=5, items=3) == pytest.approx((1 - 0.2 * 5.053, 1 - 0.2 / 8.980), abs=2e-4)
    low, high = feldt_interval(0.8, n=50, items=3)
    assert 0.67 < low < 0.8 < high < 0.89


def test_the_json_is_plain_data() -> None:
    own = instrument([item("x1", (YESNO, GOOD)), item("x2", (YESNO, GOOD))], [item("x3", (YESNO, BAD))])
    data = reliability(own, matrix((1, 1, 1), (2, 2, 1), (1, 2, 2), (2, 2, 2))).as_json()
    assert json.loads(json.dumps(data))["indicators"][0]["n"] == 4
    assert data["indicators"][1]["alpha_missing"] == "too_few_items"

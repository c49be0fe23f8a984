from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import printed, two_decimals


@given(st.integers(0, 100_000))
def test_every_half_of_a_hundredth_goes_up_in_spite_of_binary_storage(thousandths: int) -> None:
    # 0.005, 0.015, … as floats: stored a little above or below the half, about as often the one as the other.
    half = 10 * thousandths + 5
    assert two_decimals(half / 1000) == Decimal(thousandths + 1) / 100


@given(st.integers(0, 10_000), st.integers(-499_999, 499_999))
def test_anything_nearer_to_one_hundredth_than_to_the_next_goes_to_it(hundredths: int, millionths_of_it: int) -> None:
    exact = Decimal(hundredths) / 100 + Decimal(millionths_of_it) / 100_000_000
    assert two_decimals(float(exact)) == Decimal(hundredths) / 100


def test_below_zero_halves_go_away_from_zero_and_there_is_no_negative_zero() -> None:
    assert printed(-2.675) == "-2.68"
    assert printed(-0.001) == "0.00"


def test_decimals_are_rounded_by_the_same_rule() -> None:
    assert two_decimals(Decimal("88.405")) == Decimal("88.41")
    assert str(two_decimals(Decimal(85))) == "85.00"


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -float("inf"), Decimal("NaN")])
def test_what_is_not_a_finite_figure_is_refused(figure: float) -> None:
    with pytest.raises(ValueError, match="not a finite figure"):
        printed(figure)


def test_a_missing_score_is_not_printed_as_a_figure() -> None:
    with pytest.raises(TypeError):
        printed(None)  # type: ignore[arg-type]

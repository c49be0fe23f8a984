"""The one place where digits are dropped. Every other module of `scoring` hands on unrounded figures."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

# Binary arithmetic on figures up to 100 errs by about 1e-13, so 88.405 may arrive as 88.40499999999999.
# A genuine figure that is not a half lies much farther from one than this.
_DUST = Decimal("1e-10")
_HUNDREDTH = Decimal("0.01")


def two_decimals(figure: float | Decimal) -> Decimal:
    """Round to two decimals, halves away from zero, after dropping what binary arithmetic left beyond the tenth decimal.

    88.405 and 88.40499999999999 both give 88.41; 84.995 gives 85.00 and 84.994999 gives 84.99. Never gives a negative zero.
    NaN and infinity raise ValueError. None is not a figure and raises TypeError: a page says in words that there is no score.
    """
    exact = Decimal(figure)
    if not exact.is_finite():
        raise ValueError(f"{figure} cannot be rounded: it is not a finite figure")
    without_dust = exact.quantize(_DUST, rounding=ROUND_HALF_EVEN)
    # Adding zero turns -0.00 into 0.00.
    return without_dust.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP) + 0


def printed(figure: float | Decimal) -> str:
    """Return the figure as it is printed, with Arabic digits: ``"88.41"`` for 88.405, ``"85.00"`` for 84.995.

    Raises what `two_decimals` raises.
    """
    return f"{two_decimals(figure):.2f}"

"""Whether the items of an indicator, or of a whole instrument, measure one thing together.

Everything is computed over items (a respondent's item is the mean of its parts, in points, so reversed parts are turned round
already) and over complete rows: respondents who ticked every part of the indicator or instrument. `n` is how many these are,
and it is the n of the interval. An item to which all gave the same points says nothing about differences between respondents
and is left out, as is usual: in a small office nobody may have seen a bribe, and reliability is a matter of the other items.

Sources: Cronbach 1951 (alpha); Feldt 1965 (its interval); McDonald 1999 (omega); Lawley and Maxwell 1971 (one factor by
maximum likelihood); Bartlett 1951 (the correction of its test); Hu and Bentler 1999 (SRMR).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Item
from scoring.respondents import item_columns, item_points
from scoring.tally import tally

Floats = NDArray[np.float64]

_FEWEST_ROWS = 3
# A factor is asked for only of at least three items, which determine it, and of five complete rows an item, a usual rule.
_FEWEST_ITEMS = 3
_ROWS_AN_ITEM = 5
# No item is let have less variance of its own than this (of 1): a fit that wants to is an improper solution (Heywood 1931).
_LEAST_UNIQUE = 0.005
# One factor is given up where it fits worse than chance explains and the misfit is not trifling either.
_MISFIT_P = 0.05
_MISFIT_SRMR = 0.08
# Points are means of decimals: what differs by less is equal but for the order of a sum.
_DUST = 1e-9
_MOST_ROUNDS = 1_000
_SETTLED = 1e-12


class Reason(StrEnum):
    """Why a figure is missing."""

    TOO_FEW_ROWS = "too_few_rows"
    TOO_FEW_ITEMS = "too_few_items"
    NO_VARIATION = "no_variation"
    IMPROPER_FIT = "improper_fit"
    NOT_ONE_FACTOR = "not_one_factor"


@dataclass(frozen=True, slots=True)
class ItemReliability:
    """How an item goes with the others of its indicator or instrument.

    `item_total` is the correlation with the mean of the other items (corrected: without the item itself), -1 to 1.
    `alpha_if_dropped` is alpha of the others. `missing` says why either is None.
    """

    code: str
    item_total: float | None
    alpha_if_dropped: float | None
    missing: Reason | None = None


@dataclass(frozen=True, slots=True)
class OneFactor:
    """One factor fitted to correlations by maximum likelihood.

    `loadings` are the items' correlations with the factor and `unique` the shares of their variance that it leaves. `srmr` is
    the root mean square of the correlations left unexplained. `chi_square` (Bartlett's correction) and its `p` test whether
    that is chance; with three items, which one factor always fits, `p` is None.
    """

    loadings: tuple[float, ...]
    unique: tuple[float, ...]
    srmr: float
    chi_square: float
    p: float | None


@dataclass(frozen=True, slots=True)
class Omega:
    """McDonald's omega: the share of the variance of the score that its one factor explains, 0 to 1."""

    value: float
    factor: OneFactor


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """One indicator, or the instrument (`number` None).

    `answered` is how many answered anything of it and `n` how many all of it; alpha and its 95 % interval rest on these n.
    `constant` are the items left out because all n gave the same points. `alpha_missing` and `omega_missing` say why a figure
    is None; alpha can be negative where items contradict one another.
    """

    number: int | None
    title: str
    answered: int
    n: int
    alpha: float | None
    low: float | None
    high: float | None
    alpha_missing: Reason | None
    omega: Omega | None
    omega_missing: Reason | None
    constant: tuple[str, ...]
    items: tuple[ItemReliability, ...]


@dataclass(frozen=True, slots=True)
class Reliability:
    """An instrument (`2565/iit`) and each of its indicators."""

    instrument: str
    overall: ScaleReliability
    indicators: tuple[ScaleReliability, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data, numbers unrounded, missing ones as None."""
        return asdict(self)


def reliability(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> Reliability:
    """Compute the reliability of an instrument and its indicators.

    `steps` is (rows, parts), 0 for blank, as for `scoring.scorecard.score`, whose errors are raised here too.
    """
    tally(instrument, steps)  # for what it raises
    points = item_points(instrument, steps)
    columns = item_columns(instrument)
    ticked = np.column_stack([(steps[:, at] != 0).all(axis=1) for at in columns])
    anything = np.column_stack([(steps[:, at] != 0).any(axis=1) for at in columns])

    def of(number: int | None, title: str, items: Sequence[Item], at: slice) -> ScaleReliability:
        complete = points[:, at][ticked[:, at].all(axis=1)]
        return _scale(number, title, int(anything[:, at].any(axis=1).sum()), [item.code for item in items], complete)

    indicators = []
    first = 0
    for indicator in instrument.indicators:
        at = slice(first, first + len(indicator.items))
        indicators.append(of(indicator.number, indicator.title, indicator.items, at))
        first = at.stop
    overall = of(None, instrument.title, instrument.items, slice(0, first))
    return Reliability(instrument.identifier, overall, tuple(indicators))


def cronbach_alpha(covariance: Floats) -> float:
    """Return alpha of the sum of at least two items from their covariances (items, items); the sum must vary."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt_interval(alpha: float, *, n: int, items: int) -> tuple[float, float]:
    """Return the 95 % interval of alpha from `n` complete rows of `items` items (Feldt 1965, exact for normal items)."""
    from scipy.special import fdtri  # type: ignore[import-untyped]  # it ships no types

    degrees = n - 1, (n - 1) * (items - 1)
    return 1 - (1 - alpha) * float(fdtri(*degrees, 0.975)), 1 - (1 - alpha) * float(fdtri(*degrees, 0.025))


def omega(covariance: Floats, *, n: int) -> Omega | Reason:
    """Fit one factor to the covariances (items, items) of `n` rows by maximum likelihood and return omega of the items' sum.

    Returns the reason where there is no sensible fit: fewer than three items, fewer than five rows an item, an item without
    variance, items that determine one another, an item without variance of its own, or misfit beyond chance (p under 0.05 by
    Bartlett's corrected chi-square) that is not trifling (SRMR above 0.08).
    """
    k = len(covariance)
    spread = np.sqrt(np.diag(covariance))
    if k < _FEWEST_ITEMS:
        return Reason.TOO_FEW_ITEMS
    if n < _ROWS_AN_ITEM * k:
        return Reason.TOO_FEW_ROWS
    if not spread.all():
        return Reason.NO_VARIATION
    correlations = covariance / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] < 1e-8:
        return Reason.IMPROPER_FIT
    factor = one_factor(correlations, n=n)
    if factor is None or min(factor.unique) <= _LEAST_UNIQUE * 1.01:
        return Reason.IMPROPER_FIT
    if factor.p is not None and factor.p < _MISFIT_P and factor.srmr > _MISFIT_SRMR:
        return Reason.NOT_ONE_FACTOR
    common = float((spread * factor.loadings).sum()) ** 2
    return Omega(common / (common + float((spread**2 * factor.unique).sum())), factor)


def one_factor(correlations: Floats, *, n: int) -> OneFactor | None:
    """Fit one factor to the correlations (items, items) of `n` rows, none of which may follow from the others.

    Returns None where the fit does not settle, as where the items have nothing in common.
    """
    settled = _settled(correlations)
    if settled is None:
        return None
    loadings, unique = settled
    k = len(correlations)
    left = (correlations - np.outer(loadings, loadings))[np.tril_indices(k, -1)]
    chi_square = (n - 1 - (2 * k + 5) / 6 - 2 / 3) * _discrepancy(correlations, loadings, unique)
    return OneFactor(
        loadings=tuple(loadings.tolist()),
        unique=tuple(unique.tolist()),
        srmr=float(np.sqrt((left**2).sum() / (k * (k + 1) / 2))),
        chi_square=chi_square,
        p=_chance(chi_square, k * (k - 3) // 2),
    )


def _scale(number: int | None, title: str, answered: int, codes: Sequence[str], complete: Floats) -> ScaleReliability:
    n = len(complete)
    enough = n >= _FEWEST_ROWS
    varies = np.ptp(complete, axis=0) > _DUST if enough else np.ones(len(codes), dtype=np.bool_)
    covariance = np.atleast_2d(np.cov(complete[:, varies], rowvar=False)) if enough and varies.any() else np.empty((0, 0))
    missing = _alpha_missing(enough, int(varies.sum()), len(codes), covariance)
    alpha = cronbach_alpha(covariance) if missing is None else None
    low, high = (None, None) if alpha is None else feldt_interval(alpha, n=n, items=len(covariance))
    fitted = omega(covariance, n=n) if missing is None else missing
    return ScaleReliability(
        number=number,
        title=title,
        answered=answered,
        n=n,
        alpha=alpha,
        low=low,
        high=high,
        alpha_missing=missing,
        omega=fitted if isinstance(fitted, Omega) else None,
        omega_missing=fitted if isinstance(fitted, Reason) else None,
        constant=tuple(code for code, own in zip(codes, varies, strict=True) if not own),
        items=_items(codes, varies, covariance, missing),
    )


def _alpha_missing(enough: bool, varying: int, items: int, covariance: Floats) -> Reason | None:
    if not enough:
        return Reason.TOO_FEW_ROWS
    if items < 2:
        return Reason.TOO_FEW_ITEMS
    if varying < 2 or covariance.sum() <= _DUST * np.trace(covariance):
        return Reason.NO_VARIATION
    return None


def _items(
    codes: Sequence[str], varies: NDArray[np.bool_], covariance: Floats, missing: Reason | None
) -> tuple[ItemReliability, ...]:
    if missing is not None:
        return tuple(ItemReliability(code, None, None, missing) for code in codes)
    positions = iter(range(len(covariance)))
    return tuple(
        _item(code, covariance, next(positions)) if own else ItemReliability(code, None, None, Reason.NO_VARIATION)
        for code, own in zip(codes, varies, strict=True)
    )


def _item(code: str, covariance: Floats, at: int) -> ItemReliability:
    own = covariance[at, at]
    kept = [other for other in range(len(covariance)) if other != at]
    others = covariance.take(kept, axis=0).take(kept, axis=1)
    rest = others.sum()
    if rest <= _DUST * np.trace(others):
        return ItemReliability(code, None, None, Reason.NO_VARIATION)
    item_total = float((covariance[at].sum() - own) / math.sqrt(own * rest))
    if len(others) < 2:
        return ItemReliability(code, item_total, None, Reason.TOO_FEW_ITEMS)
    return ItemReliability(code, item_total, cronbach_alpha(others))


def _settled(correlations: Floats) -> tuple[Floats, Floats] | None:
    """Return the loadings and the items' own variances of greatest likelihood, by expectation and maximisation.

    The factor's variance is a parameter of its own within each round, which takes tens of rounds instead of hundreds (Liu,
    Rubin and Wu 1998). Products of a small matrix and a vector are all it needs, so it costs the same on a busy machine.
    """
    loadings, unique = np.full(len(correlations), 0.7), np.full(len(correlations), 0.5)
    for _ in range(_MOST_ROUNDS):
        regression = loadings / unique
        regression /= 1 + regression @ loadings
        shared = correlations @ regression
        variance = 1 - regression @ loadings + regression @ shared
        next_loadings = shared / math.sqrt(variance)
        next_unique = np.maximum(1 - shared**2 / variance, _LEAST_UNIQUE)
        moved = max(np.abs(next_loadings - loadings).max(), np.abs(next_unique - unique).max())
        loadings, unique = next_loadings, next_unique
        if moved < _SETTLED:
            return loadings, unique
    return None


def _discrepancy(correlations: Floats, loadings: Floats, unique: Floats) -> float:
    """Return how far the model's correlations are from those found: minus twice the log likelihood ratio, per row."""
    weighted = loadings / unique
    communal = 1 + float(weighted @ loadings)
    trace = float((1 / unique).sum()) - float(weighted @ correlations @ weighted) / communal
    log_ratio = float(np.log(unique).sum()) + math.log(communal) - float(np.linalg.slogdet(correlations)[1])
    return max(0.0, log_ratio + trace - len(correlations))


def _chance(chi_square: float, degrees: int) -> float | None:
    from scipy.special import chdtrc

    return float(chdtrc(degrees, chi_square)) if degrees > 0 else None

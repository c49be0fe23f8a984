"""A score with its interval, what may be doubted about it, and how a closed round keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from questionnaires.model import Instrument
from scoring.bounds import CONFIDENCE


class Level(StrEnum):
    """What a score is the score of."""

    PART = "part"
    ITEM = "item"
    SUBINDICATOR = "subindicator"
    INDICATOR = "indicator"
    INSTRUMENT = "instrument"


class Method(StrEnum):
    """How an interval came about; `scoring.intervals` explains them."""

    CENSUS = "census"
    NONE = "none"
    TWO_STEP = "two_step"
    UNSEEN = "unseen"
    LOGIT = "logit"


class Doubt(StrEnum):
    """Why an interval is to be read with caution."""

    NO_INTERVAL = "no_interval"
    TOO_FEW = "too_few"
    NEAR_AN_END = "near_an_end"


# These borders are what docs/coverage.md found, which `make coverage` measures and tests/scoring/test_coverage.py holds to.
ENOUGH_ANSWERS: Mapping[Level, int] = {Level.PART: 10, Level.ITEM: 10, Level.INDICATOR: 30, Level.INSTRUMENT: 30}
"""From how many answers on the interval of a score of that level holds in 90 % of samples or more in every office simulated.

Parts and items are then at 94 % or more, and so are indicators and instruments where the people of an office are much alike.
"""

NEAR_AN_END = 5.0
"""An indicator or instrument within so many points of 0 or 100 needs `ENOUGH_NEAR_AN_END` answers instead."""

ENOUGH_NEAR_AN_END = 100

ENOUGH_TO_SEE_A_FEW = 100
"""From how many answers on indicators and instruments are at 94 % also where a tenth of the people are far less content.

Give or take what a simulation errs by; fewer answers may hold too few of that tenth, and then show no sign of them.
"""


class StoredEstimatesMismatch(ValueError):
    """The stored estimates were not made from this instrument, or something is missing from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A score and how sure it is, in points from 0 to 100, unrounded.

    `n` is how many answered it, `sampled` how many answered anything of the instrument, `fewest` how many answered the one of
    its items that fewest answered, and `population` how many people there are; None where that is not known, which counts as
    very many. `standard_error` has the finite population correction in it and is None where fewer than two answered. `low` and
    `high` are None where there is no interval, and `score` where there is no score.
    """

    level: Level
    score: float | None
    n: int
    sampled: int
    fewest: int
    population: int | None
    low: float | None
    high: float | None
    standard_error: float | None
    method: Method
    confidence: float = CONFIDENCE

    @property
    def is_census(self) -> bool:
        """Whether everybody answered, so that there is no sampling error."""
        return self.method is Method.CENSUS

    @property
    def degrees(self) -> int:
        """Degrees of freedom of the standard error."""
        return max(self.fewest - 1, 0)

    @property
    def doubt(self) -> Doubt | None:
        """Why the interval is to be read with caution; None where it is not."""
        if self.score is None or self.low is None:
            return Doubt.NO_INTERVAL
        if self.is_census:
            return None
        if self.fewest < ENOUGH_ANSWERS[self.level]:
            return Doubt.TOO_FEW
        is_near = self._is_composed and min(self.score, 100 - self.score) < NEAR_AN_END
        if is_near and self.fewest < ENOUGH_NEAR_AN_END:
            return Doubt.NEAR_AN_END
        return None

    @property
    def may_miss_a_few(self) -> bool:
        """Whether the interval leaves out what no sample of this size can show: that a few think quite differently.

        Where one in ten do, the interval of an indicator or instrument holds in 90 to 94 % of samples of 30. Milder than
        `doubt`: a note beside the interval rather than a warning.
        """
        return self.low is not None and not self.is_census and self._is_composed and self.fewest < ENOUGH_TO_SEE_A_FEW

    @property
    def is_trustworthy(self) -> bool:
        """Whether the interval was found to hold about as often as it says: there is no `doubt`. See also `may_miss_a_few`."""
        return self.doubt is None

    @property
    def _is_composed(self) -> bool:
        return self.level in (Level.INDICATOR, Level.INSTRUMENT)


@dataclass(frozen=True, slots=True)
class InstrumentEstimates:
    """Every score of an instrument with its interval: indicators by number, items and parts by code.

    `identifier` is the instrument's, such as ``2565/iit``.
    """

    identifier: str
    instrument: Estimate
    indicators: Mapping[int, Estimate]
    items: Mapping[str, Estimate]
    parts: Mapping[str, Estimate]


def to_stored(estimates: InstrumentEstimates) -> dict[str, Any]:
    """Return the estimates as JSON data from which `from_stored` restores them."""
    return {
        "identifier": estimates.identifier,
        "instrument": asdict(estimates.instrument),
        "indicators": {str(number): asdict(estimate) for number, estimate in estimates.indicators.items()},
        "items": {code: asdict(estimate) for code, estimate in estimates.items.items()},
        "parts": {code: asdict(estimate) for code, estimate in estimates.parts.items()},
    }


def from_stored(instrument: Instrument, data: dict[str, Any]) -> InstrumentEstimates:
    """Restore what `to_stored` returned; nothing is computed anew.

    `StoredEstimatesMismatch` if it was made from an instrument with other indicators, items or parts, or something is missing.
    """
    try:
        restored = InstrumentEstimates(
            identifier=data["identifier"],
            instrument=_estimate(data["instrument"]),
            indicators={int(number): _estimate(kept) for number, kept in data["indicators"].items()},
            items={code: _estimate(kept) for code, kept in data["items"].items()},
            parts={code: _estimate(kept) for code, kept in data["parts"].items()},
        )
    except (KeyError, TypeError) as problem:
        raise StoredEstimatesMismatch(f"{instrument.identifier}: {problem}") from problem
    found = (restored.identifier, set(restored.indicators), set(restored.items), set(restored.parts))
    numbers = {indicator.number for indicator in instrument.indicators}
    if found != (instrument.identifier, numbers, {item.code for item in instrument.items}, set(instrument.part_codes)):
        raise StoredEstimatesMismatch(f"{instrument.identifier} has other indicators, items or parts than the stored estimates")
    return restored


def _estimate(kept: dict[str, Any]) -> Estimate:
    return Estimate(**{**kept, "level": Level(kept["level"]), "method": Method(kept["method"])})

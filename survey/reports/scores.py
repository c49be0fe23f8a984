"""The scores of a year side by side: what was announced and what the round came to, instrument by instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from questionnaires.model import DisclosureIndicator, Indicator
from scoring.published import Value
from survey.reports.queries import Standing
from survey.reports.words import span_of
from survey.results.queries import InstrumentResult


@dataclass(frozen=True, slots=True)
class IndicatorScores:
    """An indicator: `announced` as printed, `mended` what would agree with the other figures (None where it does agree)."""

    number: int
    title: str
    announced: Decimal | None
    mended: Decimal | None
    rehearsed: float | None
    interval: str

    def score(self, *, is_official: bool) -> Decimal | float | None:
        """Return the announced score, mended where there is one way to do so, or that of the rehearsal."""
        if not is_official:
            return self.rehearsed
        return self.announced if self.mended is None else self.mended


@dataclass(frozen=True, slots=True)
class InstrumentScores:
    """An instrument, or the OIT: then `result` is None. `named_lowest` is what the announcement calls its lowest indicator."""

    key: str
    title: str
    weight: float
    announced: Decimal | None
    rehearsed: float | None
    interval: str
    result: InstrumentResult | None
    is_doubtful: bool
    named_lowest: int | None
    indicators: tuple[IndicatorScores, ...]

    @property
    def name(self) -> str:
        """Title and abbreviation."""
        return f"{self.title} ({self.key.upper()})"

    def extreme(self, *, is_lowest: bool, is_official: bool) -> IndicatorScores | None:
        """Return the indicator with the lowest or the highest score, the first of equals; None unless all have one."""
        scored = [(one.score(is_official=is_official), one) for one in self.indicators]
        known = [(float(score), one) for score, one in scored if score is not None]
        if len(known) < len(scored):
            return None
        choose = min if is_lowest else max
        return choose(known, key=lambda pair: pair[0])[1]


def mended(standing: Standing) -> Mapping[str, Value]:
    """Return the figures that would make everything announced agree, by name: where there is exactly one smallest way to."""
    found = standing.published.explanations if standing.published else None
    if not found or not found.best or not found.best[0].explains_all or found.equally_good > 1 or not found.searched_all:
        return {}
    return {change.figure: change.after for change in found.best[0].changes}


def announced(standing: Standing) -> Mapping[str, Value]:
    """Return the announced figures by name; none where the office has entered none."""
    return standing.published.published.figures if standing.published else {}


def scores(standing: Standing) -> tuple[InstrumentScores, ...]:
    """Return the scores of every instrument of the year and of the OIT."""
    result = standing.result
    by_key = {one.instrument.key: one for one in result.instruments}
    made = [
        _instrument(standing, instrument.key, instrument.title, by_key.get(instrument.key), instrument.indicators)
        for instrument in result.assessment.instruments
    ]
    disclosure = result.assessment.disclosure
    return (*made, _instrument(standing, disclosure.key, disclosure.title, None, disclosure.indicators))


def _instrument(
    standing: Standing,
    key: str,
    title: str,
    found: InstrumentResult | None,
    indicators: Sequence[Indicator | DisclosureIndicator],
) -> InstrumentScores:
    figures = announced(standing)
    result = standing.result
    is_disclosure = key == result.assessment.disclosure.key
    card = result.disclosure if is_disclosure else (found.scorecard if found else None)
    rehearsed = {one.number: one.score for one in card.indicators} if card else {}
    estimates = found.estimates if found else None
    lowest = figures.get(f"lowest.{key}")
    return InstrumentScores(
        key=key,
        title=title,
        weight=result.assessment.weights[key],
        announced=_decimal(figures.get(f"instruments.{key}")),
        rehearsed=card.score if card else None,
        interval=span_of(estimates.instrument if estimates else None),
        result=found,
        is_doubtful=estimates is not None and not estimates.instrument.is_trustworthy,
        named_lowest=None if lowest is None else int(str(lowest)),
        indicators=tuple(
            IndicatorScores(
                number=one.number,
                title=one.title,
                announced=_decimal(figures.get(f"indicators.{one.number}")),
                mended=_decimal(mended(standing).get(f"indicators.{one.number}")),
                rehearsed=rehearsed.get(one.number),
                interval=span_of(estimates.indicators[one.number] if estimates else None),
            )
            for one in indicators
        ),
    )


def _decimal(value: Value | None) -> Decimal | None:
    return value if isinstance(value, Decimal) else None

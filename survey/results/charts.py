"""The chart of indicators, and the two lowest: ready words and ready lengths, so that templates compute nothing."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.disclosure import may_show
from scoring.estimates import Estimate
from scoring.planning import Lever
from scoring.rounding import printed, two_decimals
from survey.results.items import ItemRow, ItemTable, weight
from survey.results.phrases import between, interval, length
from survey.results.queries import RoundResult

LOWEST = 2
LOWEST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class IndicatorBar:
    """A row of the chart of indicators; lengths are percent of the row, empty where there is nothing to draw.

    `interval` is in words; `low` and `high` are its ends, empty where everybody answered. `impression` is the level that an
    indicator without a score has come to so far.
    """

    number: int
    label: str
    title: str
    url: str
    printed: str
    width: str
    interval: str
    low: str
    high: str
    past_printed: str
    past_width: str
    is_below: bool
    sentence: str
    impression: str


@dataclass(frozen=True, slots=True)
class IndicatorChart:
    """The chart of indicators with the target and the last official result."""

    title: str
    description: str
    target_at: str
    target_label: str
    now_label: str
    past_label: str
    bars: tuple[IndicatorBar, ...]
    has_intervals: bool


@dataclass(frozen=True, slots=True)
class LowIndicator:
    """One of the indicators to look at first. `weight` is how many points of the total hang on it; `items` are its lowest."""

    number: int
    title: str
    printed: str
    interval: str
    gap: str
    weight: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    number: int
    title: str
    score: float | None
    estimate: Estimate | None
    impression: str = ""


def indicator_chart(result: RoundResult) -> IndicatorChart:
    """Return the chart of all indicators of a round: those of the instruments that may be shown, then the OIT's."""
    target = result.assessment.target
    figures = _figures(result)
    official = {int(number): float(figure) for number, figure in result.official.get("indicators", {}).items()}
    bars = tuple(_bar(one, official.get(one.number), target) for one in figures)
    has_intervals = any(bar.low for bar in bars)
    past = f" แถบบางสีเทาคือผลทางการปีงบประมาณ {result.round.fiscal_year}" if official else ""
    whiskers = " ขีดแนวนอนบนแถบคือช่วงความเชื่อมั่น 95 %" if has_intervals else ""
    lowest = min(((one.score, one.number) for one in figures if one.score is not None), default=None)
    return IndicatorChart(
        title=f"ตัวชี้วัดที่ {lowest[1]} ได้คะแนนต่ำที่สุด" if lowest else "ยังไม่มีคะแนนให้แสดง",
        description=f"คะแนน 0 ถึง 100 ของแต่ละตัวชี้วัด เส้นตั้งคือเป้าหมาย {target:g} คะแนน{whiskers}{past}",
        target_at=length(target),
        target_label=f"เป้าหมาย {target:g}",
        now_label="รอบนี้",
        past_label="ผลทางการ" if official else "",
        bars=bars,
        has_intervals=has_intervals,
    )


def lowest_indicators(result: RoundResult, tables: list[ItemTable], levers: dict[str, Lever]) -> tuple[LowIndicator, ...]:
    """Return the two indicators with the lowest scores, the lowest first; none where fewer have a score."""
    scored = [(one.score, one.number, one) for one in _figures(result) if one.score is not None]
    if len(scored) <= LOWEST:
        return ()
    rows = [row for table in tables for row in table.rows if row.score is not None]
    found = []
    for score, number, one in sorted(scored, key=lambda each: each[:2])[:LOWEST]:
        gap = two_decimals(result.assessment.target) - two_decimals(score)
        found.append(
            LowIndicator(
                number=number,
                title=one.title,
                printed=printed(score),
                interval=interval(one.estimate),
                gap=f"ต่ำกว่าเป้าหมาย {gap}" if gap > 0 else "ถึงเป้าหมายแล้ว",
                weight=weight(levers[f"indicators.{number}"].in_total),
                items=tuple(row for row in rows if row.indicator == number)[:LOWEST_ITEMS],
            )
        )
    return tuple(found)


def _figures(result: RoundResult) -> list[_Figure]:
    figures = []
    for one in result.instruments:
        card, estimates = one.scorecard, one.estimates
        levels = one.impression.indicators if one.impression else {}
        # Of an indicator of a single item that few have answered, the score is theirs.
        scores = {each.number: each.score for each in card.indicators if may_show(each.n)} if card else {}
        for it in one.instrument.indicators:
            estimate = estimates.indicators.get(it.number) if estimates else None
            figures.append(_Figure(it.number, it.title, scores.get(it.number), estimate, levels.get(it.number, "")))
    disclosed = {it.number: it.score for it in result.disclosure.indicators} if result.disclosure else {}
    return figures + [
        _Figure(it.number, it.title, disclosed.get(it.number), None) for it in result.assessment.disclosure.indicators
    ]


def _bar(one: _Figure, official: float | None, target: float) -> IndicatorBar:
    score, estimate = one.score, one.estimate
    limits = None
    if score is not None and estimate and estimate.low is not None and estimate.high is not None and not estimate.is_census:
        limits = estimate.low, estimate.high
    if score is None:
        is_below, sentence = False, f"ยังไม่มีคะแนน ระดับโดยประมาณ {one.impression}" if one.impression else "ยังไม่มีคะแนน"
    else:
        gap = two_decimals(target) - two_decimals(score)
        is_below = gap > 0
        place = f"ต่ำกว่าเป้าหมาย {gap}" if is_below else f"สูงกว่าเป้าหมาย {-gap}" if gap else "เท่ากับเป้าหมาย"
        sentence = f"ได้ {printed(score)} คะแนน {place}"
        if limits:
            sentence += f" ช่วงความเชื่อมั่น 95 % {between(*limits)}"
    return IndicatorBar(
        number=one.number,
        label=f"ตัวชี้วัดที่ {one.number}",
        title=one.title,
        url="",
        printed="–" if score is None else printed(score),
        width=length(score or 0.0),
        interval=between(*limits) if limits else "",
        low=length(limits[0]) if limits else "",
        high=length(limits[1]) if limits else "",
        past_printed="" if official is None else printed(official),
        past_width=length(official or 0.0),
        is_below=is_below,
        sentence=sentence,
        impression=one.impression,
    )

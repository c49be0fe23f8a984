"""What the results page draws: ready words and ready lengths, so that templates compute nothing."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Direction, Item
from scoring.rounding import printed, two_decimals
from scoring.scorecard import PartScore
from survey.questions import part_number
from survey.results.queries import InstrumentResult, RoundResult

# A number inside a narrower piece of a bar would touch its edges.
NARROWEST_LABELLED = 7.0
DARKEST = 6
FIRST_DARK = 5


@dataclass(frozen=True, slots=True)
class IndicatorBar:
    """A row of the chart of indicators; lengths are percent of the row. `interval`, `low` and `high` are empty for now."""

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


@dataclass(frozen=True, slots=True)
class Segment:
    """One step within the bar of a part."""

    label: str
    printed: str
    share: str
    x: str
    width: str
    middle: str
    tone: int
    is_labelled: bool
    is_dark: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers to one part are spread over its steps."""

    number: str
    text: str
    printed: str
    n_printed: str
    sentence: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the table that runs from the lowest score to the highest."""

    number: str
    text: str
    indicator: int
    score: float | None
    n: int
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """The items of an instrument, lowest first."""

    result: InstrumentResult
    rows: tuple[ItemRow, ...]


def indicator_chart(result: RoundResult) -> IndicatorChart:
    """Return the chart of all indicators of a round: those of the instruments that may be shown, then the OIT's."""
    target = result.assessment.target
    scores: list[tuple[int, str, float | None]] = []
    for one in result.instruments:
        measured = {indicator.number: indicator.score for indicator in one.scorecard.indicators} if one.scorecard else {}
        scores += [(it.number, it.title, measured.get(it.number)) for it in one.instrument.indicators]
    disclosed = {it.number: it.score for it in result.disclosure.indicators} if result.disclosure else {}
    scores += [(it.number, it.title, disclosed.get(it.number)) for it in result.assessment.disclosure.indicators]
    official = {int(number): float(figure) for number, figure in result.official.get("indicators", {}).items()}
    past = f" แถบบางสีเทาคือผลทางการปีงบประมาณ {result.round.fiscal_year}" if official else ""
    lowest = min(((score, number) for number, _, score in scores if score is not None), default=None)
    return IndicatorChart(
        title=f"ตัวชี้วัดที่ {lowest[1]} ได้คะแนนต่ำที่สุด" if lowest else "ยังไม่มีคะแนนให้แสดง",
        description=f"คะแนน 0 ถึง 100 ของแต่ละตัวชี้วัด เส้นตั้งคือเป้าหมาย {target:g} คะแนน{past}",
        target_at=_percent(target),
        target_label=f"เป้าหมาย {target:g}",
        now_label="รอบนี้",
        past_label="ผลทางการ" if official else "",
        bars=tuple(_bar(number, title, score, official.get(number), target) for number, title, score in scores),
    )


def item_table(result: InstrumentResult) -> ItemTable:
    """Return the items of an instrument with the spread of every part, lowest score first."""
    assert result.scorecard is not None  # noqa: S101 (asked only for results that are shown)
    items = {item.code: item for item in result.instrument.items}
    rows = [
        ItemRow(
            number=items[one.code].number,
            text=items[one.code].text,
            indicator=indicator.number,
            score=one.score,
            n=one.n,
            spreads=tuple(_spread(items[one.code], part) for part in one.parts),
        )
        for indicator in result.scorecard.indicators
        for one in indicator.items
    ]
    # Items nobody answered come last; among equals the form's own order stands.
    return ItemTable(result, tuple(sorted(rows, key=lambda row: (row.score is None, row.score or 0.0))))


def _bar(number: int, title: str, score: float | None, official: float | None, target: float) -> IndicatorBar:
    if score is None:
        is_below, sentence = False, "ยังไม่มีคะแนน"
    else:
        gap = two_decimals(target) - two_decimals(score)
        is_below = gap > 0
        place = f"ต่ำกว่าเป้าหมาย {gap}" if is_below else f"สูงกว่าเป้าหมาย {-gap}" if gap else "เท่ากับเป้าหมาย"
        sentence = f"ได้ {printed(score)} คะแนน {place}"
    return IndicatorBar(
        label=f"ตัวชี้วัดที่ {number}",
        title=title,
        url="",
        printed="–" if score is None else printed(score),
        width=_percent(score or 0.0),
        interval="",
        low="",
        high="",
        past_printed="" if official is None else printed(official),
        past_width=_percent(official or 0.0),
        is_below=is_below,
        sentence=sentence,
    )


def _spread(item: Item, score: PartScore) -> Spread:
    part = next(one for one in item.parts if one.code == score.code)
    counts = score.steps
    highest = len(counts)
    segments = []
    start = 0.0
    for step, count in counts.items():
        share = 100 * count / score.n if score.n else 0.0
        tone = _tone(step, highest)
        # Dark is always good, so that a reversed part is not read the wrong way round.
        tone = tone if score.distribution.direction is Direction.POSITIVE else DARKEST + 1 - tone
        segments.append(
            Segment(
                label=part.scale.labels[step - 1],
                printed=f"{count:,}",
                share=f"{printed(share)} %",
                x=_percent(start),
                width=_percent(share),
                middle=_percent(start + share / 2),
                tone=tone,
                is_labelled=share >= NARROWEST_LABELLED,
                is_dark=tone >= FIRST_DARK,
            )
        )
        start += share
    listed = " ".join(f"{segment.label} {segment.printed} คน" for segment in segments)
    return Spread(
        number=part_number(part),
        text=part.text or item.text,
        printed="–" if score.score is None else printed(score.score),
        n_printed=f"{score.n:,}",
        sentence=f"ตอบ {score.n:,} คน {listed}",
        segments=tuple(segments),
    )


def _tone(step: int, highest: int) -> int:
    """Return the shade of a step: the first has 1, the last `DARKEST`, those between are spread evenly."""
    return 1 + ((step - 1) * (DARKEST - 1) * 2 + highest - 1) // ((highest - 1) * 2)


def _percent(length: float) -> str:
    return f"{length:.2f}%"

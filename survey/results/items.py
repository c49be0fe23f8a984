"""The items of an instrument as the results page lists them, and how the answers to each are spread over its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.model import Audience, Direction, Item, Part
from scoring.disclosure import may_show, merged
from scoring.planning import Lever
from scoring.rounding import printed
from scoring.scorecard import ItemScore, PartScore
from survey.questions import part_number
from survey.results.phrases import interval, length
from survey.results.queries import InstrumentResult

# A number inside a narrower piece of a bar would touch its edges.
NARROWEST_LABELLED = 7.0
DARKEST = 6
FIRST_DARK = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """One step within the bar of a part, or several that are counted together."""

    label: str
    printed: str
    share: str
    x: str
    width: str
    middle: str
    tone: int
    is_labelled: bool
    is_dark: bool
    is_merged: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers to one part are spread over its steps; no segments where too few have answered it.

    `text` is empty where the part is the item itself.
    """

    number: str
    text: str
    printed: str
    n_printed: str
    sentence: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the table that runs from the lowest score to the highest; hidden ones have neither score nor spreads."""

    code: str
    number: str
    text: str
    indicator: int
    score: float | None
    interval: str
    weight: str
    n: int
    is_hidden: bool
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """The items of an instrument, lowest first."""

    result: InstrumentResult
    n: int
    rows: tuple[ItemRow, ...]
    has_merged: bool
    has_hidden: bool


def item_table(result: InstrumentResult, levers: Mapping[str, Lever]) -> ItemTable:
    """Return the items of an instrument with the spread of every part, lowest score first.

    `levers` are those of `scoring.planning.levers`.
    """
    assert result.scorecard is not None  # noqa: S101 (asked only for results that are shown)
    items = {item.code: item for item in result.instrument.items}
    rows = [
        _row(result, indicator.number, items[one.code], one, levers)
        for indicator in result.scorecard.indicators
        for one in indicator.items
    ]
    return ItemTable(
        result=result,
        n=result.scorecard.n,
        # Items without a score come last; among equals the form's own order stands.
        rows=tuple(sorted(rows, key=lambda row: (row.score is None, row.score or 0.0))),
        has_merged=any(segment.is_merged for row in rows for one in row.spreads for segment in one.segments),
        has_hidden=any(row.is_hidden for row in rows),
    )


def weight(share: Fraction) -> str:
    """Return how many points of the total hang on a score."""
    return printed(float(100 * share))


def _row(result: InstrumentResult, indicator: int, item: Item, scored: ItemScore, levers: Mapping[str, Lever]) -> ItemRow:
    is_hidden = bool(scored.n) and item.code not in result.shown_items
    estimate = result.estimates.items.get(item.code) if result.estimates else None
    return ItemRow(
        code=item.code,
        number=item.number,
        text=item.text,
        indicator=indicator,
        score=None if is_hidden else scored.score,
        interval="" if is_hidden else interval(estimate),
        weight=weight(levers[item.code].in_total),
        n=scored.n,
        is_hidden=is_hidden,
        spreads=() if is_hidden else tuple(_spread(result.instrument.audience, item, part) for part in scored.parts),
    )


def _spread(audience: Audience, item: Item, score: PartScore) -> Spread:
    part = next(one for one in item.parts if one.code == score.code)
    segments = _segments(audience, part, score) if may_show(score.n) else ()
    listed = " ".join(f"{segment.label} {segment.printed} คน" for segment in segments)
    if score.n and not segments:
        listed = "น้อยเกินกว่าจะแสดง"
    return Spread(
        number=part_number(part),
        text=part.text,
        printed=printed(score.score) if segments and score.score is not None else "–",
        n_printed=f"{score.n:,}",
        sentence=f"ตอบ {score.n:,} คน {listed}",
        segments=segments,
    )


def _segments(audience: Audience, part: Part, score: PartScore) -> tuple[Segment, ...]:
    segments = []
    start = 0.0
    for cell in merged(score.distribution.counts, audience=audience):
        share = 100 * cell.count / score.n
        tones = [_tone(step, len(part.scale)) for step in (cell.steps[0], cell.steps[-1])]
        tone = (tones[0] + tones[1]) // 2
        # Dark is always good, so that a reversed part is not read the wrong way round.
        tone = tone if score.distribution.direction is Direction.POSITIVE else DARKEST + 1 - tone
        segments.append(
            Segment(
                label=" รวมกับ ".join(part.scale.labels[step - 1] for step in cell.steps),
                printed=f"{cell.count:,}",
                share=f"{printed(share)} %",
                x=length(start),
                width=length(share),
                middle=length(start + share / 2),
                tone=tone,
                is_labelled=share >= NARROWEST_LABELLED,
                is_dark=tone >= FIRST_DARK,
                is_merged=len(cell.steps) > 1,
            )
        )
        start += share
    return tuple(segments)


def _tone(step: int, highest: int) -> int:
    """Return the shade of a step: the first has 1, the last `DARKEST`, those between are spread evenly."""
    return 1 + ((step - 1) * (DARKEST - 1) * 2 + highest - 1) // ((highest - 1) * 2)

"""The instruments of a round as the results page lists them: what may be shown of each, and why no more."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.disclosure import FEWEST, FIRST_RELEASE, may_ask_for_levels
from scoring.rounding import printed
from survey.models import RoundState
from survey.results.phrases import interval
from survey.results.queries import InstrumentResult, RoundResult


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """An instrument in words. `standing` says what its figures are made from, or why there are none.

    `lowest` names its lowest indicator. `needs_key` says that whoever holds a key has yet to open the answers, `may_ask` that
    levels are there for whoever asks for them.
    """

    key: str
    abbreviation: str
    title: str
    weight: str
    answered: int
    printed: str
    interval: str
    lowest: str
    standing: str
    needs_key: bool
    may_ask: bool


def instrument_rows(result: RoundResult) -> tuple[InstrumentRow, ...]:
    """Return a row for every instrument of a round."""
    return tuple(_row(result, one) for one in result.instruments)


def weight(result: RoundResult, key: str) -> str:
    """Return the share of an instrument or the OIT in the total."""
    return f"{100 * result.assessment.weights[key]:g} %"


def is_partial(result: RoundResult) -> bool:
    """Return whether anything shown is made from fewer answers than there are."""
    return any(one.released is not None and not one.released.is_final for one in result.instruments)


def summary(result: RoundResult) -> str:
    """Return what has come of the round in one sentence, for those to whom a change of the page is told."""
    said = [f"{one.instrument.abbreviation} ตอบแล้ว {one.answered:,} คน" for one in result.instruments]
    if result.total:
        said.append(f"คะแนนรวม {result.total.printed} ระดับ {result.total.grade}")
    return " ".join(said)


def _row(result: RoundResult, one: InstrumentResult) -> InstrumentRow:
    score = one.scorecard.score if one.scorecard else None
    estimate = one.estimates.instrument if one.estimates else None
    low = one.lowest
    is_closed = result.round.state == RoundState.CLOSED
    return InstrumentRow(
        key=one.instrument.key,
        abbreviation=one.instrument.abbreviation,
        title=one.instrument.title,
        weight=weight(result, one.instrument.key),
        answered=one.answered,
        printed="–" if score is None else printed(score),
        interval=interval(estimate),
        lowest=f"ต่ำที่สุด: ตัวชี้วัดที่ {low.number} {low.title} ({printed(low.score)})" if low and low.score is not None else "",
        standing=_standing(one, is_closed=is_closed),
        needs_key=is_closed and one.is_sealed and bool(one.answered) and one.collection.scorecard is None,
        may_ask=one.may_ask_for_levels,
    )


def _standing(one: InstrumentResult, *, is_closed: bool) -> str:
    if not one.answered:
        return "ยังไม่มีคำตอบ"
    if one.is_sealed and not is_closed:
        return "ผลจะเปิดได้หลังปิดรอบ โดยผู้ถือกุญแจ"
    if one.is_sealed and one.collection.scorecard is None:
        return "รอผลจากผู้ถือกุญแจ"
    if one.is_hidden:
        return f"มีผู้ตอบไม่ถึง {FEWEST} คน จึงไม่แสดงผล" if is_closed else f"จะเริ่มแสดงผลเมื่อมีผู้ตอบ {FEWEST} คน"
    if one.impression:
        return f"ระดับ {one.impression.instrument} โดยประมาณ จะแสดงคะแนนเมื่อมีผู้ตอบ {FIRST_RELEASE} คน"
    if one.released is None and not is_closed and may_ask_for_levels(one.answered):
        return f"จะแสดงคะแนนเมื่อมีผู้ตอบ {FIRST_RELEASE} คน"
    if one.released is None:
        return "ยังแสดงผลไม่ได้ เพราะมีข้อที่ยังไม่มีใครตอบ"
    without = " มีข้อที่ไม่มีใครตอบ จึงไม่มีคะแนน" if one.released.scorecard.score is None else ""
    if not one.is_whole:
        number = one.released.number
        return f"คิดจาก {number} ใน {one.answered} คำตอบ คือชุดเดียวกับที่แสดงระดับไปแล้วระหว่างเปิดรอบ{without}"
    if one.released.is_final:
        return f"คิดจากทุกคำตอบ{without}"
    return f"คิดจาก {one.released.number:,} ใน {one.answered:,} คำตอบ{without}"

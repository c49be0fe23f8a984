"""How many have answered, how many more are needed, and how many there will be: in words. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires.model import Assessment
from scoring.rounding import printed
from scoring.sampling import answers_needed, forecast, minimum_sample
from survey.models import Round, RoundState
from survey.results.phrases import interval
from survey.results.queries import InstrumentResult

# The pace of the first days says little: the answers of a meeting, or of a file that was imported.
SOONEST = 2


@dataclass(frozen=True, slots=True)
class SampleRow:
    """An instrument's sample in words; `missing` is how many answers lack to the minimum, `more` to the closeness asked for."""

    abbreviation: str
    answered: int
    minimum: int
    missing: int
    interval: str
    more: str
    expected: str


def sample_row(
    assessment: Assessment, found: Round, one: InstrumentResult, *, within: float, by_day: Sequence[int], today: date
) -> SampleRow:
    """Return the row of an instrument.

    `within` is how close an interval should be, in points; `by_day` are the answers of every full day, empty if not known.
    """
    minimum = minimum_sample(assessment.sampling[one.instrument.audience], one.collection.population)
    return SampleRow(
        abbreviation=one.instrument.abbreviation,
        answered=one.answered,
        minimum=minimum,
        missing=max(0, minimum - one.answered),
        interval=interval(one.estimates.instrument) if one.estimates else "",
        more=_more(one, within),
        expected=_expected(found, one, by_day, today),
    )


def _more(one: InstrumentResult, within: float) -> str:
    estimate = one.estimates.instrument if one.estimates else None
    needed = answers_needed(estimate, half_width=within) if estimate else None
    if estimate is None or needed is None:
        return "ยังบอกไม่ได้"
    # The estimate may be of fewer than have answered by now.
    more = max(0, estimate.sampled + needed - one.answered)
    return f"อีก {more:,} ชุด" if more and needed else f"คลาดเคลื่อนไม่เกิน {printed(within)} แล้ว" if not needed else "น่าจะพอแล้ว"


def _expected(found: Round, one: InstrumentResult, by_day: Sequence[int], today: date) -> str:
    duration = (found.closes_on - found.opens_on).days + 1
    elapsed = (today - found.opens_on).days + 1
    if found.state == RoundState.CLOSED:
        return "ปิดรอบแล้ว"
    if found.state != RoundState.OPEN or elapsed < 1:
        return "ยังไม่ถึงวันเปิดรับคำตอบ"
    if elapsed > duration:
        return "เลยวันสิ้นสุดแล้ว"
    if elapsed <= SOONEST:
        return f"บอกได้เมื่อเปิดรอบเกิน {SOONEST} วัน"
    seen = forecast(
        answered=one.answered,
        elapsed=elapsed,
        duration=duration,
        population=one.collection.population or None,
        by_day=by_day,
    )
    if seen.low == seen.high:
        return f"{seen.low:,} ชุด"
    return f"ประมาณ {seen.expected:,.0f} ชุด ({seen.low:,} ถึง {seen.high:,})"

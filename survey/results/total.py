"""The total as the results page shows it: with its interval, against the target and the levels, and how likely each is."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.assessment import Total
from scoring.rounding import printed
from survey.results.phrases import about, between, doubt, length
from survey.results.queries import RoundResult

# The scale begins here where nothing shown lies below: lower totals are rare, and would push the levels together.
BEGINS_AT = 40.0
# A letter takes about so much of the scale on the narrowest screen.
LETTER = 4.0


@dataclass(frozen=True, slots=True)
class Band:
    """A level on the scale; `chance` is how likely it is, empty where that is not known."""

    label: str
    range: str
    x: str
    width: str
    middle: str
    is_labelled: bool
    is_odd: bool
    is_reached: bool
    chance: str


@dataclass(frozen=True, slots=True)
class TotalChart:
    """The total on its scale. `low` and `high` are empty where there is no interval, `past` where no official total is known.

    `chance` says how likely the target is, `cautions` what is to be kept in mind about it.
    """

    total: Total
    interval: str
    sentence: str
    begins: str
    value_at: str
    low: str
    high: str
    target_at: str
    target_label: str
    past: str
    past_at: str
    bands: tuple[Band, ...]
    chance: str
    cautions: tuple[str, ...]


def total_chart(result: RoundResult) -> TotalChart | None:
    """Return the drawing of a round's total; None while there is none."""
    if result.total is None:
        return None
    sure = result.certainty
    limits = (sure.low, sure.high) if sure and not sure.is_census and sure.low is not None and sure.high is not None else None
    official = result.official.get("total")
    target = result.assessment.target
    marks = [result.total.value, target, *(limits or ()), *([] if official is None else [float(official)])]
    begin = BEGINS_AT if min(marks) > BEGINS_AT else 0.0

    def at(points: float) -> str:
        return length(100 * (points - begin) / (100 - begin))

    interval = between(*limits) if limits else ""
    said = f" ช่วงความเชื่อมั่น 95 % {interval}" if interval else ""
    return TotalChart(
        total=result.total,
        interval=interval,
        sentence=f"คะแนนรวม {result.total.printed} ระดับ {result.total.grade}{said} เป้าหมาย {target:g}",
        begins=f"{begin:g}",
        value_at=at(result.total.value),
        low=at(limits[0]) if limits else "",
        high=at(limits[1]) if limits else "",
        target_at=at(target),
        target_label=f"เป้าหมาย {target:g}",
        past="" if official is None else printed(official),
        past_at="" if official is None else at(float(official)),
        bands=_bands(result, begin),
        chance=_chance(result),
        cautions=_cautions(result),
    )


def _bands(result: RoundResult, begin: float) -> tuple[Band, ...]:
    grades = result.assessment.grades
    sure = result.certainty.grades if result.certainty else None
    bands = []
    above = 100.0
    for number, grade in enumerate(grades):
        start = max(grade.total_from, begin)
        width = max(above - start, 0.0) * 100 / (100 - begin)
        words = f"ตั้งแต่ {printed(grade.total_from)}" if grade.total_from else f"ต่ำกว่า {printed(grades[number - 1].total_from)}"
        bands.append(
            Band(
                label=grade.label,
                range=words,
                x=length(100 * (start - begin) / (100 - begin)),
                width=length(width),
                middle=length(100 * (start - begin) / (100 - begin) + width / 2),
                is_labelled=width >= LETTER * len(grade.label),
                is_odd=bool(number % 2),
                is_reached=result.total is not None and grade.label == result.total.grade,
                chance=about(sure[grade.label]) if sure else "",
            )
        )
        above = start
    return tuple(bands)


def _chance(result: RoundResult) -> str:
    sure, target = result.certainty, f"{result.assessment.target:g}"
    if sure is None or sure.target is None:
        return f"ยังบอกโอกาสที่จะถึง {target} ไม่ได้ เพราะยังไม่ทราบช่วงความเชื่อมั่นของทุกแบบวัด"
    if sure.is_census:
        return "ทุกคนตอบแล้ว คะแนนนี้จึงไม่มีความคลาดเคลื่อนจากการสุ่ม"
    return f"โอกาสถึง {target} {about(sure.target)}"


def _cautions(result: RoundResult) -> tuple[str, ...]:
    if result.certainty is None:
        return ()
    found = []
    for one in result.instruments:
        estimate = one.estimates.instrument if one.estimates else None
        if estimate and (why := doubt(estimate)):
            found.append(f"{one.instrument.abbreviation} {why}")
    if not result.certainty.is_census:
        found.append("โอกาสนี้บอกเพียงว่า หากถามทุกคนที่เกี่ยวข้องในรอบนี้ คะแนนน่าจะอยู่ตรงไหน ไม่ได้ทำนายผลการประเมินจริงซึ่งถามคนอื่นในวันอื่น")
    return tuple(found)

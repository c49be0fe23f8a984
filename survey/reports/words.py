"""The sentences of reports. Digits are Arabic here; a document prints those it is asked for."""

from __future__ import annotations

from decimal import Decimal

from scoring.certainty import TotalEstimate
from scoring.estimates import Estimate
from scoring.rounding import printed, two_decimals
from survey import thai
from survey.models import Round, RoundState
from survey.results.queries import InstrumentResult

NOTHING = "–"
REHEARSED = "ผลการซ้อม"
ANNOUNCED = "ผลที่ประกาศ"
INTERVAL = "ช่วงความเชื่อมั่นร้อยละ 95"
NO_RESULT = "ยังไม่มีผลคะแนนที่แสดงได้ รายงานส่วนนี้จะสมบูรณ์เมื่อมีผู้ตอบเพียงพอ หรือเมื่อกรอกผลที่ประกาศแล้ว"
HOW = (
    "ผลการซ้อมคำนวณด้วยวิธีเดียวกับการประเมินจริง แต่เป็นผลที่หน่วยงานจัดเก็บเอง ไม่ใช่ผลอย่างเป็นทางการ "
    "ช่วงความเชื่อมั่นร้อยละ 95 บอกว่าคะแนนของผู้มีสิทธิตอบทั้งหมดน่าจะอยู่ระหว่างค่าใดถึงค่าใด เพราะผู้ตอบเป็นเพียงส่วนหนึ่ง "
    "คะแนน OIT กรอกโดยเจ้าหน้าที่ จึงไม่มีช่วงความเชื่อมั่น"
)
FEW = "ผู้ตอบยังน้อยหรือคะแนนใกล้สุดมาตร ช่วงความเชื่อมั่นจึงควรอ่านด้วยความระมัดระวัง"


def figure(value: Decimal | float | None) -> str:
    """Return a score as it is printed, a dash where there is none; a published one keeps decimals beyond the second."""
    if value is None:
        return NOTHING
    if isinstance(value, Decimal) and two_decimals(value) != value:
        return str(value)
    return printed(value)


def span(low: float | None, high: float | None) -> str:
    """Return an interval as a table has it, a dash where there is none."""
    return NOTHING if low is None or high is None else f"{printed(low)}–{printed(high)}"


def span_of(estimate: Estimate | None) -> str:
    """Return the interval of an estimate as a table has it."""
    if estimate is None:
        return NOTHING
    return "ตอบครบทุกคน" if estimate.is_census else span(estimate.low, estimate.high)


def to_target(total: Decimal, target: float) -> str:
    """Say how far a total lies from the target."""
    gap = two_decimals(target) - two_decimals(total)
    if gap > 0:
        return f"ต่ำกว่าค่าเป้าหมาย {printed(target)} คะแนน อยู่ {printed(gap)} คะแนน"
    return f"ถึงค่าเป้าหมาย {printed(target)} คะแนน" + (f" และสูงกว่า {printed(-gap)} คะแนน" if gap else "")


def how_sure(certainty: TotalEstimate | None, target: float) -> str:
    """Say between what the total lies and what that means for the target; nothing where that is not known."""
    if certainty is None or certainty.low is None or certainty.high is None:
        return ""
    if certainty.is_census:
        return "ผู้มีสิทธิตอบทุกคนได้ตอบแล้ว คะแนนนี้จึงไม่มีความคลาดเคลื่อนจากการสุ่มตัวอย่าง"
    between = f"ด้วยความเชื่อมั่นร้อยละ 95 คะแนนรวมอยู่ระหว่าง {printed(certainty.low)} ถึง {printed(certainty.high)} คะแนน"
    border = two_decimals(target)
    if two_decimals(certainty.low) >= border:
        return f"{between} ซึ่งถึงเป้าหมายตลอดทั้งช่วง"
    if two_decimals(certainty.high) < border:
        return f"{between} ซึ่งต่ำกว่าเป้าหมายตลอดทั้งช่วง"
    return f"{between} ซึ่งมีทั้งค่าที่ต่ำกว่าและค่าที่ถึงเป้าหมาย จึงยังสรุปไม่ได้ว่าถึงเป้าหมายหรือไม่"


def round_words(found: Round) -> str:
    """Name a round with its days."""
    return f"รอบ “{found.title}” (รับคำตอบ {thai.thai_date(found.opens_on)} ถึง {thai.thai_date(found.closes_on)})"


def why_none(one: InstrumentResult, found: Round) -> str:
    """Say why an instrument has no score to show."""
    if one.impression:
        return f"ผลเบื้องต้นอยู่ในระดับ {one.impression.instrument} คะแนนจะแสดงเมื่อมีผู้ตอบตั้งแต่ 10 คน หรือปิดรอบแล้ว"
    if one.is_sealed and one.answered:
        return "คำตอบถูกปิดผนึก ผลจะแสดงเมื่อผู้ถือกุญแจเปิดแล้ว"
    if one.is_hidden:
        return "ผู้ตอบไม่ถึง 5 คน จึงไม่แสดงผล เพื่อรักษาความลับของผู้ตอบ"
    if found.state != RoundState.CLOSED and one.answered:
        return "คะแนนจะแสดงเมื่อมีผู้ตอบตั้งแต่ 10 คน หรือปิดรอบแล้ว"
    return "ไม่มีผู้ตอบ" if found.state == RoundState.CLOSED else "ยังไม่มีคำตอบ"


def named(number: int, title: str) -> str:
    """Name an indicator."""
    return f"ตัวชี้วัดที่ {number} {title}"

"""What a check of published figures comes to, in words: for the page and for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from questionnaires.model import Assessment
from scoring.consistency import Consistency, Source, Statement
from scoring.misprints import Repair
from scoring.published import GRADE, TOTAL, Value, indicators_of
from scoring.rounding import printed

REPAIRS_SHOWN = 5
_SOURCES = {
    Source.INDICATORS: "คะแนนตัวชี้วัด",
    Source.INSTRUMENTS: "คะแนนแบบวัด",
    Source.MIXED: "คะแนนแบบวัดและตัวชี้วัด",
    Source.TOTAL: "คะแนนรวม",
    Source.EVERYTHING: "ตัวเลขอื่นทั้งหมดพร้อมกัน",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A statement in words: what it is about, what it is computed from, both figures and how they differ."""

    name: str
    source: str
    printed: str
    computed: str
    difference: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """A check in words. `repairs` holds the changes of the best explanations as (figure, printed, should be) each."""

    heading: str
    rows: tuple[Row, ...]
    repairs_heading: str
    repairs: tuple[tuple[tuple[str, str, str], ...], ...]
    repairs_note: str
    is_consistent: bool


def indicator_numbers(assessment: Assessment, key: str) -> list[int]:
    """Return the numbers of the indicators of an instrument or of the OIT."""
    return [int(name.partition(".")[2]) for name in indicators_of(assessment)[key]]


def name_of(figure: str) -> str:
    """Return what people call a figure."""
    group, _, key = figure.partition(".")
    if group == "indicators":
        return f"ตัวชี้วัดที่ {key}"
    if group == "instruments":
        return f"คะแนน {key.upper()}"
    if group == "lowest":
        return f"ตัวชี้วัดที่ต่ำที่สุดของ {key.upper()}"
    return {TOTAL: "คะแนนรวม", GRADE: "ระดับผลการประเมิน"}[figure]


def summary(found: Consistency) -> Summary:
    """Return a check in words, contradictions first."""
    rows = tuple(map(_row, (*found.findings, *found.agreements)))
    best = found.explanations.best
    return Summary(
        heading=_heading(found),
        rows=rows,
        repairs_heading=_repairs_heading(best[0]) if best else "",
        repairs=tuple(tuple(_changes(repair)) for repair in best[:REPAIRS_SHOWN]),
        repairs_note="" if found.is_consistent else _repairs_note(found),
        is_consistent=found.is_consistent,
    )


def lines(summary: Summary) -> Iterator[str]:
    """Yield the lines of a check for the terminal."""
    yield summary.heading
    for row in summary.rows:
        if row.agrees:
            yield f"  ตรง      {row.name} {row.printed} ตรงกับที่คำนวณจาก{row.source}"
        else:
            yield f"  ไม่ตรง   {row.name} ประกาศ {row.printed} แต่คำนวณจาก{row.source}ได้ {row.computed} ({row.difference})"
    if summary.repairs_heading:
        yield summary.repairs_heading
    for number, changes in enumerate(summary.repairs, start=1):
        yield f"  {number}. " + " และ ".join(f"{name} {before} ควรเป็น {after}" for name, before, after in changes)
    if summary.repairs_note:
        yield summary.repairs_note


def _heading(found: Consistency) -> str:
    year = found.published.assessment.fiscal_year
    if not found.statements:
        return f"ปีงบประมาณ {year}: มีตัวเลขไม่พอให้ตรวจเทียบกัน"
    if found.is_consistent:
        return f"ปีงบประมาณ {year}: ตัวเลขที่ประกาศตรงกันทั้ง {len(found.statements)} จุดที่ตรวจได้"
    return f"ปีงบประมาณ {year}: ตัวเลขที่ประกาศไม่ตรงกัน {len(found.findings)} จาก {len(found.statements)} จุดที่ตรวจได้"


def _row(one: Statement) -> Row:
    return Row(
        name=name_of(one.what),
        source=_SOURCES[one.source],
        printed=_shown(one.what, one.printed),
        computed=_shown(one.what, one.computed),
        difference=_difference(one),
        agrees=one.agrees,
    )


def _difference(one: Statement) -> str:
    if one.agrees:
        return "ตรงกัน"
    if one.difference is None:
        return "ไม่ตรงกัน"
    size = _score(abs(one.difference))
    if one.what == GRADE:
        return f"คะแนนรวม{'ขาดไป' if one.difference < 0 else 'เกินระดับนี้'} {size}"
    if one.what.startswith("lowest"):
        return f"คะแนนสูงกว่าตัวที่ต่ำที่สุด {size}"
    return f"ประกาศ{'ต่ำ' if one.difference < 0 else 'สูง'}กว่า {size}"


def _repairs_heading(best: Repair) -> str:
    number = len(best.changes)
    if best.explains_all:
        return f"คำอธิบายที่เป็นไปได้: พิมพ์ผิด {number} แห่ง แห่งละหนึ่งหลักหรือหนึ่งคำ"
    return "ไม่พบการพิมพ์ผิดที่อธิบายได้ทั้งหมด ที่อธิบายได้บางส่วนคือ"


def _repairs_note(found: Consistency) -> str:
    explanations = found.explanations
    if not explanations.best:
        return "ไม่พบการพิมพ์ผิดที่อธิบายความไม่ตรงกันนี้ได้ กรุณาเทียบกับเอกสารต้นฉบับทีละตัวเลข"
    others = explanations.equally_good - 1
    least = "" if explanations.searched_all else "อย่างน้อย "
    if others:
        return f"มีคำอธิบายอื่นที่แก้จำนวนแห่งเท่ากันอีก {least}{others:,} แบบ กรุณาเทียบกับเอกสารต้นฉบับ"
    if explanations.searched_all:
        return "ไม่มีคำอธิบายอื่นที่แก้น้อยแห่งเท่านี้ กรุณายืนยันกับเอกสารต้นฉบับก่อนแก้ตัวเลข"
    return "อาจมีคำอธิบายอื่นที่ระบบยังค้นไม่ถึง กรุณาเทียบกับเอกสารต้นฉบับ"


def _changes(repair: Repair) -> Iterator[tuple[str, str, str]]:
    for change in repair.changes:
        yield name_of(change.figure), _shown(change.figure, change.before), _shown(change.figure, change.after)


def _shown(what: str, value: Value | Fraction) -> str:
    if isinstance(value, str):
        return value
    return f"ตัวชี้วัดที่ {value}" if what.startswith("lowest") else _score(Fraction(value))


def _score(value: Fraction) -> str:
    return printed(Decimal(value.numerator) / Decimal(value.denominator))

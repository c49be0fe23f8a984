"""The measures of a year as documents: the table of the yearly report, and how far they have come after 6 and 12 months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from survey import thai
from survey.documents.report import Block, Column, Digits, Paragraph, Report, Section, Table, Tone
from survey.measures.forms import QUARTERS
from survey.measures.overview import Low, Standing, Year
from survey.measures.words import baht, days_words, score_words
from survey.models import Measure, MeasureFile

NOTHING = "–"
NO_MEASURES = "ยังไม่ได้บันทึกมาตรการของปีนี้"
TABLE_TITLE = "ตารางผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
PROGRESS_TITLE = "รายงานความก้าวหน้าการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
NO_PROGRESS = "ยังไม่ได้บันทึกความก้าวหน้า"
NO_EVIDENCE = "ยังไม่มีหลักฐานของช่วงนี้"
MEASURE_COLUMNS = (
    Column("มาตรการ/แนวทาง", 1.5),
    Column("วิธีการดำเนินการ", 1.5),
    Column("ผู้รับผิดชอบ", 1),
    Column("ระยะเวลาดำเนินการ", 0.9),
    Column("ผลการดำเนินการ", 2.1),
    Column("ข้อเสนอแนะ", 1),
)
_PROGRESS_COLUMNS = (
    Column("มาตรการ/แนวทาง", 1.6),
    Column("ผู้รับผิดชอบ", 0.9),
    Column("ระยะเวลาและงบประมาณ", 1),
    Column("ความก้าวหน้า", 2.6),
    Column("หลักฐาน", 1.2),
)
_LOW_COLUMNS = (
    Column("ตัวชี้วัด", 2.7),
    Column("คะแนน", 1, is_figure=True),
    Column("ต่ำกว่าเป้าหมาย", 1.1, is_figure=True),
    Column("ที่มาของคะแนน", 2.1),
    Column("มาตรการ", 1, is_figure=True),
)
_FILE_COLUMNS = (
    Column("มาตรการที่", 0.6, is_figure=True),
    Column("ไฟล์", 1.8),
    Column("ของช่วง", 0.8),
    Column("วันที่เพิ่ม", 0.9),
    Column("ค่า SHA-256", 2.6),
)
MONTHS = {6: (1, 2), 12: (1, 2, 3, 4)}
"""The quarters that each of the reports tells of."""


def measures_table(measures: Iterable[Measure], office: str, fiscal_year: int) -> Block:
    """Return the yearly report's table of measures; a paragraph that says so where there is none."""
    rows = tuple(_row(number, one) for number, one in enumerate(measures, start=1))
    if not rows:
        return Paragraph(NO_MEASURES)
    caption = f"{TABLE_TITLE}ของ{office} ประจำปีงบประมาณ {fiscal_year}"
    return Table(caption=caption, columns=MEASURE_COLUMNS, rows=rows)


def table_report(year: Year, office: str, *, made_on: date, digits: Digits = Digits.THAI) -> Report:
    """Return the yearly report's table of measures as a document of its own."""
    table = measures_table((one.measure for one in year.measures), office, year.fiscal_year)
    return Report(
        title=TABLE_TITLE,
        office=office,
        fiscal_year=year.fiscal_year,
        made_on=made_on,
        digits=digits,
        sections=(Section("มาตรการส่งเสริมคุณธรรมและความโปร่งใส", (table,), is_wide=True),),
    )


def progress_report(year: Year, office: str, months: int, *, made_on: date, digits: Digits = Digits.THAI) -> Report:
    """Return how far the measures of a year have come after `months` months, 6 or 12; KeyError for another number."""
    quarters = MONTHS[months]
    return Report(
        title=f"{PROGRESS_TITLE} (รอบ {months} เดือน)",
        office=office,
        fiscal_year=year.fiscal_year,
        made_on=made_on,
        digits=digits,
        sections=(
            Section("1. ภาพรวม", tuple(_overall(year, months))),
            Section("2. ความก้าวหน้ารายมาตรการ", tuple(_progress(year, quarters)), is_wide=True),
            Section("3. รายการหลักฐาน", tuple(_evidence(year, quarters)), is_wide=True),
        ),
    )


def files_until(one: Standing, quarters: tuple[int, ...]) -> tuple[MeasureFile, ...]:
    """Return the files that prove a measure within some first quarters of its year.

    Those of the measure as a whole count from the day they were added, and in any case for the whole year.
    """
    last = _last_day(one.measure.fiscal_year, quarters)
    is_whole = len(quarters) == len(QUARTERS)
    return tuple(
        file for file in one.files if (file.quarter in quarters if file.quarter else is_whole or file.added_on <= last)
    )


def _last_day(fiscal_year: int, quarters: tuple[int, ...]) -> date:
    first, last = thai.days_of(fiscal_year)
    return last if len(quarters) == len(QUARTERS) else date(first.year + 1, 3, 31)


def _row(number: int, one: Measure) -> tuple[str, ...]:
    linked = f"\n(ตัวชี้วัดที่ {one.indicator})" if one.indicator is not None else ""
    return (f"{number}. {one.title}{linked}", one.method, one.responsible, one.period, one.result, one.recommendation)


def _overall(year: Year, months: int) -> Iterator[Block]:
    quarters = MONTHS[months]
    last = thai.thai_date(_last_day(year.fiscal_year, quarters))
    told = sum(any(quarter in one.progress for quarter in quarters) for one in year.measures)
    proved = sum(bool(files_until(one, quarters)) for one in year.measures)
    yield Paragraph(
        f"ตั้งแต่ต้นปีงบประมาณ {year.fiscal_year} ถึงวันที่ {last} มีมาตรการ {len(year.measures):,} มาตรการ "
        f"บันทึกความก้าวหน้าแล้ว {told:,} มาตรการ และมีหลักฐานแล้ว {proved:,} มาตรการ"
    )
    if not year.low:
        yield Paragraph("ไม่มีตัวชี้วัดที่ทราบคะแนนและต่ำกว่าเป้าหมาย")
        return
    yield Table(
        caption="ตัวชี้วัดที่ต่ำกว่าเป้าหมาย และจำนวนมาตรการของแต่ละตัวชี้วัด",
        columns=_LOW_COLUMNS,
        rows=tuple(_low(one) for one in year.low),
    )
    if year.uncovered:
        named = " ".join(f"ตัวชี้วัดที่ {one.number}" for one in year.uncovered)
        yield Paragraph(f"ตัวชี้วัดที่ต่ำกว่าเป้าหมายแต่ยังไม่มีมาตรการ: {named}", Tone.WARNING)
    if any(one.known.source.is_simulated for one in year.low):
        yield Paragraph("คะแนนบางรายการมีคำตอบจำลองซึ่งสร้างขึ้นเพื่อเป็นตัวอย่าง ไม่ใช่คำตอบของใคร", Tone.WARNING)


def _low(one: Low) -> tuple[str, ...]:
    name = f"ตัวชี้วัดที่ {one.number} {one.title}"
    return (
        name,
        one.known.printed,
        one.known.missing,
        one.known.source.title,
        f"{one.measures:,}" if one.measures else "ยังไม่มี",
    )


def _progress(year: Year, quarters: tuple[int, ...]) -> Iterator[Block]:
    if not year.measures:
        yield Paragraph(NO_MEASURES)
        return
    rows = []
    for number, one in enumerate(year.measures, start=1):
        measure = one.measure
        called = score_words(measure, year.sources)
        why = f"\n({one.about}{': ' + called if called else ''})"
        when = "\n".join(part for part in (measure.period, days_words(measure), baht(measure.budget)) if part)
        names = "\n".join(file.name for file in files_until(one, quarters))
        rows.append(
            (
                f"{number}. {measure.title}{why}",
                measure.responsible,
                when or NOTHING,
                _came(one, quarters),
                names or NO_EVIDENCE,
            )
        )
    yield Table(caption="ความก้าวหน้าของมาตรการ", columns=_PROGRESS_COLUMNS, rows=tuple(rows))
    unproved = [number for number, one in enumerate(year.measures, start=1) if one.needs_evidence]
    if unproved:
        yield Paragraph(f"มาตรการที่สิ้นสุดแล้วแต่ยังไม่มีหลักฐาน: ลำดับที่ {', '.join(map(str, unproved))}", Tone.WARNING)


def _came(one: Standing, quarters: tuple[int, ...]) -> str:
    told = [
        f"ไตรมาส {quarter} ({QUARTERS[quarter]}): {one.progress[quarter]}" for quarter in quarters if quarter in one.progress
    ]
    if len(quarters) == len(QUARTERS) and one.measure.result:
        told.append(f"ผลการดำเนินการ:\n{one.measure.result}")
    return "\n".join(told) or NO_PROGRESS


def _evidence(year: Year, quarters: tuple[int, ...]) -> Iterator[Block]:
    rows = tuple(
        (
            str(number),
            file.name,
            f"ไตรมาส {file.quarter}" if file.quarter else "ทั้งมาตรการ",
            thai.thai_date(file.added_on),
            # Parted, so that it breaks into lines of a table.
            " ".join(file.sha256[at : at + 8] for at in range(0, len(file.sha256), 8)),
        )
        for number, one in enumerate(year.measures, start=1)
        for file in files_until(one, quarters)
    )
    if not rows:
        yield Paragraph(NO_EVIDENCE)
        return
    yield Table(caption="ไฟล์หลักฐานของแต่ละมาตรการ", columns=_FILE_COLUMNS, rows=rows)
    yield Paragraph("ค่า SHA-256 ใช้ตรวจว่าไฟล์ที่ได้รับเป็นไฟล์เดียวกับที่หน่วยงานเก็บไว้", Tone.NOTE)

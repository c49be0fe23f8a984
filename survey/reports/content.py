"""What the yearly report says, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from scoring.published import GRADE, TOTAL
from survey.cases import evidence
from survey.checking.words import summary
from survey.documents.report import Block, Column, Digits, Paragraph, Points, Report, Section, Table, Tone
from survey.measures.content import measures_table
from survey.models import RoundState
from survey.reports import words
from survey.reports.queries import Standing
from survey.reports.scores import IndicatorScores, InstrumentScores, announced, mended, scores
from survey.reports.words import ANNOUNCED, INTERVAL, NOTHING, REHEARSED, figure, named

TITLE = "รายงานการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสในการดำเนินการของ"
MARK = " *"


def yearly_report(standing: Standing, *, made_on: date, digits: Digits = Digits.THAI) -> Report:
    """Return the yearly report of an office, as it can be written on a day."""
    year = standing.result.assessment.fiscal_year
    compared = scores(standing)
    sections = [
        Section("ผลการประเมินในภาพรวม", tuple(_overall(standing, compared))),
        *(Section(f"ผลคะแนน{one.name}", tuple(_instrument(standing, one))) for one in compared),
    ]
    if standing.published and standing.published.statements:
        sections.append(Section("ความสอดคล้องของตัวเลขที่ประกาศ", tuple(_consistency(standing))))
    sections.append(Section("มาตรการส่งเสริมคุณธรรมและความโปร่งใส", (_measures(standing),), is_wide=True))
    if standing.cases and not standing.cases.is_empty:
        sections.append(evidence.section(standing.cases))
    return Report(
        title=TITLE,
        office=standing.office,
        fiscal_year=year,
        made_on=made_on,
        digits=digits,
        sections=tuple(_numbered(sections)),
    )


def _numbered(sections: list[Section]) -> Iterator[Section]:
    for number, section in enumerate(sections, start=1):
        yield Section(f"{number}. {section.title}", section.blocks, section.is_wide)


def _overall(standing: Standing, compared: tuple[InstrumentScores, ...]) -> Iterator[Block]:
    result = standing.result
    if result.is_partly_simulated:
        yield Paragraph("ในรอบซ้อมนี้มีคำตอบจำลองซึ่งสร้างขึ้นเพื่อเป็นตัวอย่าง ไม่ใช่คำตอบของใคร", Tone.WARNING)
    if not standing.published and all(one.rehearsed is None for one in compared):
        yield Paragraph(words.NO_RESULT)
    yield from _announced(standing)
    yield from _rehearsed(standing)
    yield _total_table(standing, compared)
    if any(one.rehearsed is not None and one.result for one in compared):
        yield Paragraph(words.HOW, Tone.NOTE)
    if any(one.is_doubtful for one in compared):
        yield Paragraph(words.FEW, Tone.NOTE)


def _announced(standing: Standing) -> Iterator[Block]:
    figures = announced(standing)
    total, grade = figures.get(TOTAL), figures.get(GRADE)
    if not isinstance(total, Decimal):
        return
    assessment = standing.result.assessment
    level = f" อยู่ในระดับ {grade}" if grade else ""
    yield Paragraph(
        f"ผลคะแนนการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน (ITA) ประจำปีงบประมาณ พ.ศ. {assessment.fiscal_year} "
        f"ของ{standing.office} ตามที่ประกาศ เท่ากับ {figure(total)} คะแนน {words.to_target(total, assessment.target)}{level}"
    )
    better = mended(standing).get(TOTAL)
    if isinstance(better, Decimal):
        yield Paragraph(
            f"คะแนนรวมที่ประกาศไม่สอดคล้องกับคะแนนรายแบบวัดที่ประกาศ ซึ่งรวมกันได้ {figure(better)} คะแนน "
            f"{words.to_target(better, assessment.target)} โปรดดูหัวข้อความสอดคล้องของตัวเลขที่ประกาศ",
            Tone.WARNING,
        )
    elif standing.published and not standing.published.is_consistent:
        yield Paragraph("ตัวเลขที่ประกาศบางรายการไม่สอดคล้องกัน โปรดดูหัวข้อความสอดคล้องของตัวเลขที่ประกาศ", Tone.WARNING)


def _rehearsed(standing: Standing) -> Iterator[Block]:
    result = standing.result
    open_words = " รอบนี้ยังรับคำตอบอยู่ ผลจึงยังเปลี่ยนได้" if result.round.state == RoundState.OPEN else ""
    if result.total is None:
        yield Paragraph(f"การซ้อมประเมิน {words.round_words(result.round)} ยังมีคะแนนไม่ครบทุกแบบวัด จึงยังไม่มีคะแนนรวม{open_words}")
        return
    total, target = result.total, result.assessment.target
    sure = words.how_sure(result.certainty, target)
    yield Paragraph(
        f"การซ้อมประเมิน {words.round_words(result.round)} ได้คะแนนรวม {total.printed} คะแนน "
        f"{words.to_target(Decimal(total.printed), target)} อยู่ในระดับ {total.grade}"
        f"{' ' + sure if sure else ''}{open_words}"
    )


def _total_table(standing: Standing, compared: tuple[InstrumentScores, ...]) -> Table:
    result, figures = standing.result, announced(standing)
    total, certainty = figures.get(TOTAL), result.certainty
    marks = mended(standing)
    rows = [
        [
            one.name,
            f"{100 * one.weight:g}",
            figure(one.announced) + (MARK if f"instruments.{one.key}" in marks else ""),
            figure(one.rehearsed),
            one.interval,
            f"{one.result.scorecard.n:,}" if one.result and one.result.scorecard else NOTHING,
        ]
        for one in compared
    ]
    span = words.span(certainty.low, certainty.high) if certainty else NOTHING
    grade = figures.get(GRADE)
    level = f"\nระดับ {grade}" if grade and isinstance(total, Decimal) else ""
    rows.append(
        [
            "คะแนนรวม",
            "100",
            (figure(total) if isinstance(total, Decimal) else NOTHING) + (MARK if TOTAL in marks else "") + level,
            f"{result.total.printed}\nระดับ {result.total.grade}" if result.total else NOTHING,
            span,
            NOTHING,
        ]
    )
    columns = [
        Column("แบบวัด", 1.9),
        Column("น้ำหนัก (ร้อยละ)", 1.05, is_figure=True),
        Column(ANNOUNCED, 1.25, is_figure=True),
        Column(REHEARSED, 1, is_figure=True),
        Column(INTERVAL, 1.85, is_figure=True),
        Column("ผู้ตอบ (คน)", 0.8, is_figure=True),
    ]
    return _without_announced(
        Table(caption="คะแนนรายแบบวัดและคะแนนรวม", columns=tuple(columns), rows=tuple(map(tuple, rows)), has_total=True),
        standing,
    )


def _without_announced(table: Table, standing: Standing) -> Table:
    """Drop the column of what was announced where nothing was."""
    at = [column.heading for column in table.columns].index(ANNOUNCED)
    if announced(standing):
        return table
    return Table(
        caption=table.caption,
        columns=(*table.columns[:at], *table.columns[at + 1 :]),
        rows=tuple((*row[:at], *row[at + 1 :]) for row in table.rows),
        has_total=table.has_total,
    )


def _instrument(standing: Standing, one: InstrumentScores) -> Iterator[Block]:
    if one.announced is not None:
        yield Paragraph(
            f"ผลคะแนน{one.name} ตามที่ประกาศ เท่ากับ {figure(one.announced)} คะแนน ประกอบด้วย {len(one.indicators)} ตัวชี้วัด ดังนี้"
        )
    if one.result and not one.result.scorecard:
        yield Paragraph(f"การซ้อมประเมิน: {words.why_none(one.result, standing.result.round)}")
    rows = tuple(
        (
            named(each.number, each.title),
            figure(each.announced) + (MARK if each.mended is not None else ""),
            figure(each.rehearsed),
            each.interval,
        )
        for each in one.indicators
    )
    columns = (
        Column("ตัวชี้วัด", 3),
        Column(ANNOUNCED, 1, is_figure=True),
        Column(REHEARSED, 1, is_figure=True),
        Column(INTERVAL, 1.75, is_figure=True),
    )
    yield _without_announced(Table(caption=f"คะแนนรายตัวชี้วัดของ {one.key.upper()}", columns=columns, rows=rows), standing)
    for each in one.indicators:
        if each.mended is not None:
            yield Paragraph(
                f"* คะแนนนี้ไม่สอดคล้องกับตัวเลขอื่นที่ประกาศ หากเป็น {figure(each.mended)} ตัวเลขที่ประกาศจะสอดคล้องกัน โปรดเทียบกับเอกสารต้นฉบับ",
                Tone.NOTE,
            )
    yield from _lowest(standing, one)


def _lowest(standing: Standing, one: InstrumentScores) -> Iterator[Block]:
    is_official = one.extreme(is_lowest=True, is_official=True) is not None
    lowest = one.extreme(is_lowest=True, is_official=is_official)
    highest = one.extreme(is_lowest=False, is_official=is_official)
    if lowest is None or highest is None:
        return
    most, least = (_score_words(each, is_official=is_official) for each in (highest, lowest))
    yield Paragraph(f"ตัวชี้วัดที่มีคะแนนมากที่สุดในแบบวัดนี้ คือ {named(highest.number, highest.title)} ({most})")
    actions = standing.recommended[str(lowest.number)].actions
    words_of_lowest = f"จากลำดับคะแนน พบว่า{named(lowest.number, lowest.title)} มีคะแนนน้อยที่สุดในแบบวัดนี้ ({least})"
    if len(actions) > 1:
        yield Paragraph(f"{words_of_lowest} ซึ่งมีข้อเสนอแนะสำหรับการปรับปรุงในปีต่อไป ดังนี้")
        yield Points(actions)
    else:
        advice = "".join(f" ซึ่งมีข้อเสนอแนะสำหรับการปรับปรุงในปีต่อไป คือ {action}" for action in actions)
        yield Paragraph(words_of_lowest + advice)
    if is_official and one.named_lowest not in (None, lowest.number):
        yield Paragraph(f"เอกสารที่ประกาศระบุว่าตัวชี้วัดที่ {one.named_lowest} มีคะแนนน้อยที่สุด ซึ่งไม่สอดคล้องกับคะแนนที่ประกาศ", Tone.WARNING)
    rehearsed = one.extreme(is_lowest=True, is_official=False) if is_official and one.result else None
    if rehearsed and rehearsed.number != lowest.number:
        yield Paragraph(f"ในการซ้อมประเมิน ตัวชี้วัดที่มีคะแนนน้อยที่สุด คือ {named(rehearsed.number, rehearsed.title)}")


def _score_words(one: IndicatorScores, *, is_official: bool) -> str:
    noted = " ตามหมายเหตุ *" if is_official and one.mended is not None else ""
    return f"{figure(one.score(is_official=is_official))} คะแนน{noted}"


def _consistency(standing: Standing) -> Iterator[Block]:
    assert standing.published is not None  # noqa: S101  # asked before
    found = summary(standing.published)
    yield Paragraph(found.heading, Tone.USUAL if found.is_consistent else Tone.STRONG)
    if found.is_consistent:
        return
    yield Table(
        caption="ตัวเลขที่ประกาศซึ่งไม่สอดคล้องกับตัวเลขอื่น",
        columns=(
            Column("ตัวเลข", 1.5),
            Column("ประกาศว่า", 1.2, is_figure=True),
            Column("คำนวณจาก", 1.5),
            Column("คำนวณได้", 1.15, is_figure=True),
            Column("ความต่าง", 1.6, is_figure=True),
        ),
        rows=tuple((row.name, row.printed, row.source, row.computed, row.difference) for row in found.rows if not row.agrees),
    )
    if found.repairs_heading:
        changes = [" และ ".join(f"{name} {before} ควรเป็น {after}" for name, before, after in each) for each in found.repairs]
        yield Paragraph(found.repairs_heading)
        yield Points(tuple(changes))
    if found.repairs_note:
        yield Paragraph(found.repairs_note, Tone.WARNING)


def _measures(standing: Standing) -> Block:
    return measures_table(standing.measures, standing.office, standing.result.assessment.fiscal_year)

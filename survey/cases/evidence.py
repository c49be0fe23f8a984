"""What a fiscal year's suggestions came to: for a page, as a document and as a list, of the same published facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey import thai
from survey.cases.calendar import Calendar
from survey.cases.figures import Counts, Figures, figures_of
from survey.cases.finished import OUTCOMES, Finished, finished_in
from survey.cases.timeline import OUTCOMES as OUTCOME_WORDS
from survey.cases.timeline import REFUSALS
from survey.documents.report import Block, Column, Digits, Paragraph, Report, Section, Table, Tone
from survey.exchange.listing import listing
from survey.models import Outcome

TITLE = "ท่านเสนอ เราทำ"
NOTHING = "–"
NONE_FINISHED = "ยังไม่มีข้อเสนอแนะที่เสร็จสิ้นในปีนี้"
REST = "กองอื่นและเรื่องที่ยังไม่มีกองรับผิดชอบ รวมกัน"
IN_NO_ORDER = "กองเรียงตามลำดับของหน่วยงาน ไม่ใช่อันดับ กองที่มีไม่ถึง 5 เรื่องนับรวมกับกองอื่น"
HOW = (
    "ตัวเลขนับเรื่องที่ได้รับในปีงบประมาณนี้ วันทำการนับจากวันถัดจากวันที่ได้รับจนถึงวันที่ตอบครั้งแรก ไม่หักช่วงที่พักการนับเวลา "
    "จำนวนวันแสดงเมื่อตอบแล้วตั้งแต่ 5 เรื่อง เรื่องที่ยังไม่ตอบและยังไม่ครบกำหนดไม่นับว่าตอบทันหรือไม่ทัน"
)
_CASES = (
    *(Column("เลขที่เรื่อง", 0.75), Column("ท่านเสนอ", 2.6), Column("เราทำ", 2.9), Column("กอง", 1.1)),
    *(Column("ได้รับ", 0.9), Column("ผลเมื่อวันที่", 0.9), Column("ตอบใน (วันทำการ)", 0.8, is_figure=True)),
)
_LISTED = (
    *("เลขที่เรื่อง", "วันที่ได้รับ", "เรื่อง", "ท่านเสนอ", "หมู่บ้าน", "กอง", "ผล", "จะทำภายในวันที่", "เราทำ", "ผู้ตอบ"),
    *("วันที่ตอบล่าสุด", "วันทำการถึงคำตอบแรก", "ผู้สนับสนุน", "ตัวชี้วัด", "ข้อ"),
)


@dataclass(frozen=True, slots=True)
class YearOfCases:
    """What was finished in a fiscal year (Buddhist era), whenever it arrived, and the figures of what arrived in it."""

    fiscal_year: int
    finished: tuple[Finished, ...]
    figures: Figures

    @property
    def by_outcome(self) -> tuple[tuple[Outcome, tuple[Finished, ...]], ...]:
        """The finished cases by outcome, without outcomes that none had."""
        groups = ((outcome, tuple(one for one in self.finished if one.outcome == outcome)) for outcome in OUTCOMES)
        return tuple((outcome, group) for outcome, group in groups if group)

    @property
    def is_empty(self) -> bool:
        """Whether nothing arrived in the year and nothing was finished."""
        return not self.finished and not self.figures.whole.received


def year_of_cases(session: Session, office_id: str, fiscal_year: int, *, calendar: Calendar, today: date) -> YearOfCases:
    """Return what a fiscal year's suggestions came to. Four queries."""
    return YearOfCases(
        fiscal_year,
        finished_in(session, office_id, fiscal_year, calendar=calendar),
        figures_of(session, office_id, fiscal_year, calendar=calendar, today=today),
    )


def outcome_words(outcome: Outcome, planned_for: date | None = None) -> str:
    """Return an outcome in words: ``จะทำในปี 2570``."""
    return f"จะทำในปี {thai.fiscal_year(planned_for)}" if planned_for else OUTCOME_WORDS[outcome]


def of_judged(counts: Counts) -> str:
    """Return how many were answered in time, of how many that is known of."""
    return f"{counts.in_time:,} จาก {counts.judged:,}" if counts.judged else NOTHING


def days(number: int | None) -> str:
    """Return a number of working days, a dash where there is none."""
    return NOTHING if number is None else f"{number:,}"


def evidence(
    year: YearOfCases, office: str, *, made_on: date, pictures: tuple[Block, ...] = (), digits: Digits = Digits.THAI
) -> Report:
    """Return a fiscal year's suggestions and what became of them as a document of its own.

    `pictures` are those of `survey.cases.proof`; without any, the document has no section for them.
    """
    sections = [
        Section("1. การตอบกลับ", (Paragraph(_summary(year)), *_figures(year.figures))),
        Section("2. การพิจารณาก่อนเผยแพร่", tuple(_moderation(year.figures))),
        Section("3. สิ่งที่ทำตามข้อเสนอแนะ", tuple(_finished(year)), is_wide=True),
    ]
    if pictures:
        sections.append(Section("4. ภาพก่อนและหลังดำเนินการ", pictures))
    return Report(
        title=TITLE,
        office=office,
        fiscal_year=year.fiscal_year,
        made_on=made_on,
        digits=digits,
        sections=tuple(sections),
    )


def _summary(year: YearOfCases) -> str:
    whole = year.figures.whole
    finished = " ".join(f"{OUTCOME_WORDS[outcome]} {len(group):,} เรื่อง" for outcome, group in year.by_outcome)
    return (
        f"ในปีงบประมาณ {year.fiscal_year} ได้รับข้อเสนอแนะ {whole.received:,} เรื่อง เผยแพร่ {whole.published:,} เรื่อง "
        f"ตอบแล้ว {whole.answered:,} เรื่อง และมีเรื่องที่เสร็จสิ้นในปีนี้ {len(year.finished):,} เรื่อง {finished}"
    ).rstrip()


def section(year: YearOfCases) -> Section:
    """Return a fiscal year's suggestions and what became of them as a section of the yearly report."""
    blocks = (*_finished(year), *_figures(year.figures))
    return Section(f"ข้อเสนอแนะของประชาชน ปีงบประมาณ {year.fiscal_year} ({TITLE})", blocks, is_wide=True)


def finished_csv(year: YearOfCases) -> bytes:
    """Return the finished cases as CSV, a row a case; days are Gregorian (ISO 8601)."""
    return listing(_LISTED, map(_listed, year.finished))


def _finished(year: YearOfCases) -> Iterator[Block]:
    if not year.finished:
        yield Paragraph(NONE_FINISHED)
    for outcome, group in year.by_outcome:
        rows = tuple(_row(one) for one in group)
        yield Table(caption=f"{OUTCOME_WORDS[outcome]} {len(group):,} เรื่อง", columns=_CASES, rows=rows)


def _row(one: Finished) -> tuple[str, ...]:
    planned = f"{outcome_words(one.outcome, one.planned_for)}\n" if one.planned_for else ""
    return (
        one.number,
        f"{one.subject}\n{one.text}",
        f"{planned}{one.answer}" + (f"\n({one.by})" if one.by else ""),
        one.division or NOTHING,
        thai.thai_date(one.received_on),
        thai.thai_date(one.finished_on),
        f"{one.days:,}",
    )


def _figures(figures: Figures) -> Iterator[Block]:
    columns = (
        Column("กอง", 2.4),
        *(Column(heading, 1, is_figure=True) for heading in ("ได้รับ", "ตอบแล้ว", "ตอบทันกำหนด", "ยังรอคำตอบ")),
        *(Column(heading, 1.2, is_figure=True) for heading in ("ครึ่งหนึ่งตอบใน (วันทำการ)", "ร้อยละ 90 ตอบใน (วันทำการ)")),
    )
    rows = [(one.name or REST, *_counted(one.counts)) for one in figures.divisions]
    rows.append(("ทั้งหน่วยงาน", *_counted(figures.whole)))
    yield Table(caption=f"ข้อเสนอแนะที่ได้รับในปีงบประมาณ {figures.fiscal_year}", columns=columns, rows=tuple(rows), has_total=True)
    yield Paragraph(HOW, Tone.NOTE)
    if figures.divisions:
        yield Paragraph(IN_NO_ORDER, Tone.NOTE)


def _counted(counts: Counts) -> tuple[str, ...]:
    numbers = (f"{counts.received:,}", f"{counts.answered:,}")
    return (*numbers, of_judged(counts), f"{counts.open:,}", days(counts.median), days(counts.ninetieth))


def _moderation(figures: Figures) -> Iterator[Block]:
    yield Table(
        caption=f"ข้อเสนอแนะที่ได้รับในปีงบประมาณ {figures.fiscal_year} ซึ่งไม่ได้เผยแพร่ตามที่ส่งมา",
        columns=(Column("การพิจารณา", 4), Column("เรื่อง", 1, is_figure=True)),
        rows=tuple((words, f"{number:,}") for words, number in moderation_rows(figures)),
    )


def moderation_rows(figures: Figures) -> tuple[tuple[str, int], ...]:
    """Return what was decided before publishing, in words, with how often."""
    found = figures.moderation
    return (
        *((f"ไม่เผยแพร่: {REFUSALS[reason]}", number) for reason, number in found.refused),
        ("เผยแพร่โดยปิดบังข้อความบางส่วน", found.redacted),
        ("รวมกับเรื่องอื่น", found.merged),
        ("ผู้เสนอถอนเรื่อง", found.withdrawn),
    )


def _listed(one: Finished) -> tuple[str | int | None, ...]:
    return (
        *(one.number, one.received_on.isoformat(), one.subject, one.text, one.village, one.division),
        *(OUTCOME_WORDS[one.outcome], one.planned_for.isoformat() if one.planned_for else None, one.answer, one.by),
        *(one.finished_on.isoformat(), one.days, one.supports, one.indicator, one.item),
    )

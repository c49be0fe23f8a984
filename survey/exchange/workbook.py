"""An Excel workbook of an instrument: a sheet for each level of figures, a chart, and responses where they may be handed out.

Figures are numbers with a format, never text, and not rounded; text is never a formula. The workbook is made in memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from questionnaires.model import Audience
from scoring.estimates import Estimate, Method
from survey import thai
from survey.exchange.cells import neutral
from survey.exchange.study import Study, in_no_order, questions_of
from survey.exchange.wrapping import row_height

SUMMARY, INDICATORS, ITEMS, PARTS, DISTRIBUTION, RESPONSES = (
    "ผลรวม", "ตัวชี้วัด", "ข้อ", "ข้อย่อย", "การกระจาย", "คำตอบ",
)  # fmt: skip
MOST_RESPONSES = 20_000
"""More would take a spreadsheet minutes to open; the other formats hold them."""

METHODS = {
    Method.CENSUS: "ตอบครบทุกคน ไม่มีความคลาดเคลื่อนจากการสุ่ม",
    Method.NONE: "ผู้ตอบน้อยเกินกว่าจะบอกช่วงได้",
    Method.TWO_STEP: "การแจกแจงไฮเพอร์จีโอเมตริก",
    Method.UNSEEN: "ทุกคนตอบเหมือนกัน",
    Method.LOGIT: "การแจกแจงที บนมาตราลอจิต",
}
_SCORES = ("คะแนน", "ต่ำสุดของช่วง 95%", "สูงสุดของช่วง 95%", "จำนวนผู้ตอบ", "วิธีหาช่วง")
_WIDTHS = {"ข้อคำถาม": 70, "ตัวชี้วัด": 40, "รายการ": 34, "รายละเอียด": 60, "ระดับ": 34, "วิธีหาช่วง": 44}
_MIDDLED = ("เลขที่", "ตัวชี้วัดที่", "รหัสข้อ", "รหัสข้อย่อย", "เลขระดับ")
"""Columns of names that are short: they stand in the middle, so that no figure runs into the words beside it."""
_SHARE = "ร้อยละ"
_FIGURES = ("คะแนน", "ต่ำสุดของช่วง 95%", "สูงสุดของช่วง 95%", "จำนวนผู้ตอบ", _SHARE)
_A4 = 9
_EVERY = 1_000

Told = Callable[[int], None]


def workbook(study: Study, *, told: Told | None = None) -> bytes:
    """Return the workbook of a study; `told` is called with how many responses more have been written."""
    import xlsxwriter  # it takes a moment to load, and few ever need it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        # The same figures give the same bytes, whoever makes them and when.
        book.set_properties({"title": study.title, "author": study.office, "created": _midnight(study)})
        made = _Book(book)
        _summary(made, study)
        if study.scorecard is not None:
            _indicators(made, study)
            _items(made, study)
            _parts(made, study)
            _distribution(made, study)
        if study.steps is not None and len(study.steps) <= MOST_RESPONSES:
            _responses(made, study, told or (lambda _number: None))
    return stream.getvalue()


class _Book:
    """A workbook and the formats of its cells."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[str, str], Any] = {}

    def table(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Any:
        """Add a sheet with a heading row that stays in sight, on as many sheets of A4 as it is long."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&A&Rหน้า &P จาก &N")
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_row(0, _height(headings, headings))
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, _width(heading))
            sheet.write_string(0, column, heading, self._format("heading", heading))
        for number, cells in enumerate(rows, start=1):
            sheet.set_row(number, _height(headings, cells))
            for column, cell in enumerate(cells):
                self.write(sheet, number, column, cell, headings[column])
        return sheet

    def write(self, sheet: Any, row: int, column: int, cell: object, heading: str = "") -> None:
        """Write a cell as what it is: text, a whole number, a share or a score; nothing where it is None."""
        if isinstance(cell, str):
            sheet.write_string(row, column, neutral(cell), self._format("text", heading))
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self._format("number", heading))
        elif isinstance(cell, float):
            sheet.write_number(row, column, cell, self._format("share" if heading == _SHARE else "score", heading))

    def _format(self, kind: str, heading: str) -> Any:
        """Return how a kind of cell looks below a heading: figures at the right, names of a few letters in the middle."""
        align = "right" if heading in _FIGURES else "center" if heading in _MIDDLED else "left"
        if (kind, align) not in self._formats:
            look = {"font_name": "Sarabun", "font_size": 11, "valign": "top", "align": align, **_LOOKS[kind]}
            self._formats[kind, align] = self.book.add_format(look if align != "left" else {**look, "indent": 1})
        return self._formats[kind, align]


_LOOKS: dict[str, dict[str, object]] = {
    "heading": {"bold": True, "bottom": 1, "text_wrap": True},
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "score": {"num_format": "0.00"},
}


def _width(heading: str) -> float:
    return _WIDTHS.get(heading, 14)


def _height(headings: Sequence[str], cells: Sequence[object]) -> float:
    return row_height(zip(cells, map(_width, headings), strict=True))


def _midnight(study: Study) -> Any:
    from datetime import datetime, time

    return datetime.combine(study.exported_on, time())


def _summary(book: _Book, study: Study) -> None:
    instrument = study.instrument
    rows: list[Sequence[object]] = [
        ("หน่วยงาน", study.office),
        ("รอบการประเมิน", study.title),
        ("แบบวัด", f"{instrument.abbreviation} {instrument.title}"),
        ("ปีงบประมาณ", str(instrument.fiscal_year)),
        ("รับคำตอบ", f"{thai.thai_date(study.opens_on)} ถึง {thai.thai_date(study.closes_on)}"),
        ("จำนวนที่แจ้งไว้", study.population if study.population is not None else "ไม่ทราบ"),
        ("ตอบแล้ว", study.answered),
    ]
    if study.scorecard is not None:
        rows += [("ผลคะแนนนี้คิดจาก", study.scorecard.n), ("คะแนน", study.scorecard.score)]
        rows += _interval_rows(study)
    else:
        rows.append(("คะแนน", "ยังแสดงไม่ได้ เพราะมีผู้ตอบน้อย"))
    rows += [
        ("สถานะ", "ผลสุดท้ายของรอบที่ปิดแล้ว" if study.is_final else "รอบยังเปิดอยู่ ผลยังเปลี่ยนได้"),
        ("ส่งออกเมื่อ", thai.thai_date(study.exported_on)),
    ]
    if study.is_partly_simulated:
        rows.append(("ข้อควรระวัง", "มีคำตอบจำลองปนอยู่ ไม่ใช่ผลจริง"))
    if study.steps is None:
        rows.append(("คำตอบรายคน", "ไม่อยู่ในไฟล์นี้ เพื่อไม่ให้รู้ว่าเป็นคำตอบของใคร"))
    elif len(study.steps) > MOST_RESPONSES:
        rows.append(("คำตอบรายคน", f"มี {len(study.steps):,} ชุด เกินกว่าที่ควรอยู่ในสมุดงาน โปรดส่งออกเป็น CSV, SPSS หรือ Parquet"))
    sheet = book.table(SUMMARY, ("รายการ", "รายละเอียด"), rows)
    sheet.fit_to_pages(1, 1)
    if study.scorecard is not None:
        sheet.insert_chart(len(rows) + 2, 0, _chart(book, study), {"description": "แผนภูมิแท่งคะแนนรายตัวชี้วัด"})


def _interval_rows(study: Study) -> list[Sequence[object]]:
    if study.estimates is None:
        return []
    low, high, _, method = _interval(study.estimates.instrument)
    return [("ต่ำสุดของช่วง 95%", low), ("สูงสุดของช่วง 95%", high), ("วิธีหาช่วง", method)]


def _chart(book: _Book, study: Study) -> Any:
    last = len(study.instrument.indicators)
    font = {"name": "Sarabun", "size": 10}
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "คะแนน",
            "categories": [INDICATORS, 1, 1, last, 1],
            "values": [INDICATORS, 1, 2, last, 2],
            "data_labels": {"value": True, "num_format": "0.00", "font": font},
            "fill": {"color": "#2f4b7c"},
            "gap": 60,
        }
    )
    title = f"คะแนนรายตัวชี้วัด {study.instrument.abbreviation} (เต็ม 100)"
    chart.set_title({"name": title, "name_font": {"name": "Sarabun", "size": 13}})
    # Set apart by hand: the names of indicators are longer than the room that programs keep for them.
    chart.set_plotarea({"layout": {"x": 0.28, "y": 0.2, "width": 0.67, "height": 0.74}})
    lines = {"visible": True, "line": {"color": "#d9d4ca"}}
    chart.set_x_axis({"min": 0, "max": 100, "num_format": "0", "num_font": font, "major_gridlines": lines})
    chart.set_y_axis({"reverse": True, "num_font": font})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 110 + 48 * last})
    return chart


def _indicators(book: _Book, study: Study) -> None:
    assert study.scorecard is not None  # noqa: S101 (asked by the only caller)
    estimates = study.estimates.indicators if study.estimates else {}
    rows = [
        (one.number, one.title, *_scored(one.score, one.n, estimates.get(one.number))) for one in study.scorecard.indicators
    ]
    book.table(INDICATORS, ("เลขที่", "ตัวชี้วัด", *_SCORES), rows)


def _items(book: _Book, study: Study) -> None:
    assert study.scorecard is not None  # noqa: S101 (asked by the only caller)
    estimates = study.estimates.items if study.estimates else {}
    texts = {item.code: item.text for item in study.instrument.items}
    rows = [
        (indicator.number, item.code, texts[item.code], *_scored(item.score, item.n, estimates.get(item.code)))
        for indicator in study.scorecard.indicators
        for item in indicator.items
    ]
    book.table(ITEMS, ("ตัวชี้วัดที่", "รหัสข้อ", "ข้อคำถาม", *_SCORES), rows)


def _parts(book: _Book, study: Study) -> None:
    assert study.scorecard is not None  # noqa: S101 (asked by the only caller)
    estimates = study.estimates.parts if study.estimates else {}
    texts = questions_of(study.instrument)
    rows = [
        (item.code, part.code, texts[part.code], *_scored(part.score, part.n, estimates.get(part.code)))
        for item in study.scorecard.items
        for part in item.parts
    ]
    book.table(PARTS, ("รหัสข้อ", "รหัสข้อย่อย", "ข้อคำถาม", *_SCORES), rows)


def _distribution(book: _Book, study: Study) -> None:
    texts = questions_of(study.instrument)
    rows: list[Sequence[object]] = []
    for part in study.instrument.parts:
        groups = (study.distributions or {}).get(part.code, ())
        total = sum(group.count for group in groups)
        for group in groups:
            label = " หรือ ".join(part.scale.labels[step - 1] for step in group.steps)
            numbers = ", ".join(map(str, group.steps))
            rows.append((part.code, texts[part.code], numbers, label, group.count, group.count / total if total else None))
    headings = ("รหัสข้อย่อย", "ข้อคำถาม", "เลขระดับ", "ระดับ", "จำนวนผู้ตอบ", "ร้อยละ")
    sheet = book.table(DISTRIBUTION, headings, rows)
    if study.instrument.audience is Audience.STAFF:
        note = "ระดับที่มีผู้เลือกน้อยกว่า 3 คนแสดงรวมกับระดับข้างเคียง ข้อที่มีผู้ตอบไม่ถึง 30 คนแสดงรวมทุกระดับ เพื่อไม่ให้รู้ว่าใครตอบอะไร"
        book.write(sheet, len(rows) + 2, 1, note)


def _responses(book: _Book, study: Study, told: Told) -> None:
    assert study.steps is not None  # noqa: S101 (asked by the only caller)
    sheet = book.table(RESPONSES, study.instrument.part_codes, ())
    sheet.set_column(0, len(study.instrument.parts) - 1, 7)
    written = 0
    for number, row in enumerate(in_no_order(study.steps).tolist(), start=1):
        for column, step in enumerate(row):
            if step:
                sheet.write_number(number, column, step)
        if number % _EVERY == 0:
            told(_EVERY)
            written = number
    told(len(study.steps) - written)


def _scored(score: float | None, n: int, estimate: Estimate | None) -> tuple[object, ...]:
    low, high, _, method = _interval(estimate)
    return (score, low, high, n, method)


def _interval(estimate: Estimate | None) -> tuple[float | None, float | None, float | None, str]:
    if estimate is None:
        return None, None, None, ""
    return estimate.low, estimate.high, estimate.standard_error, METHODS[estimate.method]

"""The yearly report as a Word file to go on writing in."""

from __future__ import annotations

import copy
import io
from datetime import datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from survey.documents.report import (
    Codes,
    Column,
    Digits,
    Paragraph,
    Pictures,
    Points,
    Report,
    Section,
    Signature,
    Table,
    Tone,
    in_its_digits,
)
from survey.documents.word import (
    A4_HEIGHT,
    A4_WIDTH,
    dress,
    keep_whole,
    pad_cells,
    page_number,
    repeat_as_header,
    shade,
    side_line,
    table_words,
    with_fonts,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section as Sheet

MARGIN_MM = 25
WIDE_MARGIN_MM = 18
_CODE_WIDTH, _LARGE_CODE_WIDTH, _CODES_IN_A_ROW = 36, 48, 3
_PICTURE_WIDTH, _PICTURE_HEIGHT = 76, 68
"""Millimetres that a picture has beside another."""
_SHORT_TABLE = 12
"""A table of figures with at most so many rows stays on one page."""


def report_docx(report: Report) -> bytes:
    """Return the report as a Word file: headings, lists and tables are styles, so that an office can go on in its own."""
    # Only where a document is made: the library takes a moment to load.
    import docx

    said = in_its_digits(report)
    document = docx.Document(io.BytesIO(_dressed()))
    _describe(document, said)
    _lay_out(document.sections[0], is_wide=False)
    _foot(document.sections[0], said)
    _title(document, said)
    is_wide = False
    for section in said.sections:
        if section.is_wide != is_wide:
            from docx.enum.section import WD_SECTION

            is_wide = section.is_wide
            _lay_out(document.add_section(WD_SECTION.NEW_PAGE), is_wide=is_wide)
        _section(document, section, said.digits)
    stream = io.BytesIO()
    document.save(stream)
    return with_fonts(stream.getvalue())


@lru_cache(maxsize=1)
def _dressed() -> bytes:
    """Return an empty file in our styles: to give a document all of them takes longer than to write one."""
    import docx

    document = docx.Document()
    dress(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _describe(document: Document, report: Report) -> None:
    made = datetime.combine(report.made_on, time())
    about = document.core_properties
    about.title, about.author, about.language = report.whole_title, report.office, report.language
    about.comments, about.last_modified_by = "", report.office
    about.created = about.modified = made


def _lay_out(sheet: Sheet, *, is_wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    sheet.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    sheet.page_width, sheet.page_height = (Mm(A4_HEIGHT), Mm(A4_WIDTH)) if is_wide else (Mm(A4_WIDTH), Mm(A4_HEIGHT))
    sheet.left_margin = sheet.right_margin = Mm(WIDE_MARGIN_MM if is_wide else MARGIN_MM)
    sheet.top_margin = sheet.bottom_margin = Mm(20)


def _foot(sheet: Sheet, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = sheet.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("หน้า " if report.language == "th-TH" else "Page ")
    page_number(paragraph, is_thai=report.digits is Digits.THAI)


def _title(document: Document, report: Report) -> None:
    title = _add(document, "Title")
    for number, line in enumerate((report.title, report.office, report.year_line)):
        run = title.add_run(line)
        if number < 2:
            run.add_break()
    _lines(_add(document, "Subtitle"), report.made_line)


def _section(document: Document, section: Section, digits: Digits) -> None:
    if section.title:
        heading = _add(document, "Heading 1")
        _lines(heading, section.title)
        heading.paragraph_format.page_break_before = section.begins_sheet
    width = A4_HEIGHT - 2 * WIDE_MARGIN_MM if section.is_wide else A4_WIDTH - 2 * MARGIN_MM
    for block in section.blocks:
        if isinstance(block, Paragraph):
            _paragraph(document, block)
        elif isinstance(block, Points):
            _points(document, block, digits)
        elif isinstance(block, Pictures):
            _pictures(document, block)
        elif isinstance(block, Codes):
            _codes(document, block)
        elif isinstance(block, Signature):
            _signature(document, block)
        else:
            _table(document, block, width, is_short=not section.is_wide and len(block.rows) <= _SHORT_TABLE)


def _paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    run = _lines(paragraph, block.text)
    if block.tone is Tone.STRONG:
        run._r.style = _id("Strong")
    elif block.tone is Tone.WARNING:
        side_line(paragraph)
    elif block.tone is Tone.NOTE:
        paragraph._p.style = _id("Caption")


def _points(document: Document, block: Points, digits: Digits) -> None:
    from docx.shared import Pt

    for number, text in enumerate(block.texts, start=1):
        paragraph = _add(document, "Point")
        _lines(paragraph, f"{digits.of(str(number))})\t{text}")
        if number == len(block.texts):
            paragraph.paragraph_format.space_after = Pt(8)


def _codes(document: Document, block: Codes) -> None:
    import segno
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    width, size = min(len(block.codes), _CODES_IN_A_ROW), _LARGE_CODE_WIDTH if block.is_large else _CODE_WIDTH
    table = document.add_table(rows=0, cols=width)
    pad_cells(table)
    for start in range(0, len(block.codes), width):
        row = table.add_row()
        keep_whole(row)
        for cell, one in zip(row.cells, block.codes[start : start + width], strict=False):
            stream = io.BytesIO()
            segno.make(one.address, error="m", micro=False).save(stream, kind="png", scale=8, border=1)
            made = cell.paragraphs[0].add_run().add_picture(io.BytesIO(stream.getvalue()), Mm(size))
            made._inline.docPr.set("descr", one.label)
            cell.paragraphs[0]._p.style = _id("Table Text")
            _lines(_add(cell, "Table Title"), one.label)
            _lines(_add(cell, "Caption"), one.address)
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add(document, "Table Text")


def _signature(document: Document, block: Signature) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    _lines(paragraph, "\n".join(block.lines))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.left_indent = Mm((A4_WIDTH - 2 * MARGIN_MM) / 2)
    paragraph.paragraph_format.space_before = Pt(40)
    paragraph.paragraph_format.keep_together = True


def _pictures(document: Document, block: Pictures) -> None:
    from docx.shared import Mm

    _lines(_add(document, "Table Title"), block.heading)
    table = document.add_table(rows=0, cols=2)
    pad_cells(table)
    for start in range(0, len(block.pictures), 2):
        row = table.add_row()
        keep_whole(row)
        for cell, one in zip(row.cells, block.pictures[start : start + 2], strict=False):
            scale = min(_PICTURE_WIDTH / one.width, _PICTURE_HEIGHT / one.height)
            made = cell.paragraphs[0].add_run().add_picture(io.BytesIO(one.content), Mm(one.width * scale))
            made._inline.docPr.set("descr", one.alternative)
            cell.paragraphs[0]._p.style = _id("Table Text")
            _lines(_add(cell, "Caption"), one.caption)
    _add(document, "Table Text")


def _table(document: Document, block: Table, width: float, *, is_short: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    _lines(_add(document, "Table Title"), block.caption)
    table = document.add_table(rows=0, cols=len(block.columns))
    table._tbl.tblStyle_val = _id("Table Grid")
    table.autofit = False
    pad_cells(table)
    table_words(table, title=block.caption, description=f"คอลัมน์: {' · '.join(one.heading for one in block.columns)}")
    whole = sum(column.share for column in block.columns)
    widths = [Mm(width * column.share / whole) for column in block.columns]
    for made, each in zip(table.columns, widths, strict=True):
        made.width = each
    heads = tuple(column.heading for column in block.columns)
    last = len(block.rows)
    made_already: dict[tuple[bool, bool, bool], Any] = {}
    for number, words in enumerate((heads, *block.rows)):
        kind = (number == 0, number == 0 or (block.has_total and number == last), is_short and number < last)
        if kind not in made_already:
            made_already[kind] = _empty_row(table, block.columns, widths, *kind, is_whole=is_short)
        # A copy of a row takes a tenth of the time that the library takes to make another.
        row = copy.deepcopy(made_already[kind])
        for run, text in zip(row.iter(qn("w:r")), words, strict=True):
            run.text = text
        table._tbl.append(row)
    _add(document, "Table Text")


def _empty_row(
    table: Any, columns: tuple[Column, ...], widths: list[Any], is_head: bool, is_strong: bool, is_kept: bool, *, is_whole: bool
) -> Any:
    """Return a row with a run in every cell that waits for its text; it is no longer in the table."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    row = table.add_row()
    for cell, column, width in zip(row.cells, columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = _id("Table Text")
        run = paragraph.add_run()
        if column.is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if is_strong:
            run._r.style = _id("Strong")
        paragraph.paragraph_format.keep_with_next = is_kept
        if is_head:
            shade(cell)
    if is_head:
        repeat_as_header(row)
    elif is_whole:
        keep_whole(row)
    table._tbl.remove(row._tr)
    return row._tr


def _add(place: Any, style: str) -> Any:
    """Add a paragraph to a document or a cell."""
    paragraph = place.add_paragraph()
    # The library goes through every style each time it is given a name, which took most of the time.
    paragraph._p.style = _id(style)
    return paragraph


def _id(style: str) -> str:
    return style.replace(" ", "")


def _lines(paragraph: Any, text: str) -> Any:
    return paragraph.add_run(text)

"""The yearly report as a Word file to go on writing in."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from survey.documents.report import Digits, Paragraph, Points, Report, Section, Table, Tone, in_its_digits
from survey.documents.word import (
    A4_HEIGHT,
    A4_WIDTH,
    dress,
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
    from docx.table import _Cell

MARGIN_MM = 25
WIDE_MARGIN_MM = 18


def report_docx(report: Report) -> bytes:
    """Return the report as a Word file: headings, lists and tables are styles, so that an office can go on in its own."""
    # Only where a document is made: the library takes a moment to load.
    import docx

    said = in_its_digits(report)
    document = docx.Document()
    dress(document)
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


def _describe(document: Document, report: Report) -> None:
    made = datetime.combine(report.made_on, time())
    about = document.core_properties
    about.title, about.author, about.language = report.whole_title, report.office, "th-TH"
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
    paragraph.add_run("หน้า ")
    page_number(paragraph, is_thai=report.digits is Digits.THAI)


def _title(document: Document, report: Report) -> None:
    title = document.add_paragraph(style="Title")
    for number, line in enumerate((report.title, report.office, report.year_line)):
        run = title.add_run(line)
        if number < 2:
            run.add_break()
    document.add_paragraph(report.made_line, style="Subtitle")


def _section(document: Document, section: Section, digits: Digits) -> None:
    document.add_heading(section.title, level=1)
    width = A4_HEIGHT - 2 * WIDE_MARGIN_MM if section.is_wide else A4_WIDTH - 2 * MARGIN_MM
    for block in section.blocks:
        if isinstance(block, Paragraph):
            _paragraph(document, block)
        elif isinstance(block, Points):
            _points(document, block, digits)
        else:
            _table(document, block, width)


def _paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    run = _lines(paragraph, block.text)
    if block.tone is Tone.STRONG:
        run.style = document.styles["Strong"]
    elif block.tone is Tone.WARNING:
        side_line(paragraph)
    elif block.tone is Tone.NOTE:
        paragraph.style = document.styles["Caption"]


def _points(document: Document, block: Points, digits: Digits) -> None:
    for number, text in enumerate(block.texts, start=1):
        paragraph = document.add_paragraph(style="Point")
        _lines(paragraph, f"{digits.of(str(number))})\t{text}")


def _table(document: Document, block: Table, width: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    caption = document.add_paragraph(style="Table Title")
    _lines(caption, block.caption)
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    table_words(table, title=block.caption, description=f"คอลัมน์: {' · '.join(one.heading for one in block.columns)}")
    whole = sum(column.share for column in block.columns)
    widths = [Mm(width * column.share / whole) for column in block.columns]
    for made, each in zip(table.columns, widths, strict=True):
        made.width = each
    last = len(block.rows)
    for number, words in enumerate((tuple(column.heading for column in block.columns), *block.rows)):
        row = table.add_row()
        is_strong = number == 0 or (block.has_total and number == last)
        for cell, text, column, each in zip(row.cells, words, block.columns, widths, strict=True):
            cell.width = each
            paragraph = _cell(cell, text, style="Table Text")
            if column.is_figure:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if is_strong:
                for run in paragraph.runs:
                    run.style = document.styles["Strong"]
            if number == 0:
                shade(cell)
        if number == 0:
            repeat_as_header(row)
    document.add_paragraph(style="Table Text")


def _cell(cell: _Cell, text: str, *, style: str) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    _lines(paragraph, text)
    return paragraph


def _lines(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run()
    for number, line in enumerate(text.split("\n")):
        if number:
            run.add_break()
        run.add_text(line)
    return run

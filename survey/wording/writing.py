"""The files an office begins with: every text it may replace, by code, as YAML and as a spreadsheet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping

from questionnaires.model import Instrument
from survey.exchange.wrapping import row_height
from survey.wording.reading import CODE_HEADINGS, TEXT_HEADINGS

PRESENT_HEADING = "ถ้อยคำในขณะนี้"
_WIDTHS = (14, 80, 80)


def yaml_template(instrument: Instrument, present: Mapping[str, str]) -> bytes:
    """Return the texts as they are shown now, by code, to be edited and sent back. A note that is not there is a comment."""
    return "\n".join(_yaml_lines(instrument, present)).encode() + b"\n"


def spreadsheet_template(present: Mapping[str, str], laid: Mapping[str, str]) -> bytes:
    """Return the same as a spreadsheet: code, the text as it is shown now, and an empty cell for another.

    What an office has laid stands in that cell already, so that sending the file back changes nothing.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    workbook = Workbook()
    workbook.properties.creator = "สุจริต"
    sheet = workbook.worksheets[0]
    sheet.title = "ถ้อยคำ"
    lines = [(CODE_HEADINGS[0], PRESENT_HEADING, TEXT_HEADINGS[0])]
    lines += [(code, text, laid.get(code, "")) for code, text in present.items()]
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                cell = sheet.cell(number, column, text)
                # A text that begins with = is a text.
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(name="Sarabun", size=11, bold=number == 1)
        sheet.row_dimensions[number].height = row_height(zip(line, _WIDTHS, strict=True))
    for letter, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _yaml_lines(instrument: Instrument, present: Mapping[str, str]) -> Iterator[str]:
    yield f"# ถ้อยคำของ {instrument.identifier} แก้ข้อความในเครื่องหมายคำพูด แล้วส่งไฟล์นี้ที่หน้าถ้อยคำ"
    yield "# บรรทัดที่ไม่แก้จะใช้ของระบบต่อไป จำนวนข้อ มาตร และทิศทางของคะแนนเปลี่ยนไม่ได้"
    for code, text in present.items():
        # JSON's quoted texts are YAML's as well.
        line = f"{code}: {json.dumps(text, ensure_ascii=False)}"
        yield line if text else f"# {line}"

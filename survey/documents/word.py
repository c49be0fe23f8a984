"""What a Word file needs for Thai and what python-docx does not say by itself.

Thai is a complex script to Word: its letters take the typeface, the size and the weight of `w:cs`, `w:szCs` and `w:bCs`, and
lines break between words only where `w:lang` says `w:bidi="th-TH"`. A style that sets only `w:sz` leaves Thai at 10 points.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

FONT = "TH Sarabun New"
"""The typeface that the government prescribes; comes with few computers, so that the file names another."""
FALLBACK = "Sarabun"
A4_WIDTH, A4_HEIGHT = 210, 297
BODY_SIZE, TABLE_SIZE, NOTE_SIZE = 16, 14, 14
_TITLE_SIZE, _HEADING_SIZE = 20, 18
_CELL_PADDING = 40
"""In twentieths of a point."""
_INK, _SOFT, _WASH, _WARM = "1D1B18", "5B554C", "EFF0F8", "96390A"
_FONT_TABLE = "word/fontTable.xml"


def dress(document: Document) -> None:
    """Give a new document the styles of our reports: typeface, sizes and language in all of them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    styles = document.styles
    _defaults(styles.element)
    for name in ("Table Title", "Table Text", "Point"):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
    sizes = {
        "Normal": (BODY_SIZE, False, _INK),
        "Title": (_TITLE_SIZE, True, _INK),
        "Subtitle": (NOTE_SIZE, False, _SOFT),
        "Heading 1": (_HEADING_SIZE, True, _INK),
        "Heading 2": (BODY_SIZE, True, _INK),
        "Caption": (NOTE_SIZE, False, _SOFT),
        "Table Title": (BODY_SIZE, True, _INK),
        "Table Text": (TABLE_SIZE, False, _INK),
        "Point": (BODY_SIZE, False, _INK),
        "Footer": (NOTE_SIZE, False, _SOFT),
    }
    for name, (size, is_bold, colour) in sizes.items():
        _letters(styles[name].element.get_or_add_rPr(), size=size, is_bold=is_bold, colour=colour)
    _letters(styles["Strong"].element.get_or_add_rPr(), is_bold=True)
    spaces = {
        "Normal": 6,
        "Title": 6,
        "Subtitle": 12,
        "Heading 1": 6,
        "Caption": 6,
        "Table Title": 3,
        "Table Text": 0,
        "Point": 2,
    }
    for name, below in spaces.items():
        layout = styles[name].paragraph_format
        layout.space_after, layout.space_before = Pt(below), Pt(12 if name == "Heading 1" else 0)
        layout.line_spacing = 1.0
        layout.keep_with_next = name in ("Heading 1", "Table Title", "Title")
    points = styles["Point"].paragraph_format
    points.left_indent, points.first_line_indent = Mm(14), Mm(-7)
    points.tab_stops.add_tab_stop(Mm(14))
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in styles[name].element.xpath("w:pPr/w:pBdr"):
            border.getparent().remove(border)


def page_number(paragraph: Paragraph, *, is_thai: bool) -> None:
    """Add the number of the page as a field; Word fills it in."""
    for kind, words in (("begin", ""), ("", "PAGE \\* ThaiArabic" if is_thai else "PAGE"), ("separate", ""), ("end", "")):
        run = paragraph.add_run()._r
        if kind:
            run.append(_made("w:fldChar", fldCharType=kind))
        else:
            instruction = _made("w:instrText")
            instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            instruction.text = f" {words} "
            run.append(instruction)


def repeat_as_header(row: _Row) -> None:
    """Repeat a row at the head of every page its table goes over to, and tell screen readers that it names the columns."""
    keep_whole(row)
    row._tr.get_or_add_trPr().append(_made("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """Leave the lines of a row on one page."""
    row._tr.get_or_add_trPr().append(_made("w:cantSplit"))


def pad_cells(table: Table) -> None:
    """Leave room between the lines of a table and the marks above and below Thai letters, which would touch them."""
    margins = _made("w:tblCellMar")
    for side in ("top", "bottom"):
        margins.append(_made(f"w:{side}", w=str(_CELL_PADDING), type="dxa"))
    properties = table._tbl.tblPr
    after = properties.xpath("w:tblLook | w:tblCaption | w:tblDescription")
    if after:
        after[0].addprevious(margins)
    else:
        properties.append(margins)


def table_words(table: Table, *, title: str, description: str) -> None:
    """Give a table the words that a screen reader says before it."""
    properties = table._tbl.tblPr
    properties.append(_made("w:tblCaption", val=title))
    properties.append(_made("w:tblDescription", val=description))


def shade(cell: _Cell) -> None:
    """Lay the ground of a heading under a cell."""
    cell._tc.get_or_add_tcPr().append(_made("w:shd", val="clear", color="auto", fill=_WASH))


def side_line(paragraph: Paragraph) -> None:
    """Draw a line beside a paragraph that needs attention."""
    from docx.shared import Mm

    borders = _made("w:pBdr")
    borders.append(_made("w:left", val="single", sz="24", space="8", color=_WARM))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph.paragraph_format.left_indent = Mm(4)


def with_fonts(content: bytes) -> bytes:
    """Return a Word file whose table of typefaces says what to take where ours is not installed; its bytes are of no day."""
    named = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="DE"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            # Without a date of its own, an entry has the day on which it was written.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, named if name == _FONT_TABLE else source.read(name))
    return stream.getvalue()


def _defaults(styles: Any) -> None:
    """Set what applies where no style says otherwise."""
    (properties,) = styles.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    _letters(properties, size=BODY_SIZE, is_bold=False, colour=_INK)


def _letters(properties: Any, *, size: int | None = None, is_bold: bool, colour: str | None = None) -> None:
    """Say how letters look, in Thai and in Latin alike, in the order that the format asks for."""
    for child in list(properties):
        properties.remove(child)
    on = {} if is_bold else {"val": "0"}
    said = [
        _made("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        _made("w:b", **on),
        _made("w:bCs", **on),
        *([_made("w:color", val=colour)] if colour else []),
        *([_made("w:sz", val=str(size * 2)), _made("w:szCs", val=str(size * 2))] if size else []),
        _made("w:lang", val="en-US", eastAsia="en-US", bidi="th-TH"),
    ]
    for child in said:
        properties.append(child)


def _made(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element

"""The yearly report as a Word file and as a PDF: the same words in both, in Thai digits, readable by everybody."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from survey.documents.report import Block, Column, Digits, Paragraph, Points, Report, Section, Table, Tone
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from tests.survey.documents.sheets import Document, opened

OFFICE = "องค์การบริหารส่วนตำบลศรีสว่างวัฒนาพัฒนาราษฎร์สามัคคีธรรม อำเภอโพธิ์ไทรงามพระเกียรติ"
A_TABLE = Table(
    caption="คะแนนรายตัวชี้วัด",
    columns=(Column("ตัวชี้วัด", 3), Column("คะแนน", 1, is_figure=True)),
    rows=(("ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "83.05"), ("ตัวชี้วัดที่ 2 การใช้งบประมาณ", "89.25"), ("รวม", "86.15")),
    has_total=True,
)
THE_MEASURES = Table(
    caption="ตารางมาตรการ",
    columns=(Column("มาตรการ/แนวทาง", 1), Column("ผลการดำเนินการ", 2)),
    rows=tuple((f"{number}. มาตรการที่ {number}", "บรรทัดแรก\nบรรทัดที่ 2") for number in range(1, 60)),
)
REPORT = Report(
    title="รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสของ",
    office=OFFICE,
    fiscal_year=2565,
    made_on=date(2022, 9, 30),
    sections=(
        Section(
            "1. ผลคะแนน",
            (
                Paragraph("ได้ 84.60 คะแนน ต่ำกว่าเป้าหมาย 0.40 คะแนน"),
                Paragraph("ตัวเลขที่ประกาศไม่สอดคล้องกัน", Tone.WARNING),
                A_TABLE,
                Paragraph("* คะแนนที่ 2 ของตาราง", Tone.NOTE),
                Points(("ลดขั้นตอน", "เปิดช่องทางที่ 2")),
            ),
        ),
        Section("2. มาตรการ", (THE_MEASURES,), is_wide=True),
    ),
)
THAI_DIGITS = re.compile("[๐-๙]")


def word(report: Report) -> WordDocument:
    return docx.Document(io.BytesIO(report_docx(report)))


@pytest.fixture(scope="module")
def document() -> WordDocument:
    """The report as a Word file, to be looked at only."""
    return word(REPORT)


@pytest.fixture(scope="module")
def sheets() -> Iterator[Document]:
    """The report as a PDF."""
    with opened(report_pdf(REPORT)) as document:
        yield document


def said_in(document: WordDocument) -> str:
    """All that a Word file says in its body, its tables too."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def letters_of(style: Any) -> dict[str, str]:
    """How a style sets its letters: element and attribute to value."""
    properties = style.element.find(qn("w:rPr"))
    return {
        f"{etree.QName(child).localname}.{etree.QName(name).localname}": value
        for child in properties
        for name, value in child.attrib.items()
    }


def test_the_word_file_has_title_headings_and_every_text_in_order(document: WordDocument) -> None:
    by_style = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    assert by_style[0] == ("Title", f"{REPORT.title}\n{OFFICE}\nประจำปีงบประมาณ พ.ศ. ๒๕๖๕")
    assert by_style[1] == ("Subtitle", "ข้อมูล ณ วันที่ ๓๐ กันยายน ๒๕๖๕")
    assert [text for style, text in by_style if style == "Heading 1"] == ["๑. ผลคะแนน", "๒. มาตรการ"]
    assert ("Normal", "ได้ ๘๔.๖๐ คะแนน ต่ำกว่าเป้าหมาย ๐.๔๐ คะแนน") in by_style
    assert [text for style, text in by_style if style == "Point"] == ["๑)\tลดขั้นตอน", "๒)\tเปิดช่องทางที่ ๒"]
    assert ("Caption", "* คะแนนที่ ๒ ของตาราง") in by_style


def test_a_short_table_of_the_word_file_stays_on_one_page_and_the_measures_may_go_over(document: WordDocument) -> None:
    scores, measures = document.tables
    for table, is_kept in ((scores, True), (measures, False)):
        whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows]
        assert whole == [True] + [is_kept] * (len(table.rows) - 1)
        together = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
        assert together == [is_kept] * (len(table.rows) - 1) + [False]


def test_marks_of_thai_letters_do_not_touch_the_lines_of_a_table_in_the_word_file(document: WordDocument) -> None:
    for table in document.tables:
        padding = table._tbl.tblPr.find(qn("w:tblCellMar"))
        assert [(side.tag, side.get(qn("w:w"))) for side in padding] == [(qn("w:top"), "40"), (qn("w:bottom"), "40")]
        # The format asks for an order: the padding comes before how the table looks.
        assert padding.getnext().tag == qn("w:tblLook")


def test_the_word_file_repeats_the_heads_of_its_tables_and_names_them_to_screen_readers(document: WordDocument) -> None:
    scores, measures = document.tables
    assert [cell.text for cell in scores.rows[0].cells] == ["ตัวชี้วัด", "คะแนน"]
    assert [cell.text for cell in scores.rows[1].cells] == ["ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่", "๘๓.๐๕"]
    assert measures.cell(1, 1).text == "บรรทัดแรก\nบรรทัดที่ ๒"
    for table, caption in ((scores, "คะแนนรายตัวชี้วัด"), (measures, "ตารางมาตรการ")):
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(table.rows) - 1)]
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        assert "คอลัมน์" in properties.find(qn("w:tblDescription")).get(qn("w:val"))


def test_every_style_of_the_word_file_sets_thai_as_it_sets_latin(document: WordDocument) -> None:
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style} | {"Table Text", "Footer"}
    assert {"Normal", "Title", "Heading 1", "Point", "Caption", "Table Title"} <= used
    for name in used:
        letters = letters_of(document.styles[name])
        faces = {letters[f"rFonts.{script}"] for script in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert faces == {"TH Sarabun New"}, name
        assert letters["sz.val"] == letters["szCs.val"], name
        assert letters.get("b.val") == letters.get("bCs.val"), name
        assert letters["lang.bidi"] == "th-TH", name
    with zipfile.ZipFile(io.BytesIO(report_docx(REPORT))) as file:
        fonts = etree.fromstring(file.read("word/fontTable.xml"))
    (face,) = fonts
    assert face.get(qn("w:name")) == "TH Sarabun New"
    assert face.find(qn("w:altName")).get(qn("w:val")) == "Sarabun"


def test_what_no_style_says_is_set_for_thai_too(document: WordDocument) -> None:
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:cs")) == "TH Sarabun New"
    assert defaults.find(qn("w:szCs")).get(qn("w:val")) == "32"
    assert defaults.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"


def test_the_word_file_lays_measures_across_the_sheet(document: WordDocument) -> None:
    upright, across = document.sections
    assert (upright.orientation, across.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert (upright.page_width, upright.page_height) == (across.page_height, across.page_width)
    assert upright.page_width is not None
    assert int(upright.page_width.mm) == 210


@pytest.mark.parametrize(
    ("digits", "page", "stranger"), [(Digits.THAI, r"PAGE \* ThaiArabic", r"[0-9]"), (Digits.ARABIC, "PAGE", "[๐-๙]")]
)
def test_the_word_file_prints_one_kind_of_digits(digits: Digits, page: str, stranger: str) -> None:
    document = word(replace(REPORT, digits=digits))
    assert not re.findall(stranger, said_in(document))
    footer = document.sections[0].footer._element
    assert [each.text.strip() for each in footer.iter(qn("w:instrText"))] == [page]


def test_addresses_keep_their_digits_among_thai_ones() -> None:
    said = Digits.THAI.of("ปี 2565 ที่ https://example.go.th:8443/a2/ หรือ office24@example.go.th โทร. 1205")
    assert said == "ปี ๒๕๖๕ ที่ https://example.go.th:8443/a2/ หรือ office24@example.go.th โทร. ๑๒๐๕"


def test_the_word_file_says_what_it_is_and_is_the_same_bytes_every_time(document: WordDocument) -> None:
    about = document.core_properties
    assert about.title == f"{REPORT.title} {OFFICE} ประจำปีงบประมาณ พ.ศ. ๒๕๖๕"
    assert (about.author, about.language) == (OFFICE, "th-TH")
    assert report_docx(REPORT) == report_docx(REPORT)


def test_the_pdf_says_all_of_it_with_its_thai_intact(sheets: Document) -> None:
    text = "".join(sheets.pages)
    for block in REPORT.sections[0].blocks:
        for words in texts_of(block):
            assert "".join(Digits.THAI.of(words).split()) in text, words
    assert not re.search(r"[0-9]", text)
    # Every row of a long table, in its order.
    assert re.findall("(?<=มาตรการที่)[๐-๙]+", text) == [Digits.THAI.of(str(number)) for number in range(1, 60)]
    assert text.startswith("".join(REPORT.title.split()))


def texts_of(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [block.text]
        case Points():
            return list(block.texts)
        case Table():
            return [block.caption, *(cell for row in block.rows for cell in row)]


def test_the_pdf_is_made_for_screen_readers(sheets: Document) -> None:
    assert sheets.is_tagged
    assert sheets.language == "th"
    assert sheets.title == f"{REPORT.title} {OFFICE} ประจำปีงบประมาณ พ.ศ. ๒๕๖๕"
    kinds = [tag.kind for tag in sheets.tags]
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == 2
    assert {"Table", "TH", "TD", "L", "LI"} <= set(kinds)
    assert sheets.fonts == {("Sarabun-Regular", True), ("Sarabun-Bold", True)}


def test_the_pdf_fills_a4_upright_and_across_and_numbers_its_pages_in_thai(sheets: Document) -> None:
    assert sheets.size == {(595.276, 841.89), (841.89, 595.276)}
    number = len(sheets.pages)
    assert number >= 4
    for at, page in enumerate(sheets.pages, start=1):
        assert Digits.THAI.of(f"หน้า{at}จาก{number}") in page
    assert not sheets.outside(5 / 25.4 * 72)
    # The head of the table stands on every page it goes over to.
    assert all("ผลการดำเนินการ" in page for page in sheets.pages[1:])


def test_the_pdf_prints_arabic_digits_where_asked() -> None:
    with opened(report_pdf(replace(REPORT, digits=Digits.ARABIC))) as document:
        assert not THAI_DIGITS.search("".join(document.pages))
        assert "84.60" in document.pages[0]
        assert "หน้า1จาก" in document.pages[0]

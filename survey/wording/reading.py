"""An uploaded file of texts by code, read strictly: every problem is told with its place, and one problem refuses the file.

Pure: bytes in, texts or problems out. The file comes from somebody who is signed in, but perhaps by way of a mailbox.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires import wording
from questionnaires.checks import check_instrument
from questionnaires.model import Instrument
from questionnaires.problems import Problem
from questionnaires.reading import TOP, page_of
from questionnaires.texts import FIXED, reworded, texts_of

FILE = "ไฟล์ถ้อยคำ"
LONGEST_TEXT = 2_000
MOST_ROWS = 1_000
MOST_COLUMNS = 20
MOST_PARTS = 64
LARGEST_UNPACKED = 4 * 1024 * 1024
# XML shrinks to a tenth or a thirtieth; what shrinks further than this was made to.
STRONGEST_PACKING = 100
_WORTH_MEASURING = 64 * 1024
_ZIP = b"PK"
# In every encoding in which the parser would know it.
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
# The headings of a spreadsheet's columns, the first being that of the file which can be downloaded.
CODE_HEADINGS = ("รหัส", "code")
TEXT_HEADINGS = ("ถ้อยคำที่จะใช้", "text")


@dataclass(frozen=True, slots=True)
class Row:
    """A text as it stands in a file, and where."""

    where: str
    code: str
    text: str


class Unreadable(Exception):
    """The file as a whole is of no use."""

    def __init__(self, problem: str, remedy: str, *, where: str = TOP) -> None:
        super().__init__(problem)
        self.problem = Problem(FILE, where, problem, remedy)


def read(content: bytes, instrument: Instrument) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the texts that a YAML or XLSX file lays over an instrument's own, by code, and everything that is wrong with it.

    What says the same as the instrument is left out, and so is an empty cell. Nothing may be laid where there is any problem.
    """
    try:
        rows, problems = _spreadsheet(content) if content.startswith(_ZIP) else _yaml(content)
    except Unreadable as unreadable:
        return {}, (unreadable.problem,)
    found = list(_row_problems(rows, instrument))
    texts = {row.code: row.text for row in rows}
    problems = [*problems, *(found or overlay_problems(instrument, texts))]
    own = texts_of(instrument)
    different = {code: text for code, text in texts.items() if text != own.get(code)}
    if not problems and not different:
        remedy = "แก้ถ้อยคำในไฟล์ต้นแบบที่ดาวน์โหลดจากหน้านี้ แล้วส่งใหม่"
        problems.append(Problem(FILE, TOP, "ไม่มีถ้อยคำใดต่างจากที่ระบบมีอยู่", remedy))
    return different, tuple(problems)


def overlay_problems(instrument: Instrument, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with texts that are to be laid over an instrument's: codes, lengths, characters, repetitions."""
    rows = [Row(code, code, text) for code, text in texts.items()]
    own = list(_row_problems(rows, instrument))
    yield from own
    if not own:
        yield from check_instrument(reworded(instrument, texts), FILE)


def _row_problems(rows: Iterable[Row], instrument: Instrument) -> Iterator[Problem]:
    own = texts_of(instrument)
    first: dict[str, str] = {}
    for row in rows:
        if row.code in first:
            yield Problem(FILE, row.where, f"รหัส {row.code} ซ้ำกับ {first[row.code]}", "เหลือรหัสนี้ไว้เพียงที่เดียว")
        elif row.code.startswith(FIXED):
            yield Problem(FILE, row.where, "คำของระดับและคำถามเกี่ยวกับผู้ตอบเปลี่ยนไม่ได้", "ลบแถวนี้ออก")
        elif row.code not in own:
            yield Problem(FILE, row.where, f"ไม่มีรหัส {row.code[:40]} ในแบบวัดนี้", "ใช้รหัสจากไฟล์ต้นแบบที่ดาวน์โหลดจากหน้านี้")
        if len(row.text) > LONGEST_TEXT:
            yield Problem(FILE, row.where, f"ยาว {len(row.text):,} ตัวอักษร", f"ตัดให้ไม่เกิน {LONGEST_TEXT:,} ตัวอักษร")
        for problem, remedy in wording.faults(row.text):
            yield Problem(FILE, row.where, problem, remedy)
        first.setdefault(row.code, row.where)


def _yaml(content: bytes) -> tuple[list[Row], list[Problem]]:
    top = page_of(content, FILE)
    if top.is_absent:
        remedy = "เริ่มจากไฟล์ต้นแบบที่ดาวน์โหลดจากหน้านี้ หรือส่งเป็นไฟล์ XLSX"
        raise Unreadable(top.page.problems[0].problem, remedy, where=top.page.problems[0].where)
    rows = []
    for code, place in top.entries().items():
        place = place.called(code)
        if text := place.text():
            line = "" if place.node is None else f" (บรรทัด {place.node.start_mark.line + 1})"
            rows.append(Row(f"{code}{line}", code, _on_one_line(text)))
    return rows, list(top.page.problems)


def _spreadsheet(content: bytes) -> tuple[list[Row], list[Problem]]:
    _refuse_bombs(content)
    # Takes a moment to load, and few ever need it.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns of styles and checks that it cannot keep, and nothing is kept here.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet: Any = workbook.worksheets[0]
            lines = [list(line) for line in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)]
            workbook.close()
    except Exception as error:
        # Whatever a damaged file makes it stumble over: none of it is a fault of ours.
        raise Unreadable("อ่านเป็นไฟล์ XLSX ไม่ได้", "เปิดด้วยโปรแกรมตารางแล้วบันทึกใหม่เป็น XLSX") from error
    if len(lines) > MOST_ROWS and any(cell.value is not None for cell in lines[MOST_ROWS]):
        raise Unreadable(f"มีเกิน {MOST_ROWS:,} แถว", "เหลือเฉพาะแถวของรหัสในไฟล์ต้นแบบ")
    return _cells(lines[:MOST_ROWS])


def _cells(lines: list[list[Any]]) -> tuple[list[Row], list[Problem]]:
    headings = [str(cell.value or "").strip().lower() for cell in lines[0]] if lines else []
    at = [next((place for place, one in enumerate(headings) if one in names), None) for names in (CODE_HEADINGS, TEXT_HEADINGS)]
    if at[0] is None or at[1] is None:
        raise Unreadable(
            "แถวแรกไม่มีหัวตารางที่ต้องใช้", f"ให้แถวแรกมีหัวตาราง {CODE_HEADINGS[0]} และ {TEXT_HEADINGS[0]} ตามไฟล์ต้นแบบ", where="แถวที่ 1"
        )
    rows, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        code, cell = str(line[at[0]].value or "").strip().lower(), line[at[1]]
        where = f"แถวที่ {number}"
        if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
            continue
        if not code:
            problems.append(Problem(FILE, where, "มีถ้อยคำแต่ไม่มีรหัส", "ใส่รหัสหรือลบแถวนี้"))
        elif cell.data_type == "f" or not isinstance(cell.value, str):
            problems.append(Problem(FILE, f"{where} ({code[:40]})", "ช่องนี้เป็นสูตร ตัวเลข หรือวันที่", "พิมพ์เป็นข้อความธรรมดา"))
        else:
            rows.append(Row(f"{where} ({code[:40]})", code, _on_one_line(cell.value)))
    return rows, problems


def _refuse_bombs(content: bytes) -> None:
    """Raise Unreadable for a package that is no spreadsheet, or unpacks into more than a spreadsheet of texts holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if (
                len(parts) > MOST_PARTS
                or sum(part.file_size for part in parts) > LARGEST_UNPACKED
                or any(map(_is_packed, parts))
            ):
                raise Unreadable("ไฟล์ขยายออกแล้วใหญ่ผิดปกติ", "คัดลอกเฉพาะคอลัมน์รหัสและถ้อยคำไปไว้ในไฟล์ต้นแบบ แล้วส่งใหม่")
            # Reading stops at the size that was stated, so that a package which lies about it is damaged rather than large.
            if any(_declares(package.read(part)) for part in parts):
                raise Unreadable("ไฟล์มีส่วนที่ระบบไม่เปิดอ่าน", "เปิดด้วยโปรแกรมตารางแล้วบันทึกใหม่เป็น XLSX")
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("อ่านเป็นไฟล์ XLSX ไม่ได้", "เปิดด้วยโปรแกรมตารางแล้วบันทึกใหม่เป็น XLSX") from error


def _is_packed(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _WORTH_MEASURING and part.file_size > STRONGEST_PACKING * max(part.compress_size, 1)


def _declares(part: bytes) -> bool:
    """Return whether there is XML that declares things of its own, which could expand without end. Spreadsheets never do."""
    return any(declaration in part for declaration in _DECLARATIONS)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())

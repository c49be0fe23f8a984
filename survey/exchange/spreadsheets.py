"""The rows of an Excel workbook (.xlsx), as text and in bounded memory whatever the bytes are."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from survey.exchange.columns import NAMED_COLUMNS, tidy
from survey.exchange.problems import WHOLE_FILE, RowProblem, UnreadableFile
from survey.exchange.records import PLACES_LISTED, ROWS_BEFORE_HEADER

# A workbook is XML in a zip: a row of 51 answers takes about 1.3 kB of it.
LARGEST_SHEET = 160_000_000
LARGEST_OTHER_PART = 32_000_000
MOST_PARTS = 500
# Rows that all say the same shrink to a fortieth; what shrinks further than this was made to.
STRONGEST_PACKING = 100
MOST_SHEET_ROWS = 20_000
"""More are read in seconds as CSV and in minutes as a workbook."""
RESPONSES_SHEET = "คำตอบ"

ZIP = b"PK\x03\x04"
WORTH_MEASURING = 1_000_000
_CHUNK = 256 * 1024
_OVERLAP = 256
SHEETS = "xl/worksheets/"
# In every encoding in which the parser would know it.
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_SAVE_AGAIN = "โปรดเปิดด้วยโปรแกรมตารางคำนวณ แล้วบันทึกใหม่เป็น “Excel (.xlsx)” หรือ “CSV UTF-8”"
_HEADER_CELLS = 2
# A row that was shifted reaches no further beyond its header.
_SURPLUS_COLUMNS = 8


class Sheet:
    """The rows of a workbook's sheet of responses: the one called คำตอบ, else the first.

    `header` is the first row with at least two cells that say something, so that a title above it is passed over, or the first
    that says anything where there is none; `header_row` is its number. Iterating gives every row below it as texts, filled up
    to the width of the header. Whole numbers stand without a decimal point, dates as ``2022-10-01``, a formula as the formula.

    UnreadableFile is raised, on construction or while iterating, where the bytes are no workbook, where it is one that unpacks
    into far more than responses take, and where cells below the header are merged, because all but one of them would be blank.
    """

    delimiter = ","

    def __init__(self, content: bytes) -> None:
        merged = _looked_over(content)
        # Takes a moment to load, and few ever need it.
        from openpyxl import load_workbook

        with _sound():
            # It warns of styles and checks that it cannot keep, and nothing is kept here.
            workbook: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheets = workbook.worksheets
        if not sheets:
            raise UnreadableFile([RowProblem(WHOLE_FILE, "", "สมุดงานนี้ไม่มีแผ่นงาน")])
        sheet = next((one for one in sheets if one.title == RESPONSES_SHEET), sheets[0])
        # What a file says of its own size may be anything.
        sheet.reset_dimensions()
        self._rows = sheet.iter_rows(max_col=NAMED_COLUMNS + 1, values_only=True)
        before = self._before_header()
        if not before:
            raise UnreadableFile([RowProblem(WHOLE_FILE, "", f"แผ่นงานแรก ({tidy(sheet.title)[:40]}) ว่าง ไม่มีข้อมูลให้อ่าน")])
        self.header_row, cells = before
        self.header = tuple(cells)
        # Anew and narrower: a sheet may have a million blank rows, and each is as wide as it is asked for.
        self._rows = sheet.iter_rows(min_row=self.header_row + 1, max_col=len(self.header) + _SURPLUS_COLUMNS, values_only=True)
        path = getattr(sheet, "_worksheet_path", "")
        if places := [place for place in merged.get(path.lstrip("/"), []) if place[1] > self.header_row]:
            raise UnreadableFile([_merged(*place) for place in places[:PLACES_LISTED]])

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the cells of each row below the header; once only."""
        width = len(self.header)
        row = self.header_row
        while (cells := self._next()) is not None:
            row += 1
            if row - self.header_row > MOST_SHEET_ROWS and any(cells):
                message = f"มีเกิน {MOST_SHEET_ROWS:,} แถว จึงหยุดอ่านที่แถวนี้ โปรดบันทึกเป็น “CSV UTF-8” แล้วนำเข้าไฟล์ CSV แทน"
                raise UnreadableFile([RowProblem(row, "", message)])
            yield cells + [""] * (width - len(cells)) if len(cells) < width else cells

    def _before_header(self) -> tuple[int, list[str]] | None:
        first: tuple[int, list[str]] | None = None
        for row in range(1, ROWS_BEFORE_HEADER + 1):
            cells = self._next()
            if cells is None:
                break
            if sum(map(bool, cells)) >= _HEADER_CELLS:
                return row, cells
            if first is None and any(cells):
                first = row, cells
        return first

    def _next(self) -> list[str] | None:
        with _sound():
            cells = next(self._rows, None)
        if cells is None or cells.count(None) == len(cells):
            return None if cells is None else []
        return _without_blank_end([_text(cell) for cell in cells])


class _sound:  # noqa: N801 (used as the context it is)
    """Whatever a damaged workbook makes its reader stumble over: none of it is a fault of ours."""

    def __enter__(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._warnings.__exit__(None, None, None)
        if isinstance(error, Exception) and not isinstance(error, UnreadableFile):
            raise _unreadable() from error


def _unreadable() -> UnreadableFile:
    return UnreadableFile([RowProblem(WHOLE_FILE, "", f"อ่านเป็นสมุดงาน Excel (.xlsx) ไม่ได้ {_SAVE_AGAIN}")])


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(getattr(cell, "text", cell))


def _without_blank_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not tidy(cells[end - 1]):
        end -= 1
    return cells[:end]


def _merged(first: str, row: int, last: str) -> RowProblem:
    message = f"เซลล์ {first}:{last} ถูกผสานเป็นเซลล์เดียว โปรดยกเลิกการผสานเซลล์ แล้วใส่คำตอบให้ครบทุกช่อง"
    return RowProblem(row, first.rstrip("0123456789"), message)


def _looked_over(content: bytes) -> dict[str, list[tuple[str, int, str]]]:
    """Return the merged ranges of every sheet by its path: first cell, last row, last cell.

    UnreadableFile for a package that is no workbook, unpacks into more than a workbook of responses holds, or holds XML that
    declares things of its own, which could expand without end.
    """
    with _sound(), zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or any(map(_is_too_large, parts)):
            message = f"สมุดงานนี้ขยายออกแล้วใหญ่ผิดปกติ โปรดคัดลอกเฉพาะตารางคำตอบไปไว้ในสมุดงานใหม่ {_SAVE_AGAIN}"
            raise UnreadableFile([RowProblem(WHOLE_FILE, "", message)])
        return {part.filename: _ranges(package, part) for part in parts}


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    largest = LARGEST_SHEET if part.filename.startswith(SHEETS) else LARGEST_OTHER_PART
    is_packed = part.file_size > WORTH_MEASURING and part.file_size > STRONGEST_PACKING * max(part.compress_size, 1)
    return part.file_size > largest or is_packed


def _ranges(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[tuple[str, int, str]]:
    found: dict[tuple[str, int, str], None] = {}
    is_sheet = part.filename.startswith(SHEETS)
    kept = b""
    # Reading stops at the size that was stated, so that a package which lies about it is damaged rather than large.
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = kept + chunk
            if any(declaration in text for declaration in _DECLARATIONS):
                raise UnreadableFile([RowProblem(WHOLE_FILE, "", f"สมุดงานนี้มีส่วนที่ระบบไม่เปิดอ่าน {_SAVE_AGAIN}")])
            if is_sheet and len(found) < ROWS_BEFORE_HEADER + PLACES_LISTED:
                for match in _MERGED.finditer(text):
                    # The row that matters is the last one, where a range reaches down from the header.
                    first, last = f"{match[1].decode()}{match[2].decode()}", f"{match[3].decode()}{match[4].decode()}"
                    found[first, int(match[4]), last] = None
            kept = text[-_OVERLAP:]
    return list(found)

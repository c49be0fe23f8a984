"""From bytes to the rows of a table, in bounded memory whatever the bytes are."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from survey.exchange.problems import WHOLE_FILE, RowProblem, UnreadableFile, column_letters, shown

DELIMITERS = (",", ";", "\t")
# A row is held in memory whole, and a quotation mark that is never closed would make one row of the rest of the file.
ROW_BYTES = 128 * 1024
ROW_LINES = 1_000
ROWS_BEFORE_HEADER = 100
PLACES_LISTED = 20

_CHUNK = 256 * 1024
_BOM = b"\xef\xbb\xbf"
_SAVE_AS = "โปรดเปิดไฟล์ด้วยโปรแกรมตารางคำนวณ แล้วบันทึกเป็นชนิด “CSV UTF-8”"
_SIGNATURES = (
    (b"PK\x03\x04", f"ไฟล์นี้เป็นสมุดงาน Excel (.xlsx) หรือไฟล์บีบอัด ไม่ใช่ CSV {_SAVE_AS}"),
    (b"\xd0\xcf\x11\xe0", f"ไฟล์นี้เป็นสมุดงาน Excel รุ่นเดิม (.xls) ไม่ใช่ CSV {_SAVE_AS}"),
    (b"%PDF", "ไฟล์นี้เป็น PDF ไม่ใช่ CSV โปรดเลือกไฟล์ CSV"),
    (b"\xff\xfe", f"ไฟล์นี้บันทึกด้วยรหัสอักขระ UTF-16 {_SAVE_AS}"),
    (b"\xfe\xff", f"ไฟล์นี้บันทึกด้วยรหัสอักขระ UTF-16 {_SAVE_AS}"),
)
_LONGEST_SIGNATURE = 4
_LEGACY_THAI = f"ไฟล์นี้บันทึกด้วยรหัสภาษาไทยแบบเดิม (Windows-874 หรือ TIS-620) ไม่ใช่ UTF-8 {_SAVE_AS}"
_MIXED = f"ไฟล์นี้มีรหัสอักขระปนกันมากกว่าหนึ่งแบบ บางแถวไม่ใช่ UTF-8 {_SAVE_AS}"
_NOT_UTF8 = f"ไฟล์นี้ไม่ใช่ข้อความรหัส UTF-8 {_SAVE_AS}"
_BLANK = " \r\n" + "".join(DELIMITERS)
_QUOTED = re.compile(r'"[^"]*"')
_THAI_LETTERS = re.compile("[\u0e01-\u0e4f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class Records:
    """The rows of a CSV file: a header, then an iterator over the rows below it.

    `header` is the first row that is not blank and `header_row` its number; iterating gives every row after it as a list of
    cells, a blank line as an empty list or one of empty cells, so that the n-th row given is row ``header_row + n`` of a
    spreadsheet, quoted line breaks and all. UTF-8 with or without BOM; lines may end in LF, CRLF or CR; cells are parted by
    comma, semicolon or tab, whichever the header has most of (`delimiter`).

    UnreadableFile is raised, on construction or while iterating, where the bytes are no such file. At most one row of
    `ROW_BYTES` is held at a time. Rows that are not UTF-8 are gathered, up to `PLACES_LISTED` of them, before giving up.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._source = _Source(stream)
        lines = self._source.lines()
        first = self._first_line(lines)
        self.delimiter = _delimiter_of(first)
        self._reader = csv.reader(chain([first], lines), delimiter=self.delimiter)
        self._undecoded: list[RowProblem] = []
        self._rows = self._sound_rows()
        self.header: tuple[str, ...] = ()
        self.header_row = self._source.row
        self.header = tuple(next(self._rows))

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the cells of each row below the header, as they stand in the file; once only."""
        return self._rows

    def _first_line(self, lines: Iterator[str]) -> str:
        for line in islice(lines, ROWS_BEFORE_HEADER):
            if line.strip(_BLANK):
                return line
            self._source.next_row()
        raise UnreadableFile([RowProblem(WHOLE_FILE, "", _no_header(at_end=self._source.at_end))])

    def _sound_rows(self) -> Iterator[list[str]]:
        source = self._source
        try:
            for cells in self._reader:
                if source.at_end:
                    raise UnreadableFile([_never_closed(source.row)])
                if source.undecodable:
                    self._note_undecoded(cells)
                elif not self._undecoded:
                    source.next_row()
                    yield cells
                    continue
                source.next_row()
        except csv.Error:
            raise UnreadableFile([_never_closed(source.row)]) from None
        if self._undecoded:
            self._give_up()

    def _note_undecoded(self, cells: list[str]) -> None:
        for index, cell in enumerate(cells):
            if cell.isascii() or not any("\udc80" <= character <= "\udcff" for character in cell):
                continue
            named = index < len(self.header) and self.header[index].strip()
            column = shown(self.header[index].strip()) if named else column_letters(index)
            self._undecoded.append(RowProblem(self._source.row, column, "ช่องนี้มีตัวอักษรที่ไม่ใช่ UTF-8"))
            if len(self._undecoded) == PLACES_LISTED:
                self._give_up()

    def _give_up(self) -> None:
        if self._source.saw_utf8:
            explanation = _MIXED
        elif self._source.only_legacy_thai:
            explanation = _LEGACY_THAI
        else:
            explanation = _NOT_UTF8
        raise UnreadableFile([RowProblem(WHOLE_FILE, "", explanation), *self._undecoded])


class _Source:
    """The lines of a stream as text, and what is known about the row they are being gathered into."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._row_lines = 0
        self._row_bytes = 0
        self.row = 1
        self.at_end = False
        self.undecodable = False
        self.saw_utf8 = False
        self.only_legacy_thai = True

    def next_row(self) -> None:
        self.row += 1
        self._row_lines = 0
        self._row_bytes = 0
        self.undecodable = False

    def lines(self) -> Iterator[str]:
        for raw in self._raw_lines():
            self._row_lines += 1
            self._row_bytes += len(raw)
            if self._row_lines > ROW_LINES or self._row_bytes > ROW_BYTES:
                raise UnreadableFile([_never_closed(self.row)])
            if b"\0" in raw:
                raise UnreadableFile([RowProblem(self.row, "", f"มีข้อมูลที่ไม่ใช่ข้อความ ไฟล์นี้จึงไม่ใช่ CSV {_SAVE_AS}")])
            yield self._decode(raw)
        self.at_end = True

    def _decode(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            self.undecodable = True
            self.only_legacy_thai = self.only_legacy_thai and _is_legacy_thai(raw)
            return raw.decode("utf-8", "surrogateescape")
        self.saw_utf8 = True
        return text

    def _raw_lines(self) -> Iterator[bytes]:
        pending = b""
        while len(pending) < _LONGEST_SIGNATURE and (chunk := self._stream.read(_CHUNK)):
            pending += chunk
        for signature, message in _SIGNATURES:
            if pending.startswith(signature):
                raise UnreadableFile([RowProblem(WHOLE_FILE, "", message)])
        pending = pending.removeprefix(_BOM)
        while chunk := self._stream.read(_CHUNK):
            *whole, pending = pending.splitlines(keepends=True) or [b""]
            yield from whole
            # What is left may lack its end, even when it ends in CR: the LF of a CRLF may be still to come.
            pending += chunk
            if len(pending) - len(chunk) > ROW_BYTES:
                raise UnreadableFile([_never_closed(self.row)])
        yield from pending.splitlines(keepends=True)


def _is_legacy_thai(raw: bytes) -> bool:
    """Return whether a line that is not UTF-8 reads as Thai in Windows-874: no noise, and mostly Thai letters."""
    try:
        text = raw.decode("cp874")
    except UnicodeDecodeError:
        return False
    foreign = sum(not character.isascii() for character in text)
    return not _CONTROL.search(text) and 2 * len(_THAI_LETTERS.findall(text)) > foreign


def _delimiter_of(line: str) -> str:
    bare = _QUOTED.sub("", line)
    return max(DELIMITERS, key=bare.count)


def _no_header(*, at_end: bool) -> str:
    if at_end:
        return "ไฟล์นี้ว่าง ไม่มีข้อมูลให้อ่าน"
    return f"ไม่พบหัวตารางใน {ROWS_BEFORE_HEADER} แถวแรกของไฟล์ แถวแรกต้องเป็นรหัสข้อ"


def _never_closed(row: int) -> RowProblem:
    return RowProblem(row, "", 'แถวนี้ยาวผิดปกติหรือมีเครื่องหมายคำพูด (") ที่ไม่มีตัวปิด จึงแยกช่องไม่ได้ โปรดตรวจตั้งแต่แถวนี้และเลือกไฟล์ CSV ให้ถูกไฟล์')

"""A file of responses as a header and rows, whichever kind of file it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from survey.exchange.records import Records
from survey.exchange.spreadsheets import LARGEST_SHEET, SHEETS, ZIP, Sheet


class Table(Protocol):
    """A header, which stands in row `header_row`, and the rows below it; see `Records` and `Sheet`."""

    header: tuple[str, ...]
    header_row: int
    delimiter: str

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the cells of each row below the header, once only."""
        ...


def open_table(stream: BinaryIO) -> Table:
    """Return the table in a CSV file or an Excel workbook (.xlsx), told apart by their first bytes.

    UnreadableFile where the bytes are neither.
    """
    start = stream.read(len(ZIP))
    if start == ZIP:
        return Sheet(start + stream.read())
    return Records(_Rejoined(start, stream))  # type: ignore[arg-type]  # reads are all it is asked for


class _Rejoined:
    """A stream whose first bytes have been looked at."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def read(self, size: int) -> bytes:
        start, self._start = self._start, b""
        return start or self._stream.read(size)


def rows_in(content: bytes) -> int:
    """Return about how many rows a file has, for showing how far reading has come; 0 where that cannot be told."""
    if not content.startswith(ZIP):
        return content.count(b"\n")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = [part for part in package.infolist() if part.filename.startswith(SHEETS)]
            if sum(part.file_size for part in sheets) > LARGEST_SHEET:
                return 0
            return sum(package.read(part).count(b"<row ") for part in sheets)
    except Exception:
        # Whoever reads a damaged file tells what is wrong with it.
        return 0

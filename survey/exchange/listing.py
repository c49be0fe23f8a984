"""Any list as CSV that a Thai spreadsheet opens by a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from survey.exchange.cells import neutral

_BOM = "\ufeff"


def listing(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Return rows as CSV: UTF-8 with BOM, CRLF. None is an empty cell; text that starts like a formula gets a ' before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_cell(cell) for cell in row] for row in (header, *rows))
    return (_BOM + text.getvalue()).encode()


def _cell(cell: str | int | None) -> str:
    # Stripped first, or what only starts with a tab would be a formula without it.
    return neutral(cell.strip()) if isinstance(cell, str) else "" if cell is None else str(cell)

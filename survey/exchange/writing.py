"""Responses as CSV that a Thai spreadsheet opens by a double click, and bad rows as CSV that comes back once mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument
from survey.exchange.cells import cells_of, neutral
from survey.exchange.columns import REASON_COLUMN, tidy
from survey.exchange.reading import ABSENT, BadRow, ResponseFile

_BOM = "\ufeff"
_BLOCK = 1_000


def response_chunks(
    instrument: Instrument, steps: NDArray[np.uint8], *, labels: bool = False, told: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """Yield the file that `write_responses` writes, a thousand rows at a time; `told` is called with how many each time."""
    parts = instrument.parts
    if steps.ndim != 2 or steps.shape[1] != len(parts):
        raise ValueError(f"steps have shape {steps.shape}, expected (responses, {len(parts)})")
    highest = np.array([len(part.scale) for part in parts])
    if (steps < 0).any() or (steps > highest).any():
        raise ValueError("a step lies outside its part's scale")
    return _response_chunks(instrument, steps, labels=labels, told=told)


def write_responses(stream: BinaryIO, instrument: Instrument, steps: NDArray[np.uint8], *, labels: bool = False) -> None:
    """Write responses as CSV: UTF-8 with BOM, CRLF, a header of part codes in the order of the form, a row a response.

    `steps` is (responses, parts) with 0 for blank. A cell is the step, or with `labels` its label (the step where the label
    would be read as something else), and empty where blank. A response that is blank throughout is written, but reading
    skips it. ValueError if the shape or a step does not fit the instrument; nothing is written then.
    """
    for chunk in response_chunks(instrument, steps, labels=labels):
        stream.write(chunk)


def write_bad_rows(stream: BinaryIO, response_file: ResponseFile) -> None:
    """Write the bad rows with the header of their file and, in a last column, why they were not taken.

    The file can be read again once mended: the reason column is ignored. A row that had too few cells is filled up with
    `ABSENT`; what a row had beyond the named columns stands in one unnamed column before the reason; text that starts like a
    formula gets a ' before it. Rows that nobody mended stay bad.
    """
    width = response_file.width
    old_reasons = {index for index, name in enumerate(response_file.header) if tidy(name) == REASON_COLUMN}
    kept = [index for index in range(width) if index not in old_reasons]
    surplus = [_surplus(bad.cells, width, old_reasons) for bad in response_file.bad_rows]
    table = _Table()
    unnamed = [""] if any(surplus) else []
    table.add([_text(response_file.header[index]) for index in kept] + unnamed + [REASON_COLUMN])
    stream.write(_BOM.encode())
    for bad, beyond in zip(response_file.bad_rows, surplus, strict=True):
        cells = bad.cells + (ABSENT,) * (width - len(bad.cells))
        table.add([_text(cells[index]) for index in kept] + [_text(beyond)] * len(unnamed) + [neutral(_reason(bad))])
        stream.write(table.taken())
    stream.write(table.taken())


class _Table:
    """CSV rows on their way into bytes."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self.add = self._writer.writerow
        self.add_all = self._writer.writerows

    def taken(self) -> bytes:
        """Return what was added since the last call."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()


def _response_chunks(
    instrument: Instrument, steps: NDArray[np.uint8], *, labels: bool, told: Callable[[int], None] | None
) -> Iterator[bytes]:
    cells = [cells_of(part.scale, labels=labels) for part in instrument.parts]
    table = _Table()
    table.add([neutral(code) for code in instrument.part_codes])
    yield _BOM.encode() + table.taken()
    for start in range(0, len(steps), _BLOCK):
        columns = steps[start : start + _BLOCK].T.tolist()
        written = [[texts[step] for step in column] for texts, column in zip(cells, columns, strict=True)]
        table.add_all(zip(*written, strict=True))
        if told is not None:
            told(min(_BLOCK, len(steps) - start))
        yield table.taken()


def _text(cell: str) -> str:
    # Stripped first, or a good cell that only starts with a tab would come back with a ' before it, and bad.
    return neutral(cell.strip())


def _surplus(cells: tuple[str, ...], width: int, reasons: set[int]) -> str:
    # One cell, because one row with ten thousand cells must not make a file with ten thousand columns.
    return ", ".join(cell for index, cell in enumerate(cells[width:], start=width) if index not in reasons and tidy(cell))


def _reason(bad: BadRow) -> str:
    reasons = "; ".join(
        f"{problem.column}: {problem.message}" if problem.column else problem.message for problem in bad.problems
    )
    unlisted = bad.count - len(bad.problems)
    return f"{reasons}; และอีก {unlisted} จุด" if unlisted else reasons

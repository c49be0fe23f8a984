"""A file of responses, read whole: the good rows as a matrix, the bad ones with what to mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Scale
from survey.exchange.cells import NOT_A_STEP, Steps, complaint
from survey.exchange.columns import Columns, columns_of, tidy
from survey.exchange.problems import RowProblem, UnreadableFile
from survey.exchange.tables import Table, open_table

# Stands in a file of bad rows where a row had too few cells: left there, the row cannot come back as if those were blank.
ABSENT = "(ขาดหาย)"
PROBLEMS_KEPT = 1_000
PROBLEMS_KEPT_PER_ROW = 5
# Beyond these the file is taken for another file than it claims to be, and refused as a whole.
BAD_ROWS_KEPT = 10_000
BAD_ROWS_SIZE = 48_000_000
# As many rows as a spreadsheet has.
ROWS_WITHOUT_ANSWER = 1_048_576

_BLOCK = 256
_ROWS_LISTED = 10
_CELL_OVERHEAD = 64
_DELIMITER_NAMES = {";": "อัฒภาค (;)", "\t": "แท็บ"}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be stored: its number, its cells as they stand in the file, and its first five problems of `count`."""

    row: int
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...]
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class ResponseFile:
    """What a file of responses holds.

    `steps` are the good rows in the order of the file: (responses, parts) in the order of the form, 0 for blank, read-only.
    `bad_rows` are all the others but those without any answer, which are only counted in a notice. `problems` are the first
    thousand of `problem_count`. `notices` are Thai sentences about what was passed over. `header` is as in the file, and
    `width` the number of its columns up to the last named one.
    """

    header: tuple[str, ...]
    width: int
    steps: NDArray[np.uint8]
    bad_rows: tuple[BadRow, ...]
    problems: tuple[RowProblem, ...]
    problem_count: int
    notices: tuple[str, ...]

    def problem_lines(self, limit: int = PROBLEMS_KEPT) -> tuple[str, ...]:
        """Return at most `limit` problems, a line of Thai each, and one more line that counts the rest if there is a rest."""
        lines = tuple(map(str, self.problems[:limit]))
        unlisted = self.problem_count - len(lines)
        return (*lines, f"และอีก {unlisted:,} จุด") if unlisted else lines


def read_header(stream: BinaryIO) -> tuple[str, ...]:
    """Return the header of a file of responses, for `detect_instrument`; rewind the stream before reading the responses.

    UnreadableFile if the stream is empty, or starts neither like a CSV file in UTF-8 nor like an Excel workbook.
    """
    return open_table(stream).header


def read_responses(stream: BinaryIO, instrument: Instrument, *, told: Callable[[int], None] | None = None) -> ResponseFile:
    """Read a CSV file or Excel workbook of responses to an instrument, from where the stream stands to its end.

    The header holds every part code, in any order. A cell is a step (``1``, ``๑``, ``1.0``), a label of its part's scale, or
    blank. A row without an answer in any part is no response and is skipped. A row is good if every cell is; nothing is
    guessed or half kept. Row numbers count as a spreadsheet does: the first row is 1, a quoted line break starts no new row.

    UnreadableFile if the file as a whole is of no use (see `Records`, `Sheet` and `columns_of`), or if it has more than 10,000
    bad rows or 48 MB of them, since it is then surely another file. Memory is bounded by that and one byte for each good cell.
    `told` is called with how many rows more have been read.
    """
    table = open_table(stream)
    return read_table(table, instrument, columns_of(table.header, instrument, row=table.header_row), told=told)


def read_table(
    table: Table,
    instrument: Instrument,
    columns: Columns,
    *,
    steps_of: Callable[[Scale], Steps] = Steps,
    told: Callable[[int], None] | None = None,
) -> ResponseFile:
    """Read the rows of a table whose columns are known, as `read_responses` does; `steps_of` says what a scale's cells mean."""
    reading = _Reading(instrument, columns, steps_of)
    try:
        for row, cells in enumerate(table, start=table.header_row + 1):
            reading.take(row, cells)
            if told is not None and row % _BLOCK == 0:
                told(_BLOCK)
        return reading.finish(table)
    except UnreadableFile as reason:
        raise reading.stop(reason) from None


class _Reading:
    """What has been read so far."""

    def __init__(self, instrument: Instrument, columns: Columns, steps_of: Callable[[Scale], Steps]) -> None:
        self.parts = instrument.parts
        self.columns = columns
        tables = {part.scale: steps_of(part.scale) for part in self.parts}
        self.scales = tuple(tables)
        self.tables = [tables[part.scale] for part in self.parts]
        self.numbers: list[int] = []
        self.rows: list[list[str]] = []
        self.blocks: list[NDArray[np.uint8]] = []
        self.bad_rows: list[BadRow] = []
        self.bad_size = 0
        self.problems: list[RowProblem] = []
        self.problem_count = 0
        self.skipped: list[int] = []
        self.skipped_count = 0

    def take(self, row: int, cells: list[str]) -> None:
        if not any(cells) or (len(cells) != self.columns.width and self._is_blank(cells)):
            self._take_block()
            self._skip(row)
        elif message := self._misshapen(cells):
            # Rows of another width never wait for a block: a block of very wide ones would fill the memory.
            self._take_block()
            self._keep(row, cells, [RowProblem(row, "", message)], 1)
        else:
            self.numbers.append(row)
            self.rows.append(cells)
            if len(self.rows) == _BLOCK:
                self._take_block()

    def stop(self, reason: UnreadableFile) -> UnreadableFile:
        """Return why reading ended early, together with what was wrong in the rows before, in the order of the file."""
        with suppress(UnreadableFile):
            self._take_block()
        return UnreadableFile(sorted([*self.problems, *reason.problems], key=lambda problem: problem.row))

    def finish(self, table: Table) -> ResponseFile:
        self._take_block()
        steps = np.concatenate([np.empty((0, len(self.parts)), dtype=np.uint8), *self.blocks])
        steps.flags.writeable = False
        notices = list(self.columns.notices)
        if name := _DELIMITER_NAMES.get(table.delimiter):
            notices.append(f"ไฟล์นี้คั่นช่องด้วย{name} แทนจุลภาค (,) ระบบอ่านให้ตามนั้น")
        if self.skipped_count:
            listed = ", ".join(map(str, self.skipped))
            more = " …" if self.skipped_count > len(self.skipped) else ""
            notices.append(f"ข้าม {self.skipped_count:,} แถวที่ไม่มีคำตอบเลย (แถว {listed}{more})")
        return ResponseFile(
            header=table.header,
            width=self.columns.width,
            steps=steps,
            bad_rows=tuple(self.bad_rows),
            problems=tuple(self.problems),
            problem_count=self.problem_count,
            notices=tuple(notices),
        )

    def _take_block(self) -> None:
        if not self.rows:
            return
        numbers, rows = self.numbers, self.rows
        self.numbers, self.rows = [], []
        steps = self._steps(rows)
        is_bad = (steps == NOT_A_STEP).any(axis=1)
        is_answered = steps.any(axis=1)
        self.blocks.append(steps[is_answered & ~is_bad])
        for index in np.flatnonzero(is_bad | ~is_answered).tolist():
            if is_bad[index]:
                self._refuse(numbers[index], rows[index], np.flatnonzero(steps[index] == NOT_A_STEP).tolist())
            else:
                self._skip(numbers[index])

    def _is_blank(self, cells: list[str]) -> bool:
        return not any(tidy(cell) for index, cell in enumerate(cells) if index not in self.columns.reasons)

    def _misshapen(self, cells: list[str]) -> str:
        width, reasons = self.columns.width, self.columns.reasons
        if len(cells) == width and not reasons:
            return ""
        if len(cells) < width:
            advice = "โปรดตรวจว่าข้อมูลไม่ขาดหายหรือเลื่อนช่อง"
        elif any(tidy(cells[index]) for index in range(width, len(cells)) if index not in reasons):
            advice = "โปรดตรวจว่าไม่มีเครื่องหมายคั่นเกินมาหรือข้อมูลเลื่อนช่อง"
        elif reasons and ABSENT in cells:
            return f"ยังมีช่องที่เขียนว่า {ABSENT} โปรดใส่คำตอบหรือเว้นว่าง"
        else:
            return ""
        return f"มี {len(cells):,} ช่อง แต่หัวตารางมี {width:,} ช่อง {advice}"

    def _steps(self, rows: list[list[str]]) -> NDArray[np.uint8]:
        by_column = list(zip(*rows, strict=False))
        steps = np.empty((len(rows), len(self.parts)), dtype=np.uint8)
        for part, (position, table) in enumerate(zip(self.columns.positions, self.tables, strict=True)):
            steps[:, part] = np.frombuffer(bytes(map(table.__getitem__, by_column[position])), dtype=np.uint8)
        return steps

    def _skip(self, row: int) -> None:
        self.skipped_count += 1
        if len(self.skipped) < _ROWS_LISTED:
            self.skipped.append(row)
        if self.skipped_count > ROWS_WITHOUT_ANSWER:
            message = f"มีแถวที่ไม่มีคำตอบมากกว่า {ROWS_WITHOUT_ANSWER:,} แถว จึงหยุดอ่านที่แถวนี้ โปรดตรวจว่าเลือกไฟล์ถูกต้อง"
            raise UnreadableFile([RowProblem(row, "", message)])

    def _refuse(self, row: int, cells: list[str], bad_parts: Sequence[int]) -> None:
        room = max(PROBLEMS_KEPT_PER_ROW, PROBLEMS_KEPT - len(self.problems))
        problems = []
        for index in bad_parts[:room]:
            part, cell = self.parts[index], cells[self.columns.positions[index]]
            problems.append(RowProblem(row, part.code, complaint(cell, part, self.scales)))
        self._keep(row, cells, problems, len(bad_parts))

    def _keep(self, row: int, cells: list[str], problems: list[RowProblem], count: int) -> None:
        self.problem_count += count
        self.problems += problems[: PROBLEMS_KEPT - len(self.problems)]
        self.bad_rows.append(BadRow(row, tuple(cells), tuple(problems[:PROBLEMS_KEPT_PER_ROW]), count))
        self.bad_size += sum(2 * len(cell) + _CELL_OVERHEAD for cell in cells)
        if len(self.bad_rows) > BAD_ROWS_KEPT or self.bad_size > BAD_ROWS_SIZE:
            message = f"มีแถวที่ใช้ไม่ได้แล้ว {len(self.bad_rows):,} แถว จึงหยุดอ่านที่แถวนี้ โปรดตรวจว่าเลือกไฟล์และแบบวัดถูกต้อง"
            raise UnreadableFile([RowProblem(row, "", message)])

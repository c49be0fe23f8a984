"""A file whose columns are not named by our codes: what it holds, what is guessed of it, and how it is read once confirmed."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.model import Instrument, Scale
from survey.exchange.cells import NOT_A_STEP, Steps
from survey.exchange.columns import Columns, tidy
from survey.exchange.matching import Matching, match
from survey.exchange.problems import WHOLE_FILE, RowProblem, UnreadableFile, column_letters, shown
from survey.exchange.reading import ResponseFile, read_table
from survey.exchange.tables import Table, open_table
from survey.thai import arabic_digits

Wordings = Sequence[Mapping[str, str]]

MOST_COLUMNS = 300
"""More cannot be looked through by a person."""
LABELS_KEPT = 30
"""So many different answers that nobody knows are told one by one; a file with more of them is read by the wrong columns."""
LONGEST_LABEL = 80
LARGEST_CARRIED = 4 * 1024 * 1024
LARGEST_UNPACKED = 64 * 1024 * 1024
_LABELS_COUNTED = 2_000
_SURPLUS = "…"
_NOT_LETTERS = re.compile(r"[^a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e]+")
_NUMBERED = re.compile(r"^\(?(\d{1,2})\)?\s*[.:=)–-]?\s*(\D.*)$|^(\D.*?)\s*[(\[=:–-]\s*(\d{1,2})\s*[)\]]?$", re.DOTALL)
_STEP = re.compile(r"^(?:ระดับ|คะแนน|level)\s*(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """An answer that is none of its scale: how often it stands there, and under which parts."""

    scale: Scale
    label: str
    count: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person has confirmed: which column answers which part, and what unknown answers mean.

    `columns` maps zero-based columns to part codes. `labels` maps answers to steps by the key of their scale, 0 for blank.
    `wordings` are texts by code in which answers may stand besides the instrument's own.
    """

    columns: Mapping[int, str]
    labels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    wordings: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ForeignFile:
    """What was read of a file, and what is guessed of it.

    `content` is the table as CSV without the columns that say who or when; the other columns keep their places and rows their
    numbers. `unknown` are the answers that no scale knows, the most frequent first, and `more_unknown` counts different ones
    beyond those.
    """

    content: bytes
    matching: Matching
    responses: int
    unknown: tuple[UnknownLabel, ...]
    more_unknown: int


class ForeignSteps(Steps):
    """The steps of a scale as other programs write answers.

    Besides what `Steps` knows: labels whatever their spaces, signs, capitals and digits; labels of other wordings; a label with
    its number before or behind it, if the two agree; ``ระดับ 4``; and what a person has confirmed.
    """

    __slots__ = ("loose",)

    def __init__(self, scale: Scale, wordings: Wordings = (), confirmed: Mapping[str, int] | None = None) -> None:
        super().__init__(scale)
        self.loose: dict[str, int] = {}
        own = {f"scale.{scale.key}.{step}": label for step, label in enumerate(scale.labels, start=1)}
        for wording in (own, *wordings):
            for step in range(1, len(scale) + 1):
                if loosened := _loosened(wording.get(f"scale.{scale.key}.{step}", "")):
                    self.loose.setdefault(loosened, step)
        for label, step in (confirmed or {}).items():
            self[tidy(label)] = step

    def __missing__(self, cell: str) -> int:
        """Work out a cell that was not seen before, strictly first."""
        step = super().__missing__(cell)
        if step == NOT_A_STEP and (step := self._loosely(tidy(cell))) != NOT_A_STEP:
            self[cell] = step
        return step

    def _loosely(self, text: str) -> int:
        folded = arabic_digits(text).lower()
        if step := self.loose.get(_loosened(folded)):
            return step
        if said := _STEP.match(folded):
            return self._in_range(int(said[1]))
        if said := _NUMBERED.match(folded):
            number, label = int(said[1] or said[4]), said[2] or said[3]
            if self.loose.get(_loosened(label)) == number:
                return number
        return NOT_A_STEP


def foreign_file(content: bytes, instrument: Instrument, wordings: Wordings = ()) -> ForeignFile | None:
    """Return what a file is guessed to hold, or None where its header is one of part codes and nothing has to be guessed.

    It is None as well where the guess finds no more parts than a header of codes would: then reading it says what is missing.
    UnreadableFile where the file as a whole is of no use.
    """
    table = open_table(io.BytesIO(content))
    exact = {tidy(name).lower() for name in map(arabic_digits, table.header)}.intersection(instrument.part_codes)
    if len(exact) == len(instrument.parts):
        return None
    if sum(map(bool, map(tidy, table.header))) > MOST_COLUMNS:
        return None
    matching = match(table.header, instrument, wordings)
    if len(matching.by_column) <= len(exact):
        return None
    carried, responses = _carried(table, matching)
    unknown, more = unknown_labels(carried, instrument, Confirmed(matching.by_column, wordings=tuple(wordings)))
    return ForeignFile(carried, matching, responses, unknown, more)


def read_confirmed(
    content: bytes, instrument: Instrument, confirmed: Confirmed, *, told: Callable[[int], None] | None = None
) -> ResponseFile:
    """Read a file by the columns a person has confirmed, as `read_responses` does.

    UnreadableFile where a part has no column or more than one, or where the file as a whole is of no use.
    """
    table = open_table(io.BytesIO(content))
    columns = _confirmed_columns(table, instrument, confirmed)
    return read_table(
        table, instrument, columns, told=told,
        steps_of=lambda scale: ForeignSteps(scale, confirmed.wordings, confirmed.labels.get(scale.key)),
    )  # fmt: skip


def unknown_labels(content: bytes, instrument: Instrument, confirmed: Confirmed) -> tuple[tuple[UnknownLabel, ...], int]:
    """Return the answers that no scale knows, the most frequent first, and how many different ones more there are."""
    scales = {part.code: part.scale for part in instrument.parts}
    tables = {scale: ForeignSteps(scale, confirmed.wordings) for scale in scales.values()}
    known = [(index, code, tables[scales[code]]) for index, code in confirmed.columns.items()]
    counted: Counter[tuple[str, str]] = Counter()
    codes: dict[tuple[str, str], dict[str, None]] = {}
    for cells in open_table(io.BytesIO(content)):
        for index, code, steps in known:
            if index < len(cells) and steps[cells[index]] == NOT_A_STEP:
                place = (steps.scale.key, tidy(cells[index])[:LONGEST_LABEL])
                if place in counted or len(counted) < _LABELS_COUNTED:
                    counted[place] += 1
                    codes.setdefault(place, {})[code] = None
    by_key = {scale.key: scale for scale in tables}
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    unknown = tuple(UnknownLabel(by_key[key], label, n, tuple(codes[key, label])) for (key, label), n in ordered[:LABELS_KEPT])
    return unknown, len(ordered) - len(unknown)


def packed(content: bytes) -> str | None:
    """Return a table in a form that a page can carry to its next request; None where it is too large for that."""
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return text if len(text) <= LARGEST_CARRIED and len(content) <= LARGEST_UNPACKED else None


def unpacked(text: str) -> bytes:
    """Return what `packed` packed; UnreadableFile where it is something else or unpacks into more than that can have held."""
    broken = UnreadableFile([RowProblem(WHOLE_FILE, "", "ข้อมูลของไฟล์มาไม่ครบ โปรดเลือกไฟล์ใหม่อีกครั้ง")])
    try:
        inflating = zlib.decompressobj()
        content = inflating.decompress(base64.b64decode(text, validate=True), LARGEST_UNPACKED)
    except (binascii.Error, ValueError, zlib.error):
        raise broken from None
    if not inflating.eof:
        raise broken
    return content


def _carried(table: Table, matching: Matching) -> tuple[bytes, int]:
    """Return the table as CSV with the personal columns emptied, and how many rows it has."""
    kept = [index not in matching.personal for index in range(len(table.header))]
    stream = io.StringIO(newline="")
    # What comes before the header is not needed, but its lines are: rows keep their numbers.
    stream.write("\r\n" * (table.header_row - 1))
    # Quoted, because the header decides what parts the cells.
    csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(
        [name if keep else "" for name, keep in zip(table.header, kept, strict=True)]
    )
    writer = csv.writer(stream, lineterminator="\r\n")
    responses = 0
    for cells in table:
        # A row with too many cells stays one, without what it has too much of, which may be anything.
        surplus = [_SURPLUS] * any(map(tidy, cells[len(kept) :]))
        writer.writerow([cell if keep else "" for cell, keep in zip(cells, kept, strict=False)] + surplus)
        responses += any(map(tidy, cells))
        if stream.tell() > LARGEST_UNPACKED:
            raise UnreadableFile([RowProblem(WHOLE_FILE, "", "ไฟล์นี้ใหญ่เกินกว่าจะจับคู่คอลัมน์ได้ โปรดแบ่งเป็นหลายไฟล์")])
    return stream.getvalue().encode(), responses


def _confirmed_columns(table: Table, instrument: Instrument, confirmed: Confirmed) -> Columns:
    row, width = table.header_row, len(table.header)
    places: dict[str, list[int]] = {}
    for index, code in sorted(confirmed.columns.items()):
        if 0 <= index < width:
            places.setdefault(code, []).append(index)
    problems = [RowProblem(row, code, "ยังไม่มีคอลัมน์ใดเป็นคำตอบของข้อนี้") for code in instrument.part_codes if code not in places]
    problems += [
        RowProblem(
            row, code, f"มีมากกว่าหนึ่งคอลัมน์ (คอลัมน์ {', '.join(map(column_letters, found))} ของตาราง) โปรดเหลือไว้เพียงคอลัมน์เดียว"
        )
        for code, found in places.items()
        if len(found) > 1
    ]
    if problems:
        raise UnreadableFile(problems)
    used = {index for found in places.values() for index in found}
    unread = [name for index, name in enumerate(table.header) if tidy(name) and index not in used]
    notices = (f"ไม่ได้อ่าน {len(unread):,} คอลัมน์ เช่น {shown(tidy(unread[0]))}",) if unread else ()
    return Columns(
        positions=tuple(places[code][0] for code in instrument.part_codes),
        width=width,
        # Never looked at, so that a remark in them does not make a blank row an answer.
        reasons=frozenset(range(width)) - used,
        notices=notices,
    )


def _loosened(text: str) -> str:
    return _NOT_LETTERS.sub("", arabic_digits(tidy(text)).lower())

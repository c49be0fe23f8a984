"""From the text of a cell to the step it means, and what to say where it means none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from questionnaires.model import Part, Scale
from survey.exchange.columns import tidy
from survey.exchange.problems import shown
from survey.thai import arabic_digits

BLANK = 0
NOT_A_STEP = 255

# `= + - @`, tab and carriage return make a spreadsheet read the cell as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_TEXT_MARK = "'"
_CELLS_REMEMBERED = 10_000
# A spreadsheet may store a step as 1.0; anything longer than this is no step of any scale.
_NUMBER = re.compile(r"([0-9]+)(?:\.0+)?")
_LONGEST_NUMBER = 12
_FORMULA = re.compile(r"=[A-Za-z$(+\-\d]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]|$)")


def neutral(cell: str) -> str:
    """Return a text cell so that no spreadsheet takes it for a formula: with a ' before it where it starts like one."""
    return _TEXT_MARK + cell if cell.startswith(_FORMULA_STARTS) else cell


class Steps(dict[str, int]):
    """The steps of one scale by the text of a cell.

    ``steps[cell]`` is 1 to the number of steps for a step or a label of the scale, `BLANK` for an empty cell, and
    `NOT_A_STEP` for anything else. A step is recognised in Arabic or Thai digits and as ``1.0``; a label exactly, once both
    are tidied, and also as `neutral` writes it. A number is a step even where the scale has a label that is a number.
    """

    __slots__ = ("scale",)

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.scale = scale
        for step, label in enumerate(scale.labels, start=1):
            for written in (tidy(label), tidy(neutral(label))):
                self.setdefault(written, step)
        for cell in list(self):
            if (number := _number(cell)) is not None:
                self[cell] = self._in_range(number)
        self[""] = BLANK

    def __missing__(self, cell: str) -> int:
        """Work out a cell that was not seen before; the answer is remembered, up to a limit that noise cannot pass."""
        tidied = tidy(cell)
        number = _number(tidied)
        step = self._in_range(number) if number is not None else self.get(tidied, NOT_A_STEP)
        if len(self) < _CELLS_REMEMBERED:
            self[cell] = step
        return step

    def _in_range(self, number: int) -> int:
        return number if 1 <= number <= len(self.scale) else NOT_A_STEP


def cells_of(scale: Scale, *, labels: bool) -> tuple[str, ...]:
    """Return what to write for step 0 (blank), 1, 2, … of a scale.

    A label that would not be read back as its own step, such as one that is itself a number, is written as the step.
    """
    steps = Steps(scale)
    cells = [""]
    for step, label in enumerate(scale.labels, start=1):
        written = neutral(label)
        cells.append(written if labels and steps[written] == step else str(step))
    return tuple(cells)


def complaint(cell: str, part: Part, scales: Iterable[Scale]) -> str:
    """Return the Thai sentence for a cell that is no step of the part; `scales` are all the instrument has."""
    tidied = tidy(cell)
    quoted = f"“{shown(tidied)}”"
    steps = f"ระดับ 1 ถึง {len(part.scale)}"
    if _number(tidied) is not None:
        return f"{quoted} อยู่นอกช่วง ใช้ได้เฉพาะ{steps} ถ้าไม่มีคำตอบให้เว้นว่าง"
    allowed = f"{steps} หรือคำว่า {', '.join(part.scale.labels)}"
    if _FORMULA.match(tidied):
        return f"{quoted} เป็นสูตร ระบบไม่คำนวณสูตร โปรดคัดลอกแล้ววางเป็นค่า ใช้{allowed}"
    if _DATE.match(tidied):
        return f"{quoted} เป็นวันที่ โปรดตรวจว่าโปรแกรมตารางไม่ได้แปลงคำตอบเป็นวันที่ ใช้{allowed}"
    if any(tidied in _labels(scale) for scale in scales):
        return f"{quoted} เป็นคำตอบของข้ออื่น ข้อนี้ใช้{allowed}"
    return f"{quoted} ไม่ใช่คำตอบของข้อนี้ ใช้{allowed} ถ้าไม่มีคำตอบให้เว้นว่าง"


# A file may hold thousands of wrong cells, and each is held against every label.
@lru_cache(maxsize=256)
def _labels(scale: Scale) -> frozenset[str]:
    return frozenset(map(tidy, scale.labels))


def _number(cell: str) -> int | None:
    if len(cell) > _LONGEST_NUMBER:
        return None
    match = _NUMBER.fullmatch(arabic_digits(cell))
    return int(match[1]) if match else None

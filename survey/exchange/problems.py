"""What can be wrong with a file of responses, told in Thai with the row and column a person sees in a spreadsheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

WHOLE_FILE = 0
SHOWN_CHARACTERS = 40

_ALPHABET = 26
_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F
_DELETE_PICTURE = "␡"
_SARA_AM = "ำ"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing to mend.

    `row` counts as a spreadsheet does: the first row of the file is 1, usually the header; 0 means the file as a whole.
    `column` is the part code, or what else names the column, and empty where the whole row is meant. `message` is Thai.
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line of Thai, its place first."""
        if self.row == WHOLE_FILE:
            return self.message
        place = f"แถว {self.row} คอลัมน์ {self.column}" if self.column else f"แถว {self.row}"
        return f"{place}: {self.message}"


class UnreadableFile(Exception):
    """The file as a whole cannot be used; `problems` says why, in the order of the file."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def shown(text: str) -> str:
    """Return at most 40 characters of a cell for a message, with what cannot be seen made visible.

    Control characters become their pictures (␀, ␊); direction marks and other invisible ones are written as ``<U+202E>``.
    A cut is marked with … and does not part a Thai letter from the vowel or tone mark above or below it.
    """
    start = text[: SHOWN_CHARACTERS + 1]
    visible = start if start.isprintable() else "".join(map(_visible, start))
    if len(visible) <= SHOWN_CHARACTERS:
        return visible
    end = SHOWN_CHARACTERS - 1
    while end > 1 and _hangs_on_the_last(visible[end]):
        end -= 1
    return visible[:end] + "…"


def column_letters(index: int) -> str:
    """Return how a spreadsheet names the column at a zero-based index: A … Z, AA …."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, _ALPHABET)
        letters = chr(ord("A") + remainder) + letters
    return letters


def _hangs_on_the_last(character: str) -> bool:
    return character == _SARA_AM or unicodedata.category(character) == "Mn"


def _visible(character: str) -> str:
    code = ord(character)
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    if unicodedata.category(character)[0] == "C" or unicodedata.category(character) in {"Zl", "Zp"}:
        return f"<U+{code:04X}>"
    return character

"""How high the row of a spreadsheet must be for the texts that are wrapped in it: not every program works that out itself."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

LINE = 18.0
"""The height of a line of 11 points, with room for the marks above and below Thai letters, in points."""


def row_height(cells: Iterable[tuple[object, float]]) -> float:
    """Return the height of a row in points, of its cells and how many letters wide the columns of these are.

    Only texts are wrapped. Marks above and below Thai letters take no room beside them.
    """
    lines = 1
    for cell, width in cells:
        if isinstance(cell, str):
            lines = max(lines, sum(_lines(line, width) for line in cell.split("\n")))
    return lines * LINE


def _lines(text: str, width: float) -> int:
    letters = sum(unicodedata.category(sign) != "Mn" for sign in text)
    return max(1, math.ceil(letters / width))

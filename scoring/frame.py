"""A table of steps, as pandas holds it, turned into the matrix that the engine counts."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.tally import StepOutOfRange, StepsNotIntegers, StepsShapeError

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]  # it ships no types


def steps_from_frame(instrument: Instrument, frame: pandas.DataFrame) -> NDArray[np.uint8]:
    """Return the matrix (rows, parts) of a table whose columns are the part codes, in any order.

    Cells are steps as numbers of any kind; NaN, NA, None and 0 are blank and become 0. Labels, text and booleans are not steps.
    Raises `StepsShapeError` naming columns that are missing, unknown or there twice, `StepsNotIntegers` naming a column that
    does not hold whole numbers, and `StepOutOfRange`.
    """
    codes = instrument.part_codes
    columns = list(frame.columns)
    missing = [code for code in codes if code not in columns]
    unknown = [str(column) for column in columns if column not in codes]
    twice = sorted({code for code in codes if columns.count(code) > 1})
    if missing or unknown or twice:
        found = {"missing": missing, "unknown": unknown, "there twice": twice}
        listed = "; ".join(f"{what}: {', '.join(names)}" for what, names in found.items() if names)
        raise StepsShapeError(f"the columns are not the parts of {instrument.identifier}: {listed}")

    steps = np.empty((len(frame), len(codes)), dtype=np.uint8)
    for position, part in enumerate(instrument.parts):
        figures = _figures(part.code, frame[part.code])
        outside = (figures < 0) | (figures > len(part.scale))
        if outside.any():
            row = int(np.argmax(outside))
            raise StepOutOfRange(row=row, part=part.code, step=float(figures[row]), highest=len(part.scale))
        steps[:, position] = figures
    return steps


def _figures(code: str, column: pandas.Series) -> NDArray[np.float64]:
    """Return a column as whole numbers, blanks as 0."""
    kind = column.dtype.kind
    if kind == "O":
        # A column of objects can hold anything, and float() would take True for step 1 and the text "4" for step 4.
        steps = all(isinstance(cell, Real) and not isinstance(cell, bool) for cell in column[column.notna()])
    else:
        steps = kind in "iuf"
    if not steps:
        raise StepsNotIntegers(f"column {code} holds something that is not a number")
    figures: NDArray[np.float64] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    figures = np.where(np.isnan(figures), 0.0, figures)
    broken = np.flatnonzero(np.isfinite(figures) & (figures != np.trunc(figures)))
    if broken.size:
        raise StepsNotIntegers(f"column {code}, row {broken[0]} (counted from 0): {figures[broken[0]]} is not a whole number")
    return figures

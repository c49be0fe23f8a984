"""Statistics of responses in Parquet files, read by DuckDB where it is installed: a file at a time, a block at a time.

A file has a column for each part, named as `survey.exchange.parquet` names it (``i1_1``) or by its code (``i1.1``), with whole
numbers: 1 the first step, 0 or null blank. Other columns are left alone. Nothing is ever fetched from the network.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.partitions import Statistics, counted
from scoring.tally import StepOutOfRange, StepsNotIntegers
from survey.exchange.parquet import NOTES_KEY, NotInstalled, is_available
from survey.exchange.problems import WHOLE_FILE, RowProblem, UnreadableFile
from survey.exchange.study import variable_name

if TYPE_CHECKING:
    import duckdb

# DuckDB hands over vectors of 2,048 rows: 65,536 rows at a time.
_VECTORS = 32
_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Lot:
    """What is in a file. `office` is who the file says it is from, its own name where it does not say; `round` may be empty."""

    office: str
    round: str
    statistics: Statistics


def lot_in(file: Path, instrument: Instrument) -> Lot:
    """Return the statistics of the responses in a Parquet file.

    UnreadableFile where it is none, is of another instrument, lacks a part or holds what is no step; `NotInstalled` where
    nothing can read it.
    """
    if not is_available():
        raise NotInstalled
    import duckdb

    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connection, _problems(file):
        notes = _notes(connection, _only(file))
        if notes.get("instrument", instrument.identifier) != instrument.identifier:
            raise _unreadable(file, f"เป็นคำตอบของแบบวัด {notes['instrument']} ไม่ใช่ {instrument.identifier}")
        names = _names(connection, file, instrument)
        found = counted(instrument, _blocks(connection, _only(file), names))
    return Lot(office=str(notes.get("office") or file.stem), round=str(notes.get("round") or ""), statistics=found)


@contextmanager
def _problems(file: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise _unreadable(file, f"อ่านเป็นไฟล์ Parquet ไม่ได้: {str(error).splitlines()[0]}") from error
    except StepsNotIntegers:
        raise _unreadable(file, "ระดับต้องเป็นจำนวนเต็ม และช่องที่ไม่ได้ตอบต้องเป็นค่าว่าง (null) หรือ 0") from None
    except StepOutOfRange as wrong:
        raise _unreadable(file, f"ข้อ {wrong.part} มีค่า {wrong.step} แต่ระดับคือ 1 ถึง {wrong.highest}") from wrong


def _notes(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, Any]:
    kept = connection.execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = ?", [path, NOTES_KEY.encode()]).fetchone()
    if kept is None:
        return {}
    try:
        notes = json.loads(kept[0])
    except ValueError:
        return {}
    return notes if isinstance(notes, dict) else {}


def _names(connection: duckdb.DuckDBPyConnection, file: Path, instrument: Instrument) -> list[str]:
    """Return the names of the columns of the parts, in the order of the form."""
    there = {row[0] for row in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [_only(file)]).fetchall()}
    found = {code: next((name for name in (variable_name(code), code) if name in there), "") for code in instrument.part_codes}
    missing = [code for code, name in found.items() if not name]
    if missing:
        more = f" และอีก {len(missing) - _MOST_LISTED} คอลัมน์" if len(missing) > _MOST_LISTED else ""
        raise _unreadable(file, f"ไม่มีคอลัมน์ {', '.join(missing[:_MOST_LISTED])}{more}")
    return list(found.values())


def _blocks(connection: duckdb.DuckDBPyConnection, path: str, names: list[str]) -> Iterator[NDArray[np.integer[Any]]]:
    columns = ", ".join(f'coalesce("{name}", 0) AS "{name}"' for name in names)
    read = connection.execute(f"SELECT {columns} FROM read_parquet(?)", [path])  # noqa: S608 (names of a checked definition)
    while len(block := read.fetch_df_chunk(_VECTORS)):
        yield block.to_numpy()


def _only(file: Path) -> str:
    """Return a path that stands for this file alone, whatever is in its name."""
    return glob.escape(str(file))


def _unreadable(file: Path, message: str) -> UnreadableFile:
    return UnreadableFile([RowProblem(WHOLE_FILE, "", f"{file.name}: {message}")])

"""Stored responses as the engine wants them: a matrix of steps. The only place that reads or writes the two tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from secrets import token_hex
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.model import Audience, Instrument
from survey.models.response import BLANK, KEY_LENGTH, Channel, EitResponse, IitResponse
from survey.models.round import Collection

ResponseTable = type[IitResponse] | type[EitResponse]


class LayoutChanged(Exception):
    """The definition now has other parts than when the round opened; its answers cannot be read by it."""

    def __init__(self, instrument: Instrument) -> None:
        super().__init__(
            f"แบบวัด {instrument.identifier} ถูกแก้ไขโครงสร้างหลังเปิดรอบ กรุณานำไฟล์นิยามฉบับเดิมกลับมา หรือเปิดรอบใหม่ด้วยนิยามที่แก้แล้ว"
        )


class AlreadyImported(Exception):
    """These very rows are stored already."""


def new_key() -> str:
    """Return a submission key: 128 random bits in hexadecimal."""
    return token_hex(KEY_LENGTH // 2)


def table_for(instrument: Instrument) -> ResponseTable:
    """Return the table that holds an instrument's responses: the staff's has no date."""
    return IitResponse if instrument.audience is Audience.STAFF else EitResponse


def is_stored(connection: Connection, collection: Collection, instrument: Instrument, key: str) -> bool:
    """Return whether a submission key has been stored in this round."""
    table = table_for(instrument)
    return connection.scalar(select(table.key).where(*_of(table, collection), table.key == key)) is not None


def count(session: Session, collection: Collection, instrument: Instrument, *, channel: Channel | None = None) -> int:
    """Return the number of stored responses, of one channel or of all."""
    table = table_for(instrument)
    query = select(func.count()).select_from(table).where(*_of(table, collection))
    if channel is not None:
        query = query.where(table.channel == channel)
    return session.scalar(query) or 0


def add(
    connection: Connection,
    collection: Collection,
    instrument: Instrument,
    *,
    steps: Mapping[str, int],
    channel: Channel,
    today: date,
    key: str,
) -> bool:
    """Store one response under its key; return False, changing nothing, where that key is stored already.

    `steps` maps part codes to steps; a part that is missing or 0 is blank. `today` is kept for service users only.
    """
    table = table_for(instrument)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = _row(collection, instrument, _digits(collection, instrument, steps), channel=channel, today=today, key=key)
    # Asked for what it stored: not every driver says afterwards how many rows an INSERT has made.
    statement = dialect.insert(table).on_conflict_do_nothing().returning(table.key)
    return connection.execute(statement, row).first() is not None


def add_matrix(
    session: Session,
    collection: Collection,
    instrument: Instrument,
    *,
    matrix: NDArray[np.uint8],
    channel: Channel,
    today: date,
    batch: bytes,
) -> int:
    """Store a response for each row of a matrix (responses x parts in the order of the form, 0 blank); return how many.

    `batch` stands for where the rows come from, such as the content of a file. The keys follow from it, so that the same
    batch cannot be stored twice: raises AlreadyImported, and the caller rolls back.
    """
    _check_layout(collection, instrument)
    table = table_for(instrument)
    source = hashlib.sha256(batch).hexdigest()
    rows = [
        _row(collection, instrument, digits, channel=channel, today=today, key=_batch_key(source, number))
        for number, digits in enumerate(_rows_of_digits(matrix))
    ]
    # In the order of the keys, so that the database never sees the order of the batch.
    rows.sort(key=lambda row: row["key"])
    try:
        if rows:
            session.execute(insert(table), rows)
    except IntegrityError as error:
        raise AlreadyImported from error
    return len(rows)


def matrix(session: Session, collection: Collection, instrument: Instrument) -> NDArray[np.uint8]:
    """Return the stored steps: (responses, parts) in the order of the form, 0 for blank, rows in the order of their keys."""
    _check_layout(collection, instrument)
    table = table_for(instrument)
    rows = session.scalars(select(table.steps).where(*_of(table, collection)).order_by(table.key))
    digits = np.frombuffer("".join(rows).encode("ascii"), dtype=np.uint8)
    return digits.reshape(-1, len(instrument.parts)) - np.uint8(ord(BLANK))


def _of(table: ResponseTable, collection: Collection) -> tuple[Any, ...]:
    return table.office_id == collection.office_id, table.round_id == collection.round_id


def _check_layout(collection: Collection, instrument: Instrument) -> None:
    if collection.layout is not None and collection.layout.split() != list(instrument.part_codes):
        raise LayoutChanged(instrument)


def _digits(collection: Collection, instrument: Instrument, steps: Mapping[str, int]) -> str:
    _check_layout(collection, instrument)
    return "".join(str(steps.get(code, BLANK)) for code in instrument.part_codes)


def _batch_key(source: str, number: int) -> str:
    return hashlib.sha256(f"{source}/{number}".encode()).hexdigest()[:KEY_LENGTH]


def _rows_of_digits(matrix: NDArray[np.uint8]) -> Iterable[str]:
    digits = (matrix + np.uint8(ord(BLANK))).astype(np.uint8)
    return (row.tobytes().decode("ascii") for row in digits)


def _row(
    collection: Collection, instrument: Instrument, digits: str, *, channel: Channel, today: date, key: str
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "office_id": collection.office_id,
        "round_id": collection.round_id,
        "key": key,
        "steps": digits,
        "channel": channel,
    }
    if instrument.audience is not Audience.STAFF:
        row["answered_on"] = today
    return row

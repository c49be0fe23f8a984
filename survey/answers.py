"""Stored responses as the engine wants them: a matrix of steps. The only place that reads or writes their tables.

In a sealed round a response goes into a box that only the holder of a key can open: it can be counted here, but not read.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Insert, Select, Table, Text, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.model import Audience, Instrument
from survey import sealing
from survey.models.base import Base
from survey.models.response import BLANK, KEY_LENGTH, Channel, EitResponse, IitResponse, SealedResponse, ThankedKey
from survey.models.round import Collection

ResponseTable = type[IitResponse] | type[EitResponse]
_Stored = ResponseTable | type[SealedResponse]

# Rows read at a time: enough to make the calls worth it, and some 10 MB.
_BLOCK = 65_536


class LayoutChanged(Exception):
    """The definition now has other parts than when the round opened; its answers cannot be read by it."""

    def __init__(self, instrument: Instrument) -> None:
        super().__init__(
            f"แบบวัด {instrument.identifier} ถูกแก้ไขโครงสร้างหลังเปิดรอบ กรุณานำไฟล์นิยามฉบับเดิมกลับมา หรือเปิดรอบใหม่ด้วยนิยามที่แก้แล้ว"
        )


class AnswersSealed(Exception):
    """The answers are sealed: they can be counted, but nothing on the server can read them."""


class AlreadyImported(Exception):
    """These very rows are stored already."""


@dataclass(frozen=True, slots=True)
class Description:
    """How and on which day a service user answered, and the answers to profile questions (and the division) by code."""

    channel: Channel
    answered_on: date
    profile: Mapping[str, str]


def new_key() -> str:
    """Return a submission key: 128 random bits in hexadecimal."""
    return token_hex(KEY_LENGTH // 2)


def table_for(instrument: Instrument) -> ResponseTable:
    """Return the table that holds an instrument's responses: the staff's has no date."""
    return IitResponse if instrument.audience is Audience.STAFF else EitResponse


def is_sealed(collection: Collection) -> bool:
    """Return whether answers are sealed on arrival, so that nothing on the server can read them afterwards."""
    return bool(collection.seal_to)


def is_stored(connection: Connection, collection: Collection, instrument: Instrument, key: str) -> bool:
    """Return whether a submission key has been stored in this round; asked while it is open: see `was_stored`."""
    asked = {"of_office": collection.office_id, "of_round": collection.round_id, "sought": key}
    return connection.scalar(_seeking(_table(collection, instrument)), asked) is not None


def was_stored(connection: Connection, collection: Collection, instrument: Instrument, key: str) -> bool:
    """Return whether a submission key was stored in this round before it closed."""
    digest = _thanked(collection, instrument, key)
    query = select(ThankedKey.digest).where(*_of(ThankedKey, collection), ThankedKey.digest == digest)
    return connection.scalar(query) is not None


def count(session: Session, collection: Collection, instrument: Instrument, *, channel: Channel | None = None) -> int:
    """Return the number of stored responses, of one channel or of all. Sealed ones do not tell their channel: 0 of each."""
    table = _table(collection, instrument)
    query = select(func.count()).select_from(table).where(*_of(table, collection))
    if channel is not None:
        if table is SealedResponse:
            return 0
        query = query.where(table_for(instrument).channel == channel)
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
    wording: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> bool:
    """Store one response under its key; return False, changing nothing, where that key is stored already.

    `steps` maps part codes to steps; a part that is missing or 0 is blank. `today` and `profile` are kept for service users
    only. `wording` is the digest of the wording that was answered, None where that is not known.
    """
    digits = _digits(collection, instrument, steps)
    row = _row(collection, instrument, digits, channel=channel, today=today, key=key, wording=wording, profile=profile)
    return connection.execute(_storing(_table(collection, instrument), connection.dialect.name), row).first() is not None


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
    table = _table(collection, instrument)
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
    """Return the stored steps: (responses, parts) in the order of the form, 0 for blank, rows in the order of their keys.

    Raises AnswersSealed in a sealed round.
    """
    _check_layout(collection, instrument)
    if is_sealed(collection):
        raise AnswersSealed
    table = table_for(instrument)
    rows = select(table.steps).where(*_of(table, collection)).order_by(table.key)
    none = np.zeros((0, len(instrument.parts)), dtype=np.uint8)
    return np.concatenate([none, *_blocks(session, rows, instrument)])


def blocks(session: Session, collection: Collection, instrument: Instrument) -> Iterator[NDArray[np.uint8]]:
    """Yield the stored steps in matrices of at most 65,536 rows, in no particular order: however many, they take little memory.

    Otherwise as `matrix`; the first block raises what that raises. All are as they are stored at one moment.
    """
    _check_layout(collection, instrument)
    if is_sealed(collection):
        raise AnswersSealed
    table = table_for(instrument)
    yield from _blocks(session, select(table.steps).where(*_of(table, collection)), instrument)


def descriptions(session: Session, collection: Collection, instrument: Instrument) -> list[Description]:
    """Return what is known of each response of service users besides its steps, aligned with the rows of `matrix`.

    ValueError for the staff's instrument: what is known of them is not kept with their answers. Raises AnswersSealed in a
    sealed round.
    """
    if instrument.audience is Audience.STAFF:
        raise ValueError("the staff's answers have no description")
    if is_sealed(collection):
        raise AnswersSealed
    table = EitResponse
    query = select(table.channel, table.answered_on, table.profile).where(*_of(table, collection)).order_by(table.key)
    return [Description(Channel(channel), day, profile or {}) for channel, day, profile in session.execute(query)]


def boxes(session: Session, collection: Collection) -> list[bytes]:
    """Return the sealed responses of a round in the order of their keys."""
    table = SealedResponse
    return list(session.scalars(select(table.box).where(*_of(table, collection)).order_by(table.key)))


def rekey(session: Session, collection: Collection, instrument: Instrument) -> None:
    """Give every response a fresh random key, and keep of the old ones only that they were stored (see `was_stored`).

    A key was known to the telephone it was sent from. Once the round is closed, whoever finds it there finds no row by it.
    """
    table = _table(collection, instrument)
    keys = session.scalars(select(table.key).where(*_of(table, collection)))
    digests = sorted(_thanked(collection, instrument, key) for key in keys)
    if digests:
        common = {"office_id": collection.office_id, "round_id": collection.round_id}
        session.execute(insert(ThankedKey), [{**common, "digest": digest} for digest in digests])
        session.execute(update(table).where(*_of(table, collection)).values(key=_fresh_key(session)))


# Every response asks the same, so the statements are put together once: that took as long as carrying them out (measured).
def _columns(table: type[Base]) -> Table:
    return Base.metadata.tables[table.__tablename__]


@functools.cache
def _seeking(table: _Stored) -> Select[Any]:
    of = _columns(table).c
    sought = (of.office_id == bindparam("of_office"), of.round_id == bindparam("of_round"), of.key == bindparam("sought"))
    return select(of.key).where(*sought)


@functools.cache
def _storing(table: _Stored, database: str) -> Insert:
    into = _columns(table)
    statement = (postgresql if database == "postgresql" else sqlite).insert(into).on_conflict_do_nothing()
    # Asked for what it stored: not every driver says afterwards how many rows an INSERT has made.
    storing: Insert = statement.returning(into.c.key)
    return storing


def _table(collection: Collection, instrument: Instrument) -> _Stored:
    return SealedResponse if is_sealed(collection) else table_for(instrument)


def _thanked(collection: Collection, instrument: Instrument, key: str) -> str:
    # Keys have 128 random bits: a digest needs no secret to be safe from trying them out.
    text = f"{collection.office_id}/{collection.round_id}/{instrument.key}/{key}"
    return hashlib.sha256(text.encode()).hexdigest()


def _fresh_key(session: Session) -> ColumnElement[str]:
    """Return what the database makes a random key of for each row."""
    if session.get_bind().dialect.name == "postgresql":
        return func.replace(cast(func.gen_random_uuid(), Text), "-", "")
    return func.lower(func.hex(func.randomblob(KEY_LENGTH // 2)))


def _of(table: _Stored | type[ThankedKey], collection: Collection) -> tuple[Any, ...]:
    return table.office_id == collection.office_id, table.round_id == collection.round_id


def _check_layout(collection: Collection, instrument: Instrument) -> None:
    if collection.layout is not None and collection.layout.split() != list(instrument.part_codes):
        raise LayoutChanged(instrument)


def _digits(collection: Collection, instrument: Instrument, steps: Mapping[str, int]) -> str:
    _check_layout(collection, instrument)
    return "".join(str(steps.get(code, BLANK)) for code in instrument.part_codes)


def _batch_key(source: str, number: int) -> str:
    return hashlib.sha256(f"{source}/{number}".encode()).hexdigest()[:KEY_LENGTH]


def _blocks(session: Session, rows: Select[str], instrument: Instrument) -> Iterator[NDArray[np.uint8]]:
    """Read with the driver's own cursor: as rows of SQLAlchemy's they take four times as long (measured)."""
    connection = session.connection()
    statement = str(rows.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    # PostgreSQL hands over all rows at once unless the cursor has a name and stays on its side.
    named = {"name": f"blocks_{token_hex(4)}"} if connection.dialect.name == "postgresql" else {}
    cursor = connection.connection.cursor(**named)
    try:
        cursor.execute(statement)
        while fetched := cursor.fetchmany(_BLOCK):
            digits = np.frombuffer("".join([steps for (steps,) in fetched]).encode("ascii"), dtype=np.uint8)
            yield digits.reshape(-1, len(instrument.parts)) - np.uint8(ord(BLANK))
    finally:
        cursor.close()


def _rows_of_digits(matrix: NDArray[np.uint8]) -> Iterable[str]:
    digits = (matrix + np.uint8(ord(BLANK))).astype(np.uint8)
    return (row.tobytes().decode("ascii") for row in digits)


def _row(
    collection: Collection,
    instrument: Instrument,
    digits: str,
    *,
    channel: Channel,
    today: date,
    key: str,
    wording: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "office_id": collection.office_id,
        "round_id": collection.round_id,
        "key": key,
        "steps": digits,
        "channel": channel,
    }
    if wording is not None:
        row["wording"] = wording
    if instrument.audience is not Audience.STAFF:
        row["answered_on"] = today
        if profile:
            row["profile"] = dict(profile)
    return _sealed(row, collection.seal_to) if collection.seal_to else row


def _sealed(row: Mapping[str, Any], seal_to: list[str]) -> dict[str, Any]:
    place = {name: row[name] for name in ("office_id", "round_id", "key")}
    return {**place, "box": sealing.seal({name: row[name] for name in row if name not in place}, seal_to)}

"""Databases and files full of invented responses, the same in every run, put in by the shortest way there is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, insert

from questionnaires.model import Instrument, digest
from survey import migrations, thai
from survey.extensions import make_engine
from survey.models import Channel, Collection, IitResponse, Office, Round, RoundState
from survey.models.base import new_id
from survey.models.office import OFFICE_ID_LENGTH
from survey.models.response import BLANK, KEY_LENGTH
from survey.models.round import new_link

BLANKS = 0.01
_AT_A_TIME = 65_536


@dataclass(frozen=True, slots=True)
class Filled:
    """A round: its office and its own id, and how many responses are in it."""

    office_id: str
    round_id: str
    responses: int


def invented(instrument: Instrument, responses: int, chance: np.random.Generator) -> NDArray[np.uint8]:
    """Invent answers, one in a hundred blank: (responses, parts)."""
    highest = [len(part.scale) + 1 for part in instrument.parts]
    steps = chance.integers(1, highest, (responses, len(highest)), dtype=np.uint8)
    steps[chance.random(steps.shape, dtype=np.float32) < BLANKS] = 0
    return steps


def fill(url: str, instrument: Instrument, sizes: list[int]) -> list[Filled]:
    """Make an office with a closed round for every size, with so many responses of staff, in an empty database."""
    engine = make_engine(url)
    migrations.upgrade(engine)
    ids: set[str] = set()
    while len(ids) < len(sizes):
        ids.add(new_id(OFFICE_ID_LENGTH))
    places = [Filled(office, new_id(6), size) for office, size in zip(sorted(ids), sizes, strict=True)]
    _add_rounds(engine, instrument, places)
    rows = (row for place in places for row in _rows(instrument, place))
    if engine.dialect.name == "postgresql":
        _copy(engine, rows)
    else:
        _insert(engine, rows)
    engine.dispose()
    return places


def _add_rounds(engine: Engine, instrument: Instrument, places: list[Filled]) -> None:
    today = thai.today()
    of_round = {"title": "Bench", "fiscal_year": instrument.fiscal_year, "state": RoundState.CLOSED}
    of_collection = {
        "instrument": instrument.key,
        "layout": " ".join(instrument.part_codes),
        "digest": digest(instrument),
        "asks_profile": False,
    }
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            insert(Office),
            [{"id": one.office_id, "name": f"Office {at}", "is_example": False} for at, one in enumerate(places)],
        )
        connection.execute(
            insert(Round),
            [
                {**of_round, "office_id": one.office_id, "id": one.round_id, "opens_on": today, "closes_on": today}
                for one in places
            ],
        )
        connection.execute(
            insert(Collection),
            [
                {
                    **of_collection,
                    "office_id": one.office_id,
                    "round_id": one.round_id,
                    "link": new_link(one.office_id),
                    "population": 2 * one.responses,
                }
                for one in places
            ],
        )


def _rows(instrument: Instrument, place: Filled) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a round in the order of their keys, in which mixing leaves them (docs/decisions/0017-mixing.md)."""
    chance = np.random.default_rng(place.responses)
    keys = sorted(secrets.token_hex(KEY_LENGTH // 2) for _ in range(place.responses))
    for start in range(0, place.responses, _AT_A_TIME):
        some = keys[start : start + _AT_A_TIME]
        digits = invented(instrument, len(some), chance) + np.uint8(ord(BLANK))
        for key, row in zip(some, digits, strict=True):
            yield place.office_id, place.round_id, key, row.tobytes().decode("ascii"), Channel.WEB.value


_COLUMNS = "office_id, round_id, key, steps, channel"


def _copy(engine: Engine, rows: Iterator[tuple[str, ...]]) -> None:
    pooled = engine.raw_connection()
    driver: Any = pooled.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {IitResponse.__tablename__} ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    driver.commit()
    # As a running server's own housekeeping does before long.
    driver.execute(f"ANALYZE {IitResponse.__tablename__}")
    driver.commit()
    pooled.close()


def _insert(engine: Engine, rows: Iterator[tuple[str, ...]]) -> None:
    pooled = engine.raw_connection()
    driver: Any = pooled.driver_connection
    driver.execute("BEGIN IMMEDIATE")
    statement = f"INSERT INTO {IitResponse.__tablename__} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 (our own names)
    driver.executemany(statement, rows)
    driver.execute("COMMIT")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pooled.close()


def write_parquet(instrument: Instrument, steps: NDArray[np.uint8], file: Path) -> None:
    """Write responses as `survey.exchange.parquet` names their columns, but in their own order and without notes."""
    import duckdb

    from survey.exchange.study import variable_name

    names = [variable_name(code) for code in instrument.part_codes]
    nulled = ", ".join(f"nullif({name}, 0)::UTINYINT AS {name}" for name in names)
    with duckdb.connect(":memory:") as connection:
        connection.register("answers", {name: column.copy() for name, column in zip(names, steps.T, strict=True)})
        connection.execute(f"COPY (SELECT {nulled} FROM answers) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608

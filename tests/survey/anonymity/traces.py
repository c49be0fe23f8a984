"""Looking at what a database has really put on the disk, byte by byte, as somebody with a copy of its files would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, column, literal_column, select, text
from sqlalchemy import table as from_table

from questionnaires.model import Instrument
from survey.answers import new_key
from tests.builders import filled
from tests.reader import Reader

# Of this many answers: three parts of four steps can tell 64 apart.
ANSWERS = 60


def rank_correlation(order: Sequence[int]) -> float:
    """Spearman's rank correlation between the order of arrival and another order.

    `order` holds, in the other order, when each arrived (0 first): ascending gives 1, descending -1. With 60 of them and no
    connection it has mean 0 and standard deviation 1 / sqrt(59) = 0.130.
    """
    n = len(order)
    assert sorted(order) == list(range(n))
    return 1 - 6 * sum((place - arrival) ** 2 for place, arrival in enumerate(order)) / (n * (n * n - 1))


def answered_in_order(reader: Reader, path: str, instrument: Instrument, codes: Sequence[str] = ()) -> dict[str, int]:
    """Give `ANSWERS` different answers one after the other; return when each came, by its digits and by its key."""
    arrivals = {}
    for arrival in range(ANSWERS):
        steps = [arrival // 16 + 1, arrival // 4 % 4 + 1, arrival % 4 + 1]
        fields = filled(instrument, 2)
        for code, step in zip(instrument.part_codes, steps, strict=False):
            fields[f"answer-{code}"] = str(step)
        key, code = new_key(), {"code": codes[arrival]} if codes else {}
        reader.send(path, {"submission-key": key, **code, **fields}, status=303)
        arrivals[key] = arrivals["".join(fields[f"answer-{code}"] for code in instrument.part_codes)] = arrival
    assert len(arrivals) == 2 * ANSWERS
    return arrivals


def file_of(engine: Engine) -> Path:
    """The file of an SQLite database."""
    assert engine.url.database
    return Path(engine.url.database)


def files_on_disk(engine: Engine) -> list[Path]:
    """Every file in which a database keeps something: PostgreSQL's write-ahead log, which is out of reach, left out."""
    if engine.dialect.name == "sqlite":
        file = file_of(engine)
        return sorted(file.parent.glob(f"{file.name}*"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What is on its way is written, and what was dropped is removed.
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    return sorted(file for file in folder.rglob("*") if file.is_file() and "pg_wal" not in file.parts)


def on_disk(engine: Engine, wanted: Sequence[str]) -> set[str]:
    """Which of some texts stand somewhere in the files of a database."""
    found: set[str] = set()
    for file in files_on_disk(engine):
        content = _content(file)
        found |= {one for one in wanted if one.encode() in content}
    return found


def relation_files(engine: Engine, table: str) -> dict[str, bytes]:
    """What PostgreSQL has on the disk for a table and for the index of its key."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        paths = {
            name: connection.execute(text("SELECT pg_relation_filepath(:name)"), {"name": name}).scalar_one()
            for name in (table, f"pk_{table}")
        }
    return {name: (folder / path).read_bytes() for name, path in paths.items()}


def stored_files(engine: Engine, table: str) -> dict[str, bytes]:
    """The files in which the rows of a table lie."""
    if engine.dialect.name == "sqlite":
        return {file.name: file.read_bytes() for file in files_on_disk(engine) if not file.name.endswith("-shm")}
    return relation_files(engine, table)


def orders(
    app: Flask, table: str, arrivals: dict[str, int], round_id: str, *, known_by: str = "steps"
) -> Iterator[tuple[str, list[int]]]:
    """Yield every order in which the rows of a round can be read out of what is stored, as the order of their arrivals.

    `known_by` is the column by which the test, unlike anybody else, knows which row is whose.
    """
    engine: Engine = app.extensions["engine"]
    rows: list[Any] = []
    readings: dict[str, tuple[str, ...]] = {"as they come": (), "by key": ("office_id", "round_id", "key")}
    if engine.dialect.name == "postgresql":
        readings |= {"by place": ("ctid",), "by transaction": ("xmin::text::bigint", "cmin::text::bigint", "ctid")}
    query = select(column("key"), column(known_by).label("known")).select_from(from_table(table))
    with engine.connect() as connection:
        for name, order in readings.items():
            ordered = query.where(column("round_id") == round_id).order_by(*map(literal_column, order))
            rows = list(connection.execute(ordered))
            yield name, [arrivals[row.known] for row in rows]
    for name, content in stored_files(engine, table).items():
        for way, find in (("first", content.find), ("last", content.rfind)):
            places = {row.key: find(row.key.encode()) for row in rows}
            if min(places.values()) >= 0:
                yield f"{way} in {name}", [arrivals[row.known] for row in sorted(rows, key=lambda row: places[row.key])]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        # A server removes files of its own while one looks.
        return b""

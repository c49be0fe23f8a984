"""Looking at what a database has really put on the disk, byte by byte, as somebody with a copy of its files would."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, column, literal_column, select, text
from sqlalchemy import table as from_table

from survey.answers import new_key
from survey.models.response import Signal
from survey.respond.operations import Outcome, Submission, record_response
from survey.respond.queries import survey_at
from survey.thai import today
from survey.turns import Turns
from tests.builders import CODE_KEY, looking

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


def answered_in_order(app: Flask, path: str, codes: Sequence[str] = ()) -> dict[str, int]:
    """Give `ANSWERS` different answers one after the other; return when each came, by its digits and by its key.

    They are written as the page of the form writes them, each in a transaction of its own, but without the page.
    """
    arrivals = {}
    _, key, link = path.split("/")
    turns: Turns = app.extensions["turns"]
    with looking(app) as session:
        survey = survey_at(session, app.extensions["definitions"], key, link)
    parts = survey.instrument.parts
    for arrival in range(ANSWERS):
        steps = {part.code: min(2, len(part.scale)) for part in parts}
        steps |= zip(survey.instrument.part_codes, [arrival // 16 + 1, arrival // 4 % 4 + 1, arrival % 4 + 1], strict=False)
        code = codes[arrival] if codes else ""
        given = Submission(key=new_key(), steps=steps, code=code, day=today(), signals=frozenset({Signal.UNTIMED}))
        assert turns.write(partial(record_response, survey=survey, submission=given, code_key=CODE_KEY)) is Outcome.STORED
        arrivals[given.key] = arrivals["".join(str(steps[part.code]) for part in parts)] = arrival
    assert len(arrivals) == 2 * ANSWERS
    return arrivals


def file_of(engine: Engine) -> Path:
    """The file of an SQLite database."""
    assert engine.url.database
    return Path(engine.url.database)


def files_on_disk(engine: Engine) -> list[Path]:
    """Every file in which a database keeps something: PostgreSQL's write-ahead log, which is out of reach, left out.

    Of PostgreSQL's files only those written to since the server has been started: all others are as it was installed.
    """
    if engine.dialect.name == "sqlite":
        file = file_of(engine)
        return sorted(file.parent.glob(f"{file.name}*"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What is on its way is written, and what was dropped is removed.
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    return sorted(file for file in written_to(folder) if "pg_wal" not in file.parts)


def written_to(folder: Path) -> Iterator[Path]:
    """Yield the files of a PostgreSQL server's data folder that it has written to since it was started."""
    # Files are copied from a server that was never started, with the times of those.
    started = (folder / "postmaster.opts").stat().st_mtime
    for place, _folders, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            with suppress(FileNotFoundError):
                found = file.stat()
                # A second less, should the file system's clock be a coarse one.
                if found.st_mtime >= started - 1 and stat.S_ISREG(found.st_mode):
                    yield file


def on_disk(engine: Engine, wanted: Sequence[str]) -> set[str]:
    """Which of some texts stand somewhere in the files of a database."""
    found: set[str] = set()
    for file in files_on_disk(engine):
        content = _content(file)
        found |= {one for one in wanted if one not in found and one.encode() in content}
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

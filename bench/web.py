"""The form page and a complete response, against a bare Flask page and a bare Flask insert, on the same server and database.

The two applications are served by the same server with the same settings, each in a process of its own, and are asked in turns;
the clients run in another process. What is compared is pages or responses a second, the slowest of a hundred, and the
processor time of the serving process.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench import bare, load
from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience
from survey import migrations, thai
from survey.account import passwords
from survey.account.operations import create_office, create_officer
from survey.app import create_app
from survey.config import Settings
from survey.extensions import make_engine, open_session
from survey.manage.operations import RoundFacts, create_round, open_round
from survey.manage.queries import collected_from
from survey.models import Office, Role
from survey.server import listen
from tests import postgres

SECONDS = 1.5
TURNS = 5
CLIENTS = (8, 32)
# One address sends everything here, faster than any village would.
NO_LIMIT = 10**9
SECRET = "only for measuring, never for an office"  # noqa: S105 (protects nothing)
spawn = multiprocessing.get_context("spawn")


def main() -> None:
    """Measure on both databases and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite (synchronous FULL)", f"sqlite:///{folder}/bench.db")
    with postgres.server(durable=True) as url:
        _measure("PostgreSQL", url)


def _measure(name: str, database: str) -> None:
    made = the_round(database)
    # With the time that the page's script sends along.
    fields = {f"answer-{code}": "1" for code in made.codes} | {"elapsed": str(len(made.codes))}
    bare_fields = {f"i{item}": "1" for item in range(bare.ITEMS)}
    settings = Settings(database=database, secret=SECRET, answers_per_minute=NO_LIMIT)
    size = len(create_app(settings).test_client().get(made.path).data)
    sys.stdout.write(f"\n{name}\n")
    with serving(serve_bare, database, size) as theirs, serving_ours(settings) as ours, spawn.Pool(1) as clients:
        for number in CLIENTS:
            page = compared(clients, fetch, (ours, (made.path, number)), (theirs, ("/constant", number)))
            print_line(f"form page, {number} clients", *page)
            response = compared(
                clients,
                _answer,
                (ours, (made.path, number, fields, "submission-key")),
                (theirs, ("/form", number, bare_fields, "key")),
            )
            print_line(f"complete response, {number} clients", *response)


def compared(
    clients: Pool, job: Callable[..., load.Load], *sides: tuple[tuple[int, Callable[[], float]], tuple[Any, ...]]
) -> tuple[load.Load, load.Load, float]:
    """Run a job on both sides in turns, so that a busy moment of the machine falls on both.

    Returns what the clients saw of the first and of the second, and the ratio of processor time for each journey.
    """
    seen: list[load.Load | None] = [None, None]
    spent = [0.0, 0.0]
    for turn in range(-1, TURNS):
        for side, ((port, processor), arguments) in enumerate(sides):
            before = processor()
            found = clients.apply(job, (port, *arguments, SECONDS))
            # The turn before the first one only warms up.
            if turn >= 0:
                so_far = seen[side]
                seen[side] = found if so_far is None else so_far + found
                spent[side] += processor() - before
    ours, theirs = seen
    assert ours is not None  # noqa: S101 (there is at least one turn)
    assert theirs is not None  # noqa: S101 (the same)
    return ours, theirs, (spent[0] / len(ours.times)) / (spent[1] / len(theirs.times))


def print_line(what: str, ours: load.Load, other: load.Load, processor: float) -> None:
    """Print how two loads compare; `processor` is the ratio of processor time for each journey."""
    failed = f", {ours.failed + other.failed} FAILED" if ours.failed + other.failed else ""
    sys.stdout.write(
        f"  {what}: {ours.rate / other.rate:.2f} x bare Flask ({ours.rate:.0f} against {other.rate:.0f} a second), "
        f"processor time each {processor:.2f} x, p99 {ours.p99_ms / other.p99_ms:.2f} x "
        f"({ours.p99_ms:.0f} against {other.p99_ms:.0f} ms){failed}\n"
    )
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class MadeRound:
    """An open round: its id, the path of the service users' form, and the codes of that form's parts."""

    round_id: str
    path: str
    codes: tuple[str, ...]


def the_round(database: str) -> MadeRound:
    """Make an open round in an empty database.

    The staff's form would need a code for every response, which a load of any length would use up.
    """
    engine = make_engine(database)
    migrations.upgrade(engine)
    definitions = load_all(PACKAGED)
    with open_session(engine, writes=True) as session:
        office = create_office(session, name="Bench")
        today = thai.today()
        facts = RoundFacts(title="Bench", fiscal_year=2565, head_count=100, visitor_count=1000, opens_on=today, closes_on=today)
        made = create_round(session, definitions, office.id, facts)
        open_round(session, definitions, made)
        collection, instrument = collected_from(session, definitions, made, Audience.SERVICE_USERS)
        session.commit()
    engine.dispose()
    return MadeRound(made.id, f"/{instrument.key}/{collection.link}", instrument.part_codes)


def an_officer(database: str) -> str:
    """Give the office of `the_round` an administrator named ``bench``, and return the password."""
    password = passwords.generated()
    engine = make_engine(database)
    with open_session(engine, writes=True) as session:
        office = session.scalars(select(Office)).one()
        create_officer(session, office, username="bench", name="Bench", role=Role.ADMINISTRATOR, password=password)
        session.commit()
    engine.dispose()
    return password


def fetch(port: int, path: str, clients: int, seconds: float) -> load.Load:
    """Open a page again and again."""
    return load.run(port, partial(load.fetch, path=path), clients=clients, seconds=seconds)


def _answer(port: int, path: str, clients: int, fields: dict[str, str], key_name: str, seconds: float) -> load.Load:
    journey = partial(load.answer, path=path, fields=fields, key_name=key_name)
    return load.run(port, journey, clients=clients, seconds=seconds)


def serve_bare(port: int, database: str, size: int) -> None:
    """Serve bare Flask; its constant page has so many bytes."""
    settings = Settings(database=database, secret=SECRET)
    listen(bare.create_app(database, b"x" * size), settings, host="127.0.0.1", port=port)()


def _serve_ours(port: int, settings: Settings) -> None:
    listen(create_app(settings), settings, host="127.0.0.1", port=port)()


def serving_ours(settings: Settings) -> AbstractContextManager[tuple[int, Callable[[], float]]]:
    """Serve the application from another process; yield the port and a clock of the processor time it has used."""
    return serving(_serve_ours, settings)


@contextmanager
def serving(target: Callable[..., None], *arguments: Any) -> Iterator[tuple[int, Callable[[], float]]]:
    """Serve from another process; yield the port and a clock of the processor time it has used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = spawn.Process(target=target, args=(port, *arguments))
    process.start()
    assert process.pid is not None  # noqa: S101 (it has been started)
    try:
        _wait(port)
        yield port, partial(_processor_time, process.pid)
    finally:
        process.terminate()
        process.join()


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def _processor_time(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

"""A real server that can be stopped and killed, and the example office it serves."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from survey.extensions import make_engine
from tests import postgres
from tests.postgres import Cluster
from tests.processes.started import Program, as_typed, start, sutcharit

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """A running server and what it has printed."""

    process: Program
    port: int
    printed: str

    def request(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end, and return the exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(
    home: Path, *, port: int, database: str | None = None, largest_file: int | None = None, typed: bool = False
) -> Iterator[Server]:
    """Run `sutcharit serve --example` until the block ends; no file it writes may grow past `largest_file` bytes.

    `typed` runs the installed command as somebody types it, which takes longer to start.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SUTCHARIT_") and name != "PORT"
    } | {"SUTCHARIT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    if database:
        environment["SUTCHARIT_DATABASE"] = database
    arguments = ("serve", "--example", "--port", str(port))
    if typed:
        process = as_typed(*arguments, environment=environment)
    else:
        process = start(sutcharit, arguments, largest_file, environment=environment)
    try:
        printed = _until_it_serves(process)
        assert "Ctrl-C" in printed, printed
        _wait(port)
        yield Server(process, port, printed)
    finally:
        process.close()


def _until_it_serves(process: Program) -> str:
    assert process.output is not None
    printed = ""
    for line in process.output:
        printed += line
        if "Ctrl-C" in line:
            break
    return printed


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the example office has been made once, as only a first start makes it."""
    home = tmp_path_factory.mktemp("furnished")
    _made(home)
    return home


def _made(home: Path, *, database: str | None = None) -> None:
    with serving(home, port=free_port(), database=database) as server:
        # From its first answer on it listens to signals.
        assert server.request("GET", "/healthz")[0] == 200
        assert server.stop(signal.SIGTERM) == 0


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A home of the test's own, with the example office."""
    return shutil.copytree(furnished, tmp_path / "home")


@pytest.fixture(scope="session")
def lasting_postgres() -> Iterator[Cluster]:
    """A PostgreSQL server that waits for the disk, as an office's does."""
    with postgres.cluster(durable=True) as running:
        yield running


@pytest.fixture(scope="session")
def furnished_postgres(furnished: Path, lasting_postgres: Cluster) -> Iterator[str]:
    """The name of a database there in which the example office has been made once, for that home."""
    with _a_database(lasting_postgres.url, "furnished") as url:
        _made(furnished, database=url)
        yield "furnished"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The URL of a database with the example office, of either kind, for the test's own home."""
    if request.param == "sqlite":
        yield f"sqlite:///{home}/example.db"
        return
    template = request.getfixturevalue("furnished_postgres")
    with _a_database(request.getfixturevalue("lasting_postgres").url, "of_one_test", template=template) as url:
        yield url


@contextmanager
def _a_database(server: str, name: str, *, template: str = "template1") -> Iterator[str]:
    _order(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def _order(server: str, statement: str) -> None:
    # Over a connection of its own: a test may have restarted the server meanwhile.
    engine = make_engine(server)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError


def path_of(server: Server, key: str) -> str:
    found = re.search(rf"/{key}/\w+", server.printed)
    assert found, server.printed
    return found.group(0)


def key_in(page: str) -> str:
    found = re.search(r'name="submission-key"[^>]*value="([0-9a-f]{32})"', page)
    assert found, page[:500]
    return found.group(1)


def stored_keys(database: str, *, table: str = "eit_response") -> list[str]:
    """The keys of the responses that came by the web."""
    engine = make_engine(database)
    try:
        with engine.connect() as connection:
            query = f"SELECT key FROM {table} WHERE channel = 'web'"  # noqa: S608 (a table of ours)
            return list(connection.execute(text(query)).scalars())
    finally:
        engine.dispose()

"""A real server of a real office, whose every file and every printed line can be searched afterwards."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy.engine import make_url

from tests.builders import SECRET
from tests.processes.conftest import free_port
from tests.processes.started import Program, start, sutcharit

PATIENCE = 60.0
# Where only one kind of database has the thing that is looked at.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@dataclass(frozen=True, slots=True)
class Serving:
    """A server, the folder it may write to, and what it has printed so far."""

    process: Program
    port: int
    folder: Path

    def send(
        self, method: str, path: str, fields: dict[str, str] | None = None, *, headers: dict[str, str], source: str
    ) -> tuple[int, bytes]:
        """Send a request from an address of this machine's own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0))
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
            connection.request(method, path, urlencode(fields) if fields else None, {**headers, **kind})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    @property
    def printed(self) -> bytes:
        return (self.folder / "printed").read_bytes()


@contextmanager
def a_server(folder: Path, database_url: str) -> Iterator[Serving]:
    """Run `sutcharit serve` for an office, with a home and a folder for temporary files of its own."""
    temporary = folder / "temporary"
    temporary.mkdir()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SUTCHARIT_")} | {
        "SUTCHARIT_HOME": str(folder / "home"),
        "SUTCHARIT_DATABASE": make_url(database_url).render_as_string(hide_password=False),
        "SUTCHARIT_SECRET": SECRET,
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(temporary),
    }
    process = start(sutcharit, ("serve", "--port", str(port)), environment=environment, printed=folder / "printed")
    try:
        serving = Serving(process, port, folder)
        until = time.monotonic() + PATIENCE
        while b"Ctrl-C" not in serving.printed and time.monotonic() < until and process.poll() is None:
            time.sleep(0.05)
        assert b"Ctrl-C" in serving.printed, serving.printed
        yield serving
    finally:
        process.close()

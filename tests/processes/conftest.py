"""A real server, started as people start it, that can be stopped and killed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from survey.extensions import make_engine

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def program() -> str:
    """The installed command, beside the interpreter that runs the tests."""
    return str(Path(sys.executable).with_name("sutcharit"))


@dataclass
class Server:
    """A running server and what it has printed."""

    process: subprocess.Popen[str]
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
def serving(home: Path, *, port: int, database: str | None = None, largest_file: int | None = None) -> Iterator[Server]:
    """Run `sutcharit serve --example` until the block ends; no file it writes may grow past `largest_file` bytes."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SUTCHARIT_") and name != "PORT"
    } | {"SUTCHARIT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    if database:
        environment["SUTCHARIT_DATABASE"] = database
    command = [program(), "serve", "--example", "--port", str(port)]
    if largest_file is not None:
        # The signal that would end the process is ignored, so that it sees what a full disk shows it: an error.
        limited = (
            "import os, resource, signal, sys\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file}, {largest_file}))\n"
            "os.execv(sys.argv[1], sys.argv[1:])"
        )
        command = [sys.executable, "-c", limited, *command]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if "Ctrl-C" in line:
            break
    try:
        assert "Ctrl-C" in printed, printed
        _wait(port)
        yield Server(process, port, printed)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        process.stdout.close()


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

"""What the serving process has in memory after 1,000 and after 20,000 responses: it must not grow with what passes through.

The server is ``sutcharit serve`` itself, on a real database. After each lot an officer opens the results, so that what these
load and hold is seen too, and apart from what answering leaves behind. Run as ``python -m bench.memory``, or with two other
numbers of responses for a quick look: ``python -m bench.memory 200 2000``.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from bench.web import NO_LIMIT, SECRET, MadeRound, an_officer, the_round
from tests import postgres

FIRST, LAST = 1_000, 20_000
CLIENTS = 8
GOAL_MB = 200
GROWTH = 1.1
"""Python gives memory back in large pieces: less than this is no growth."""


def main(first: int = FIRST, last: int = LAST) -> None:
    """Measure on both databases and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{folder}/memory.db", first, last)
    with postgres.server(durable=True) as url:
        _measure("PostgreSQL", url, first, last)


def _measure(name: str, database: str, first: int, last: int) -> None:
    made = the_round(database)
    password = an_officer(database)
    with _served(database) as (port, pid):
        fields = {f"answer-{code}": "1" for code in made.codes} | {"elapsed": "99"}
        failed = 0
        memory = []
        for number in (first, last - first):
            failed += _answer(port, made.path, fields, number)
            answered = _memory_mb(pid)
            _read_results(port, made, password)
            memory.append((answered, _memory_mb(pid)))
    (_, before), (grown, after) = memory
    ratio = grown / before
    sys.stdout.write(
        f"\nmemory of the serving process, {name}\n"
        f"  {memory[0][0]:.0f} MB after {first:,} responses and {before:.0f} MB with their results read, "
        f"{grown:.0f} MB after {last:,} and {after:.0f} MB with theirs\n"
        f"  under {GOAL_MB} MB: {_yes(grown < GOAL_MB)}, with the results read: {_yes(after < GOAL_MB)}; "
        f"not growing between the two readings: {ratio:.2f} x, {_yes(ratio < GROWTH)}"
        f"{f'; {failed} FAILED' if failed else ''}\n"
    )
    sys.stdout.flush()


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "NO"


@contextmanager
def _served(database: str) -> Iterator[tuple[int, int]]:
    """Serve a database with the command; yield the port and the process's number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SUTCHARIT_DATABASE": database,
        "SUTCHARIT_SECRET": SECRET,
        "SUTCHARIT_ANSWERS_PER_MINUTE": str(NO_LIMIT),
    }
    command = [str(Path(sys.executable).with_name("sutcharit")), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 (our own command)
        try:
            _wait(port)
            yield port, process.pid
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            if load.fetch(_connection(port), "/healthz"):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def _answer(port: int, path: str, fields: dict[str, str], number: int) -> int:
    """Send so many responses, a few at a time, and return how many were refused."""
    failures: list[int] = []

    def client(share: int) -> None:
        connection = _connection(port)
        failures.append(sum(not load.answer(connection, path, fields, "submission-key") for _ in range(share)))

    threads = [threading.Thread(target=client, args=(number // CLIENTS + (at < number % CLIENTS),)) for at in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(failures) + (len(threads) - len(failures))


def _read_results(port: int, made: MadeRound, password: str) -> None:
    """Sign in and open the results of the round."""
    connection = _connection(port)
    connection.request("GET", "/sign-in")
    response = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.read().decode())
    assert token is not None  # noqa: S101 (a page without its form measures something else)
    cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
    body = urlencode({"csrf_token": token.group(1), "username": "bench", "password": password})
    connection.request("POST", "/sign-in", body, load.FORM | {"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
    connection.request("GET", f"/office/rounds/{made.round_id}/results", headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, response.status  # noqa: S101 (the same)


def _memory_mb(pid: int) -> float:
    """Return what a process has in memory of its own and shares, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

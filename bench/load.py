"""Clients that ask as fast as they are answered, over connections that stay open, from a process of their own."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients saw: how long each journey took, how long all of them took together, and how many failed."""

    times: tuple[float, ...]
    took: float
    failed: int

    def __add__(self, other: Load) -> Load:
        """Return two loads of the same kind as one."""
        return Load(self.times + other.times, self.took + other.took, self.failed + other.failed)

    @property
    def rate(self) -> float:
        """Journeys a second."""
        return len(self.times) / self.took

    @property
    def p99_ms(self) -> float:
        """What ninety-nine of a hundred journeys took at most, in milliseconds."""
        return 1000 * sorted(self.times)[int(0.99 * (len(self.times) - 1))]


def fetch(connection: http.client.HTTPConnection, path: str) -> bool:
    """Open a page."""
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response.status == 200


def answer(connection: http.client.HTTPConnection, path: str, fields: dict[str, str], key_name: str) -> bool:
    """Open a form and send it back complete, with the key the page carried."""
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    found = re.search(rf'name="{key_name}"[^>]*value="([0-9a-f]+)"', page)
    if found is None:
        return False
    body = urlencode({**fields, key_name: found.group(1)})
    connection.request("POST", path, body, FORM)
    response = connection.getresponse()
    response.read()
    return response.status == 303


def run(port: int, journey: Callable[[http.client.HTTPConnection], bool], *, clients: int, seconds: float) -> Load:
    """Let a number of clients repeat a journey for some seconds."""
    until = time.perf_counter() + seconds
    times: list[float] = []
    failures: list[int] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        mine = []
        failed = 0
        while (start := time.perf_counter()) < until:
            failed += not journey(connection)
            mine.append(time.perf_counter() - start)
        times.extend(mine)
        failures.append(failed)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    return Load(tuple(times), took, sum(failures))

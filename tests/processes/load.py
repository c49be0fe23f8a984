"""Clients that answer as fast as they are let, and remember every key they were thanked for."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from questionnaires.loader import load_all
from tests.processes.conftest import Server, key_in, path_of

EIT = load_all().instrument("2565/eit")
IIT = load_all().instrument("2565/iit")
EIT_ANSWERS = {f"answer-{part.code}": "2" for part in EIT.parts}
IIT_ANSWERS = {f"answer-{part.code}": "2" for part in IIT.parts}


@dataclass
class Clients:
    """What the clients have been told. A key whose answer got no reply is in neither list."""

    thanked: list[str] = field(default_factory=list)
    told_to_wait: list[str] = field(default_factory=list)


def send(server: Server, key: str) -> int:
    """Send a service user's answer and return the status."""
    return server.request("POST", path_of(server, "eit"), {**EIT_ANSWERS, "submission-key": key})[0]


def fresh_key(server: Server) -> str:
    return key_in(server.request("GET", path_of(server, "eit"))[1])


@contextmanager
def answering(server: Server, clients: Clients, *, number: int) -> Iterator[None]:
    """Let a number of clients answer until the block ends; one whose connection breaks tries again."""
    stop = threading.Event()

    def client() -> None:
        while not stop.is_set():
            try:
                key = fresh_key(server)
                status = send(server, key)
            except (OSError, http.client.HTTPException, AssertionError):
                stop.wait(0.02)
                continue
            {303: clients.thanked, 503: clients.told_to_wait}.get(status, []).append(key)
            if status != 303:
                stop.wait(0.1)

    threads = [threading.Thread(target=client) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def codes_in(printed: str) -> list[str]:
    """The one-time codes that a start has printed."""
    return re.findall(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b", printed)
